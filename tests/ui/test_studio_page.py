"""The page "Policy studio", driven as a visitor drives it, without a browser."""

import time
from collections.abc import Callable, Iterator
from html import escape, unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from sandbox.cli.commands import sandbox
from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies, shipped_folder, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from sandbox.files.workspace import WORKSPACE
from sandbox.report.plain_english.policy import plain_policy
from sandbox.ui.pages import studio
from sandbox.ui.shelf import OWN_POLICIES, read_shelf, with_own
from sandbox.ui.studio import examples, ranking_run
from sandbox.ui.studio.text import safe_name
from tests.ui.test_compare_page import html_of
from tests.ui.widgets import named

PAGE = "from sandbox.ui.pages import studio\nstudio.show()"
HOSTILE = "**x** ![a](http://evil.example/x.png) <script>alert(1)</script> <img src=x onerror=alert(1)>"
POLICY = f"""\
version: 1
name: '{HOSTILE}'
summary: '{HOSTILE}'
routing:
  - {{id: big, when: employees > 50, to: calls}}
  - {{id: rest, otherwise: true, to: nurture}}
queues:
  calls: {{team: sdr, order: newest_first, respond_within: 1 h, cadence: calls}}
cadences:
  calls: {{touches: [{{channel: phone}}], then: nurture}}
examples:
  - name: '{HOSTILE}'
    lead: {{employees: 200}}
    expect: {{queue: calls}}
"""
WAIT_SECONDS = 60.0


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(WORKSPACE, raising=False)
    yield
    st.cache_resource.clear()  # ends whatever a test left running


def page(tab: str = studio.LEAD) -> AppTest:
    at = AppTest.from_string(PAGE, default_timeout=30)
    at.session_state[studio.TAB] = tab
    at.run()
    assert not at.exception
    return at


def typed(text: str, tab: str = studio.LEAD) -> AppTest:
    """The page with a text in place of the policy that it starts from."""
    at = page(tab)
    return settled(at.text_area[0].set_value(text).run())


def changed(old: str, new: str, tab: str = studio.LEAD) -> AppTest:
    """The page with a change made to the policy that it starts from."""
    at = page(tab)
    text = at.text_area[0]
    assert old in str(text.value)
    return settled(text.set_value(str(text.value).replace(old, new)).run())


def settled(at: AppTest) -> AppTest:
    assert not at.exception
    return at


def show_tab(at: AppTest, tab: str) -> AppTest:
    at.session_state[studio.TAB] = tab
    return settled(at.run())


# ---------------------------------------------------------------------- text


def test_starts_from_a_shipped_policy_in_which_nothing_is_wrong() -> None:
    at = page()
    assert at.title[0].value == "Policy studio"
    shipped = (shipped_folder() / "policies" / "five_minutes_six_touches.yaml").read_text(encoding="utf-8")
    assert at.text_area[0].value == shipped
    assert "This policy can be used" in html_of(at)
    assert len(named(at.selectbox, "studio_start").options) == len(list_policies())


def test_a_mistake_is_told_with_its_line_and_gone_when_corrected() -> None:
    at = changed("order: newest_first", "order: newest")
    text = str(at.text_area[0].value)
    line = next(number for number, one in enumerate(text.split("\n"), 1) if "order: newest" in one)
    html = html_of(at)
    assert f"Error, line {line}, column" in html
    assert f"{line} ✗</span>" in html
    assert "newest_first" in html  # the way out
    assert "cannot be used yet" in html
    corrected = text.replace("order: newest", "order: newest_first")
    html = html_of(at.text_area[0].set_value(corrected).run())
    assert "This policy can be used" in html
    assert "✗</span>" not in html


def test_the_marked_characters_are_those_of_the_finding() -> None:
    html = html_of(typed("version: 1\nname: x\nroutng: []\n"))
    assert "<mark>routng</mark>" in html


def test_a_broken_text_of_any_kind_is_told_and_never_a_fault() -> None:
    for text in ("", "\t- {", "a: &x [*x]", "version: 99", "[" * 500, "\0", "name: \ud800"[:6]):
        at = typed(text)
        assert "cannot be used yet" in html_of(at)


def test_undo_brings_the_original_back() -> None:
    at = page()
    original = at.text_area[0].value
    assert at.button(key="studio_undo").disabled
    at.text_area[0].set_value("x: 1").run()
    at.button(key="studio_undo").click().run()
    assert at.text_area[0].value == original


