"""What a policy tells reps to do: queues and cadences as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.hours import WeeklyHours
from sandbox.domain.units import NO_WAIT, Wait


class Order(StrEnum):
    """Which waiting lead gets its first touch next."""

    NEWEST_FIRST = "newest_first"
    OLDEST_FIRST = "oldest_first"
    BEST_SCORE = "best_score"


class Assign(StrEnum):
    """How a queue finds a rep for a new lead: any free rep takes it, or reps get leads in turn."""

    SHARED = "shared"
    ROUND_ROBIN = "round_robin"


class Channel(StrEnum):
    """How a touch reaches out."""

    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"

    @property
    def needs_number(self) -> bool:
        """Whether nobody can be reached this way without a phone number."""
        return self is not Channel.EMAIL


class By(StrEnum):
    """Who makes a touch: a person, or a machine that needs no person and no shift."""

    REP = "rep"
    AUTOMATION = "automation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """When reps look into a queue.

    With neither field they see new leads at once; `every_ms` counts from local midnight of each day; `at_ms` are
    times of day, in ms after local midnight, ascending.
    """

    every_ms: int | None = None
    at_ms: tuple[int, ...] = ()

    @property
    def is_immediate(self) -> bool:
        """Whether reps see new leads at once."""
        return self.every_ms is None and not self.at_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One planned attempt; `after` from the end of the previous touch, for the first from entering the queue."""

    channel: Channel
    after: Wait = NO_WAIT
    by: By = By.REP


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchWindow:
    """The hours in which touches may begin, in local time of `zone`; None is the zone of the lead."""

    hours: WeeklyHours
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """The touches a lead gets, and where it goes (`nurture`, `close`, a queue) when they are used up.

    What would fall due later than `within` after the lead entered the queue is not made.
    """

    name: str
    touches: tuple[Touch, ...]
    then: str
    within: Wait | None = None
    window: TouchWindow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Where leads wait for a team; `respond_within` is a promise and never delays anybody."""

    name: str
    team: str
    cadence: str
    order: Order = Order.OLDEST_FIRST
    assign: Assign = Assign.SHARED
    pickup: Pickup = Pickup()
    respond_within: Wait | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Queues in the order in which they are written (it decides between them), and cadences by name."""

    queues: tuple[Queue, ...]
    cadences: Mapping[str, Cadence]
