"""What a policy file looks like, part by part; what its parts mean to each other is checked elsewhere."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from sandbox.domain.facts import GRADES
from sandbox.domain.playbook import Assign, By, Channel, Order
from sandbox.domain.units import DAY_MS, NO_WAIT
from sandbox.engine.language.example_shape import AboutShape, ExampleShape, GradeName
from sandbox.engine.policy import Part
from sandbox.files.fields import (
    Days,
    Hours,
    Name,
    NameKey,
    PositiveDurationMs,
    PositiveWaitTime,
    Summary,
    TimeOfDayMs,
    Title,
    WaitTime,
    Zone,
)
from sandbox.files.json_schema import Like
from sandbox.files.shape import Shape, describe, problem
from sandbox.files.suggest import closest

LANGUAGE_VERSION = 1
MOST_POINTS = 1_000_000
MOST_TOUCHES = 100
NOT_YET = "this version of the sandbox does not understand it yet"

CONDITION_FORMAT = "condition"
"""Marks in a schema what `parse_expression` reads."""

Choice = TypeVar("Choice", bound=StrEnum)
Written = Annotated[Any, WithJsonSchema({"type": ["string", "boolean"], "format": CONDITION_FORMAT})]
"""A condition as it is written; what it means is read later, with the vocabulary."""

_FLOOR = {"anyOf": [{"type": "number"}, {"const": "below"}]}
_BANDS = {
    "type": "object",
    "properties": {
        grade: {"description": f"The least score of grade {grade}; `below` for the last one.", **_FLOOR}
        for grade in GRADES
    },
    "additionalProperties": False,
}


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


def _bands_or_rows(value: object) -> object:
    if not isinstance(value, dict | list):
        message = f"expected bands or rows of grades, found {describe(value)}"
        raise problem("wrong-type", message, "write e.g. {A: 60, B: 40, C: below}")
    return value


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
    """A rule that adds its points to the score of every lead that it matches."""

    id: Name = Field(description="What you call this rule; no two rules of a policy share an id.")
    part: Annotated[Part | None, BeforeValidator(_choice(Part))] = Field(
        default=None, description="The sum that the points also count in: fit or engagement."
    )
    when: Written = Field(description="Which leads get the points.")
    points: float = Field(
        ge=-MOST_POINTS, le=MOST_POINTS, description="What the rule adds to the score; may be negative or broken."
    )


class FirstMatchShape(Shape):
    """One of some rows of which the first that matches wins."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["when"]}, {"required": ["otherwise"]}]})

    when: Written = Field(default=None, description="Which leads the row is for; the first row that matches wins.")
    otherwise: Annotated[bool, BeforeValidator(_only_true), WithJsonSchema({"const": True})] = Field(
        default=False, description="Takes every lead that is left; the last row must say so."
    )

    @model_validator(mode="after")
    def _when_or_otherwise(self) -> Self:
        if "when" in self.model_fields_set and self.otherwise:
            raise problem("wrong-type", "a row has `when` or `otherwise`, not both")
        if "when" not in self.model_fields_set and not self.otherwise:
            raise problem("missing-key", "the key 'when' is missing", "or `otherwise: true` in the last row")
        return self


class GradeShape(FirstMatchShape):
    """A row that gives its grade to the leads it matches, and no row above it does."""

    grade: GradeName = Field(description="The grade of these leads.")


class Grades:
    """Says in a JSON Schema that grades are bands or rows."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema that pydantic asks an annotation for."""
        return {"anyOf": [_BANDS, {"type": "array", "items": handler(GradeShape.__pydantic_core_schema__)}]}


class RoutingShape(FirstMatchShape):
    """A row that sends the leads it matches, and no row above it does, somewhere."""

    id: Name = Field(description="What you call this row; no two rules of a policy share an id.")
    to: str = Field(description="Where the leads go: a queue of this policy, nurture or close.")
    cadence: str | None = Field(default=None, description="The cadence of these leads instead of the queue's own.")


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


