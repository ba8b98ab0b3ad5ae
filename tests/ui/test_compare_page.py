"""The page "Compare", driven as a visitor drives it, without a browser."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sandbox.domain.diagnostics import Diagnostic, Span
from sandbox.report.verdict import verdict_text
from sandbox.sim.nature import Nature
from sandbox.sim.scenario import Scenario
from sandbox.study.compare import Progress, StudyResult, run_study
from sandbox.study.pool import WorkerLost
from sandbox.study.spec import StudySpec
from sandbox.ui import beside, running
from sandbox.ui.choice import command_line
from sandbox.ui.pages import compare
from sandbox.ui.shelf import OWN_POLICIES, Shelf, read_shelf
from tests.unit.report.made import folds_of, regime_of, study
from tests.unit.study.small import load, shipped, write_policy, write_scenario

APP = str(Path(__file__).parents[2] / "app.py")
HOSTILE = "**x** ![a](http://evil.example/x.png) <script>alert(1)</script> :material/home: $x$"
WAIT_SECONDS = 60.0


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    yield
    st.cache_resource.clear()  # ends whatever a test left running


def page() -> AppTest:
    return AppTest.from_file(APP, default_timeout=30).run()


def offer(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    monkeypatch.setattr(compare, "read_shelf", lambda: shelf)


def a_shelf(**names: str) -> Shelf:
    """What ships, with other names for some policies."""
    loaded = shipped()
    policies = {one.id: replace(one, name=names.get(one.id, one.name)) for one in loaded.policies}
    return Shelf(policies=policies, scenarios={loaded.scenario.id: loaded.scenario}, problems=())


Study = Callable[[StudySpec, Progress], StudyResult | WorkerLost]


def answer_with(monkeypatch: pytest.MonkeyPatch, outcome: Study) -> None:
    monkeypatch.setattr(running, "run_study", outcome)


def made_up(spec: StudySpec, progress: Progress) -> StudyResult:
    """A result at once: the second policy wins more."""
    progress(1, 1)
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


def html_of(at: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in at.get("html"))


def test_offers_the_shipped_files_by_name() -> None:
    at = page()
    assert not at.exception
    assert at.title[0].value == "Compare two lead policies"
    assert at.selectbox(key="baseline").value == "eight_hours_two_touches"
    assert at.selectbox(key="challenger").value == "five_minutes_six_touches"
    assert at.selectbox(key="scenario").value == "human_team"
    assert at.radio(key="replications").value == 5
    assert "Five minutes, six touches" in at.selectbox(key="baseline").options
    assert "Mid-market SaaS" in at.selectbox(key="scenario").options
    assert not at.button(key="run").disabled
    assert "How far to trust this" not in [heading.value for heading in at.header]


def test_a_run_shows_what_the_command_line_shows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    paths = [write_policy(tmp_path, "late", after="9 days"), write_policy(tmp_path, "soon", order="newest_first")]
    loaded = load(paths, write_scenario(tmp_path))
    shelf = Shelf(
        policies={policy.id: policy for policy in loaded.policies},
        scenarios={loaded.scenario.id: loaded.scenario},
        problems=(),
    )
    offer(monkeypatch, shelf)
    at = page()
    at.selectbox(key="challenger").select("soon").run()
    finish(at)
    expected = run_study(StudySpec(policies=loaded.policies, scenario=loaded.scenario, replications=5))
    assert isinstance(expected, StudyResult)
    assert escape(verdict_text(expected)) in html_of(at)
    assert at.code[-1].value == "sandbox compare late soon --scenario small --replications 5"


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
    assert "have changed since" not in html_of(at)
    at.radio(key="replications").set_value(20).run()
    assert 'class="sandbox-verdict"' in html_of(at)
    assert "have changed since" in html_of(at)
    at.radio(key="replications").set_value(5).run()
    assert "have changed since" not in html_of(at)


def test_meetings_are_on_the_page_where_a_policy_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_meetings(spec: StudySpec, progress: Progress) -> StudyResult:
        found = made_up(spec, progress)
        one, other = (policy.policy for policy in found.main.policies)
        met = folds_of(other, [250, 262, 251], meetings_held=(80.0, 1.0), show_rate=(80.0, 100.0))
        return replace(found, regimes={"central": regime_of("central", [folds_of(one, [150, 160, 155]), met])})

    offer(monkeypatch, a_shelf())
    for answer, has_meetings in ((made_up, False), (with_meetings, True)):
        answer_with(monkeypatch, answer)
        html = html_of(finish(page()))
        assert ("Meetings held" in html, "Show rate" in html) == (has_meetings, has_meetings)
        assert "Reassigned" not in html


def test_three_views_of_the_market(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, a_shelf())
    answer_with(monkeypatch, made_up)
    at = page()
    at.toggle(key="regimes").set_value(True).run()
    html = html_of(finish(at))
    for said in ("Sceptical view", "Central view", "Vendors&#x27; view", "no practical difference"):
        assert said in html
    assert at.code[-1].value.endswith("--regimes")


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

    def endless(_: StudySpec, progress: Progress) -> StudyResult:
        while True:
            time.sleep(0.01)
            progress(1, 5)

    answer_with(monkeypatch, endless)
    at = page()
    at.button(key="run").click().run()
    assert at.button(key="run").disabled
    at.button(key="cancel").click().run()
    assert running.STOPPED in html_of(at)
    assert 'class="sandbox-verdict"' not in html_of(at)
    assert not at.button(key="run").disabled


@pytest.mark.parametrize("fault", [True, False])
def test_a_dead_worker_or_a_fault_is_a_plain_message(monkeypatch: pytest.MonkeyPatch, fault: bool) -> None:
    offer(monkeypatch, a_shelf())

    def fail(spec: StudySpec, progress: Progress) -> WorkerLost:
        if fault:
            raise RuntimeError("broken")
        return WorkerLost()

    answer_with(monkeypatch, fail)
    at = finish(page())
    assert (beside.FAULT if fault else running.WORKER_LOST) in html_of(at)
    answer_with(monkeypatch, made_up)
    assert 'class="sandbox-verdict"' in html_of(finish(at))


def test_a_policy_of_the_visitors_own_can_be_compared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer_with(monkeypatch, made_up)
    text = Path(write_policy(tmp_path, "mine", name=f"'{HOSTILE}'")).read_text(encoding="utf-8")
    at = AppTest.from_file(APP, default_timeout=30)
    at.session_state[OWN_POLICIES] = {"mine": text, "broken": "version: 1"}
    at.run()
    assert "broken" not in at.selectbox(key="challenger").options
    at.selectbox(key="challenger").select("mine").run()
    finish(at)
    assert "<script" not in html_of(at)


def test_the_command_names_a_file_where_a_policy_is_the_visitors_own() -> None:
    spec = StudySpec(policies=shipped().policies[:2], scenario=shipped().scenario, replications=5)
    first, second = (policy.id for policy in spec.policies)
    assert f"compare {first} {second} " in command_line(spec)
    assert f"compare {first} {second}.yaml " in command_line(spec, {second: ""})


def test_a_policy_is_not_compared_with_itself() -> None:
    at = page()
    at.selectbox(key="challenger").select("eight_hours_two_touches").run()
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
