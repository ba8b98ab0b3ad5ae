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
from sandbox.sim.scenario import Scenario

SIGNAL_DAYS = 30
"""Signals older than this are forgotten; `signals_30d` counts the others."""

_DERIVED = ("fit", "engagement", "score", "grade", "mql")


class Known:
    """Facts of all leads as columns, and what was last derived from them."""

    def __init__(self, population: Population, decisions: Decisions, rulebook: Rulebook, scenario: Scenario) -> None:
        self._facts = dict(population.facts)
        self._derived = {name: column.copy() for name, column in _derived(decisions).items()}
        self._rulebook = rulebook
        self._numbers = {name for name, fact in scenario.vocabulary.facts.items() if fact.kind is Kind.NUMBER}
        self._timeframe_days = scenario.buyers.ripening.timeframe_days

    def on_return(self, journey: Journey, now_ms: int) -> Columns:
        """Return the fresh facts and the history of one lead."""
        row = slice(journey.number, journey.number + 1)
        facts = {name: column[row] for name, column in self._facts.items()}
        return {**facts, **self._fresh(journey, now_ms), **_history(journey)}

    def in_conversation(self, journey: Journey, now_ms: int, *, budget: bool, authority: bool) -> Columns:
        """Return everything known of one lead after a conversation."""
        row = slice(journey.number, journey.number + 1)
        derived = {name: column[row] for name, column in self._derived.items()}
        revealed = {
            "need": journey.intent != Outcome.NEVER,
            "timing": journey.intent == Outcome.READY,
            "budget_confirmed": budget,
            "authority": authority,
        }
        return {**self.on_return(journey, now_ms), **derived, **_flags(revealed)}

    def in_nurture(self, journey: Journey, now_ms: int) -> Columns:
        """Return the fresh facts of one lead, and what follows from them now."""
        facts = self.on_return(journey, now_ms)
        return {**facts, **_derived(self._rulebook.decide(facts, 1))}

    def learn(self, journey: Journey, decisions: Decisions) -> None:
        """Remember what was derived anew of one lead."""
        for name, column in _derived(decisions).items():
            self._derived[name][journey.number] = column[0]

    def _fresh(self, journey: Journey, now_ms: int) -> dict[str, NDArray[Any]]:
        """Return the facts of one lead that have changed since it arrived."""
        changed: dict[str, float] = {}
        if journey.signalled_ms:
            changed["signals_30d"] = sum(at_ms > now_ms - SIGNAL_DAYS * DAY_MS for at_ms in journey.signalled_ms)
            changed["days_since_signal"] = (now_ms - journey.signalled_ms[-1]) // DAY_MS
        if journey.is_urgent:
            changed["timeframe_days"] = self._timeframe_days
        return {name: np.array([float(value)]) for name, value in changed.items() if name in self._numbers}


def _derived(decisions: Decisions) -> dict[str, NDArray[Any]]:
    return {name: getattr(decisions, name) for name in _DERIVED}


def _history(journey: Journey) -> dict[str, NDArray[Any]]:
    return {
        "touches": np.array([float(journey.touches_ever)]),
        "times_recycled": np.array([float(journey.cycle)]),
        "last_outcome": np.array([journey.last_outcome], dtype=np.int32),
    }


def _flags(values: Mapping[str, bool]) -> dict[str, NDArray[Any]]:
    return {name: np.array([value], dtype=np.int8) for name, value in values.items()}
