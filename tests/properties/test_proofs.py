"""What the prover claims, held against every lead that a policy could tell apart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sandbox.domain.facts import GRADES, Kind, Lead
from sandbox.engine.condition import Comparator, Compare, Condition, Not
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.lint.rules import lint_policy
from sandbox.engine.policy import Direction, Policy, RoutingRow
from sandbox.engine.proof import atoms, points, prove, space, sums
from sandbox.engine.proof.monotone import Breaks, Follows, score_follows
from sandbox.engine.proof.prove import Moment, Prover, Shadowed, Unknown, Unsatisfiable, Witness, prover_of
from tests.strategies import policies
from tests.unit.engine import brute_force
from tests.worlds import vocabulary

FEW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@st.composite
def small_policies(draw: DrawFn) -> Policy:
    """Return policies few enough of whose leads differ to try them all; some of their numbers have a range."""
    policy = draw(policies())
    low, high = draw(st.sampled_from([(None, None), (0.0, 30.0), (1.0, 7.5), (0.1, 0.30000000000000004)]))
    facts = {
        name: replace(fact, low=low, high=high) if fact.kind is Kind.NUMBER else fact
        for name, fact in policy.vocabulary.facts.items()
    }
    policy = replace(policy, vocabulary=replace(policy.vocabulary, facts=facts))
    assume(brute_force.count(policy) <= brute_force.MOST_LEADS)
    return policy


def policy_of(text: str) -> Policy:
    """Return a policy that decides on arrival alone."""
    policy = parse_policy(f"version: 1\nname: P\n{text}queues: {{}}\ncadences: {{}}\n", "p.yaml", vocabulary()).value
    assert policy is not None
    return policy


ROUNDING = policy_of("""
scoring:
  - {id: a, when: phone, points: 0.1}
  - {id: b, when: named_account, points: 0.2}
  - {id: c, when: existing_customer, points: 0.3}
routing:
  - {id: exact, when: score == 0.6, to: close}
  - {id: rest, otherwise: true, to: nurture}
""")
"""0.1 + 0.2 + 0.3 is not 0.6, so that nobody gets to the first row."""
EXCLUSIVE = policy_of("""
scoring:
  - {id: small, when: employees < 10, points: 1}
  - {id: large, when: employees > 100, points: 2}
routing:
  - {id: both, when: score == 3, to: close}
  - {id: rest, otherwise: true, to: nurture}
