"""Policies against scenarios, and what a file is."""

from pathlib import Path

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study.lint import FileKind, kind_of, lint
from sandbox.study.load import load_study
from tests.unit.study.small import SCENARIO, write_policy, write_scenario


def test_an_unknown_team_is_told_at_its_place_with_the_teams_there_are(tmp_path: Path) -> None:
    read = load_study([write_policy(tmp_path, "a", team="sdrs")], write_scenario(tmp_path))
    (finding,) = read.diagnostics
    assert read.value is None
    assert finding.code == "unknown-team"
    assert finding.is_error
    assert "did you mean sdr?" in finding.help
    assert finding.span.source[finding.span.column - 1 :].startswith("sdrs")


def write_more(folder: Path, text: str, **given: str) -> str:
    """A small policy with more sections."""
    path = Path(write_policy(folder, "more", **given))
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return str(path)


def test_a_team_may_stand_in_staffing_instead_of_the_scenario(tmp_path: Path) -> None:
    path = write_more(tmp_path, "staffing: {weekend: {count: 2, shifts: {Sat-Sun: 09:00-17:00}}}\n", team="weekend")
    assert load_study([path], write_scenario(tmp_path)).diagnostics == ()


def test_a_team_of_the_scenario_may_get_other_shifts_alone(tmp_path: Path) -> None:
    path = write_more(tmp_path, "staffing: {sdr: {shifts: {Sat-Sun: 09:00-17:00}}}\n")
    assert load_study([path], write_scenario(tmp_path)).diagnostics == ()


def test_a_new_team_needs_heads(tmp_path: Path) -> None:
    path = write_more(tmp_path, "staffing: {sdrs: {shifts: {Sat-Sun: 09:00-17:00}}}\n", team="sdrs")
    read = load_study([path], write_scenario(tmp_path))
    (finding,) = read.diagnostics
    assert (finding.code, finding.is_error, read.value) == ("unknown-team", True, None)
    assert finding.span.source[finding.span.column - 1 :].startswith("sdrs")
    assert "did you mean sdr?" in finding.help
    assert "count" in finding.help


NURTURE = "nurture: [{id: drip, otherwise: true, touches: {channel: email, every: 14 days, by: automation}}]\n"


def test_a_nurture_team_that_nobody_knows_is_told_at_its_place(tmp_path: Path) -> None:
    path = write_more(tmp_path, NURTURE.replace("by: automation", "by: rep, team: sdrs"))
    found = [one for one in load_study([path], write_scenario(tmp_path)).diagnostics if one.code == "unknown-team"]
    assert [(one.is_error, one.span.source[one.span.column - 1 :][:4]) for one in found] == [(True, "sdrs")]
    assert "did you mean sdr?" in found[0].help


def test_a_team_that_only_nurtures_is_no_idle_team(tmp_path: Path) -> None:
    staffing = "staffing: {marketing_team: {count: 1}}\n"
    path = write_more(tmp_path, NURTURE.replace("by: automation", "by: rep, team: marketing_team") + staffing)
    assert [one.code for one in load_study([path], write_scenario(tmp_path)).diagnostics] == ["not-simulated"]
    idle = write_more(tmp_path, NURTURE + staffing)
    assert "unused-team" in [one.code for one in load_study([idle], write_scenario(tmp_path)).diagnostics]


def test_nurture_without_effect_is_told_where_a_policy_meets_a_scenario(tmp_path: Path) -> None:
    path = write_more(tmp_path, NURTURE)
    read = load_study([path], write_scenario(tmp_path))
    (finding,) = read.diagnostics
    assert read.value is not None
    assert (finding.code, finding.is_error) == ("not-simulated", False)
    assert finding.span.source.startswith("nurture:")
    (plain,) = lint([path], DEFAULT_LIMITS)
    assert plain.diagnostics == ()
    (with_scenario,) = lint([path], DEFAULT_LIMITS, read.value.scenario)
    assert "not-simulated" in [one.code for one in with_scenario.diagnostics]


def test_nothing_is_said_of_nurture_where_leads_ripen(tmp_path: Path) -> None:
    scenario = write_scenario(tmp_path, SCENARIO + "buyers: {ripening: {enabled: true}}\n")
    assert load_study([write_more(tmp_path, NURTURE)], scenario).diagnostics == ()


def test_a_form_is_acted_on_and_nothing_is_said(tmp_path: Path) -> None:
    assert load_study([write_more(tmp_path, "form: [role]\n")], write_scenario(tmp_path)).diagnostics == ()


def test_calls_without_a_number_are_warned_of_where_forms_alone_get_at_numbers(tmp_path: Path) -> None:
    phone = 'leads: {facts: {phone: {shares: {"yes": .9, "no": .1}}}}\n'
    scenario = write_scenario(tmp_path, SCENARIO + phone)
    (finding,) = load_study([write_more(tmp_path, "form: [role]\n")], scenario).diagnostics
    assert (finding.code, finding.is_error) == ("number-not-asked", False)
    assert finding.span.source.startswith("form:")
    assert load_study([write_more(tmp_path, "form: [phone]\n")], scenario).diagnostics == ()
    mails = Path(write_more(tmp_path, "form: [role]\n"))
    mails.write_text(mails.read_text(encoding="utf-8").replace("channel: phone", "channel: email"), encoding="utf-8")
    assert load_study([str(mails)], scenario).diagnostics == ()


