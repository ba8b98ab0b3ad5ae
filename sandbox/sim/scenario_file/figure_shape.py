"""Figures as scenario files write them: shares, amounts, tables by hour and weekday, durations."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from sandbox.files.fields import DurationMs, PositiveDurationMs
from sandbox.files.shape import Shape, problem

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
ByHour = Annotated[list[NotNegative], Field(min_length=24, max_length=24)]
ByWeekday = Annotated[list[NotNegative], Field(min_length=7, max_length=7)]
Amounts = Annotated[dict[str, NotNegative], Field(min_length=1)]


def _check_variance(variance: float) -> float:
    if variance and abs(1.0 / variance - round(1.0 / variance)) > 1e-9:
        raise problem("out-of-range", "expected 0, or one divided by a whole number, such as 0.5 or 0.25")
    return variance


ResponsivenessVariance = Annotated[float, Field(ge=0, le=1), AfterValidator(_check_variance)]


class ExponentialBlock(Shape):
    """An exponential duration."""

    mean: PositiveDurationMs = Field(description="The mean.")


class LognormalBlock(Shape):
    """A lognormal duration: exp(mu + sigma N) units."""

    mu: Annotated[float, Field(ge=-20, le=20)] = Field(
        description="Mean of the logarithm: the median is exp(mu) units."
    )
    sigma: Annotated[float, Field(ge=0, le=3)] = Field(
        description="Standard deviation of the logarithm; 0 is always the median."
    )
    unit: Literal["s", "min", "h", "days"] = Field(description="The unit of exp(mu).")


class DurationBlock(Shape):
    """A duration that may vary: exactly one of the three."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [key]} for key in ("fixed", "exponential", "lognormal")]}
    )

    fixed: DurationMs | None = Field(default=None, description="Always this long.")
    exponential: ExponentialBlock | None = Field(default=None, description="Exponential with this mean.")
    lognormal: LognormalBlock | None = Field(default=None, description="Lognormal with a long tail.")

    @model_validator(mode="after")
    def _exactly_one(self) -> "DurationBlock":
        if sum(part is not None for part in (self.fixed, self.exponential, self.lognormal)) != 1:
            raise problem("wrong-type", "give exactly one of `fixed`, `exponential`, `lognormal`")
        return self