def test_changes_to_one_policy_survive_a_look_at_another() -> None:
    at = changed("5 min", "7 min")
    mine = at.text_area[0].value
    named(at.selectbox, "studio_start").select("newest_first").run()
    assert "newest" in str(at.text_area[0].value)
    named(at.selectbox, "studio_start").select("five_minutes_six_touches").run()
    assert at.text_area[0].value == mine


def test_an_uploaded_policy_is_opened_under_a_harmless_name() -> None:
    at = page()
    at.file_uploader[0].upload("../../etc/<b>My Policy.yaml", POLICY.replace("\n", "\r\n").encode(), "text/yaml")
    settled(at.run())
    assert at.text_area[0].value == POLICY
    assert named(at.selectbox, "studio_start").value == "opened:b_my_policy"


def test_an_uploaded_file_that_is_no_text_is_refused() -> None:
    at = page()
    at.file_uploader[0].upload("x.yaml", b"\xff\xfe\x00\x01", "text/yaml")
    assert "The file was not opened" in html_of(settled(at.run()))
    assert named(at.selectbox, "studio_start").value == "five_minutes_six_touches"


@pytest.mark.parametrize(
    "name", ["../../x.yaml", "C:\\x\\y.yml", "<script>.yaml", "..", "", "ÄÖ.yaml", "a" * 300, "\0.yaml"]
)
def test_what_an_upload_is_called_is_reduced_to_letters_digits_and_underscores(name: str) -> None:
    found = safe_name(name)
    assert found
    assert len(found) <= 40
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")


@pytest.mark.parametrize("tab", studio.TABS)
def test_text_of_a_policy_is_never_markup(tab: str) -> None:
    at = typed(POLICY, tab)
    assert escape(HOSTILE, quote=False).split("&lt;")[0] in html_of(at)
    assert "<script" not in html_of(at)
    assert "<img" not in html_of(at)
    read_as_markdown = [*at.markdown, *at.caption, *at.title, *at.header, *at.subheader, *at.warning, *at.error]
    assert not any("evil" in str(element.value) for element in read_as_markdown)


def test_text_in_findings_is_never_markup() -> None:
    at = typed("version: 1\n'<script>alert(1)</script>': 1\n'<img src=x>': 1\n")
    assert "&lt;script&gt;" in html_of(at)
    assert "<script" not in html_of(at)
    assert "<img" not in html_of(at)


# ---------------------------------------------------------------------- what it decides


def test_a_lead_is_explained_step_by_step() -> None:
    at = typed(POLICY)
    assert "goes to nurture" in html_of(at)
    named(at.number_input, "studio_fact_employees").set_value(200.0)
    at.button(key="studio_explain").click().run()
    html = html_of(settled(at))
    assert "goes to calls" in html
    assert "employees = 200" in html
    assert "✓ applies" in html
    assert "not looked at" in html
    assert at.code[-1].value == "sandbox explain my_five_minutes_six_touches.yaml --lead employees=200"


def test_the_policy_is_told_in_plain_english() -> None:
    html = html_of(typed(POLICY, studio.PLAIN))
    for section in plain_policy(the_policy()).sections:
        for entry in section.entries:
            assert escape(entry.text) in html
            assert all(escape(step) in html for step in entry.steps)


def the_policy() -> Policy:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    policy = parse_policy(POLICY, "five_minutes_six_touches.yaml", vocabulary).value
    assert policy is not None
    return policy


def test_a_lead_can_be_one_that_somebody_has_talked_to() -> None:
    at = page()
    before = html_of(at)
    named(at.selectbox, "studio_fact_need").set_value(True)
    at.button(key="studio_explain").click().run()
    assert [one.value for one in at.subheader].count("Sales qualified") == 1
    assert html_of(at) != before


def test_examples_are_run_and_a_failure_is_told_plainly() -> None:
    at = typed(POLICY, studio.EXAMPLES)
    assert "1 case as expected" in html_of(at)
    at = typed(POLICY.replace("employees > 50", "employees > 500"), studio.EXAMPLES)
    html = html_of(at)
    assert "1 of 1 case failed" in html
    assert "expected queue calls, got nurture" in html
    assert "✗ otherwise" in html


def test_a_policy_without_examples_says_how_to_write_one() -> None:
    at = typed(POLICY.split("examples:", maxsplit=1)[0], studio.EXAMPLES)
    assert "has no examples" in html_of(at)
    assert at.code[0].value.startswith("examples:")


CASES = """\
name,company size,expect_queue,expect_fired
Large <b>firms</b> are called,5001+,calls,big
"=HYPERLINK(""http://evil.example"")",10,calls,
Nobody knows,,nurture,rest
"""


