"""What a policy tells people and machines to do: queues, cadences and what follows, as plain values.

Who is told what is a matter of rules (`Rulebook`); nothing here depends on a lead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.domain.hours import WeeklyHours
from sandbox.domain.tables import Stage
from sandbox.domain.units import NO_WAIT, Wait


class Order(StrEnum):
    """Which waiting lead gets its first touch next."""

    NEWEST_FIRST = "newest_first"
    OLDEST_FIRST = "oldest_first"
    BEST_SCORE = "best_score"
    BEST_GRADE_NEWEST = "best_grade_newest"
    EARLIEST_DUE = "earliest_due"


class Assign(StrEnum):
    """How a queue finds a rep for a new lead.

    Any free rep takes it; or it is given to reps in turn, in turn by weight, to the one with the fewest open leads, or
    to the owner of its account (in turn where nobody owns the account).
    """

    SHARED = "shared"
    ROUND_ROBIN = "round_robin"
    WEIGHTED = "weighted"
    LEAST_LOADED = "least_loaded"
    ACCOUNT_OWNER = "account_owner"


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


class Work(StrEnum):
    """Kinds of work between which a free rep chooses."""

    REPLY = "reply"
    FIRST_TOUCH = "first_touch"
    MEETING = "meeting"
    FOLLOW_UP = "follow_up"
    NURTURE = "nurture"


WORK_ORDER = (Work.REPLY, Work.MEETING, Work.FIRST_TOUCH, Work.FOLLOW_UP, Work.NURTURE)
"""What a free rep does first, unless the policy says otherwise: people who wait for an answer or a meeting."""

NOTHING = "nothing"
REASSIGN = "reassign"
"""What a broken promise leads to, beside a queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How many leads a novice and a veteran get in a turn; not negative, not both 0."""

    novice: float = 1.0
    veteran: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """How many leads of a queue a rep may hold open at once, and be given in a local day; None is no cap."""

    open: int | None = None
    per_day: int | None = None


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
    """Where leads wait for a team; `respond_within` is a promise and never delays anybody.

    `on_breach` is what happens to a lead whose promise is broken: `NOTHING`, `REASSIGN` or the name of a queue.
    `weights` count where leads are assigned by weight. With a `dialer` a rep prepares calls faster.
    """

    name: str
    team: str
    cadence: str
    order: Order = Order.OLDEST_FIRST
    assign: Assign = Assign.SHARED
    pickup: Pickup = Pickup()
    respond_within: Wait | None = None
    weights: Weights = Weights()
    cap: Cap = Cap()
    on_breach: str = NOTHING
    dialer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoReply:
    """A message by automation that answers the inquiry of a lead routed to a queue; `after` from the inquiry."""

    channel: Channel
    after: Wait = NO_WAIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting to book: it takes place `within` a time, and is booked again up to `rebook` times after a no-show."""

    within: Wait
    rebook: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Where a lead goes after a conversation: a queue, `keep`, `nurture` or `close`; `cadence` replaces the queue's."""

    id: str
    to: str
    cadence: str | None = None
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Heads and shifts of a team instead of the scenario's; None keeps those. A new team needs heads."""

    count: int | None = None
    shifts: WeeklyHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecyclingRule:
    """Sends leads that have been in a stage, idle for so long, somewhere: a queue, `nurture` or `close`."""

    id: str
    stage: Stage
    idle_for: Wait
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accountability:
    """Takes a rep out of the distribution who attempts too few of the leads given to it.

    A rep who has attempted less than `at_least` (a share) of its last `over_leads` leads within `attempt_within` is
    paused for `pause_for`; None is until somebody restores it.
    """

    attempt_within: Wait
    at_least: float
    over_leads: int
    pause_for: Wait | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NurtureProgram:
    """How marketing keeps in touch: one message `every` so often, until `stop_after` (None: without end).

    By reps, `team` makes the touches; None is the team of the queue in which the lead was last.
    """

    id: str
    channel: Channel
    every: Wait
    by: By = By.AUTOMATION
    stop_after: Wait | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Everything that a policy tells people and machines to do.

    `queues` stand in the order in which they are written (it decides between them), cadences and `staffing` go by name.
    `after_contact` and `nurture` have one entry a row of the policy, in its order: the rulebook gives their numbers.
    `form` names the facts that the web form asks; None: it asks all there are.
    """

    queues: tuple[Queue, ...]
    cadences: Mapping[str, Cadence]
    after_contact: tuple[NextStep, ...] = ()
    auto_reply: AutoReply | None = None
    work_order: tuple[Work, ...] = WORK_ORDER
    staffing: Mapping[str, Staffing] = field(default_factory=dict)
    form: tuple[str, ...] | None = None
    recycling: tuple[RecyclingRule, ...] = ()
    accountability: Accountability | None = None
    nurture: tuple[NurtureProgram, ...] = ()
