"""Why a policy decides as it does of one lead: every rule in the order of the chain, and what decided it.

A third reading of the rules beside the engine of record and the decision table, one rule after another as a person
reads them. It is recomputed whenever it is asked for, and never remembered.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.decision import NURTURE, Decision
from sandbox.domain.facts import (
    CONVERSATION_FACTS,
    HISTORY_FACTS,
    LEARNT_FACTS,
    SQL_FACT,
    SUMS,
    Fact,
    FactValue,
    Kind,
    Lead,
)
from sandbox.engine.condition import Condition
from sandbox.engine.deciding import Reason, Ruling, rule_on
from sandbox.engine.destinations import destinations_of
from sandbox.engine.history import NEW_LEAD
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Phase


class Outcome(StrEnum):
    """What became of a rule."""

    FIRED = "fired"
    NOT_FIRED = "not fired"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rule of a policy asked of a lead; `number` is its place among those of its phase, from 0.

    `reasons` are those that decided, see `rule_on`; none where a row above had matched already, or where the rule says
    the same of every lead.
    """

    phase: Phase
    number: int
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()

    @property
    def has_fired(self) -> bool:
        """Whether the rule holds for the lead."""
        return self.outcome is Outcome.FIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a policy says of one lead, rule by rule.

    `lead` is what was given of it, as the vocabulary stores it, and its history; `facts` also what was derived. `steps`
    stand in the order of the chain: scoring, grades, mql, routing; for a lead that somebody has talked to sql and
    `after_contact`; for a lead that goes to nurture the rows of `nurture`, and what the row waits for.
    """

    policy: Policy
    lead: Lead
    facts: Lead
    decision: Decision
    steps: tuple[Step, ...]

    def of(self, phase: Phase) -> tuple[Step, ...]:
        """Return the steps of a phase, none where it was not asked."""
        return tuple(step for step in self.steps if step.phase is phase)

    def fired(self, phase: Phase) -> int | None:
        """Return the number of the first rule of a phase that fired; None where none did."""
        return _fired(self.of(phase))


def explain(policy: Policy, lead: Lead) -> Explanation:
    """Return what a policy says of a lead, and why.

    The lead may bring facts of the vocabulary, of its history, and of a conversation; others are left out, and a value
    outside the vocabulary counts as missing. A lead of whose history nothing is said is new. A conversation has taken
    place where one of its facts is named, even as missing.
    """
    given = _known(lead, {**policy.vocabulary.facts, **HISTORY_FACTS, **CONVERSATION_FACTS})
    decision, facts, steps = _on_arrival(policy, given)
    goes_to = decision.queue
    if CONVERSATION_FACTS.keys() & lead.keys():
        talk = explain_conversation(policy, facts)
        facts[SQL_FACT.name] = talk[0].has_fired
        steps += talk
        row = _fired(talk[1:])
        goes_to = goes_to if row is None else policy.after_contact[row].step.to
    if goes_to == NURTURE:
        steps += explain_nurture(policy, facts)
    return Explanation(policy=policy, lead=given, facts=facts, decision=decision, steps=tuple(steps))


def explain_conversation(policy: Policy, lead: Lead) -> list[Step]:
    """Return the step that says whether a lead is sales qualified, and those of `after_contact`.

    The lead brings what was derived of it, and what the conversation revealed.
    """
    facts = _known(lead, {**policy.vocabulary.facts, **LEARNT_FACTS})
    [judging] = _every(Phase.JUDGING, [policy.sql], facts)
    facts[SQL_FACT.name] = judging.has_fired
    return [judging, *_first_match(Phase.FOLLOWING, [row.when for row in policy.after_contact], facts)]


def explain_nurture(policy: Policy, lead: Lead) -> list[Step]:
    """Return the steps of `nurture`, and of what the row that matched waits for; the lead brings what was derived."""
    facts = _known(lead, {**policy.vocabulary.facts, **LEARNT_FACTS})
    steps = [*_first_match(Phase.NURTURING, [row.when for row in policy.nurture], facts)]
    row = _fired(steps)
    if row is None:
        return steps
    return [*steps, _step(Phase.PROMOTING, row, rule_on(policy.nurture[row].promote_when, facts))]


def _known(lead: Lead, facts: Mapping[str, Fact]) -> dict[str, FactValue]:
    """Return those of some facts that a lead brings, as they are stored; a lead without a history is new."""
    return {**NEW_LEAD, **{name: _stored(fact, lead[name]) for name, fact in facts.items() if name in lead}}


def _stored(fact: Fact, value: FactValue) -> FactValue:
    if value is None:
        return None
    if fact.kind is Kind.CATEGORY:
        return fact.aliases.get(value.strip().lower()) if isinstance(value, str) else None
    return bool(value) if fact.kind is Kind.FLAG else float(value)


def _on_arrival(policy: Policy, given: Lead) -> tuple[Decision, dict[str, FactValue], list[Step]]:
    """Return what is decided, everything known by then, and the steps that led there."""
    scoring = [*_every(Phase.SCORING, [rule.when for rule in policy.scoring], given)]
    scored = [policy.scoring[step.number] for step in scoring if step.has_fired]
    sums = dict.fromkeys(SUMS, 0.0)
    for rule in scored:
        for name in rule.sums:
            sums[name] += rule.points
    facts: dict[str, FactValue] = {**given, **sums}

    grading = [*_first_match(Phase.GRADING, [row.when for row in policy.grades], facts)]
    graded = _fired(grading)
    grade = None if graded is None else policy.grades[graded].grade
    facts["grade"] = grade

    [qualifying] = _every(Phase.QUALIFYING, [policy.mql], facts)
    mql = qualifying.has_fired
    facts["mql"] = mql

    routing = [*_first_match(Phase.ROUTING, [row.when for row in policy.routing], facts)]
    [row] = [step.number for step in routing if step.has_fired]
    ends = destinations_of(policy)
    decision = Decision(
        mql=mql,
        fit=sums["fit"],
        engagement=sums["engagement"],
        score=sums["score"],
        grade=grade,
        queue=ends.queue_names[ends.queue[row]],
        cadence=None if ends.cadence[row] < 0 else ends.cadence_names[ends.cadence[row]],
        fired=(*(rule.id for rule in scored), policy.routing[row].id),
    )
    return decision, facts, [*scoring, *grading, qualifying, *routing]


def _every(phase: Phase, conditions: Iterable[Condition], facts: Lead) -> Iterator[Step]:
    for number, condition in enumerate(conditions):
        yield _step(phase, number, rule_on(condition, facts))


def _first_match(phase: Phase, conditions: Iterable[Condition], facts: Lead) -> Iterator[Step]:
    has_matched = False
    for number, condition in enumerate(conditions):
        if has_matched:
            yield Step(phase=phase, number=number, outcome=Outcome.NOT_REACHED)
            continue
        step = _step(phase, number, rule_on(condition, facts))
        has_matched = step.has_fired
        yield step


def _fired(steps: Iterable[Step]) -> int | None:
    """Return the number of the first rule that fired."""
    return next((step.number for step in steps if step.has_fired), None)


def _step(phase: Phase, number: int, ruling: Ruling) -> Step:
    outcome = Outcome.FIRED if ruling.holds else Outcome.NOT_FIRED
    return Step(phase=phase, number=number, outcome=outcome, reasons=ruling.reasons)
