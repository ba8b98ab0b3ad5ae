"""What would have to hold of a lead that two policies decide differently, as questions for a prover."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sandbox.domain.facts import SUMS
from sandbox.engine.answers import Aspect, program_said, step_said
from sandbox.engine.condition import OTHERWISE, And, Condition, Not, Or
from sandbox.engine.destinations import destinations_of
from sandbox.engine.policy import Policy, ScoringRule
from sandbox.engine.proof.points import Tally, tally_of
from sandbox.engine.proof.prove import Moment, Prover
from sandbox.engine.proof.sums import Sums
from sandbox.engine.proof.terms import Term

Row = tuple[Condition, Hashable]
"""When a row of a first-match list holds, and what it says."""

NEVER = Not(OTHERWISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Conditions that hold together of a lead about which the policies differ in an aspect.

    Provided that they agree about every lead in all aspects derived before; else they may say more or less than that.
    """

    aspect: Aspect
    conditions: tuple[Condition, Condition]
    moment: Moment = Moment.DECISION


def questions_of(first: Policy, second: Policy, prover: Prover) -> Iterator[Question]:
    """Yield every question but that of points, in the order in which things are derived.

    If no lead satisfies any of them, the policies agree about every lead. In nurture what is derived follows from the
    facts of that moment, so that it is asked like a decision.
    """
    talk = Moment.CONVERSATION
    yield from _contrasts(Aspect.GRADE, _grade_rows(first), _grade_rows(second), prover)
    yield from _contrasts(Aspect.MQL, _flag(first.mql), _flag(second.mql), prover)
    yield from _contrasts(Aspect.QUEUE, _routes(first), _routes(second), prover)
    yield from _contrasts(Aspect.SQL, _flag(first.sql), _flag(second.sql), prover, talk)
    yield from _contrasts(Aspect.AFTER_CONTACT, _steps(first), _steps(second), prover, talk)
    yield from _contrasts(Aspect.NURTURE, _programs(first), _programs(second), prover)
    yield from _contrasts(Aspect.PROMOTE_WHEN, _flag(_promotes(first)), _flag(_promotes(second)), prover)


def _grade_rows(policy: Policy) -> list[Row]:
    return [(row.when, row.grade) for row in policy.grades]


def _routes(policy: Policy) -> list[Row]:
    ends = destinations_of(policy)
    cadences = [None if code < 0 else ends.cadence_names[code] for code in ends.cadence]
    return [(row.when, (row.to, cadence)) for row, cadence in zip(policy.routing, cadences, strict=True)]


def _steps(policy: Policy) -> list[Row]:
    return [(row.when, step_said(row.step)) for row in policy.after_contact]


def _programs(policy: Policy) -> list[Row]:
    return [(row.when, program_said(row.program)) for row in policy.nurture]


def _promotes(policy: Policy) -> Condition:
    """Return when a signal sends a lead of marketing through routing; without rows it always does."""
    if not policy.nurture:
        return OTHERWISE
    above: list[Condition] = []
    ways: list[Condition] = []
    for row in policy.nurture:
        ways.append(_all([row.when, row.promote_when, *above]))
        above.append(Not(row.when))
    return _any(ways)


def _flag(condition: Condition) -> list[Row]:
    return [(condition, True), (OTHERWISE, False)]


def _contrasts(
    aspect: Aspect, first: Sequence[Row], second: Sequence[Row], prover: Prover, moment: Moment = Moment.DECISION
) -> Iterator[Question]:
    """Yield for each thing that the first list can say: it does, and the second does not."""
    translator = prover.linked if moment is Moment.DECISION else prover.free[moment]
    one, other = ([(translator.term(when), said) for when, said in rows] for rows in (first, second))
    if one == other:
        return
    says, says_other = _by_what_is_said(first), _by_what_is_said(second)
    for said, condition in says.items():
        yield Question(aspect=aspect, conditions=(condition, Not(says_other.get(said, NEVER))), moment=moment)


def _by_what_is_said(rows: Sequence[Row]) -> Mapping[Hashable, Condition]:
    """Return when the first row that matches says a thing, by that thing; a list without rows says None."""
    found: dict[Hashable, Condition] = {}
    for said in dict.fromkeys(said for _, said in rows):
        ways: list[Condition] = []
        passed: list[Condition] = []
        for when, other in rows:
            if other == said:
                ways.append(_all([when, *passed]))
            else:
                passed.append(Not(when))
        found[said] = _any(ways)
    return found or {None: OTHERWISE}


def _all(terms: Sequence[Condition]) -> Condition:
    return terms[0] if len(terms) == 1 else And(tuple(terms))


def _any(terms: Sequence[Condition]) -> Condition:
    return terms[0] if len(terms) == 1 else Or(tuple(terms))


def point_sums(first: Policy, second: Policy, prover: Prover) -> Sums | None:
    """Return the sums of points by which two policies can differ about a lead; None where they add up alike.

    Where points add up exactly, these are differences of fit, engagement and score, to which rules that both have add
    nothing; else the three sums of the one policy, then those of the other.
    """
    one, other = (_scored(policy, prover) for policy in (first, second))
    if one == other:
        return None
    blank = (0.0,) * len(SUMS)
    apart = [(term, (*points, *blank)) for term, points in one] + [(term, (*blank, *points)) for term, points in other]
    tally = _tally(apart)
    if not tally.base:
        return Sums(terms=prover.terms, rules=[term for term, _ in apart], tally=tally, sums={})
    net: dict[Term, tuple[float, ...]] = {}
    for sign, rules in ((1.0, one), (-1.0, other)):
        for term, points in rules:
            net[term] = tuple(a + sign * b for a, b in zip(net.get(term, blank), points, strict=True))
    left = [(term, points) for term, points in net.items() if any(points)]
    if not left:
        return None
    return Sums(terms=prover.terms, rules=[term for term, _ in left], tally=_tally(left), sums={})


def totals_differ(totals: Sequence[float]) -> bool:
    """Whether sums of `point_sums` are those of a lead to which the policies give other points."""
    if len(totals) == len(SUMS):
        return any(totals)
    return list(totals[: len(SUMS)]) != list(totals[len(SUMS) :])


def _scored(policy: Policy, prover: Prover) -> list[tuple[Term, tuple[float, ...]]]:
    """Return when each scoring rule matches, and what it adds to fit, engagement and score."""
    return [(prover.linked.term(rule.when), _added(rule)) for rule in policy.scoring if rule.points]


def _added(rule: ScoringRule) -> tuple[float, ...]:
    return tuple(rule.points if name in rule.sums else 0.0 for name in SUMS)


def _tally(rules: Sequence[tuple[Term, tuple[float, ...]]]) -> Tally:
    return tally_of(list(zip(*(points for _, points in rules), strict=True)), len(rules))
