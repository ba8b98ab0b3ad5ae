"""What queues and cadences look like in a policy file."""

from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from sandbox.domain.playbook import NOTHING, Assign, By, Channel, Order
from sandbox.domain.units import DAY_MS, NO_WAIT
from sandbox.files.fields import (
    Days,
    Hours,
    Name,
    PositiveDurationMs,
    PositiveWaitTime,
    TimeOfDayMs,
    WaitTime,
    Zone,
    one_of,
)
from sandbox.files.json_schema import Like
from sandbox.files.shape import Shape, describe, problem

MOST_TOUCHES = 100
MOST_WEIGHT = 1_000
MOST_OPEN = 1_000_000


def _within_a_day(value_ms: int) -> int:
    if value_ms > DAY_MS:
        raise problem("out-of-range", "expected at most 1 day: reps look into the queue every day from midnight on")
    return value_ms


def _lead_zone(value: object) -> object:
    return None if value == "lead" else value


def _pickup(value: object) -> object:
    if value == "immediate":
        return {}
    if not isinstance(value, dict) or not value:
        message = f"expected immediate, every or at, found {describe(value)}"
        raise problem("wrong-type", message, 'write immediate, {every: 2 h} or {at: ["09:00", "13:00"]}')
    return value


def refuse_automated_call(channel: Channel, by: By, help_text: str) -> None:
    """Raise what a validator raises where a touch is a phone call by automation."""
    if channel is Channel.PHONE and by is By.AUTOMATION:
        raise problem("automated-call", "a phone call takes a person: automation sends email and sms only", help_text)


class PickupShape(Shape):
    """When reps look into a queue; with neither key, at once."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["every"]}, {"required": ["at"]}]})

    every: Annotated[PositiveDurationMs, AfterValidator(_within_a_day)] | None = Field(
        default=None, description="Reps look again and again, counted from midnight; at most 1 day."
    )
    at: list[TimeOfDayMs] | None = Field(
        default=None, min_length=1, description="Reps look at these times of day, each in quotes."
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> "PickupShape":
        if self.every is not None and self.at is not None:
            raise problem("wrong-type", "give `every` or `at`, not both")
        return self


class WeightsShape(Shape):
    """How many leads reps get in a turn."""

    novice: Annotated[float, Field(ge=0, le=MOST_WEIGHT)] = Field(description="Leads for a novice in each turn.")
    veteran: Annotated[float, Field(ge=0, le=MOST_WEIGHT)] = Field(description="Leads for a veteran in each turn.")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.novice == self.veteran == 0:
            raise problem("out-of-range", "nobody would get a lead: both weights are 0", "raise one of them")
        return self


class WeightedShape(Shape):
    """Reps in turn, some more often than others."""

    weighted: WeightsShape = Field(description="How many leads reps get in a turn.")


_ONE_WORD = tuple(way for way in Assign if way is not Assign.WEIGHTED)


def _assign(value: object) -> Assign:
    if value == Assign.WEIGHTED:
        raise problem("wrong-type", "`weighted` needs the weights", "write {weighted: {novice: 1, veteran: 2}}")
    return one_of(Assign)(value)


def _form_of_assign(value: object) -> str:
    return "mapping" if isinstance(value, dict | WeightedShape) else "word"


AssignForm = Annotated[
    Annotated[Assign, BeforeValidator(_assign), WithJsonSchema({"type": "string", "enum": [*_ONE_WORD]}), Tag("word")]
    | Annotated[WeightedShape, Tag("mapping")],
    Discriminator(_form_of_assign),
]
"""One of a few words, or weights."""


class CapShape(Shape):
    """How many leads of a queue one rep may have."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["open"]}, {"required": ["per_day"]}]})

    open: Annotated[int, Field(ge=1, le=MOST_OPEN)] | None = Field(default=None, description="Open at once.")
    per_day: Annotated[int, Field(ge=1, le=MOST_OPEN)] | None = Field(
        default=None, description="New ones in a local day."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.open is None and self.per_day is None:
            help_text = "a cap has at least one of them"
            raise problem("missing-key", "the keys 'open' and 'per_day' are missing", help_text)
        return self


class QueueShape(Shape):
    """Where leads wait for a team, and how the team works them."""

    team: Name = Field(description="Who works this queue; teams stand in the scenario, or in `staffing`.")
    cadence: str = Field(description="The touches that leads of this queue get, one of `cadences`.")
    order: Annotated[Order, BeforeValidator(one_of(Order))] = Field(
        default=Order.OLDEST_FIRST, description="Which waiting lead gets its first touch next."
    )
    assign: AssignForm = Field(
        default=Assign.SHARED,
        description="How a new lead finds its rep: who is free, whose turn it is, who has fewest or owns its account.",
    )
    cap: CapShape | None = Field(default=None, description="How many leads of this queue one rep may have.")
    pickup: Annotated[PickupShape, BeforeValidator(_pickup), Like(PickupShape, "immediate")] = Field(
        default=PickupShape(), description="When reps look into the queue: immediate, {every: 2 h} or {at: [..]}."
    )
    respond_within: PositiveWaitTime | None = Field(
        default=None, description="The promise of a first response; it delays nobody."
    )
    on_breach: str = Field(
        default=NOTHING, description="What happens when the promise is broken: nothing, reassign or a queue."
    )
    dialer: bool = Field(default=False, description="Whether a dialer prepares calls, which saves time.")


class TouchShape(Shape):
    """One attempt to reach a lead."""

    channel: Annotated[Channel, BeforeValidator(one_of(Channel))] = Field(
        description="How the touch reaches out: a call, a mail or an sms."
    )
    after: WaitTime = Field(
        default=NO_WAIT,
        description="Time since the touch before; for the first one since entering the queue. Without it 0.",
    )
    by: Annotated[By, BeforeValidator(one_of(By))] = Field(
        default=By.REP, description="Who makes the touch: a rep, or automation, which sends email and sms only."
    )

    @model_validator(mode="after")
    def _a_person_calls(self) -> Self:
        refuse_automated_call(self.channel, self.by, "remove `by: automation`, or make it an email or sms")
        return self


class WindowShape(Shape):
    """When touches may begin; what is left out is every day, or round the clock."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["days"]}, {"required": ["hours"]}]})

    days: Days | None = Field(default=None, description="Days such as Mon-Fri or Sat, or a list of them.")
    hours: Hours | None = Field(default=None, description="A span such as 08:00-20:00, or a list of them.")
    zone: Annotated[Zone | None, BeforeValidator(_lead_zone)] = Field(
        default=None, description="Whose local time it is: lead, or an IANA name such as Europe/Amsterdam."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.days is None and self.hours is None:
            raise problem("missing-key", "the keys 'days' and 'hours' are missing", "a window has at least one of them")
        return self


class CadenceShape(Shape):
    """The touches that a lead gets, one after another, until it answers."""

    touches: list[TouchShape] = Field(
        min_length=1, max_length=MOST_TOUCHES, description="Calls and messages, in the order in which they are made."
    )
    then: str = Field(description="Where a lead goes when the touches are used up: nurture, close or a queue.")
    within: PositiveWaitTime | None = Field(
        default=None, description="Counted from entering the queue; touches that would fall due later are not made."
    )
    window: WindowShape | None = Field(default=None, description="The hours in which touches may begin.")
