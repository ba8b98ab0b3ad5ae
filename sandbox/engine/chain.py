"""One forward chain on durable_rules: the stages of a moment, one lead after another.

A lead is asserted as a fact of the first stage. Rules fire and are collected; when nothing is left to fire, a last
rule retracts the fact and asserts the next stage's, with what has been found out since.

What was measured of durable_rules 2.0.28, and what is done about it:

- Numbers with an exponent (1e-7, 1e16) are refused, integers beyond 64 bits silently become another number, decimals
  are read by the locale. Numbers are asserted as the integers that sort as they do: every comparison is exact.
- True equals 1 equals "1": every fact keeps one type. Text compares exactly, be it empty, quoted or not Latin.
- A rule may fire once for each alternative of an `$or`: what fired is a set.
- 65 conditions satisfied side by side are an error, 513 conditions side by side an endless loop, 4,097 rules or an
  expression of 32 parts an error: stages stay below, and a chain that cannot is refused when it is made.
- An exception in an action ends in the engine's state, and a pause of ten seconds ends a lead without a word: both are
  looked for after every lead and raised.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.facts import SQL_FACT, SUMS
from sandbox.engine.clauses import Clause, Premise
from sandbox.engine.patterns import STAGE, YES, Encoded, encode, property_of, terms_pattern
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Moment, Phase, stages_of

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


def require_library() -> None:
    """Raise `DurableRulesError`, which says how to get it, where durable_rules cannot be imported."""
    if _WHY_UNAVAILABLE:
        raise DurableRulesError(
            f"The rules engine durable_rules cannot be used here ({_WHY_UNAVAILABLE}). The decision table decides "
            "the same without it. `pip install durable_rules==2.0.28` brings it, where a C compiler is at hand."
        )


@dataclass(slots=True)
class LeadInHand:
    """What is known of a lead by now, and which rules of each phase matched."""

    facts: dict[str, Encoded]
    matched: dict[Phase, set[int]] = field(default_factory=lambda: {phase: set() for phase in Phase})
    sums: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SUMS, 0.0))
    is_through: bool = False


class Chain:
    """The rules of one moment of a policy. Close it when done; not thread-safe.

    Raises
    ------
    DurableRulesError
        durable_rules cannot hold the rules, or fails on a lead: then the engine would go on where it stopped, and the
        chain is of no more use.
    """

    def __init__(self, policy: Policy, moment: Moment) -> None:
        self._policy = policy
        self._stages = stages_of(policy, moment)
        self._read = [[*map(property_of, stage.facts), *stage.premises] for stage in self._stages]
        self._lead = LeadInHand(facts={})
        self._asserted: dict[str, Encoded] = {}
        self._failure: BaseException | None = None
        self._ids = itertools.count(1)
        self._ruleset = self._build()

    def close(self) -> None:
        """Give the engine's memory back."""
        durable_rules_engine.delete_ruleset(self._ruleset._handle)  # noqa: SLF001 - it offers no other way

    def run(self, facts: dict[str, Encoded]) -> LeadInHand:
        """Return what the rules find out of a lead, given its known facts by property."""
        self._lead = LeadInHand(facts=facts)
        self._asserted = self._fact_of_stage(0)
        ends: list[BaseException | None] = []
        try:
            state = self._ruleset.assert_fact(self._asserted)
            self._ruleset.do_actions(state, lambda error, _: ends.append(error))
        except durable_rules_engine.error as error:
            ends.append(error)
        self._raise_failure(ends)
        return self._lead

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
            self._lead.is_through = True
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
        elif phase is Phase.JUDGING:
            lead.facts[property_of(SQL_FACT.name)] = encode(bool(matched))

    def _fact_of_stage(self, number: int) -> dict[str, Encoded]:
        """Return the lead as a fact of a stage: no more than the stage reads, under an id never used before."""
        facts = self._lead.facts
        known = {name: facts[name] for name in self._read[number] if name in facts}
        return {"id": str(next(self._ids)), "sid": _SID, STAGE: number, **known}

    def _raise_failure(self, ends: list[BaseException | None]) -> None:
        """Raise what an action or the engine raised, or that the engine stopped half-way."""
        failure = self._failure or next(filter(None, ends), None)
        if failure is None and ends and self._lead.is_through:
            return
        if failure is not None and not isinstance(failure, Exception):
            raise failure  # Ctrl-C stays what it is.
        why = f"failed on a lead ({failure})" if failure else "stopped before it was through with a lead"
        raise DurableRulesError(f"The rules engine durable_rules {why}. The decision table decides alike.") from failure
