"""The shape of a scenario file: what keys there are and what values they take. Meaning comes in `scenario_file`."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sandbox.files.fields import DurationMs, Name, PositiveDurationMs, Summary, Title
from sandbox.files.shape import Shape, problem

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
RegimeName = Literal["sceptical", "central", "vendor"]


def _check_variance(variance: float) -> float:
    if variance and abs(1.0 / variance - round(1.0 / variance)) > 1e-9:
        raise problem("out-of-range", "expected 0, or one divided by a whole number, such as 0.5 or 0.25")
    return variance


ResponsivenessVariance = Annotated[float, Field(ge=0, le=1), AfterValidator(_check_variance)]


class ExponentialBlock(Shape):
    """An exponential duration."""

    mean: PositiveDurationMs


class LognormalBlock(Shape):
    """A lognormal duration: exp(mu + sigma N) units."""

    mu: Annotated[float, Field(ge=-20, le=20)]
    sigma: Annotated[float, Field(ge=0, le=3)]
    unit: Literal["s", "min", "h", "days"]


class DurationBlock(Shape):
    """A duration that may vary: exactly one of the three."""

    fixed: DurationMs | None = None
    exponential: ExponentialBlock | None = None
    lognormal: LognormalBlock | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "DurationBlock":
        if sum(part is not None for part in (self.fixed, self.exponential, self.lognormal)) != 1:
            raise problem("wrong-type", "give exactly one of `fixed`, `exponential`, `lognormal`")
        return self


class ClockBlock(Shape):
    """First day and zone of leads and team."""

    start: str
    zone: str


class MeasureBlock(Shape):
    """What is measured."""

    warm_up: DurationMs
    arrivals: PositiveDurationMs
    follow_up: PositiveDurationMs


class DemandBlock(Shape):
    """How leads arrive: so many a week, or as a trace says."""

    leads_per_week: Annotated[float, Field(ge=0, le=100_000)]
    trace: str | None = None
    by_hour: Annotated[list[NotNegative], Field(min_length=24, max_length=24)]
    by_weekday: Annotated[list[NotNegative], Field(min_length=7, max_length=7)]
    dispersion: Annotated[int, Field(ge=1, le=1000)] | Literal["none"]


class FactBlock(Shape):
    """How often a fact has each value, and how often it is missing: one share, or one by source with a `default`."""

    shares: dict[str, NotNegative]
    missing: Share | dict[str, Share] = 0.0


class LeadsBlock(Shape):
    """Who inquires."""

    sources: Annotated[dict[str, NotNegative], Field(min_length=1)]
    facts: dict[str, FactBlock]


class ResponseBlock(Shape):
    """How willingly leads answer as time passes."""

    at_once: NotNegative
    floor: NotNegative
    tau_min: Positive
    theta: NotNegative


class PhoneBlock(Shape):
    """Answering the phone."""

    decay_per_dial: Share
    sceptical: ResponseBlock
    central: ResponseBlock
    vendor: ResponseBlock
    by_hour: Annotated[list[NotNegative], Field(min_length=24, max_length=24)]
    by_weekday: Annotated[list[NotNegative], Field(min_length=7, max_length=7)]


class MailBlock(Shape):
    """Answering a mail or sms."""

    reply: Share
    automated: Share
    decay_per_mail: Share
    decay_per_day: NotNegative
    delay: DurationBlock


class QualityBlock(Shape):
    """How good a lead really is."""

    noise: NotNegative
    effects: dict[str, dict[str, float]]


class SlopeBlock(Shape):
    """How readiness falls with response time."""

    sceptical: NotNegative
    central: NotNegative
    vendor: NotNegative


class LateDialBlock(Shape):
    """What a first contact late in the cadence means."""

    from_: Annotated[int, Field(ge=1, alias="from")]
    odds: NotNegative


class IntentBlock(Shape):
    """Being ready to buy."""

    ready: Annotated[list[Share], Field(min_length=4, max_length=4)]
    buys_later: Share
    slope: SlopeBlock
    late_dial: LateDialBlock


class SizeBlock(Shape):
    """Deal size."""

    median_usd: Annotated[dict[str, NotNegative], Field(min_length=1)]
    sigma: Annotated[float, Field(ge=0, le=1.2)]
    employees_exponent: Annotated[float, Field(ge=0, le=2)]
    at_employees: Positive


class DealsBlock(Shape):
    """Winning deals."""

    win_rate: Annotated[dict[str, Share], Field(min_length=1)]
    quality: Annotated[list[float], Field(min_length=4, max_length=4)]
    source: dict[str, float]
    time_to_close: DurationBlock
    size: SizeBlock


class BuyersBlock(Shape):
    """Everything assumed of buyers."""

    reachable: dict[str, Share]
    responsiveness_variance: ResponsivenessVariance
    phone: PhoneBlock
    mail: MailBlock
    quality: QualityBlock
    intent: IntentBlock
    deals: DealsBlock


class HandlingBlock(Shape):
    """How long tasks take."""

    preparation: DurationBlock
    no_answer: DurationBlock
    wrap_up: DurationBlock
    conversation: DurationBlock
    conversation_wrap_up: DurationBlock
    mail: DurationBlock
    sms: DurationBlock


HoursText = str | list[str]


class TeamBlock(Shape):
    """One team."""

    count: Annotated[int, Field(ge=0, le=10_000)]
    shifts: dict[str, HoursText] | None = None


class ScenarioBlock(Shape):
    """A whole scenario, defaults filled in."""

    version: Literal[1]
    name: Title
    summary: Summary = ""
    regime: RegimeName
    clock: ClockBlock
    business_hours: dict[str, HoursText]
    measure: MeasureBlock
    demand: DemandBlock
    leads: LeadsBlock
    buyers: BuyersBlock
    handling: HandlingBlock
    teams: Annotated[dict[Name, TeamBlock], Field(min_length=1)]
