"""What the conditions of a policy file look like, and rows of which the first that matches wins."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from sandbox.files.shape import Shape, describe, problem

CONDITION_FORMAT = "condition"
"""Marks in a schema what `parse_expression` reads."""

Written = Annotated[Any, WithJsonSchema({"type": ["string", "boolean"], "format": CONDITION_FORMAT})]
"""A condition as it is written; what it means is read later, with the vocabulary."""


def _only_true(value: object) -> bool:
    if value is not True:
        raise problem("wrong-type", f"`otherwise` can only be true, found {describe(value)}")
    return True


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
