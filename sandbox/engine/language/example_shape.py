"""What `about` and an entry of `examples` look like; what a lead holds is checked against the vocabulary elsewhere."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sandbox.domain.facts import GRADES
from sandbox.files.fields import CalendarDate, Title
from sandbox.files.shape import Shape, describe, problem
from sandbox.files.suggest import quoted

GRADES_HELP = f"grades: {', '.join(GRADES)}"


def _grade(value: object) -> str:
    if not isinstance(value, str):
        raise problem("wrong-type", f"expected a grade, found {describe(value)}", GRADES_HELP)
    if value not in GRADES:
        raise problem("unknown-value", f"there is no grade {quoted(value)}", GRADES_HELP)
    return value


def _stated(value: object) -> object:
    if value is None:
        raise problem("wrong-type", "expected a value, found nothing", "leave the key out where it does not matter")
    return value


GradeName = Annotated[str, BeforeValidator(_grade), WithJsonSchema({"enum": list(GRADES)})]
"""One of the grades."""

_STATED = BeforeValidator(_stated)


class AboutShape(Shape):
    """Who answers for a policy, and which edition of it this is."""

    owner: Title | None = Field(default=None, description="Who answers for the policy.")
    approved_by: list[Title] = Field(default_factory=list, description="Who agreed to it.")
    effective_from: CalendarDate | None = Field(
        default=None, description="The day from which it holds, e.g. 2026-01-05."
    )
    revision: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Which edition this is, counted from 1."
    )


class ExpectShape(Shape):
    """What an example expects of a decision."""

    mql: Annotated[bool | None, _STATED] = Field(default=None, description="Whether the lead is marketing qualified.")
    fit: Annotated[float | None, _STATED] = Field(default=None, description="The points of the rules of part fit.")
    engagement: Annotated[float | None, _STATED] = Field(
        default=None, description="The points of the rules of part engagement."
    )
    score: Annotated[float | None, _STATED] = Field(default=None, description="The points of all rules.")
    grade: Annotated[GradeName | None, _STATED] = Field(default=None, description="The grade.")
    queue: Annotated[str | None, _STATED] = Field(default=None, description="The queue, nurture or close.")
    cadence: Annotated[str | None, _STATED] = Field(default=None, description="The cadence.")
    fired: Annotated[list[str] | None, _STATED] = Field(default=None, description="Rules that fire, others may too.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise problem(
                "missing-key", "nothing is expected here", f"expect e.g. {', '.join(type(self).model_fields)}"
            )
        return self


class ExampleShape(Shape):
    """One entry of `examples`; what its lead holds is checked against the vocabulary."""

    name: Title = Field(description="What the example shows, on one line.")
    lead: dict[str, Any] = Field(description="Facts of the lead; a fact left out is missing.")
    expect: ExpectShape = Field(description="What the policy is expected to decide.")