def put_to(at: AppTest, csv: str) -> AppTest:
    """The tab Examples after a case table was uploaded."""
    at.file_uploader(key="studio_cases").upload("../../cases.csv", csv.encode(), "text/csv")
    return settled(at.run())


def in_terminal(folder: Path, csv: str, policy: str = POLICY) -> str:
    """What `sandbox test` says of the same policy and table."""
    file, cases = folder / "my_five_minutes_six_touches.yaml", folder / "cases.csv"
    file.write_text(policy, encoding="utf-8")
    cases.write_text(csv, encoding="utf-8")
    return CliRunner().invoke(sandbox, ["test", str(file), str(cases)], env={"COLUMNS": "400"}).stdout


def test_a_case_table_is_told_as_the_command_line_tells_it(tmp_path: Path) -> None:
    at = put_to(typed(POLICY, studio.EXAMPLES), CASES)
    html, said = html_of(at), in_terminal(tmp_path, CASES)
    outcome = said.splitlines()[0].split(": ", maxsplit=1)[1]
    assert outcome == "1 of 4 cases failed; all 3 rules, grades and cadences reached"
    assert f"{outcome}." in html
    assert "Error, line 3, cell 1:" in html
    assert "cases.csv:3:1: error[example-failed]" in said
    assert "is decided otherwise: expected queue calls, got nurture" in html
    assert "line 3 of the table" in html
    assert "Large &lt;b&gt;firms&lt;/b&gt; are called" in html
    assert at.code[-1].value == "sandbox test my_five_minutes_six_touches.yaml cases.csv"


def test_cases_of_a_table_that_fail_stand_before_those_that_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "MOST_ROWS", 2)
    html = html_of(put_to(typed(POLICY, studio.EXAMPLES), CASES))
    assert html.index("line 3 of the table") < html.index("line 2 of the table")
    assert "line 4 of the table" not in html
    assert "And 1 more of the table." in html


def test_a_bad_cell_of_a_case_table_is_told_by_line_and_cell_and_the_examples_are_tried_alone() -> None:
    table = "name,company size,expect_queue,colour\nA firm,many,elsewhere,red\n"
    html = html_of(put_to(typed(POLICY, studio.EXAMPLES), table))
    assert "The table cannot be used as it is" in html
    assert "Error, line 2, cell 2:" in html
    assert "Error, line 2, cell 3:" in html
    assert "Warning, line 1, cell 4:" in html  # a column that is not read
    assert "1 case as expected" in html  # the example in the text


@pytest.mark.parametrize("csv", ["", "\0\1", "name,employees\nA firm,2\n", "expect_queue\n"])
def test_a_file_that_is_no_case_table_is_told_and_never_a_fault(csv: str) -> None:
    assert "The table cannot be used as it is" in html_of(put_to(typed(POLICY, studio.EXAMPLES), csv))


def test_a_case_table_survives_a_mistake_in_the_text_and_its_answer_follows_the_text() -> None:
    at = put_to(typed(POLICY, studio.EXAMPLES), CASES)
    text = at.text_area[0]
    assert "until the errors in the text are corrected" in html_of(settled(text.set_value("version: 1\n").run()))
    html = html_of(settled(text.set_value(POLICY.replace("employees > 50", "employees > 5")).run()))
    assert "4 cases as expected" in html
    assert "✗" not in html


def test_more_cases_than_a_page_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_UPLOAD_CASES", "2")
    st.cache_resource.clear()
    html = html_of(put_to(typed(POLICY, studio.EXAMPLES), CASES))
    assert "more than 2 rows" in html


def test_a_case_table_leaves_nothing_on_disk_or_in_the_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    at = put_to(typed(POLICY, studio.EXAMPLES), CASES)
    assert not list(tmp_path.iterdir())
    assert "studio_tested" in at.session_state
    at.file_uploader(key="studio_cases").clear()
    assert "1 case as expected" in html_of(settled(at.run()))
    assert "studio_tested" not in at.session_state


def test_nothing_has_changed_until_something_is_changed() -> None:
    at = page(studio.DIFFERENCES)
    assert "Equivalent: both decide every lead alike" in html_of(at)


