"""What a policy may know of a lead at the moment of a decision: its facts, its points, its history, what it said."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions, Rulebook
from sandbox.domain.facts import Columns, Kind
from sandbox.domain.tables import Outcome
from sandbox.domain.units import DAY_MS
from sandbox.sim.journey import Journey
from sandbox.sim.population import Population
from sandbox.sim.rulings import Ruling, Rulings, State, columns_of, derived_of
from sandbox.sim.scenario import Scenario

SIGNAL_DAYS = 30
"""Signals older than this are forgotten; `signals_30d` counts the others."""


class Known:
    """Facts of all leads that the rules read, and what was last derived from them."""

    def __init__(self, population: Population, decisions: Decisions, rulebook: Rulebook, scenario: Scenario) -> None:
        self._reads = rulebook.reads
        self._facts = {name: column for name, column in population.facts.items() if name in self._reads}
        self._derived = {name: column.copy() for name, column in derived_of(decisions).items()}
        self._rulings = Rulings(self._facts, len(population), rulebook)
        self._numbers = {name for name, fact in scenario.vocabulary.facts.items() if fact.kind is Kind.NUMBER}
        self._timeframe_days = scenario.buyers.ripening.timeframe_days

    def ruling(self, journey: Journey, now_ms: int) -> Ruling:
        """Return what the policy says of one lead now, on fresh facts and its history."""
        return self._rulings.of(journey.number, self._changed(journey, now_ms))

    def in_conversation(self, journey: Journey, now_ms: int, *, budget: bool, authority: bool) -> Columns:
        """Return everything known of one lead after a conversation."""
        row = slice(journey.number, journey.number + 1)
        facts = {name: column[row] for name, column in (*self._facts.items(), *self._derived.items())}
        revealed = {
            "need": journey.intent != Outcome.NEVER,
            "timing": journey.intent == Outcome.READY,
            "budget_confirmed": budget,
            "authority": authority,
        }
        return {**facts, **columns_of(self._changed(journey, now_ms), 1), **_flags(revealed)}

    def learn(self, journey: Journey, ruling: Ruling) -> None:
        """Remember what was derived anew of one lead."""
        for name, column in derived_of(ruling.decisions).items():
            self._derived[name][journey.number] = column[ruling.row]

    def _changed(self, journey: Journey, now_ms: int) -> State:
        """Return what the rules read of one lead that has changed since it arrived."""
        facts = {**_history(journey), **self._fresh(journey, now_ms)}
        return tuple((name, value) for name, value in facts.items() if name in self._reads)

    def _fresh(self, journey: Journey, now_ms: int) -> Mapping[str, float]:
        """Return what is known anew of a lead, as far as the vocabulary has such numbers."""
        changed: dict[str, float] = {}
        if journey.signalled_ms:
            since_ms = now_ms - SIGNAL_DAYS * DAY_MS
            changed["signals_30d"] = float(sum(at_ms > since_ms for at_ms in journey.signalled_ms))
            changed["days_since_signal"] = float((now_ms - journey.signalled_ms[-1]) // DAY_MS)
        if journey.is_urgent:
            changed["timeframe_days"] = float(self._timeframe_days)
        return {name: value for name, value in changed.items() if name in self._numbers}


def _history(journey: Journey) -> Mapping[str, float | int]:
    return {
        "touches": float(journey.touches_ever),
        "times_recycled": float(journey.cycle),
        "last_outcome": int(journey.last_outcome),
    }


def _flags(values: Mapping[str, bool]) -> dict[str, NDArray[Any]]:
    return {name: np.array([value], dtype=np.int8) for name, value in values.items()}
