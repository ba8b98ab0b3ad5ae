"""The engine of record: a policy's rules on durable_rules, one lead after another.

A lead is asserted as a fact of the first stage. Rules fire and are collected; when nothing is left to fire, a last
rule retracts the fact and asserts the next stage's, with what has been found out since: points become fit, engagement
and score, these a grade, all of it mql, and all of that a routing row, the first that matches. See `stages`, `clauses`,
`patterns`.

What was measured of durable_rules 2.0.28, and what is done about it:

- Numbers with an exponent (1e-7, 1e16) are refused, integers beyond 64 bits silently become another number, decimals
  are read by the locale. Numbers are asserted as the integers that sort as they do: every comparison is exact.
- True equals 1 equals "1": every fact keeps one type. Text compares exactly, be it empty, quoted or not Latin.
- A rule may fire once for each alternative of an `$or`: what fired is a set.
- 65 conditions satisfied side by side are an error, 513 conditions side by side an endless loop, 4,097 rules or an
  expression of 32 parts an error: stages stay below, and a policy that cannot is refused when it is read.
- An exception in an action ends in the engine's state, and a pause of ten seconds ends a lead without a word: both are
  looked for after every lead and raised.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import numpy as np

from sandbox.domain.decision import Decision, Decisions
from sandbox.domain.facts import GRADES, MISSING_CODE, SUMS, Columns, Lead, to_columns
from sandbox.engine.clauses import Clause, Premise
from sandbox.engine.destinations import destinations_of
from sandbox.engine.patterns import STAGE, YES, Encoded, encode, encode_columns, property_of, terms_pattern
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Phase, stages_of

try:
    import durable_rules_engine
    from durable.engine import Ruleset
except ImportError as error:
    _WHY_UNAVAILABLE = str(error)
else:
    _WHY_UNAVAILABLE = ""

_SID = "lead"
"""One state for all leads: the 1,025th distinct one would be refused."""

_MAX_STAGES = 400


class DurableRulesError(Exception):
    """The rules engine cannot decide; the message says why, and what decides instead."""


def is_available() -> bool:
    """Whether durable_rules can be imported here; without it the decision table decides alone."""
    return not _WHY_UNAVAILABLE


@dataclass(slots=True)
class _Lead:
    """The lead in hand: what is known of it by now, and which rules of each phase matched."""

    facts: dict[str, Encoded]
    matched: dict[Phase, set[int]] = field(default_factory=lambda: {phase: set() for phase in Phase})
    sums: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SUMS, 0.0))


class DurableRulebook:
    """A policy on durable_rules; satisfies `Rulebook`. Close it, or use it in a `with` statement.

    Not thread-safe: use one at a time, in one thread. The decision table decides the same, a thousand times faster.

    Raises
    ------
    DurableRulesError
        durable_rules cannot be imported, cannot hold the policy, or fails on a lead. In the last case the rulebook is
        closed as well, because the engine would go on where it stopped.
    """

    def __init__(self, policy: Policy) -> None:
        if _WHY_UNAVAILABLE:
            raise DurableRulesError(
                f"The rules engine durable_rules cannot be used here ({_WHY_UNAVAILABLE}). The decision table decides "
                "the same without it. `pip install durable_rules==2.0.28` brings it, where a C compiler is at hand."
            )
        self._policy = policy
        self._stages = stages_of(policy)
        self._read = [[*map(property_of, stage.facts), *stage.premises] for stage in self._stages]
        self._lead = _Lead(facts={})
        self._asserted: dict[str, Encoded] = {}
        self._failure: BaseException | None = None
        self._ids = itertools.count(1)
        self._ruleset = self._build()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the engine's memory back; a closed rulebook decides no more."""
        if self._ruleset is not None:
            durable_rules_engine.delete_ruleset(self._ruleset._handle)  # noqa: SLF001 - it offers no other way
            self._ruleset = None

    def decide_lead(self, lead: Lead) -> Decision:
        """Decide one lead, given its facts by name; a value outside the vocabulary counts as missing."""
        return self.decide(to_columns([lead], self._policy.vocabulary), 1).at(0)

    def decide(self, columns: Columns, count: int) -> Decisions:
        """Decide `count` leads, one after another, given their facts as columns."""
        encoded = encode_columns(columns, self._policy.vocabulary.facts)
        by_property = [(property_of(name), values) for name, values in encoded.items()]
        leads = [
            self._decide({name: value for name, values in by_property if (value := values[index]) is not None})
            for index in range(count)
        ]
        return _decisions(self._policy, leads)

    def _build(self) -> Any:
        """Return the rules as durable_rules takes them: those of a stage in order, then the one that ends it."""
        rules: dict[str, Any] = {}
        for number, stage in enumerate(self._stages):
            for order, clause in enumerate((*stage.clauses, None)):
                match = {"m": terms_pattern(clause.terms if clause else (), number)}
                rules[f"{number}.{order}"] = {"all": [match], "pri": order, "run": self._action(number, clause)}
        try:
            if len(self._stages) > _MAX_STAGES:
                raise MemoryError
            return Ruleset("policy", None, rules)
        except (durable_rules_engine.error, MemoryError) as error:
            raise DurableRulesError(
                f"The rules engine durable_rules cannot hold the policy {self._policy.name!r}: there it comes to "
                f"{len(rules):,} rules in {len(self._stages):,} stages. The decision table decides it."
            ) from error

    def _action(self, number: int, clause: Clause | None) -> Callable[[Any], None]:
        """Return what happens when a clause of a stage holds or, without a clause, when the stage ends."""

        # durable_rules swallows what an action raises, and takes an action with a second parameter for another kind.
        def run(engine: Any) -> None:
            try:
                if clause is None:
                    self._enter(engine, number, number + 1)
                else:
                    self._match(engine, number, clause)
            except BaseException as error:
                self._failure = error
                raise

        return run

    def _match(self, engine: Any, number: int, clause: Clause) -> None:
        phase = self._stages[number].phase
        if isinstance(clause.conclusion, Premise):
            self._lead.facts[clause.conclusion.name] = YES
            return
        self._lead.matched[phase].add(clause.conclusion)
        if phase.is_first_match:
            remaining = sum(stage.phase is phase for stage in self._stages[number:])
            self._enter(engine, number, number + remaining)

    def _enter(self, engine: Any, number: int, following: int) -> None:
        """End a stage and begin another one, with what is known by then."""
        engine.retract_fact(self._asserted)
        phase = self._stages[number].phase
        if following == len(self._stages):
            return
        if self._stages[following].phase is not phase:
            self._derive(phase)
        self._asserted = self._fact_of_stage(following)
        engine.assert_fact(self._asserted)

    def _derive(self, phase: Phase) -> None:
        """Make a fact of what a phase has found out."""
        lead = self._lead
        matched = sorted(lead.matched[phase])
        if phase is Phase.SCORING:
            rules = [self._policy.scoring[index] for index in matched]
            for rule in rules:
                for name in rule.sums:
                    lead.sums[name] += rule.points
            known = {name: points for name, points in lead.sums.items() if not math.isnan(points)}
            lead.facts |= {property_of(name): encode(points) for name, points in known.items()}
        elif phase is Phase.GRADING and matched:
            lead.facts[property_of("grade")] = self._policy.grades[matched[0]].grade
        elif phase is Phase.QUALIFYING:
            lead.facts[property_of("mql")] = encode(bool(matched))

    def _fact_of_stage(self, number: int) -> dict[str, Encoded]:
        """Return the lead as a fact of a stage: no more than the stage reads, under an id never used before."""
        facts = self._lead.facts
        known = {name: facts[name] for name in self._read[number] if name in facts}
        return {"id": str(next(self._ids)), "sid": _SID, STAGE: number, **known}

    def _decide(self, facts: dict[str, Encoded]) -> _Lead:
        if self._ruleset is None:
            raise DurableRulesError("This rulebook is closed; make another one of the policy.")
        self._lead = _Lead(facts=facts)
        self._asserted = self._fact_of_stage(0)
        ends: list[BaseException | None] = []
        try:
            state = self._ruleset.assert_fact(self._asserted)
            self._ruleset.do_actions(state, lambda error, _: ends.append(error))
        except durable_rules_engine.error as error:
            ends.append(error)
        self._raise_failure(ends)
        return self._lead

    def _raise_failure(self, ends: list[BaseException | None]) -> None:
        """Raise what an action or the engine raised, or that the engine stopped half-way."""
        failure = self._failure or next(filter(None, ends), None)
        if failure is None and ends and self._lead.matched[Phase.ROUTING]:
            return
        self.close()
        if failure is not None and not isinstance(failure, Exception):
            raise failure  # Ctrl-C stays what it is.
        why = f"failed on a lead ({failure})" if failure else "stopped before the lead had a destination"
        raise DurableRulesError(f"The rules engine durable_rules {why}. The decision table decides alike.") from failure