def test_a_fact_that_the_scenario_does_not_generate_is_a_warning_at_the_condition(tmp_path: Path) -> None:
    path = Path(write_policy(tmp_path, "a"))
    rule = "scoring: [{id: big-budget, when: budget > 1000, points: 5}]\n"
    path.write_text(path.read_text(encoding="utf-8") + rule, encoding="utf-8")
    read = load_study([str(path)], write_scenario(tmp_path))
    assert read.value is not None
    (finding,) = read.diagnostics
    assert finding.code == "fact-not-generated"
    assert not finding.is_error
    assert "budget" in finding.message
    assert "budget > 1000" in finding.span.source


def test_a_fact_that_only_a_row_of_grades_reads_is_told_there(tmp_path: Path) -> None:
    path = Path(write_policy(tmp_path, "a"))
    rows = "grades:\n  - {grade: A, when: fit >= 0 and budget > 1000}\n  - {grade: B, otherwise: true}\n"
    scoring = "scoring: [{id: base, part: fit, when: true, points: 5}]\n"
    path.write_text(path.read_text(encoding="utf-8") + scoring + rows, encoding="utf-8")
    (finding,) = load_study([str(path)], write_scenario(tmp_path)).diagnostics
    assert finding.code == "fact-not-generated"
    assert finding.span.source == "  - {grade: A, when: fit >= 0 and budget > 1000}"
    assert finding.span.source[finding.span.column - 1 :].startswith("fit >= 0")


def test_all_findings_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("version: 1\nname: [", encoding="utf-8")
    scenario = write_scenario(tmp_path, SCENARIO.replace("leads_per_week", "leads_per_wek"))
    read = load_study([str(tmp_path / "broken.yaml"), "no_such_policy"], scenario)
    files = {finding.span.file for finding in read.diagnostics if finding.is_error}
    assert files == {str(tmp_path / "broken.yaml"), "no_such_policy", scenario}


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("x.yaml", {"version": 1, "routing": [], "queues": {}}, FileKind.POLICY),
        ("x.yaml", {"version": 1, "teams": {}, "demand": {}}, FileKind.SCENARIO),
        ("x.yaml", {"version": 1, "facts": {}}, FileKind.VOCABULARY),
        ("vocabulary.yaml", {"routing": []}, FileKind.VOCABULARY),
        ("scenarios/x.yaml", {"version": 1}, FileKind.SCENARIO),
        ("policies/x.yaml", None, FileKind.POLICY),
    ],
)
def test_what_a_file_is(name: str, data: object, kind: FileKind) -> None:
    assert kind_of(Path("/somewhere") / name, data) is kind


def test_folders_are_searched_and_hidden_ones_are_not(tmp_path: Path) -> None:
    write_policy(tmp_path, "a")
    (tmp_path / "deep").mkdir()
    write_scenario(tmp_path / "deep")
    (tmp_path / ".hidden").mkdir()
    write_policy(tmp_path / ".hidden", "b")
    linted = list(lint([str(tmp_path)], DEFAULT_LIMITS))
    assert [(Path(one.file).name, one.kind) for one in linted] == [("a.yaml", "policy"), ("small.yaml", "scenario")]
    assert not any(one.diagnostics for one in linted)


def test_an_empty_folder_and_a_wrong_file_are_told_apart(tmp_path: Path) -> None:
    (empty,) = lint([str(tmp_path)], DEFAULT_LIMITS)
    assert not empty.is_readable
    write_policy(tmp_path, "wrong", order="sideways")
    (wrong,) = lint([str(tmp_path)], DEFAULT_LIMITS)
    assert wrong.is_readable
    assert wrong.has_errors


def test_shipped_files_are_without_findings() -> None:
    names = ["eight_hours_two_touches", "five_minutes_six_touches", "four_calls_two_emails"]
    names += ["newest_first", "oldest_first"]
    linted = list(lint([*names, "midmarket_saas", "laboratory"], DEFAULT_LIMITS))
    assert [one.kind for one in linted] == [FileKind.POLICY] * 5 + [FileKind.SCENARIO] * 2
    assert not any(one.diagnostics for one in linted)


def test_lint_tells_what_is_proven_of_the_rules_after_what_is_wrong_with_the_file(tmp_path: Path) -> None:
    path = Path(write_policy(tmp_path, "a"))
    rule = "scoring: [{id: none, when: employees < 1, points: 5}]\n"
    path.write_text(path.read_text(encoding="utf-8") + rule, encoding="utf-8")
    (linted,) = lint([str(path)], DEFAULT_LIMITS)
    assert [finding.code for finding in linted.diagnostics] == ["never-true"]
    assert not linted.has_errors


def test_what_is_told_of_a_place_is_not_told_again_in_other_words(tmp_path: Path) -> None:
    path = Path(write_policy(tmp_path, "a"))
    path.write_text(path.read_text(encoding="utf-8") + "definitions: {mql: score >= 5}\n", encoding="utf-8")
    (linted,) = lint([str(path)], DEFAULT_LIMITS)
    assert [finding.code for finding in linted.diagnostics] == ["no-scoring"]