def test_differences_name_rules_settings_and_a_lead() -> None:
    at = changed("respond_within: 5 min", "respond_within: 9 min", studio.DIFFERENCES)
    assert "Every lead is decided alike, but 1 setting differs." in html_of(at)
    assert "queues.inside_sales.respond_within" in html_of(at)
    text = str(at.text_area[0].value)
    assert 'role == "student"' in text
    at.text_area[0].set_value(text.replace('role == "student"', 'role == "user"')).run()
    html = html_of(settled(at))
    assert "Not equivalent" in html
    assert "definition mql" in html
    assert "A lead that is decided differently" in [one.value for one in at.subheader]


def test_what_was_changed_is_acknowledged() -> None:
    assert "You changed" not in html_of(page())
    html = html_of(changed("respond_within: 5 min", "respond_within: 9 min"))
    assert "You changed 1 line." in html
    assert "come out otherwise" not in html
    assert "1 of its 4 examples now come out otherwise" in html_of(changed('role == "student"', 'role == "user"'))


def test_tabs_wait_for_the_errors_to_be_corrected() -> None:
    for tab in (studio.PLAIN, studio.LEAD, studio.EXAMPLES, studio.DIFFERENCES, studio.RANKING):
        assert "until the errors in the text are corrected" in html_of(typed("version: 1\n", tab))


# ---------------------------------------------------------------------- ranking

LEADS = 'name,employees\n"=HYPERLINK(""http://evil.example"")",10\nAda,5000\n<script>alert(1)</script>,\n'


def ranked(csv: bytes, *, skip_bad: bool = False, policy: str = POLICY) -> AppTest:
    """The page after a ranking has ended."""
    at = typed(policy, studio.RANKING)
    at.file_uploader(key="studio_leads").upload("../../leads.csv", csv, "text/csv")
    named(at.toggle, "studio_skip_bad").set_value(skip_bad)
    at.run()
    at.button(key="studio_rank").click().run()
    return finished(at)


def finished(at: AppTest) -> AppTest:
    until = time.monotonic() + WAIT_SECONDS
    while any(button.key == "studio_cancel" for button in at.button):
        assert time.monotonic() < until, "the ranking never ended"
        time.sleep(0.02)
        at.run()
    return settled(at)


SCORED = POLICY.replace("routing:", "scoring:\n  - {id: size, when: employees > 100, points: 10}\nrouting:")


def test_leads_are_ranked_counted_and_can_be_downloaded() -> None:
    at = ranked(LEADS.encode(), policy=SCORED)
    html = html_of(at)
    assert "3 leads ranked by" in html
    assert "1. line 3" in html  # Ada's firm is the largest
    assert "Read: employees from &#x27;employees&#x27;." in html
    assert "evil.example&quot;" not in html
    assert "<script" not in html
    found = at.session_state["studio_ranked"]
    lines = found.csv.decode().splitlines()
    assert lines[0].startswith("name,employees,mql,fit")
    assert lines[1].startswith("Ada,5000,")
    assert any(line.startswith("\"'=HYPERLINK") for line in lines)
    assert [button.proto.label for button in at.get("download_button")] == ["Download all leads, best first (CSV)"]


def test_a_column_of_another_name_can_be_given_for_a_fact_that_the_policy_asks_for() -> None:
    at = typed(SCORED, studio.RANKING)
    csv = b"\xef\xbb\xbfname,Heads\nBob,20\nAda,5000\n"
    at.file_uploader(key="studio_leads").upload("leads.csv", csv, "text/csv")
    at.run()
    (asked,) = (box for box in at.selectbox if str(box.key).startswith("studio_column_"))
    assert asked.label == "Number of employees"
    asked.select("Heads").run()
    at.button(key="studio_rank").click().run()
    finished(at)
    found = at.session_state["studio_ranked"]
    assert found.csv.startswith(b"\xef\xbb\xbfname,Heads")  # Excel knows UTF-8 by the mark that its own export had
    assert found.csv.decode("utf-8-sig").splitlines()[1].startswith("Ada,5000,")
    assert "--map employees=Heads" in at.code[-1].value
    (asked,) = (box for box in at.selectbox if str(box.key).startswith("studio_column_"))
    asked.select(None).run()
    assert "Other columns are chosen now" in html_of(at)


def test_leads_that_a_policy_does_not_score_are_not_called_ranked_by_it() -> None:
    assert "in the file&#x27;s own order" in html_of(ranked(LEADS.encode()))
    assert "in the file&#x27;s own order" not in html_of(ranked(LEADS.encode(), policy=SCORED))


