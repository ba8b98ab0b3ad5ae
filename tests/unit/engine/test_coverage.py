"""Which rules leads reach."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.facts import Lead, to_columns
from sandbox.engine import record
from sandbox.engine.chain import DurableRulesError
from sandbox.engine.coverage import Coverage, Sort, coverage_of
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from tests.differential import oracle
from tests.differential.properties import columns_of
from tests.strategies import Case, cases

TEXT = """\
version: 1
name: Four sorts
scoring:
  - {id: boss, when: 'role == "decision_maker"', points: 10}
  - {id: tiny, when: employees < 10, points: -5}
grades:
  - {grade: A, when: score >= 10}
  - {grade: B, when: score == 0}
  - {grade: A, when: score == 5}
  - {grade: C, otherwise: true}
routing:
  - {id: junk, when: 'email_domain == "disposable"', to: close}
  - {id: hot, when: 'grade == "A"', to: sales, cadence: fast}
  - {id: rest, otherwise: true, to: sales}
queues:
  sales: {team: sdr, cadence: slow}
  closers: {team: ae, cadence: visits}
cadences:
  fast: {touches: [{channel: phone}], then: nurture}
  slow: {touches: [{channel: phone, after: 1 day}], then: closers}
  visits: {touches: [{channel: phone}], then: nurture}
"""


def policy() -> Policy:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    read = parse_policy(TEXT, "four.yaml", vocabulary)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


def covered(of: Policy, leads: list[Lead]) -> Coverage:
    columns = columns_of(Case(policy=of, leads=tuple(leads)))
    return coverage_of(of, columns, compile_policy(of).decide(columns, len(leads)))


def names(coverage: Coverage, *, reached: bool) -> list[str]:
    return [f"{part.sort} {part.name}" for part in coverage.parts if part.is_reached is reached]


def test_without_leads_nothing_is_reached_and_what_counts_is_told_in_order() -> None:
    assert names(covered(policy(), []), reached=False) == [
        *("scoring rule boss", "scoring rule tiny", "grade A", "grade B", "grade A", "grade C"),
        *("routing row junk", "routing row hot", "routing row rest", "cadence fast", "cadence slow"),
    ]


def test_rows_of_one_grade_are_reached_each_for_itself() -> None:
    coverage = covered(policy(), [{"role": "decision_maker", "employees": 5.0}])
    grades = [part for part in coverage.parts if part.sort is Sort.GRADE]
    assert [part.is_reached for part in grades] == [False, False, True, False]
    assert [part.at.line for part in grades] == [7, 8, 9, 10]


def test_a_row_that_another_one_above_takes_is_not_reached() -> None:
    coverage = covered(policy(), [{"role": "decision_maker", "email_domain": "disposable"}])
    assert names(coverage, reached=True) == ["scoring rule boss", "grade A", "routing row junk"]


def test_each_part_has_its_place() -> None:
    places = {(part.sort, part.name): part.at for part in covered(policy(), []).parts}
    lines = TEXT.splitlines()
    assert lines[places[Sort.SCORING, "tiny"].line - 1].strip().startswith("- {id: tiny")
    assert lines[places[Sort.CADENCE, "slow"].line - 1].strip().startswith("slow:")


@pytest.mark.parametrize(("reached", "least", "is_enough"), [(1, 33.4, False), (1, 33.3, True), (3, 100, True)])
def test_a_share_is_compared_unrounded(reached: int, least: float, is_enough: bool) -> None:
    parts = covered(policy(), [{"email_domain": "disposable"}]).parts
    hit, missed = (next(part for part in parts if part.is_reached is wanted) for wanted in (True, False))
    coverage = Coverage(parts=(hit,) * reached + (missed,) * (3 - reached))
    assert coverage.is_at_least(least) is is_enough


@settings(max_examples=60)
@given(cases())
def test_what_the_oracle_says_is_reached_is_reached(case: Case) -> None:
    decisions = [oracle.decide(case.policy, lead) for lead in case.leads]
    coverage = covered(case.policy, list(case.leads))
    fired = {rule for decision in decisions for rule in decision.fired}
    rules = {part.name for part in coverage.parts if part.sort in {Sort.SCORING, Sort.ROUTING} and part.is_reached}
    grades = {part.name for part in coverage.parts if part.sort is Sort.GRADE and part.is_reached}
    cadences = {part.name for part in coverage.parts if part.sort is Sort.CADENCE and part.is_reached}
    assert rules == fired
    assert grades == {decision.grade for decision in decisions} - {None}
    assert cadences == {decision.cadence for decision in decisions} - {None}


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["decision_maker", "user", "student"]), min_size=1, max_size=4))
def test_more_leads_reach_no_less(roles: list[str]) -> None:
    leads: list[Lead] = [{"role": role} for role in roles]
    assert covered(policy(), leads[:1]).reached <= covered(policy(), leads).reached


def test_both_engines_decide_and_where_one_cannot_the_table_does(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = to_columns([{"role": "ceo"}], policy().vocabulary)
    both = record.decide_twice(policy(), columns, 1)
    assert both.on_record is not None
    assert both.decisions is both.on_record
    assert both.on_record.at(0) == both.by_table.at(0)

    def refuse(*_: object) -> None:
        raise DurableRulesError("no compiler")

    monkeypatch.setattr(record, "DurableRulebook", refuse)
    alone = record.decide_twice(policy(), columns, 1)
    assert (alone.on_record, alone.why_not) == (None, "no compiler")
    assert alone.decisions.at(0) == both.by_table.at(0)
