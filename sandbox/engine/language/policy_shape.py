"""What a policy file looks like, part by part; what its parts mean to each other is checked elsewhere."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sandbox.domain.playbook import Assign, By, Channel, Order
from sandbox.domain.units import DAY_MS, NO_WAIT
from sandbox.files.fields import (
    Days,
    Hours,
    Name,
    PositiveDurationMs,
    PositiveWaitTime,
    Summary,
    TimeOfDayMs,
    Title,
    WaitTime,
    Zone,
)
from sandbox.files.shape import Shape, describe, problem
from sandbox.files.suggest import closest

LANGUAGE_VERSION = 1
MOST_POINTS = 1_000_000
MOST_TOUCHES = 100
NOT_YET = "this version of the sandbox does not understand it yet"

Choice = TypeVar("Choice", bound=StrEnum)


def _choice(kind: type[Choice], *later: str) -> Callable[[object], Choice]:
    """Return a validator that reads one of a few words; `later` are words of later versions of the language."""

    def read(value: object) -> Choice:
        words = [str(member) for member in kind]
        if isinstance(value, str) and value in words:
            return kind(value)
        expected = ", ".join(words[:-1]) + " or " + words[-1]
        near = closest(value, words) if isinstance(value, str) else None
        is_later = value in later if isinstance(value, str) else isinstance(value, dict) and bool(set(value) & {*later})
        help_text = NOT_YET if is_later else f"did you mean {near}?" if near else ""
        raise problem("unknown-value", f"expected {expected}, found {describe(value)}", help_text)

    return read


def _only_true(value: object) -> bool:
    if value is not True:
        raise problem("wrong-type", f"`otherwise` can only be true, found {describe(value)}")
    return True


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


class ScoringShape(Shape):
    """One row of `scoring`."""

    later: ClassVar[frozenset[str]] = frozenset({"part"})

    id: Name
    when: Any
    points: float = Field(ge=-MOST_POINTS, le=MOST_POINTS)


class RoutingShape(Shape):
    """One row of `routing`."""

    id: Name
    when: Any = None
    otherwise: Annotated[bool, BeforeValidator(_only_true)] = False
    to: str
    cadence: str | None = None

    @model_validator(mode="after")
    def _when_or_otherwise(self) -> "RoutingShape":
        if "when" in self.model_fields_set and self.otherwise:
            raise problem("wrong-type", "a row has `when` or `otherwise`, not both")
        if "when" not in self.model_fields_set and not self.otherwise:
            raise problem("missing-key", "the key 'when' is missing", "or `otherwise: true` in the last row")
        return self


class PickupShape(Shape):
    """When reps look into a queue; with neither key, at once."""

    every: Annotated[PositiveDurationMs, AfterValidator(_within_a_day)] | None = None
    at: list[TimeOfDayMs] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_of_two(self) -> "PickupShape":
        if self.every is not None and self.at is not None:
            raise problem("wrong-type", "give `every` or `at`, not both")
        return self


class QueueShape(Shape):
    """One entry of `queues`."""

    later: ClassVar[frozenset[str]] = frozenset({"cap", "on_breach", "dialer"})

    team: Name
    cadence: str
    order: Annotated[Order, BeforeValidator(_choice(Order, "best_grade_newest", "earliest_due"))] = Order.OLDEST_FIRST
    assign: Annotated[Assign, BeforeValidator(_choice(Assign, "weighted", "least_loaded", "account_owner"))] = (
        Assign.SHARED
    )
    pickup: Annotated[PickupShape, BeforeValidator(_pickup)] = PickupShape()
    respond_within: PositiveWaitTime | None = None


class TouchShape(Shape):
    """One touch of a cadence."""

    channel: Annotated[Channel, BeforeValidator(_choice(Channel))]
    after: WaitTime = NO_WAIT
    by: Annotated[By, BeforeValidator(_choice(By))] = By.REP

    @model_validator(mode="after")
    def _a_person_calls(self) -> "TouchShape":
        if self.channel is Channel.PHONE and self.by is By.AUTOMATION:
            help_text = "remove `by: automation`, or make it an email or sms"
            raise problem(
                "automated-call", "a phone call takes a person: automation sends email and sms only", help_text
            )
        return self


class WindowShape(Shape):
    """When touches may begin; what is left out is every day, or round the clock."""

    days: Days | None = None
    hours: Hours | None = None
    zone: Annotated[Zone | None, BeforeValidator(_lead_zone)] = None

    @model_validator(mode="after")
    def _something(self) -> "WindowShape":
        if self.days is None and self.hours is None:
            raise problem("missing-key", "the keys 'days' and 'hours' are missing", "a window has at least one of them")
        return self


class CadenceShape(Shape):
    """One entry of `cadences`."""

    touches: list[TouchShape] = Field(min_length=1, max_length=MOST_TOUCHES)
    then: str
    within: PositiveWaitTime | None = None
    window: WindowShape | None = None


class DefinitionsShape(Shape):
    """What both teams agree to call a lead."""

    later: ClassVar[frozenset[str]] = frozenset({"sql", "sal"})

    mql: Any = True


class PolicyShape(Shape):
    """The outline of a policy file; rows and entries are checked one by one, so that a bad one hides no other."""

    later: ClassVar[frozenset[str]] = frozenset({
        *("about", "form", "after_contact", "auto_reply", "work_order"),
        *("staffing", "recycling", "accountability", "nurture", "examples"),
    })  # fmt: skip

    version: int
    name: Title
    summary: Summary = ""
    scoring: list[Any] = Field(default_factory=list)
    grades: dict[str, Any] = Field(default_factory=dict)
    definitions: DefinitionsShape = DefinitionsShape()
    routing: list[Any]
    queues: dict[str, Any]
    cadences: dict[str, Any]
