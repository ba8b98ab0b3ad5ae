"""The three tables a simulation leaves behind: events, leads, shifts. Everything measured is a fold over them.

Attempts by a person are `DIALED` and `MAILED`; only they, and a person's answer to a reply (`CONTACTED`), count in
speed to lead, promises and SAL. What automation sends is an event of its own, `AUTOMATED`, which no measure takes for
an attempt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.units import WEEK_MS

NONE = -1
"""How an absent rep, queue, rule or outcome is stored in an integer column."""


class Event(IntEnum):
    """What happened. The number is its code in the events table; codes are never reused."""

    INQUIRY = 0
    """A lead arrived."""
    ROUTED = 1
    """The policy decided: `rule` is the routing row, `queue` is none for nurture and close, `stage` is MQL or not."""
    ASSIGNED = 2
    """A rep was given the lead before the first touch, or took it with the first touch."""
    DUE = 3
    """A task (touch or reply to answer) began to wait for a rep; `k` numbers touches of the cadence from 1."""
    DIALED = 4
    """The phone rang; `outcome` is an `Outcome`, `k` numbers dials of this cycle from 1."""
    MAILED = 5
    """A person's mail or sms went out; `k` numbers messages of this cycle from 1, those by automation included."""
    REPLIED = 6
    """The lead answered a mail or sms."""
    DROPPED = 7
    """A waiting task was dropped because the lead had replied or been reached."""
    CONTACTED = 8
    """A conversation began: a connected call, or a reply that a person answered. The first is the first contact."""
    JUDGED = 9
    """A conversation ended; `outcome` is the `Outcome` that it revealed, `rule` the row of `after_contact`, `stage` SQL
    where the policy calls it one."""
    CADENCE_ENDED = 10
    """The touches were used up; the lead goes where the cadence says."""
    WON = 11
    """The deal closed won; `amount` is its revenue, `outcome` a `WonReason`, none where the scenario states none."""
    LOST = 12
    """The deal closed lost; `outcome` is a `LostReason`, none where the scenario states no reasons."""
    DONE = 13
    """A rep finished a task; `duration` is what it took, handling included."""
    OPENED = 14
    """An opportunity was opened."""
    PARKED = 15
    """Routing sent the lead to nurture or closed it, without any touch."""
    AUTOMATED = 16
    """A mail or sms went out by automation; `k` as in `MAILED`. `rep` is the lead's owner, if any: no rep sent it."""
    SKIPPED = 17
    """A call or sms fell due for a lead without a number, and was not made; `k` numbers touches of the cadence."""
    BREACHED = 18
    """The promised response did not come in time; the queue does something about it."""
    HANDED_ON = 19
    """After a conversation the lead went to another queue."""
    MEETING_BOOKED = 20
    """A meeting was agreed; `k` numbers bookings of this cycle from 1, `duration` is the wait until it begins."""
    MEETING_HELD = 21
    """The lead came and the meeting took place; `k` as in `MEETING_BOOKED`."""
    NO_SHOW = 22
    """The lead did not come to a meeting; `k` as in `MEETING_BOOKED`."""
    LEFT_SALES = 23
    """After a conversation a qualified lead went back to marketing, or was closed."""
    REASSIGNED = 24
    """After a broken promise the lead went to another rep, to the whole team (`rep` is none) or to another queue."""
    SIGNAL = 25
    """A lead that marketing holds visited, downloaded or replied."""
    NURTURED = 26
    """Marketing kept in touch: a message or call of the lead's nurture program; never an attempt by sales. `owner` is
    shared where a person did it, `rep`; `queue` is none of the policy's where that was a team that only nurtures."""
    BOUGHT_ELSEWHERE = 27
    """The lead bought from somebody else; nobody is told."""
    RECYCLED = 28
    """A lead or deal in which nothing moved was sent elsewhere; `rule` is the row of `recycling`."""
    OPTED_OUT = 29
    """The lead wants no further contact, ever."""
    IGNORED = 30
    """The rep who was given the lead will never work it."""
    GIVEN_UP = 31
    """The rep stopped working the lead before its cadence ended."""
    PAUSED = 32
    """A rep (`lead` is none) gets no more leads for a while."""
    RESTORED = 33
    """A paused rep (`lead` is none) gets leads again, or a novice sits down at the desk of one who left."""
    DEPARTED = 34
    """A rep (`lead` is none) left; its leads go to the team."""
    FROZEN = 35
    """A deal stopped moving: turnover, a budget, a rival project."""


class Outcome(IntEnum):
    """How an attempt or a conversation went; codes are never reused."""

    NO_ANSWER = 0
    CONNECTED = 1
    READY = 2
    LATER = 3
    NEVER = 4