def _decisions(policy: Policy, leads: list[_Lead]) -> Decisions:
    """Return what was found out of leads as columns."""
    destinations = destinations_of(policy)
    grades = [*(GRADES.index(row.grade) for row in policy.grades), MISSING_CODE]
    route = np.array([min(lead.matched[Phase.ROUTING]) for lead in leads], dtype=np.int16)
    scored = np.zeros((len(leads), len(policy.scoring)), dtype=np.bool_)
    for row, lead in zip(scored, leads, strict=True):
        row[list(lead.matched[Phase.SCORING])] = True
    sums = {name: np.array([lead.sums[name] for lead in leads], dtype=np.float64) for name in SUMS}
    return Decisions(
        mql=np.array([bool(lead.matched[Phase.QUALIFYING]) for lead in leads], dtype=np.bool_),
        fit=sums["fit"],
        engagement=sums["engagement"],
        score=sums["score"],
        grade=np.array([grades[min(lead.matched[Phase.GRADING], default=-1)] for lead in leads], dtype=np.int8),
        queue=np.array(destinations.queue, dtype=np.int16)[route],
        cadence=np.array(destinations.cadence, dtype=np.int16)[route],
        route=route,
        scored=scored,
        queue_names=destinations.queue_names,
        cadence_names=destinations.cadence_names,
        route_ids=tuple(row.id for row in policy.routing),
        scoring_ids=tuple(rule.id for rule in policy.scoring),
    )
