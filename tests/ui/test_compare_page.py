"""The page "Compare", driven as a visitor drives it, without a browser."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from sandbox.analysis.intervals import Estimate
from sandbox.analysis.measures import measure_named
from sandbox.cli.commands import sandbox
from sandbox.domain.diagnostics import Checked, Diagnostic, Span
from sandbox.domain.limits import Limits
from sandbox.report.html import report_html
from sandbox.report.verdict import verdict_text
from sandbox.report.words import value_words
from sandbox.sim.nature import Nature
from sandbox.sim.scenario import Scenario
from sandbox.study.compare import StudyResult
from sandbox.study.job import STOPPED, Job
from sandbox.study.jobs import WORKER_LOST
from sandbox.study.presets import PRESETS
from sandbox.study.request import StudyRequest, command_of, load_request, to_query
from sandbox.study.result_shelf import ResultShelf
from sandbox.study.spec import StudySpec
from sandbox.ui.comparison import running
from sandbox.ui.comparison.findings import FIRST_MEASURES
from sandbox.ui.environment import server
from sandbox.ui.pages import compare
from sandbox.ui.shelf import OWN_POLICIES, Shelf, read_shelf
from tests.ui.widgets import named
from tests.unit.report.made import folds_of, regime_of, study
from tests.unit.report.pages import Page
from tests.unit.study.small import load, shipped, write_policy, write_scenario

APP = str(Path(__file__).parents[2] / "app.py")
HOSTILE = "**x** ![a](http://evil.example/x.png) <script>alert(1)</script> :material/home: $x$"
WAIT_SECONDS = 60.0
MOST_HEADINGS = 5
"""Of a table of measures: the measure, two policies, their difference, who is ahead."""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SANDBOX_JOBS", "1")
    yield
    st.cache_resource.clear()  # ends whatever a test left running


def page(**query: list[str]) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=30)
    for key, values in query.items():
        at.query_params[key] = values
    return at.run()


def quick(at: AppTest) -> AppTest:
    """The same page set to five quarters of one view of the market."""
    named(at.toggle, "regimes").set_value(False)
    named(at.radio, "replications").set_value(5).run()
    return at


def offer(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    """Let the page have these policies and scenarios instead of those that ship; nothing was stored about them."""

    def load(request: StudyRequest, *, limits: Limits) -> Checked[StudySpec]:
        assert limits == server().limits
        policies = tuple(shelf.policies[name] for name in request.policies)
        scenario = shelf.scenarios[request.scenario]
        spec = StudySpec(policies=policies, scenario=scenario, replications=request.replications)
        return Checked(value=replace(spec, regimes=request.regimes, seed=request.seed))

    monkeypatch.setattr(compare, "read_shelf", lambda: shelf)
    monkeypatch.setattr(compare, "load_request", load)


def a_shelf(**names: str) -> Shelf:
    """What ships, with other names for some policies."""
    loaded = shipped()
    policies = {one.id: replace(one, name=names.get(one.id, one.name)) for one in loaded.policies}
    return Shelf(policies=policies, scenarios={loaded.scenario.id: loaded.scenario}, problems=())


Study = Callable[[StudySpec], StudyResult | str | None]
"""A result, a message, or neither: then the study never ends by itself."""


def answer_with(monkeypatch: pytest.MonkeyPatch, outcome: Study) -> None:
    class Answers:
        def start(self, spec: StudySpec, visitor: object, keep: object) -> Job:
            job, found = Job(spec=spec), outcome(spec)
            if isinstance(found, str):
                job.end(message=found)
            else:
                job.end(result=found)
            return job

    monkeypatch.setattr(running, "jobs", Answers)
    monkeypatch.setattr(running, "shipped_result", lambda spec: None)


def made_up(spec: StudySpec) -> StudyResult:
    """A result at once: the second policy wins more."""
    others = {"sceptical": [[150, 160, 155], [151, 160, 156]], "vendor": [[150, 160, 155], [300, 320, 310]]}
    names = [policy.name for policy in spec.policies]
    found = study([150, 160, 155], [250, 262, 251], others=others if spec.regimes else None, names=names)
    return replace(found, spec=replace(spec, policies=found.spec.policies))


def finish(at: AppTest) -> AppTest:
    """Press Run and wait until the study is over."""
    at.button(key="run").click().run()
    until = time.monotonic() + WAIT_SECONDS
    while any(button.key == "cancel" for button in at.button):
        assert time.monotonic() < until, "the study never ended"
        time.sleep(0.05)
        at.run()
    assert not at.exception
    return at


def is_old(at: AppTest) -> bool:
    """Whether the page says that its answer is one to other settings."""
    return any("before your change" in box.value for box in at.info)


def html_of(at: AppTest) -> str:
    bodies = [str(element.proto.body) for element in at.get("html")]
    return "\n".join(bodies).replace("\N{NO-BREAK SPACE}", " ")


def test_offers_the_shipped_files_by_name() -> None:
    at = page()
    assert not at.exception
    assert at.title[0].value == "Compare lead policies"
    assert named(at.selectbox, "baseline").value == "eight_hours_two_touches"
    assert named(at.selectbox, "challenger").value == "five_minutes_six_touches"
    assert named(at.selectbox, "scenario").value == "human_team"
    assert named(at.radio, "replications").value == 20
    assert named(at.toggle, "regimes").value
    assert "Five minutes, six touches" in named(at.selectbox, "baseline").options
    assert "Mid-market SaaS" in named(at.selectbox, "scenario").options
    assert not at.button(key="run").disabled


def test_a_stored_result_is_on_the_screen_when_the_page_opens() -> None:
    at = page()
    assert 'class="sandbox-verdict"' in html_of(at)
    assert not is_old(at)
    command = "sandbox compare eight_hours_two_touches five_minutes_six_touches --scenario human_team"
    assert f"{command} --replications 20 --regimes" in [code.value for code in at.code]


def test_screen_report_and_command_line_show_the_same_numbers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    paths = [write_policy(tmp_path, "late", after="9 days"), write_policy(tmp_path, "soon", order="newest_first")]
    loaded = load(paths, write_scenario(tmp_path))
    shelf = Shelf(
        policies={policy.id: policy for policy in loaded.policies},
        scenarios={loaded.scenario.id: loaded.scenario},
        problems=(),
    )
    offer(monkeypatch, shelf)
    at = quick(page())
    named(at.selectbox, "challenger").select("soon").run()
    finish(at)
    words = [*paths, "--scenario", str(tmp_path / "small.yaml"), "--replications", "5", "--format", "json"]
    document = json.loads(CliRunner().invoke(sandbox, ["compare", *map(str, words)]).stdout)
    assert said_by(at) == document["verdict"]["text"]
    on_screen = rows_of(html_of(at))
    (kept,) = at.session_state["results"].values()
    in_report = rows_of(report_html(kept.result, command=""))
    assert [row for row in on_screen if row not in in_report] == []
    by_label = {row[0]: row for row in on_screen}
    for name in FIRST_MEASURES:
        label, unit = measure_named(name).label, measure_named(name).unit
        for policy in document["policies"]:
            found = {key: policy["metrics"][name][key] for key in ("mean", "low", "high", "n")}
            assert value_words(Estimate(**found), unit) in by_label[label]
    assert at.main.code[-1].value == "sandbox compare late soon --scenario small --replications 5"


def said_by(at: AppTest) -> str:
    """The verdict as the page tells it: its sentence, and the paragraph that supports it."""
    found = re.search(
        r'<p class="sandbox-verdict">(.*?)</p>\s*<p class="sandbox-text">(.*?)</p>', html_of(at), re.DOTALL
    )
    assert found is not None
    return unescape(" ".join(found.groups()))


def rows_of(html: str) -> list[list[str]]:
    """The rows of measures of a page, without the headings that a phone repeats in each cell."""
    tables = "".join(re.findall(r"<table.*?</table>", html, flags=re.DOTALL))
    without = re.sub(r'<span class="sandbox-column">.*?</span>|</?div>', "", tables)
    return [row for row in Page(without).rows if len(row) > MOST_HEADINGS]


def test_the_page_says_how_perfect_reps_are_and_whether_deals_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, made_up)
    loaded = shipped()
    perfect = replace(loaded.scenario, id="perfect")
    human = with_nature(perfect, Nature(cherry_picks=0.3))
    buyers = replace(perfect.buyers, deals=replace(perfect.buyers.deals, meetings=3))
    for scenario, said, unsaid in (
        (perfect, ("reps are perfect", "takes none of their time"), ("not perfect", "takes meetings")),
        (human, ("reps are not perfect", "takes none of their time"), ("reps are perfect",)),
        (replace(perfect, buyers=buyers), ("reps are perfect", "A deal takes meetings"), ("none of their time",)),
    ):
        offer(monkeypatch, replace(a_shelf(), scenarios={"perfect": scenario}))
        html = html_of(finish(page()))
        assert all(words in html for words in said)
        assert not any(words in html for words in unsaid)


def with_nature(scenario: Scenario, nature: Nature) -> Scenario:
    """The same world with reps of that nature in every team."""
    teams = {name: replace(team, nature=nature) for name, team in scenario.teams.items()}
    return replace(scenario, teams=teams)


def test_a_result_survives_other_settings_and_returns_with_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, a_shelf())
    answer_with(monkeypatch, made_up)
    at = finish(page())
    assert not is_old(at)
    named(at.radio, "replications").set_value(5).run()
    assert 'class="sandbox-verdict"' in html_of(at)
    assert is_old(at)
    named(at.radio, "replications").set_value(20).run()
    assert not is_old(at)


def test_meetings_are_on_the_page_where_a_policy_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_meetings(spec: StudySpec) -> StudyResult:
        found = made_up(spec)
        one, other = (policy.policy for policy in found.main.policies)
        met = folds_of(other, [250, 262, 251], meetings_held=(80.0, 1.0), show_rate=(80.0, 100.0))
        return replace(found, regimes={"central": regime_of("central", [folds_of(one, [150, 160, 155]), met])})

    offer(monkeypatch, a_shelf())
    for answer, has_meetings in ((made_up, False), (with_meetings, True)):
        answer_with(monkeypatch, answer)
        html = html_of(finish(quick(page())))
        assert ("Meetings held" in html, "Show rate" in html) == (has_meetings, has_meetings)
        assert "Reassigned" not in html


def test_three_views_of_the_market(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, a_shelf())
    answer_with(monkeypatch, made_up)
    at = finish(page())
    html = html_of(at)
    for said in ("Sceptical view", "Central view", "Vendors&#x27; view", "no practical difference"):
        assert said in html
    assert any(code.value.endswith("--regimes") for code in at.code)


def test_names_from_files_are_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, a_shelf(five_minutes_six_touches=HOSTILE))
    answer_with(monkeypatch, made_up)
    at = finish(page())
    assert escape(HOSTILE) in html_of(at)
    assert "<script" not in html_of(at)
    assert "<img" not in html_of(at)
    read_as_markdown = [*at.markdown, *at.caption, *at.title, *at.header, *at.warning, *at.error]
    assert not any("evil" in element.value for element in read_as_markdown)
    for chart in at.get("plotly_chart"):
        assert "<script" not in chart.proto.spec
        assert "\\u003cscript" not in chart.proto.spec


def test_cancel_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, a_shelf())
    answer_with(monkeypatch, lambda spec: None)
    at = page()
    at.button(key="run").click().run()
    assert at.button(key="run").disabled
    at.button(key="cancel").click().run()
    assert STOPPED in html_of(at)
    assert 'class="sandbox-verdict"' not in html_of(at)
    assert not at.button(key="run").disabled


def test_a_message_is_told_and_the_next_run_works(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, a_shelf())
    answer_with(monkeypatch, lambda spec: WORKER_LOST)
    at = finish(page())
    assert WORKER_LOST in html_of(at)
    answer_with(monkeypatch, made_up)
    assert 'class="sandbox-verdict"' in html_of(finish(at))


PAIR = ["oldest_first", "newest_first"]


def test_a_link_sets_the_page_in_a_fresh_browser() -> None:
    at = page(policy=PAIR, scenario=["small_team"], replications=["5"], regimes=["no"])
    assert not at.exception
    assert [named(at.selectbox, key).value for key in ("baseline", "challenger", "scenario")] == [*PAIR, "small_team"]
    assert named(at.radio, "replications").value == 5
    assert not named(at.toggle, "regimes").value


def test_a_link_may_hold_what_the_settings_cannot_show() -> None:
    at = page(policy=[*PAIR, "long_form"], scenario=["small_team"], seed=["7"])
    assert at.code[0].value.startswith("sandbox compare oldest_first newest_first long_form --scenario small_team")
    assert "--seed 7" in at.code[0].value
    assert not at.button(key="run").disabled
    at.button(key="leave_link").click().run()
    assert named(at.selectbox, "scenario").value == "human_team"


def test_a_link_that_cannot_be_opened_says_why() -> None:
    at = page(policy=["/etc/passwd"], scenario=["small_team"], replications=["many"])
    html = html_of(at)
    assert "/etc/passwd" in html
    assert "does not ship" in html
    assert "whole number" in html
    assert "root:" not in html
    assert named(at.selectbox, "scenario").value == "human_team"


def test_what_one_visitor_ran_another_finds_by_the_link(tmp_path: Path) -> None:
    policies = ("eight_hours_two_touches", "five_minutes_six_touches")
    request = StudyRequest(policies=policies, scenario="small_team", replications=3)
    spec = load_request(request).value
    assert spec is not None
    result = replace(made_up(spec), spec=spec)
    assert ResultShelf(folder=tmp_path / "home" / "results").put(result, request) == ""
    at = page(**to_query(request))
    assert said_by(at) == verdict_text(result)
    assert at.main.code[-1].value.endswith(f"?{urlencode(to_query(request), doseq=True)}")


def test_a_policy_is_not_compared_with_itself() -> None:
    at = page()
    named(at.selectbox, "challenger").select("eight_hours_two_touches").run()
    assert at.button(key="run").disabled
    assert "Choose two different policies" in html_of(at)


def test_a_bad_shipped_file_is_told_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Span(file="bad.yaml", line=3, column=7, source="  - ![a](http://evil.example/x.png)")
    told = Diagnostic(code="unknown-key", message="unknown key 'rooting'", span=place)
    offer(monkeypatch, replace(a_shelf(), problems=(told,)))
    at = page()
    assert not at.exception
    assert "bad.yaml:3:7: error[unknown-key]" in at.code[0].value
    assert not at.button(key="run").disabled


def test_nothing_that_ships_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, Shelf(policies={}, scenarios={}, problems=()))
    at = page()
    assert not at.exception
    assert at.error[0].value.startswith("There is nothing to compare")


def test_everything_that_ships_can_be_used() -> None:
    shelf = read_shelf()
    assert shelf.problems == ()
    assert {"eight_hours_two_touches", "five_minutes_six_touches"} <= set(shelf.policies)
    assert {"human_team", "midmarket_saas"} <= set(shelf.scenarios)


def test_each_card_is_one_click_to_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for preset in PRESETS:
        answer_with(monkeypatch, made_up)
        at = page()
        at.button(key=f"preset_{preset.key}").click().run()
        at.run()
        assert not at.exception
        assert preset.question in html_of(at)
        assert 'class="sandbox-verdict"' in html_of(at)
        assert command_of(preset.request) in [code.value for code in at.code]


def test_every_card_compares_what_it_says() -> None:
    for preset in PRESETS:
        read = load_request(preset.request)
        assert read.value is not None
        assert [one.message for one in read.diagnostics if one.code != "no-scoring"] == []
        assert len({policy.name for policy in read.value.policies}) == len(read.value.policies)


def test_levers_are_changes_to_the_policy_that_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, made_up)
    at = page()
    named(at.selectbox, "challenger").select("eight_hours_two_touches").run()
    assert at.button(key="run").disabled
    named(at.selectbox, "lever_attempts").select(4).run()
    finish(at)
    (command,) = (code.value for code in at.code if code.value.startswith("sandbox compare"))
    assert "changed=eight_hours_two_touches" in command
    assert "changed:cadences.two_touch.touches=" in command
    at.button(key="reset_levers").click().run()
    assert at.button(key="run").disabled


def test_more_policies_can_be_tried_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[StudySpec] = []

    def note(spec: StudySpec) -> StudyResult:
        tried.append(spec)
        return made_up(replace(spec, policies=spec.policies[:2]))

    answer_with(monkeypatch, note)
    at = page()
    named(at.multiselect, "more_policies").select("newest_first").select("oldest_first").run()
    finish(at)
    assert [policy.id for policy in tried[-1].policies][2:] == ["newest_first", "oldest_first"]


def test_a_policy_of_the_visitors_own_can_be_compared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer_with(monkeypatch, made_up)
    text = Path(write_policy(tmp_path, "mine", name=f"'{HOSTILE}'")).read_text(encoding="utf-8")
    at = AppTest.from_file(APP, default_timeout=30)
    at.session_state[OWN_POLICIES] = {"mine": text, "broken": "version: 1"}
    at.run()
    assert "broken" not in named(at.selectbox, "challenger").options
    named(at.selectbox, "challenger").select("mine").run()
    finish(at)
    assert "<script" not in html_of(at)
    commands = [code.value for code in at.code]
    assert any("mine.yaml" in command and "sandbox-visitor" not in command for command in commands)
    assert not any("policy=" in command for command in commands), "nobody else has the file"


def test_every_picture_has_a_sentence_and_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, made_up)
    at = finish(page())
    drawn = {button.key for button in at.get("download_button")}
    assert {f"csv_{key}" for key in ("difference", "funnel", "speed", "leaks", "utilisation", "money")} <= drawn
    assert {"report", "bundle"} <= drawn


def test_a_change_leaves_the_answer_that_was_shown_not_one_from_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at one answer, at another, at the first again, then change something: the first stays."""
    offer(monkeypatch, a_shelf())
    answer_with(monkeypatch, made_up)
    at = finish(page())
    finish(quick(at))
    named(at.toggle, "regimes").set_value(True)
    named(at.radio, "replications").set_value(20).run()
    assert "Vendors&#x27; view" in html_of(at)
    named(at.radio, "replications").set_value(60).run()
    assert is_old(at)
    assert "Vendors&#x27; view" in html_of(at), "the answer in one view of the market was looked at before"


def test_a_changed_policy_is_called_after_its_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[StudySpec] = []

    def note(spec: StudySpec) -> StudyResult:
        tried.append(spec)
        return made_up(spec)

    answer_with(monkeypatch, note)
    at = page()
    for key, value in (("lever_attempts", 3), ("lever_reps", 4)):
        named(at.selectbox, key).select(value).run()
    finish(at)
    assert tried[-1].policies[1].name == "Five minutes, six touches (3 attempts, 4 reps)"


def test_the_card_that_is_answered_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, made_up)
    at = page()
    at.button(key="preset_order").click().run()
    at.run()
    assert at.button(key="preset_order").proto.type == "primary"
    assert at.button(key="preset_speed").proto.type == "secondary"
