"""Policies and their cases: what is found by which name, and what is told of a case that is decided otherwise."""

import gzip
import os
from pathlib import Path

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.engine import record
from sandbox.engine.language.parse import load_policy
from sandbox.engine.table import DecisionTable, compile_policy
from sandbox.files.shipped import list_policies
from sandbox.study.case_files import Asked, Refused, find_cases
from sandbox.study.cases import PolicyResult, run_cases

POLICY = """\
version: 1
name: Two rules
scoring: [{id: boss, when: 'role == "decision_maker"', points: 20}, {id: tiny, when: employees < 10, points: -5}]
grades: {A: 20, B: below}
routing: [{id: junk, when: 'email_domain == "disposable"', to: close}, {id: rest, otherwise: true, to: sales}]
queues: {sales: {team: sdr, cadence: calls}}
cadences: {calls: {touches: [{channel: phone}], then: nurture}}
examples:
  - name: A boss is an A
    lead: {role: ceo}
    expect: {score: 20, grade: A, queue: sales, fired: [boss, rest]}
"""
TABLE = "name,role,expect_grade\nA user,user,B\n"


def put(folder: Path, name: str, text: str = POLICY) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(*names: str | Path) -> list[tuple[str, list[str]]]:
    """What is tested: the file of each policy, and those of its tables; for what is refused the name alone."""
    return [
        (one.policy.name, [table.name for table in one.tables]) if isinstance(one, Asked) else (one.name, [])
        for one in find_cases([str(name) for name in names], DEFAULT_LIMITS)
    ]


def ran(*names: str | Path, least_percent: float | None = None) -> list[PolicyResult]:
    return list(run_cases([str(name) for name in names], DEFAULT_LIMITS, least_percent=least_percent))


def test_a_table_named_after_its_policy_is_found_and_finds_its_policy(tmp_path: Path) -> None:
    policy, table = put(tmp_path, "five.yaml"), put(tmp_path, "five.cases.csv", TABLE)
    assert found(policy) == found(table) == found(tmp_path) == [("five.yaml", ["five.cases.csv"])]
    assert found(table, policy, tmp_path) == [("five.yaml", ["five.cases.csv"])]


def test_any_other_table_is_put_to_every_policy_of_the_call(tmp_path: Path) -> None:
    one, other = put(tmp_path, "a.yaml"), put(tmp_path, "b.yml")
    put(tmp_path, "b.cases.csv", TABLE)
    table = put(tmp_path / "elsewhere", "leads.csv", TABLE)
    assert found(table, one, other) == [("a.yaml", ["leads.csv"]), ("b.yml", ["b.cases.csv", "leads.csv"])]


def test_a_folder_holds_policies_and_not_scenarios_vocabularies_or_hidden_files(tmp_path: Path) -> None:
    put(tmp_path, "deep/er/a.yaml")
    put(tmp_path, "s.yaml", "version: 1\nname: S\ndemand: {leads_per_week: 1}\n")
    put(tmp_path, "vocabulary.yaml", "version: 1\nfacts: {}\n")
    put(tmp_path, ".hidden/b.yaml")
    assert found(tmp_path) == [("a.yaml", [])]