def test_a_bad_cell_is_named_by_line_and_cell_and_can_be_left_out() -> None:
    csv = b"name,employees\nAda,many\nBob,20\n"
    at = ranked(csv)
    assert "No lead was ranked" in html_of(at)
    assert "Error, line 2, cell 2:" in html_of(at)
    at = ranked(csv, skip_bad=True)
    assert "1 lead ranked by" in html_of(at)
    assert "Warning, line 2, cell 2:" in html_of(at)


@pytest.mark.parametrize("csv", [b"", b"\0\1\2", b"name\nAda\n", b"employees\n", b"\xff\xfea"])
def test_a_file_that_holds_no_leads_is_told_and_never_a_fault(csv: bytes) -> None:
    assert "No lead was ranked" in html_of(ranked(csv))


def test_more_leads_than_a_page_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_UPLOAD_ROWS", "2")
    st.cache_resource.clear()
    at = ranked(LEADS.encode())
    assert "No lead was ranked" in html_of(at)
    assert "more than 2" in html_of(at)


def test_a_ranking_can_be_cancelled_and_a_fault_in_it_is_a_plain_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, on_leads: Callable[[int, int], None]) -> None:
        while True:
            time.sleep(0.01)
            on_leads(1, 5)

    monkeypatch.setattr(ranking_run, "score_leads", endless)
    at = typed(POLICY, studio.RANKING)
    at.file_uploader(key="studio_leads").upload("x.csv", LEADS.encode(), "text/csv")
    at.run()
    at.button(key="studio_rank").click().run()
    at.button(key="studio_cancel").click().run()
    assert ranking_run.STOPPED in html_of(at)
    monkeypatch.setattr(ranking_run, "score_leads", lambda *_, **__: 1 / 0)
    at.button(key="studio_rank").click().run()
    assert "because of a fault in this program" in html_of(finished(at))


def test_the_bar_moves_while_leads_are_read_and_cancel_is_heard_then(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int, int]] = []
    csv = b"name,employees\n" + b"Ada,20\n" * 30_000

    class Watched(ranking_run.RankingRun):
        def progress(self, done: int, total: int) -> None:
            seen.append((self.stage, done, total))
            if done > 15_000:
                self.cancel()
            ranking_run.RankingRun.progress(self, done, total)

    monkeypatch.setattr(ranking_run, "score_leads", lambda *_, **__: pytest.fail("cancel was not heard"))
    run = Watched(policy=with_own(read_shelf(), {"mine": POLICY}).policies["mine"], csv=csv, limits=DEFAULT_LIMITS)
    run.start()
    until = time.monotonic() + WAIT_SECONDS
    while Watched.places._taken:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert run.message == ranking_run.STOPPED
    assert {stage for stage, _, _ in seen} == {"Reading"}
    assert [total for _, _, total in seen] == [30_001] * len(seen)
    assert 3 <= len(seen) <= 5
    assert seen[-1][1] < 25_000


def test_a_ranking_leaves_nothing_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ranked(LEADS.encode())
    until = time.monotonic() + WAIT_SECONDS
    while list(tmp_path.iterdir()):
        assert time.monotonic() < until, list(tmp_path.iterdir())
        time.sleep(0.01)


BY_HAND = """\
name,employees,Sales rank,marketing
Ann,5000,1,A
Bob,20,2,B
Cy,700,3,A
Dee,,,C
Eve,90,4,<b>
"""


def with_hands(csv: str, *columns: str, policy: str = SCORED) -> AppTest:
    """The page after a ranking that was held against columns of the file."""
    at = typed(policy, studio.RANKING)
    at.file_uploader(key="studio_leads").upload("leads.csv", csv.encode(), "text/csv")
    at.run()
    assert at.multiselect[0].value == []  # nothing is guessed
    at.multiselect[0].set_value(list(columns)).run()
    at.button(key="studio_rank").click().run()
    return finished(at)


def test_rankings_by_hand_are_told_as_the_command_line_tells_them(tmp_path: Path) -> None:
    good = BY_HAND.replace("<b>", "D")
    policy, leads = tmp_path / "my_five_minutes_six_touches.yaml", tmp_path / "leads.csv"
    policy.write_text(SCORED, encoding="utf-8")
    leads.write_text(good, encoding="utf-8")
    words = ["--hand", "Sales rank", "--hand", "marketing"]
    command = CliRunner().invoke(sandbox, ["score", str(policy), str(leads), *words], env={"COLUMNS": "400"})
    at = with_hands(good, "Sales rank", "marketing")
    page_text = unescape(html_of(at))
    told = [line.strip() for line in command.stdout.splitlines() if "agreement" in line]
    assert len(told) == 3
    assert "(Kendall's tau-b" in told[0]
    assert all(line in page_text for line in told)
    # The policy puts Ann and Cy alike before Bob and Eve, sales Ann, Bob, Cy, Eve. Of the four pairs that the policy
    # tells apart three are the same way round for sales, which tells six pairs apart: (3 - 1) / sqrt(4 * 6) = 0.41.
    assert told[0] == (
        "The policy and Sales rank: agreement 0.41 (Kendall's tau-b: 1 the same, 0 chance, -1 reversed) over 4 leads."
    )
    assert "Where they part most" in page_text
    assert at.code[-1].value == (
        "sandbox score my_five_minutes_six_touches.yaml leads.csv --hand 'Sales rank' --hand marketing"
    )


