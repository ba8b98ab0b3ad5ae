"""What `about` and an entry of `examples` look like; what a lead holds is checked against the vocabulary elsewhere."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

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


GradeName = Annotated[str, BeforeValidator(_grade)]
"""One of the grades."""

_STATED = BeforeValidator(_stated)


class AboutShape(Shape):
    """Who answers for a policy, and which edition of it this is."""

    owner: Title | None = None
    approved_by: list[Title] = Field(default_factory=list)
    effective_from: CalendarDate | None = None
    revision: Annotated[int, Field(ge=1)] | None = None


class ExpectShape(Shape):
    """What an example expects of a decision."""

    mql: Annotated[bool | None, _STATED] = None
    fit: Annotated[float | None, _STATED] = None
    engagement: Annotated[float | None, _STATED] = None
    score: Annotated[float | None, _STATED] = None
    grade: Annotated[GradeName | None, _STATED] = None
    queue: Annotated[str | None, _STATED] = None
    cadence: Annotated[str | None, _STATED] = None
    fired: Annotated[list[str] | None, _STATED] = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise problem(
                "missing-key", "nothing is expected here", f"expect e.g. {', '.join(type(self).model_fields)}"
            )
        return self


class ExampleShape(Shape):
    """One entry of `examples`; what its lead holds is checked against the vocabulary."""

    name: Title
    lead: dict[str, Any]
    expect: ExpectShape