def test_a_broken_file_of_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", "version: [")
    (tested,) = ran(tmp_path)
    assert not tested.is_usable
    assert [finding.code for finding in tested.findings] == ["syntax-error"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["nothing_of_the_kind"], "nothing of that name ships"),
        (["leads.csv"], "no policy is named"),
        (["lonely.cases.csv"], "no policy is named"),
        (["empty"], "there is no policy in this folder"),
        (["orphan"], "there is no 'five.yaml' beside this case table"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_with_the_reason(
    names: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "leads.csv", TABLE)
    put(tmp_path, "orphan/five.cases.csv", TABLE)
    (tmp_path / "empty").mkdir()
    refused = [one for one in find_cases(names, DEFAULT_LIMITS) if isinstance(one, Refused)]
    assert why in refused[0].diagnostics[0].message
    assert refused[0].diagnostics[0].is_error


@pytest.mark.parametrize("name", ["", "\0.cases.csv", "x" * 300 + ".cases.csv", "a\nb.csv", "~", "[x].csv"])
def test_odd_names_end_in_findings(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert all(not one.is_usable for one in ran(name))
    assert not any(one.is_usable for one in ran(put(tmp_path, "a.yaml"), name)[1:])


def test_examples_and_table_are_run_together(tmp_path: Path) -> None:
    put(tmp_path, "five.cases.csv", TABLE)
    (tested,) = ran(put(tmp_path, "five.yaml"))
    assert [result.example.name for result in tested.results] == ["A boss is an A", "A user"]
    assert tested.failed == ()
    assert tested.coverage is not None
    assert {part.name for part in tested.coverage.missed} == {"tiny", "junk"}


def test_a_compressed_table_will_do(tmp_path: Path) -> None:
    (tmp_path / "leads.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    (tested,) = ran(put(tmp_path, "five.yaml"), tmp_path / "leads.csv.gz")
    assert len(tested.results) == 2


def test_a_failed_case_says_what_differs_what_came_out_and_which_rules_fired(tmp_path: Path) -> None:
    wrong = POLICY.replace(
        "{score: 20, grade: A, queue: sales, fired: [boss, rest]}", "{score: 25, grade: A, mql: false}"
    )
    (tested,) = ran(put(tmp_path, "five.yaml", wrong))
    (finding,) = tested.failed[0].diagnostics
    assert finding.code == "example-failed"
    assert finding.message == (
        "'A boss is an A' is decided otherwise: expected mql false, got true; expected score 25, got 20"
    )
    assert "these rules fired: boss, rest" in finding.help
    assert (finding.span.line, finding.span.column) == (9, 11)
    assert finding.span.source == "  - name: A boss is an A"


def test_rules_that_should_have_fired_and_values_that_are_none_are_told(tmp_path: Path) -> None:
    wrong = POLICY.replace("expect: {score: 20", "expect: {cadence: calls, score: 20").replace("[boss, rest]", "[tiny]")
    wrong = wrong.replace("lead: {role: ceo}", "lead: {role: ceo, email_domain: disposable}")
    (tested,) = ran(put(tmp_path, "five.yaml", wrong))
    assert (
        tested
        .failed[0]
        .diagnostics[0]
        .message.endswith(
            "expected queue sales, got close; expected cadence calls, got none; expected to fire tiny, which did not"
        )
    )


def test_a_failed_row_is_told_at_its_row_of_the_table(tmp_path: Path) -> None:
    put(tmp_path, "five.cases.csv", "role,expect_grade,name\nceo,A,first\n\nuser,A,second\n")
    (tested,) = ran(put(tmp_path, "five.yaml"))
    at = tested.failed[0].diagnostics[0].span
    assert (Path(at.file).name, at.line, at.column) == ("five.cases.csv", 4, 3)


def test_engines_that_differ_are_a_failure_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(policy: object) -> DecisionTable:
        text = put(tmp_path, "other.yaml", POLICY.replace("points: 20", "points: 30"))
        other = load_policy(text).value
        assert other is not None
        return compile_policy(other)

    monkeypatch.setattr(record, "compile_policy", planted)
    (tested,) = ran(put(tmp_path, "five.yaml"))
    (finding,) = tested.failed[0].diagnostics
    assert finding.code == "engines-differ"
    assert finding.message == "'A boss is an A': durable_rules and the compiled table decide score 20 and 30"
    assert tested.failed[0].differences == ()


def test_what_is_not_reached_is_a_warning_and_an_error_below_the_floor(tmp_path: Path) -> None:
    policy = put(tmp_path, "five.yaml")  # boss, A, rest and calls of seven parts
    for least, severity in ((None, "warning"), (57.1, "warning"), (57.2, "error")):
        (tested,) = ran(policy, least_percent=least)
        assert {str(finding.severity) for finding in tested.missed} == {severity}
        assert [finding.message for finding in tested.missed] == [
            "no case reaches the scoring rule 'tiny'",
            "no case reaches the grade 'B'",
            "no case reaches the routing row 'junk'",
        ]


def test_a_policy_without_examples_reaches_nothing(tmp_path: Path) -> None:
    (tested,) = ran(put(tmp_path, "bare.yaml", POLICY.split("examples:", maxsplit=1)[0]), least_percent=1)
    assert tested.is_usable
    assert tested.results == ()
    assert all(finding.is_error for finding in tested.missed)
    assert len(tested.missed) == 7


def test_a_bad_policy_or_table_cannot_be_used_and_the_others_are_tested(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", POLICY.replace("team: sdr", "tame: sdr"))
    put(tmp_path, "b.yaml")
    put(tmp_path, "b.cases.csv", "role,expect_grade\nceo,E\n")
    put(tmp_path, "c.yaml")
    tested = ran(tmp_path)
    assert [one.is_usable for one in tested] == [False, False, True]
    assert tested[1].findings[0].span.file == os.fspath(tmp_path / "b.cases.csv")


def test_the_case_table_on_the_page_holds_for_the_policy_on_the_page(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "policy-language.md").read_text(encoding="utf-8")
    put(tmp_path, "page.cases.csv", page.split("```csv\n")[1].split("```")[0])
    (tested,) = ran(put(tmp_path, "page.yaml", page.split("```yaml\n")[1].split("```")[0]))
    assert [finding.render() for result in tested.failed for finding in result.diagnostics] == []
    assert len(tested.results) >= 2
    assert tested.diagnostics == ()


@pytest.mark.parametrize("policy", list_policies(), ids=lambda path: path.stem)
def test_the_cases_of_a_shipped_policy_hold_and_reach_all_of_it(policy: Path) -> None:
    (tested,) = ran(policy, least_percent=100)
    assert [finding.render() for finding in tested.findings] == []
    assert tested.results
    assert tested.why_not == ""