class LostReason(IntEnum):
    """Why a deal was lost; codes are never reused."""

    NO_BUDGET = 0
    NO_AUTHORITY = 1
    RIVAL = 2
    NO_DECISION = 3
    BAD_FIT = 4


class WonReason(IntEnum):
    """Why a deal was won; codes are never reused."""

    PRICE = 0
    FIT = 1
    SPEED = 2
    RELATIONSHIP = 3


class Stage(IntEnum):
    """How far a lead has come; codes are never reused."""

    INQUIRY = 0
    MQL = 1
    SAL = 2
    SQL = 3
    OPPORTUNITY = 4
    CUSTOMER = 5
    LOST = 6
    DISQUALIFIED = 7
    OPTED_OUT = 8
    NURTURE = 9


class Owner(IntEnum):
    """Who holds the relationship; codes are never reused."""

    MARKETING = 0
    SALES = 1
    SHARED = 2


class ChannelCode(IntEnum):
    """How a touch reached out, as stored; codes are never reused."""

    PHONE = 0
    EMAIL = 1
    SMS = 2


EVENT_COLUMNS = (
    "time_ms",
    "lead",
    "cycle",
    "event",
    "rep",
    "queue",
    "channel",
    "k",
    "outcome",
    "rule",
    "stage",
    "owner",
    "duration_ms",
    "amount_cents",
)
"""Columns of the events table, all int64; the row number is the `sequence`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTable:
    """Every event of a run in the order in which it happened: `rows` has shape (events, EVENT_COLUMNS)."""

    rows: NDArray[np.int64]

    def column(self, name: str) -> NDArray[np.int64]:
        """Return one column by its name in `EVENT_COLUMNS`, as a view."""
        return self.rows[:, EVENT_COLUMNS.index(name)]

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A way to split leads: `codes` of shape (leads,) are indices into `labels`, `NONE` where it is not known."""

    codes: NDArray[np.int64]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTable:
    """Every lead that arrived, in order of arrival; arrays of shape (leads,).

    `lead` is the number that events use, `visitor` that of the same person under every policy, `created_ms` the
    arrival, `promise_ms` the response its queue promises, in elapsed time from arrival (`NONE` for none), `in_cohort`
    whether it arrived in the measured window. `facts` are as the policy saw them, `quality` is the true one, which no
    policy sees. `segments` split leads by source, industry, grade, quality. `cost_cents` is what a lead cost before
    anybody worked it, `deal_cents` the median size of a deal with it, `win_chance` that of its latest deal, 0 where
    none was opened.
    """

    lead: NDArray[np.int64]
    visitor: NDArray[np.int64]
    created_ms: NDArray[np.int64]
    in_cohort: NDArray[np.bool_]
    promise_ms: NDArray[np.int64]
    score: NDArray[np.float64]
    quality: NDArray[np.float64]
    cost_cents: NDArray[np.int64]
    deal_cents: NDArray[np.int64]
    win_chance: NDArray[np.float64]
    facts: Mapping[str, NDArray[Any]]
    segments: Mapping[str, Segment]

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTable:
    """Paid and worked time, one row a rep and day (in ms; a day is numbered from the start of the clock).

    `cost_cents` is what the rep cost that day: paid hours, or touches.
    """

    rep: NDArray[np.int64]
    team: NDArray[np.int64]
    day: NDArray[np.int64]
    paid_ms: NDArray[np.int64]
    worked_ms: NDArray[np.int64]
    cost_cents: NDArray[np.int64]
    team_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is measured: leads that arrive in [`arrivals_from_ms`, `arrivals_to_ms`), each for `follow_up_ms`."""

    arrivals_from_ms: int
    arrivals_to_ms: int
    follow_up_ms: int

    @property
    def weeks(self) -> float:
        """How many weeks of arrivals are measured."""
        return (self.arrivals_to_ms - self.arrivals_from_ms) / WEEK_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What one simulated run leaves behind: three tables, and what it takes to measure by them.

    `business_ms` are the business hours, `staffed_ms` the time in which any rep is on shift: openings and closings of
    shape (openings, 2), ascending and disjoint; `shifts_ms` the same for each team, in the order of `team_names`.
    `week_hours` has shape (hours,): the hour of the local week, from Monday 00:00, in which each hour of the clock
    begins, up to the end of the run. `gross_margin` is the share of revenue that is left.
    """

    events: EventTable
    leads: LeadTable
    shifts: ShiftTable
    window: Window
    business_ms: NDArray[np.int64]
    staffed_ms: NDArray[np.int64]
    shifts_ms: tuple[NDArray[np.int64], ...]
    week_hours: NDArray[np.int64]
    gross_margin: float