def test_a_bad_place_is_named_by_line_and_cell_with_a_way_out() -> None:
    html = html_of(with_hands(BY_HAND, "marketing"))
    assert "No lead was ranked" in html
    assert "Error, line 6, cell 4:" in html
    assert "&lt;b&gt;" in html
    assert ranking_run.CORRECT_PLACES in html


def test_columns_chosen_after_a_ranking_are_not_taken_for_ranked() -> None:
    at = with_hands(BY_HAND, "Sales rank")
    assert "Other columns are chosen now" not in html_of(at)
    at.multiselect[0].set_value([]).run()
    assert "Other columns are chosen now" in html_of(at)


def test_columns_are_those_of_the_file_that_is_there_now() -> None:
    at = with_hands(BY_HAND, "Sales rank")
    assert at.multiselect[0].options == ["name", "employees", "Sales rank", "marketing"]
    at.file_uploader(key="studio_leads").upload("other.csv", b"Employees,,employees,place\n1,2,3,4\n", "text/csv")
    settled(at.run())
    assert (at.multiselect[0].options, at.multiselect[0].value) == (["Employees", "place"], [])


# ---------------------------------------------------------------------- use


def test_the_text_is_offered_to_the_page_compare() -> None:
    at = changed("respond_within: 5 min", "respond_within: 9 min", studio.USE)
    at.button(key="studio_compare").click().run()
    own = at.session_state[OWN_POLICIES]
    assert list(own) == ["my_five_minutes_six_touches"]
    assert own["my_five_minutes_six_touches"] == at.text_area[0].value
    assert "go to Compare and press Run" in html_of(at)
    chosen = at.session_state["remembered"]
    assert [chosen[name].now for name in ("baseline", "challenger")] == ["five_minutes_six_touches", *own]
    shelf = with_own(read_shelf(), own)
    assert "my_five_minutes_six_touches" in shelf.policies


def test_a_policy_of_ones_own_never_takes_the_place_of_one_that_ships() -> None:
    shelf = read_shelf()
    assert with_own(shelf, {"newest_first": POLICY, "broken": "x"}) == shelf
    at = page(studio.USE)
    at.text_input(key="studio_name_five_minutes_six_touches").set_value("newest_first").run()
    assert at.button(key="studio_compare").disabled


def test_a_text_with_errors_can_be_downloaded_and_not_compared() -> None:
    at = typed("version: 1\n", studio.USE)
    assert [button.proto.label for button in at.get("download_button")] == ["Download the policy (YAML)"]
    assert at.button(key="studio_compare").disabled


def test_without_a_workspace_nothing_can_be_saved() -> None:
    at = page(studio.USE)
    assert not any(button.key == "studio_save" for button in at.button)


def test_in_local_mode_the_text_is_saved_and_can_be_opened_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(WORKSPACE, str(tmp_path))
    at = typed(POLICY, studio.USE)
    at.text_input(key="studio_name_five_minutes_six_touches").set_value("mine").run()
    at.button(key="studio_save").click().run()
    assert "Saved: mine.yaml" in html_of(at)
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == POLICY
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
    named(at.selectbox, "studio_start").select("saved:mine").run()
    assert at.text_area[0].value == POLICY
    at.text_area[0].set_value("version: 1\n").run()
    at.button(key="studio_save").click().run()
    assert "is there already" in html_of(at)
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == POLICY
    at.checkbox(key="studio_replace").check().run()
    at.button(key="studio_save").click().run()
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "version: 1\n"


def test_it_is_in_the_navigation() -> None:
    at = AppTest.from_file(str(shipped_folder() / "app.py"), default_timeout=30).run()
    assert not at.exception
    app = (shipped_folder() / "app.py").read_text(encoding="utf-8")
    assert 'st.Page(studio.show, title="Policy studio", url_path="studio")' in app
