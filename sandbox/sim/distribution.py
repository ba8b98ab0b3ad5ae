"""Who of a team gets the next lead of a queue: in turn, by weight, by load, the account's owner; and who has enough.

Reps are given by their place in the team, sets of reps as bit masks of places. Nothing here is random.
"""

import math
from heapq import heappop, heappush

from sandbox.domain.playbook import Assign, Queue
from sandbox.sim.journey import Journey
from sandbox.sim.task_order import Key


class Distribution:
    """The turns of one queue, and how many of its leads each rep holds.

    `full` is the set of reps at their cap and of those who are barred: paused, or gone. Leads wait here, unowned, while
    nobody may have them.
    """

    def __init__(self, queue: Queue, heads: int, veterans: int) -> None:
        self.full = 0
        self._assign = queue.assign
        self._cap = queue.cap
        self._heads = heads
        self._everybody = (1 << heads) - 1
        self._barred = 0
        self._novice_weight = queue.weights.novice
        self._weights = [queue.weights.veteran] * veterans + [queue.weights.novice] * (heads - veterans)
        self._credits = [0.0] * heads
        self._turn = 0
        self._open = [0] * heads
        self._given = [0] * heads
        self._ever = [0] * heads
        self._waiting: list[tuple[Key, int, Journey]] = []

    @property
    def is_by_account(self) -> bool:
        """Whether a lead may have to wait while others find a rep."""
        return self._assign is Assign.ACCOUNT_OWNER

    @property
    def caps_a_day(self) -> bool:
        """Whether a new day lets reps have more leads."""
        return self._cap.per_day is not None

    def choose(self, account_owner: float, loads: list[int], tried: int = 0) -> int | None:
        """Return whose turn it is, None if nobody may have the lead; `loads` are open leads of all queues by place.

        `account_owner` in [0, 1) says who owns the lead's account, nan that nobody does. Who has been `tried` is left
        out; once its owner has been tried, or while it is barred, an account's lead goes to the others in turn.
        """
        able = self._everybody & ~(self.full | tried)
        if self._assign is Assign.ACCOUNT_OWNER and not math.isnan(account_owner):
            place = int(account_owner * self._heads)
            if not (tried | self._barred) >> place & 1:
                return place if able >> place & 1 else None
        if not able:
            return None
        if self._assign is Assign.WEIGHTED:
            return self._by_weight(able)
        if self._assign is Assign.LEAST_LOADED:
            return min(_places(able), key=lambda place: (loads[place], self._ever[place], place))
        return self._in_turn(able)

    def _in_turn(self, able: int) -> int:
        later = able >> self._turn << self._turn
        place = _lowest(later or able)
        self._turn = (place + 1) % self._heads
        return place

    def _by_weight(self, able: int) -> int | None:
        """Smooth weighted turns: everybody able earns its weight, the richest pays what all have earned."""
        places = [place for place in _places(able) if self._weights[place] > 0]
        if not places:
            return None
        for place in places:
            self._credits[place] += self._weights[place]
        chosen = max(places, key=lambda place: (self._credits[place], -place))
        self._credits[chosen] -= sum(self._weights[place] for place in places)
        return chosen

    def bar(self, place: int) -> None:
        """Let a rep have no more leads."""
        self._barred |= 1 << place
        self._note(place)

    def admit(self, place: int) -> None:
        """Let a rep who was barred have leads again; the turns that it missed are not made up for."""
        self._barred &= ~(1 << place)
        self._note(place)

    def begin_novice(self, place: int) -> None:
        """Give a novice's weight to whoever is at a place now."""
        self._weights[place] = self._novice_weight

    def take(self, place: int) -> None:
        """Count a lead that a rep was given."""
        self._open[place] += 1
        self._given[place] += 1
        self._ever[place] += 1
        self._note(place)

    def release(self, place: int) -> None:
        """Count a lead that a rep no longer has to work."""
        self._open[place] -= 1
        self._note(place)

    def begin_day(self) -> None:
        """Let everybody have as many leads again as a day allows."""
        self._given = [0] * self._heads
        for place in range(self._heads):
            self._note(place)

    def _note(self, place: int) -> None:
        cap, bit = self._cap, 1 << place
        is_full = (
            bool(self._barred & bit)
            or (cap.open is not None and self._open[place] >= cap.open)
            or (cap.per_day is not None and self._given[place] >= cap.per_day)
        )
        self.full = self.full | bit if is_full else self.full & ~bit

    def wait(self, key: Key, journey: Journey) -> None:
        """Let a lead wait until somebody may have it."""
        journey.place = key
        heappush(self._waiting, (key, journey.stay, journey))

    def next_waiting(self) -> tuple[Key, Journey | None]:
        """Return the best lead that waits, and forget it; None in its place if it does not wait there any more."""
        key, _, journey = heappop(self._waiting)
        return key, journey if journey.place == key else None

    @property
    def has_waiting(self) -> bool:
        """Whether leads wait for somebody who may have them."""
        return bool(self._waiting)


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _places(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]
