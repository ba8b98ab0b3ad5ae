"""The shape of a scenario file: what keys there are and what values they take. Meaning comes in `scenario_file`."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from sandbox.files.fields import CalendarDate, DurationMs, Name, PositiveDurationMs, Summary, Title
from sandbox.files.shape import Shape, problem
from sandbox.files.week import DaysText, HoursText

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
ByHour = Annotated[list[NotNegative], Field(min_length=24, max_length=24)]
ByWeekday = Annotated[list[NotNegative], Field(min_length=7, max_length=7)]
Amounts = Annotated[dict[str, NotNegative], Field(min_length=1)]
RegimeName = Literal["sceptical", "central", "vendor"]


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


class ClockBlock(Shape):
    """First day and zone of leads and team."""

    start: CalendarDate = Field(description="First day of the simulation, e.g. 2026-01-05.")
    zone: str = Field(description="Time zone of leads and team, an IANA name such as Europe/Amsterdam.")


class MeasureBlock(Shape):
    """What is measured."""

    warm_up: DurationMs = Field(description="Time before the measured window, in which the team gets its backlog.")
    arrivals: PositiveDurationMs = Field(description="How long the window is: leads that arrive in it are measured.")
    follow_up: PositiveDurationMs = Field(description="How long those leads are followed after the window.")


class DemandBlock(Shape):
    """How leads arrive: so many a week, or as a trace says."""

    leads_per_week: Annotated[float, Field(ge=0, le=100_000)] = Field(description="Leads in an average week.")
    trace: str | None = Field(default=None, description="A CSV file whose leads are replayed instead.")
    by_hour: ByHour = Field(description="Share of inquiries by hour of the day; together 1.")
    by_weekday: ByWeekday = Field(description="Share of inquiries by weekday, Monday first; together 1.")
    dispersion: Annotated[int, Field(ge=1, le=1000)] | Literal["none"] = Field(
        description="How even days are: `none` is Poisson, small is uneven."
    )


class FactBlock(Shape):
    """How often a fact has each value, and how often it is missing: one share, or one by source with a `default`."""

    shares: dict[str, NotNegative] = Field(description="Share of leads with each value; together 1.")
    missing: Share | dict[str, Share] = Field(
        default=0.0, description="Share of leads without it: one, or one by source."
    )


class LeadsBlock(Shape):
    """Who inquires."""

    sources: Amounts = Field(description="Share of inquiries by source; together 1.")
    facts: dict[str, FactBlock] = Field(description="How the facts of the vocabulary are spread.")


class ResponseBlock(Shape):
    """How willingly leads answer as time passes."""

    at_once: NotNegative = Field(description="Willingness to answer at the moment of inquiry.")
    floor: NotNegative = Field(description="Willingness that is left after a long time.")
    tau_min: Positive = Field(description="Minutes after which willingness begins to fall.")
    theta: NotNegative = Field(description="How steeply it falls.")


class PhoneBlock(Shape):
    """Answering the phone."""

    decay_per_dial: Share = Field(description="What each further dial is worth, as a share of the one before.")
    sceptical: ResponseBlock = Field(description="How willingness falls in the sceptic's view: hardly at all.")
    central: ResponseBlock = Field(description="How willingness falls in the central view.")
    vendor: ResponseBlock = Field(description="How willingness falls in the view of those who sell speed.")
    by_hour: ByHour = Field(description="Relative chance of an answer by hour of day.")
    by_weekday: ByWeekday = Field(description="Relative chance by weekday, Monday first.")


class MailBlock(Shape):
    """Answering a mail or sms."""

    reply: Share = Field(description="Chance that the first message of a person is answered.")
    automated: Share = Field(description="What a message by automation is worth, as a share of a person's.")
    decay_per_mail: Share = Field(description="What each further message is worth, as a share of the one before.")
    decay_per_day: NotNegative = Field(description="How fast the chance falls with every day since the inquiry.")
    delay: DurationBlock = Field(description="How long a reply takes.")


class QualityBlock(Shape):
    """How good a lead really is."""

    noise: NotNegative = Field(description="Standard deviation of what the facts do not show.")
    effects: dict[str, dict[str, float]] = Field(description="What each value of a fact adds to the quality of a lead.")


class SlopeBlock(Shape):
    """How readiness falls with response time."""

    sceptical: NotNegative = Field(description="The slope in the sceptic's view.")
    central: NotNegative = Field(description="The slope in the central view.")
    vendor: NotNegative = Field(description="The slope in the view of those who sell speed.")


class LateDialBlock(Shape):
    """What a first contact late in the cadence means."""

    from_: Annotated[int, Field(ge=1, alias="from")] = Field(description="The first dial that counts as late.")
    odds: NotNegative = Field(description="What the odds of being ready are multiplied with.")


class IntentBlock(Shape):
    """Being ready to buy."""

    ready: Annotated[list[Share], Field(min_length=4, max_length=4)] = Field(
        description="Share ready if called within minutes: top 10, next 20, next 30, last 40 %."
    )
    buys_later: Share = Field(description="Share of the others who buy later.")
    slope: SlopeBlock = Field(description="How the odds of being ready fall with response time.")
    late_dial: LateDialBlock = Field(description="What a first contact late in the cadence means.")


class SizeBlock(Shape):
    """Deal size."""

    median_usd: Amounts = Field(description="Median deal size in US dollars by product.")
    sigma: Annotated[float, Field(ge=0, le=1.2)] = Field(description="Spread of the logarithm of deal sizes.")
    employees_exponent: Annotated[float, Field(ge=0, le=2)] = Field(description="How deal size grows with employees.")
    at_employees: Positive = Field(description="The number of employees to which the medians belong.")


class DealsBlock(Shape):
    """Winning deals."""

    win_rate: Annotated[dict[str, Share], Field(min_length=1)] = Field(
        description="Share of opportunities that are won, by industry."
    )
    quality: Annotated[list[float], Field(min_length=4, max_length=4)] = Field(
        description="What true quality adds to winning (logit), best group first."
    )
    source: dict[str, float] = Field(description="What the source adds to winning (logit).")
    time_to_close: DurationBlock = Field(description="How long a deal takes from opportunity to signature.")
    size: SizeBlock = Field(description="How large deals are.")


class BuyersBlock(Shape):
    """Everything assumed of buyers."""

    reachable: dict[str, Share] = Field(description="Share of leads that ever pick up, by source, with a `default`.")
    responsiveness_variance: ResponsivenessVariance = Field(
        description="How much leads differ in answering: 0, or 1 / a whole number."
    )
    phone: PhoneBlock = Field(description="How leads answer the phone.")
    mail: MailBlock = Field(description="How leads answer mails.")
    quality: QualityBlock = Field(description="How good a lead really is.")
    intent: IntentBlock = Field(description="Who is ready to buy, and when.")
    deals: DealsBlock = Field(description="Which deals are won, how fast and how large.")


class HandlingBlock(Shape):
    """How long tasks take."""

    preparation: DurationBlock = Field(description="Time before each call, message or answer.")
    no_answer: DurationBlock = Field(description="Ringing and voicemail.")
    wrap_up: DurationBlock = Field(description="Time after an unanswered call.")
    conversation: DurationBlock = Field(description="Length of a conversation.")
    conversation_wrap_up: DurationBlock = Field(description="Time after a conversation.")
    mail: DurationBlock = Field(description="Writing a mail.")
    sms: DurationBlock = Field(description="Writing an sms.")


class TeamBlock(Shape):
    """One team."""

    count: Annotated[int, Field(ge=0, le=10_000)] = Field(description="How many reps it has.")
    shifts: dict[DaysText, HoursText] | None = Field(
        default=None, description="When they work, by days; else in business hours."
    )


class ScenarioBlock(Shape):
    """A world to try policies in: how leads arrive, how buyers behave, who works. Defaults fill what is left out."""

    version: Literal[1] = Field(description="The version of the scenario language.")
    name: Title = Field(description="What people call this scenario, on one line.")
    summary: Summary = Field(default="", description="What world this is, in a sentence or two.")
    regime: RegimeName = Field(description="How fast willingness falls: one of three views.")
    clock: ClockBlock = Field(description="First day, and the zone of leads and team.")
    business_hours: dict[DaysText, HoursText] = Field(description="Opening hours by days, e.g. Mon-Fri: 09:00-17:00.")
    measure: MeasureBlock = Field(description="Which leads are measured, and for how long.")
    demand: DemandBlock = Field(description="How leads arrive.")
    leads: LeadsBlock = Field(description="Who inquires.")
    buyers: BuyersBlock = Field(description="Everything that is assumed of buyers.")
    handling: HandlingBlock = Field(description="How long the tasks of reps take.")
    teams: Annotated[dict[Name, TeamBlock], Field(min_length=1)] = Field(description="The teams of reps, by name.")
