"""What a policy may know of a lead at the moment of a decision: its facts, its points, its history, what it said."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

from sandbox.domain.decision import Decisions, Rulebook
from sandbox.domain.facts import HISTORY_FACTS, Kind
from sandbox.domain.tables import Outcome
from sandbox.domain.units import DAY_MS
from sandbox.sim.journey import Journey
from sandbox.sim.population import Population
from sandbox.sim.rulings import Ruling, Rulings, State, columns_of, derived_of
from sandbox.sim.scenario import Scenario

SIGNAL_DAYS = 30
"""Signals older than this are forgotten; `signals_30d` counts the others."""

_MOST_JUDGEMENTS = 4096
"""So many different leads in conversation are remembered, to bound memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is said of a lead after a conversation; `step` is its row of `after_contact`, -1 where there is none."""

    is_sql: bool
    step: int


class Known:
    """Facts of all leads that the rules read, and what was last derived from them that matters after a conversation.

    Few facts matter after a conversation, so that most leads are like one that was judged before.
    """

    def __init__(self, population: Population, decisions: Decisions, rulebook: Rulebook, scenario: Scenario) -> None:
        facts = {name: column for name, column in population.facts.items() if name in rulebook.reads}
        in_talks = rulebook.reads_in_talks
        self._rulebook = rulebook
        self._derived = {name: column.copy() for name, column in derived_of(decisions).items() if name in in_talks}
        self._rulings = Rulings(facts, len(population), rulebook)
        self._changing = {name: of for name, of in _changing(scenario).items() if name in rulebook.reads}
        self._in_talks = {**{name: column for name, column in facts.items() if name in in_talks}, **self._derived}
        self._judgements: dict[State, Judgement] = {}

    def ruling(self, journey: Journey, now_ms: int) -> Ruling:
        """Return what the policy says of one lead now, on fresh facts and its history."""
        return self._rulings.of(journey.number, self._changed(journey, now_ms))

    def judgement(self, journey: Journey, now_ms: int, *, budget: bool, authority: bool) -> Judgement:
        """Return what the policy says of one lead after a conversation, by everything known then."""
        known = {name: column.item(journey.number) for name, column in self._in_talks.items()}
        known.update(self._changed(journey, now_ms))
        known["need"] = int(journey.intent != Outcome.NEVER)
        known["timing"] = int(journey.intent == Outcome.READY)
        known["budget_confirmed"] = int(budget)
        known["authority"] = int(authority)
        reads = self._rulebook.reads_in_talks
        # A number that is missing is left out: not even NaN is like NaN.
        state = tuple((name, value) for name, value in known.items() if name in reads and not isnan(value))
        found = self._judgements.get(state)
        if found is None:
            said = self._rulebook.judge(columns_of(state, 1), 1)
            found = Judgement(is_sql=bool(said.sql[0]), step=int(said.step[0]))
            if len(self._judgements) < _MOST_JUDGEMENTS:
                self._judgements[state] = found
        return found

    def learn(self, journey: Journey, ruling: Ruling) -> None:
        """Remember what was derived anew of one lead."""
        for name, column in self._derived.items():
            column[journey.number] = getattr(ruling.decisions, name)[ruling.row]

    def _changed(self, journey: Journey, now_ms: int) -> State:
        """Return what the rules read of one lead that has changed since it arrived."""
        values = [(name, of(journey, now_ms)) for name, of in self._changing.items()]
        return tuple([(name, value) for name, value in values if value is not None])


_Changing = Callable[[Journey, int], float | int | None]
"""What is known of a lead at a time in ms; None where that is still the fact of its arrival."""


def _changing(scenario: Scenario) -> dict[str, _Changing]:
    """Return all that changes after a lead has arrived, as far as the vocabulary has such numbers."""
    timeframe_days = float(scenario.buyers.ripening.timeframe_days)
    numbers = {name for name, fact in scenario.vocabulary.facts.items() if fact.kind is Kind.NUMBER}
    changing: dict[str, _Changing] = {
        "touches": lambda journey, _: float(journey.touches_ever),
        "times_recycled": lambda journey, _: float(journey.cycle),
        "last_outcome": lambda journey, _: int(journey.last_outcome),
        "signals_30d": _signals_lately,
        "days_since_signal": _days_since_signal,
        "timeframe_days": lambda journey, _: timeframe_days if journey.is_urgent else None,
    }
    return {name: of for name, of in changing.items() if name in HISTORY_FACTS or name in numbers}


def _signals_lately(journey: Journey, now_ms: int) -> float | None:
    times_ms = journey.signalled_ms
    return float(len(times_ms) - bisect_right(times_ms, now_ms - SIGNAL_DAYS * DAY_MS)) if times_ms else None


def _days_since_signal(journey: Journey, now_ms: int) -> float | None:
    return float((now_ms - journey.signalled_ms[-1]) // DAY_MS) if journey.signalled_ms else None
