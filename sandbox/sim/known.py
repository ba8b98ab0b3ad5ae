"""What a policy may know of a lead at the moment of a decision: its facts, its points, its history, what it said."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import Columns
from sandbox.domain.tables import Outcome
from sandbox.sim.journey import Journey
from sandbox.sim.population import Population

_DERIVED = ("fit", "engagement", "score", "grade", "mql")


class Known:
    """Facts of all leads as columns, and what was last derived from them."""

    def __init__(self, population: Population, decisions: Decisions) -> None:
        self._facts = dict(population.facts)
        self._derived: dict[str, NDArray[Any]] = {name: getattr(decisions, name).copy() for name in _DERIVED}

    def on_arrival(self, journey: Journey) -> Columns:
        """Return the facts and the history of one lead, for a decision on arrival or return."""
        row = slice(journey.number, journey.number + 1)
        return {**{name: column[row] for name, column in self._facts.items()}, **_history(journey)}

    def in_conversation(self, journey: Journey, *, budget: bool, authority: bool) -> Columns:
        """Return everything known of one lead after a conversation."""
        row = slice(journey.number, journey.number + 1)
        derived = {name: column[row] for name, column in self._derived.items()}
        revealed = {
            "need": journey.intent != Outcome.NEVER,
            "timing": journey.intent == Outcome.READY,
            "budget_confirmed": budget,
            "authority": authority,
        }
        return {**self.on_arrival(journey), **derived, **_flags(revealed)}

    def learn(self, journey: Journey, decisions: Decisions) -> None:
        """Remember what was derived anew of one lead."""
        for name, column in self._derived.items():
            column[journey.number] = getattr(decisions, name)[0]


def _history(journey: Journey) -> dict[str, NDArray[Any]]:
    return {
        "touches": np.array([float(journey.touches_ever)]),
        "times_recycled": np.array([float(journey.cycle)]),
        "last_outcome": np.array([journey.last_outcome], dtype=np.int32),
    }


def _flags(values: Mapping[str, bool]) -> dict[str, NDArray[Any]]:
    return {name: np.array([value], dtype=np.int8) for name, value in values.items()}
