"""What the policy says of leads that come back or are in nurture, by what has changed since they arrived.

Rules read little of what changes, and thousands of leads share it: one signal in 30 days, the last one today. Once a
state has come up often enough, all leads are decided in it at once, which takes as long as a few dozen one by one.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from sandbox.domain.decision import Decisions, Nurturing, Rulebook
from sandbox.domain.facts import Columns

DERIVED = ("fit", "engagement", "score", "grade", "mql")
"""What `Decisions` says of a lead that later rules may read."""

State = tuple[tuple[str, float | int], ...]
"""Facts that have changed, by name, in a fixed order: a code or flag is an int, a number a float."""

_ALONE = 32
"""So many times leads in a state are decided one by one before all are."""
_MOST_STATES = 32
"""So many states are kept of all leads, to bound memory; what else comes up is decided one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is said of some leads; `row` is the one that was asked for."""

    decisions: Decisions
    nurturing: Nurturing
    row: int

    @property
    def program(self) -> int:
        """The place of its program among those of nurture, -1 for none."""
        return int(self.nurturing.program[self.row])

    @property
    def promotes(self) -> bool:
        """Whether a signal now sends it through routing again."""
        return bool(self.nurturing.promotes[self.row])


class Rulings:
    """What a policy says of a population in one state or another; `facts` are those on arrival."""

    def __init__(self, facts: Columns, count: int, rulebook: Rulebook) -> None:
        self._facts = facts
        self._count = count
        self._rulebook = rulebook
        self._asked: Counter[State] = Counter()
        self._of_all: dict[State, tuple[Decisions, Nurturing]] = {}

    def of(self, lead: int, state: State) -> Ruling:
        """Return what is said of a lead in a state."""
        known = self._of_all.get(state)
        if known is None:
            self._asked[state] += 1
            if self._asked[state] <= _ALONE or len(self._of_all) == _MOST_STATES:
                decisions, nurturing = self._ask(
                    {name: column[lead : lead + 1] for name, column in self._facts.items()}, state, 1
                )
                return Ruling(decisions=decisions, nurturing=nurturing, row=0)
            known = self._of_all[state] = self._ask(self._facts, state, self._count)
        return Ruling(decisions=known[0], nurturing=known[1], row=lead)

    def _ask(self, facts: Columns, state: State, count: int) -> tuple[Decisions, Nurturing]:
        columns = {**facts, **columns_of(state, count)}
        decisions = self._rulebook.decide(columns, count)
        return decisions, self._rulebook.nurture({**columns, **derived_of(decisions)}, count)


def columns_of(state: State, count: int) -> Columns:
    """Return the facts of a state as columns of `count` leads."""
    return {
        name: np.full(count, value, dtype=np.int32 if isinstance(value, int) else np.float64) for name, value in state
    }


def derived_of(decisions: Decisions) -> Columns:
    """Return what decisions say of leads as facts."""
    return {name: getattr(decisions, name) for name in DERIVED}
