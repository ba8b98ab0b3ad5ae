"""What a policy file looks like, part by part; what its parts mean to each other is checked elsewhere."""

from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from sandbox.domain.facts import GRADES
from sandbox.domain.playbook import Work
from sandbox.engine.language.example_shape import AboutShape, ExampleShape, GradeName
from sandbox.engine.language.floor_shape import AccountabilityShape, AutoReplyShape, RecyclingShape, StaffShape
from sandbox.engine.language.play_shape import CadenceShape, QueueShape
from sandbox.engine.language.row_shape import FirstMatchShape, Written
from sandbox.engine.language.talk_shape import ContactShape, NurtureShape
from sandbox.engine.policy import Direction, Part
from sandbox.files.fields import Name, NameKey, Summary, Title, one_of
from sandbox.files.json_schema import Like
from sandbox.files.shape import Shape, describe, problem

LANGUAGE_VERSION = 1
MOST_POINTS = 1_000_000

_FLOOR = {"anyOf": [{"type": "number"}, {"const": "below"}]}
_BANDS = {
    "type": "object",
    "properties": {
        grade: {"description": f"The least score of grade {grade}; `below` for the last one.", **_FLOOR}
        for grade in GRADES
    },
    "additionalProperties": False,
}


def _bands_or_rows(value: object) -> object:
    if not isinstance(value, dict | list):
        message = f"expected bands or rows of grades, found {describe(value)}"
        raise problem("wrong-type", message, "write e.g. {A: 60, B: 40, C: below}")
    return value


class ScoringShape(Shape):
    """A rule that adds its points to the score of every lead that it matches."""

    id: Name = Field(description="What you call this rule; no two rules of a policy share an id.")
    part: Annotated[Part | None, BeforeValidator(one_of(Part))] = Field(
        default=None, description="The sum that the points also count in: fit or engagement."
    )
    when: Written = Field(description="Which leads get the points.")
    points: float = Field(
        ge=-MOST_POINTS, le=MOST_POINTS, description="What the rule adds to the score; may be negative or broken."
    )


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


class DefinitionsShape(Shape):
    """What both teams agree to call a lead."""

    mql: Written = Field(default=True, description="Which leads are marketing qualified; without it, all of them.")
    sql: Written = Field(
        default="need and timing", description="Which leads are sales qualified, judged after a conversation."
    )


class PolicyShape(Shape):
    """A lead policy: who is called, when, how often, by whom, and what happens then."""

    # Rows and entries are checked one by one, so that a bad one hides no other.

    version: Annotated[int, WithJsonSchema({"const": LANGUAGE_VERSION})] = Field(
        description="The version of the policy language."
    )
    name: Title = Field(description="What people call this policy, on one line.")
    summary: Summary = Field(default="", description="What the policy does, in a sentence or two for its readers.")
    about: AboutShape = Field(
        default=AboutShape(), description="Who answers for the policy, and which edition it is; no rule reads it."
    )
    form: list[str] | None = Field(
        default=None,
        description="The facts that the web form asks, each once; without it, all that a form can ask.",
        json_schema_extra={"uniqueItems": True},
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
    after_contact: list[Annotated[Any, Like(ContactShape)]] = Field(
        default_factory=list,
        description="What follows a conversation: the first row that matches wins, the last one is `otherwise`.",
    )
    queues: dict[NameKey, Annotated[Any, Like(QueueShape)]] = Field(
        description="Where leads wait for a team, by name; the order decides between queues."
    )
    cadences: dict[NameKey, Annotated[Any, Like(CadenceShape)]] = Field(description="Sequences of touches, by name.")
    auto_reply: AutoReplyShape | None = Field(
        default=None, description="A message by automation to everybody who inquires and gets into a queue."
    )
    work_order: list[Annotated[Work, BeforeValidator(one_of(Work))]] | None = Field(
        default=None,
        min_length=1,
        description="What a free rep does first; kinds that are left out come after those named.",
        json_schema_extra={"uniqueItems": True},
    )
    staffing: dict[NameKey, Annotated[Any, Like(StaffShape)]] = Field(
        default_factory=dict, description="Heads and shifts of teams, by name, instead of the scenario's."
    )
    recycling: list[Annotated[Any, Like(RecyclingShape)]] = Field(
        default_factory=list, description="Rows that take leads out of a stage in which nothing happens any more."
    )
    accountability: AccountabilityShape | None = Field(
        default=None, description="When a rep who leaves leads untried gets no more of them."
    )
    nurture: list[Annotated[Any, Like(NurtureShape)]] = Field(
        default_factory=list,
        description="How marketing keeps in touch: the first row that matches wins, the last one is `otherwise`.",
    )
    monotone: dict[NameKey, Annotated[Direction, BeforeValidator(one_of(Direction))]] = Field(
        default_factory=dict,
        description=(
            "How the score follows a number, all other facts alike: `up`, a larger number never scores lower; `down`,"
            " a smaller number never scores lower. Checked, and read by no rule."
        ),
    )
    examples: list[Annotated[Any, Like(ExampleShape)]] = Field(
        default_factory=list, description="Leads and what the policy is expected to decide of them."
    )