""")
"""Nobody is both small and large, so that nobody gets to the first row."""


def check_rows(policy: Policy) -> None:
    prover = prover_of(policy)
    rows = [row.when for row in policy.routing]
    reached = set(np.unique(brute_force.decide(policy, brute_force.every_lead(policy)).route))
    for row in range(len(rows)):
        verdict = prover.first_match(rows, row)
        match verdict:
            case Witness(lead=lead):
                assert routes(policy, [lead]) == [row]
            case Shadowed(rows=takers, leads=taken):
                assert row not in reached
                assert routes(policy, taken) == list(takers)
            case _:
                raise AssertionError(verdict)


def routes(policy: Policy, leads: tuple[Lead, ...] | list[Lead]) -> list[int]:
    """Return which row each lead gets to."""
    return [int(row) for row in brute_force.decide(policy, list(leads)).route]


@FEW
@example(policy=ROUNDING)
@example(policy=EXCLUSIVE)
@given(policy=small_policies())
def test_a_lead_gets_to_each_row_or_no_lead_does(policy: Policy) -> None:
    check_rows(policy)


@FEW
@given(small_policies())
def test_the_rows_that_shadow_one_do_so_by_themselves_and_none_can_be_left_out(policy: Policy) -> None:
    rows = [row.when for row in policy.routing]
    for row in range(len(rows)):
        verdict = prover_of(policy).first_match(rows, row)
        if not isinstance(verdict, Shadowed):
            continue
        assert not gets_to(policy, row, verdict.rows)
        for taker in verdict.rows:
            assert gets_to(policy, row, [other for other in verdict.rows if other != taker])


def gets_to(policy: Policy, row: int, above: tuple[int, ...] | list[int]) -> bool:
    """Try whether a lead gets to a row below only some of the rows above it."""
    kept = [policy.routing[n] for n in (*above, row)]
    less = replace(policy, routing=(*kept, RoutingRow(id="last", when=policy.routing[-1].when, to="close")))
    # The leads are those of the whole policy, because it tells more of them apart.
    route = brute_force.decide(less, brute_force.every_lead(policy)).route
    return bool(np.any(route == len(above)))


@FEW
@given(small_policies())
def test_a_grade_mql_and_each_scoring_rule_has_a_lead_or_none(policy: Policy) -> None:
    prover = prover_of(policy)
    decided = brute_force.decide(policy, brute_force.every_lead(policy))
    for grade in dict.fromkeys(row.grade for row in policy.grades):
        match prover.satisfiable(Compare("grade", Comparator.EQ, grade)):
            case Witness(lead=lead):
                assert brute_force.decide(policy, [lead]).at(0).grade == grade
            case Unsatisfiable():
                assert GRADES.index(grade) not in decided.grade
            case other:
                raise AssertionError(other)
    asked = [(rule.when, decided.scored[:, n]) for n, rule in enumerate(policy.scoring)]
    for condition, matched in [*asked, (policy.mql, decided.mql)]:
        for wanted, condition_or_not in ((True, condition), (False, Not(condition))):
            is_satisfiable = isinstance(prover.satisfiable(condition_or_not), Witness)
            assert is_satisfiable == bool(np.any(matched == wanted))


@FEW
@given(small_policies())
def test_the_scores_that_leads_can_have_are_those_found(policy: Policy) -> None:
    scores = prover_of(policy).scores()
    if not scores:
        return
    decided = brute_force.decide(policy, brute_force.every_lead(policy))
    assert set(scores) == set(np.unique(decided.score))
    for score, lead in scores.items():
        assert brute_force.decide(policy, [lead]).at(0).score == score


def check_directions(policy: Policy) -> None:
    prover, leads = prover_of(policy), brute_force.every_lead(policy)
    scores = brute_force.decide(policy, leads).score.tolist()
    for fact in ("employees", "budget"):
        rises, falls = moves(leads, scores, fact)
        for direction, is_broken in ((Direction.UP, falls), (Direction.DOWN, rises)):
            match score_follows(prover, fact, direction):
                case Breaks(leads=(low, high), scores=told):
                    assert is_broken
                    assert {**low, fact: None} == {**high, fact: None}
                    assert number(low, fact) < number(high, fact)
                    assert tuple(brute_force.decide(policy, [low, high]).score) == told
                    assert told[0] != told[1]
                    assert (told[0] < told[1]) == (direction is Direction.DOWN)
                case Follows():
                    assert not is_broken
                case other:
                    raise AssertionError(other)


def moves(leads: list[Lead], scores: list[float], fact: str) -> tuple[bool, bool]:
    """Try whether the score rises anywhere, and falls anywhere, where only a number grows."""
    alike: dict[tuple[object, ...], list[tuple[float, float]]] = {}
    for lead, score in zip(leads, scores, strict=True):
        if lead.get(fact) is not None:
            others = tuple(value for name, value in lead.items() if name != fact)
            alike.setdefault(others, []).append((number(lead, fact), score))
    steps = [(low, high) for pairs in alike.values() for (_, low), (_, high) in pairwise(sorted(pairs))]
    return any(low < high for low, high in steps), any(low > high for low, high in steps)


def number(lead: Lead, fact: str) -> float:
    value = lead[fact]
    assert isinstance(value, float)
    return value


@FEW
@given(small_policies())
def test_the_score_follows_a_number_or_two_leads_show_that_it_does_not(policy: Policy) -> None:
    check_directions(policy)


@FEW
@given(small_policies())
def test_what_is_said_of_leads_whose_facts_may_have_changed_is_never_more_than_of_others(policy: Policy) -> None:
    prover = prover_of(policy)
    for condition in every_condition(policy):
        now = prover.satisfiable(condition)
        for moment in (Moment.CONVERSATION, Moment.NURTURE):
            later = prover.satisfiable(condition, moment=moment)
            if not isinstance(now, Witness):
                assert not isinstance(later, Witness)
            elif isinstance(later, Unsatisfiable):
                raise AssertionError((condition, now))


def every_condition(policy: Policy) -> Iterator[Condition]:
    yield from (row.when for row in policy.grades)
    yield from (row.when for row in policy.routing)


@FEW
@given(small_policies(), st.integers(0, 60))
def test_with_fewer_steps_less_is_claimed_and_nothing_else(policy: Policy, steps: int) -> None:
    every = {(finding.code, finding.message) for finding in lint_policy(policy)}
    hurried = {(finding.code, finding.message) for finding in lint_policy(policy, steps)}
    about = {code for code, _ in hurried - every}
    assert about <= {"not-proven", "unreachable-rule"}  # In a hurry, a taker that could be left out may stay.


def without_missing(patch: pytest.MonkeyPatch) -> None:
    """As if every fact were known."""
    real = space._can_be_missing
    patch.setattr(space, "_can_be_missing", lambda policy, name: name == "grade" and real(policy, name))


def strict_for_inclusive(patch: pytest.MonkeyPatch) -> None:
    """`<` for `<=`."""
    real = atoms._compares
    patch.setattr(
        atoms,
        "_compares",
        lambda value, how, other: real(value, Comparator.LT if how is Comparator.LE else how, other),
    )


def free_sums(patch: pytest.MonkeyPatch) -> None:
    """As if any score went with any other facts."""
    patch.setattr(sums.Sums, "fit", lambda self, domains: domains)


def rules_that_never_exclude_each_other(patch: pytest.MonkeyPatch) -> None:
    """As if scoring rules that read the same fact matched independently."""
    patch.setattr(sums, "_groups", lambda rules: [{rule: weight} for rule, weight in rules.items()])


def points_in_any_order(patch: pytest.MonkeyPatch) -> None:
    """As if floats did not round."""
    patch.setattr(points, "MOST_EXACT", 1 << 2_000)


def only_the_row_above(patch: pytest.MonkeyPatch) -> None:
    """The union of the rows above is not looked at, only one of them at a time."""
    real = prove.Prover.first_match

    def one_at_a_time(
        self: Prover, rows: Sequence[Condition], row: int, **moment: Moment
    ) -> Witness | Shadowed | Unknown:
        found = real(self, rows, row, **moment)
        is_union = isinstance(found, Shadowed) and len(found.rows) > 1
        return Witness(lead={}) if is_union else found

    patch.setattr(prove.Prover, "first_match", one_at_a_time)


BUGS = (
    without_missing,
    strict_for_inclusive,
    free_sums,
    rules_that_never_exclude_each_other,
    points_in_any_order,
    only_the_row_above,
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_prover_with_a_bug_is_found_out(bug: Callable[[pytest.MonkeyPatch], None]) -> None:
    @settings(
        max_examples=2_000,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @example(policy=ROUNDING)
    @example(policy=EXCLUSIVE)
    @given(policy=small_policies())
    def search(policy: Policy) -> None:
        check_rows(policy)

    with pytest.MonkeyPatch.context() as patch:
        bug(patch)
        with pytest.raises(AssertionError):
            search()