class QueueShape(Shape):
    """Where leads wait for a team, and how the team works them."""

    later: ClassVar[frozenset[str]] = frozenset({"cap", "on_breach", "dialer"})

    team: Name = Field(description="Who works this queue; teams stand in the scenario.")
    cadence: str = Field(description="The touches that leads of this queue get, one of `cadences`.")
    order: Annotated[Order, BeforeValidator(_choice(Order, "best_grade_newest", "earliest_due"))] = Field(
        default=Order.OLDEST_FIRST, description="Which waiting lead gets its first touch next."
    )
    assign: Annotated[Assign, BeforeValidator(_choice(Assign, "weighted", "least_loaded", "account_owner"))] = Field(
        default=Assign.SHARED, description="How a new lead finds its rep: whoever is free, or reps in turn."
    )
    pickup: Annotated[PickupShape, BeforeValidator(_pickup), Like(PickupShape, "immediate")] = Field(
        default=PickupShape(), description="When reps look into the queue: immediate, {every: 2 h} or {at: [..]}."
    )
    respond_within: PositiveWaitTime | None = Field(
        default=None, description="The promise of a first response; it delays nobody."
    )


class TouchShape(Shape):
    """One attempt to reach a lead."""

    channel: Annotated[Channel, BeforeValidator(_choice(Channel))] = Field(
        description="How the touch reaches out: a call, a mail or an sms."
    )
    after: WaitTime = Field(
        default=NO_WAIT,
        description="Time since the touch before; for the first one since entering the queue. Without it 0.",
    )
    by: Annotated[By, BeforeValidator(_choice(By))] = Field(
        default=By.REP, description="Who makes the touch: a rep, or automation, which sends email and sms only."
    )

    @model_validator(mode="after")
    def _a_person_calls(self) -> Self:
        if self.channel is Channel.PHONE and self.by is By.AUTOMATION:
            help_text = "remove `by: automation`, or make it an email or sms"
            raise problem(
                "automated-call", "a phone call takes a person: automation sends email and sms only", help_text
            )
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


class DefinitionsShape(Shape):
    """What both teams agree to call a lead."""

    later: ClassVar[frozenset[str]] = frozenset({"sql", "sal"})

    mql: Written = Field(default=True, description="Which leads are marketing qualified; without it, all of them.")


class PolicyShape(Shape):
    """A lead policy: who is called, when, how often, by whom, and what happens then."""

    # Rows and entries are checked one by one, so that a bad one hides no other.

    later: ClassVar[frozenset[str]] = frozenset({
        *("form", "after_contact", "auto_reply", "work_order"),
        *("staffing", "recycling", "accountability", "nurture"),
    })  # fmt: skip

    version: Annotated[int, WithJsonSchema({"const": LANGUAGE_VERSION})] = Field(
        description="The version of the policy language."
    )
    name: Title = Field(description="What people call this policy, on one line.")
    summary: Summary = Field(default="", description="What the policy does, in a sentence or two for its readers.")
    about: AboutShape = Field(
        default=AboutShape(), description="Who answers for the policy, and which edition it is; no rule reads it."
    )
    scoring: list[Annotated[Any, Like(ScoringShape)]] = Field(
        default_factory=list, description="Rules that give points; every rule that matches adds its own."
    )
    grades: Annotated[dict[str, Any] | list[Any], BeforeValidator(_bands_or_rows), Grades()] = Field(
        default_factory=dict,
        description="Bands of the score, the best grade first, the last one `below`; or rows, the first match wins.",
    )
    definitions: DefinitionsShape = Field(
        default=DefinitionsShape(), description="What both teams agree to call a qualified lead."
    )
    routing: list[Annotated[Any, Like(RoutingShape)]] = Field(
        description="Where a lead goes on arrival: the first row that matches wins, the last one is `otherwise`."
    )
    queues: dict[NameKey, Annotated[Any, Like(QueueShape)]] = Field(
        description="Where leads wait for a team, by name; the order decides between queues."
    )
    cadences: dict[NameKey, Annotated[Any, Like(CadenceShape)]] = Field(description="Sequences of touches, by name.")
    examples: list[Annotated[Any, Like(ExampleShape)]] = Field(
        default_factory=list, description="Leads and what the policy is expected to decide of them."
    )
