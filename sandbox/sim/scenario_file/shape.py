"""The shape of a scenario file: what keys there are and what values they take. Meaning comes in `parse`."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from sandbox.files.fields import CalendarDate, DurationMs, Name, PositiveDurationMs, Summary, Title
from sandbox.files.shape import Shape, problem
from sandbox.files.week import DaysText, HoursText
from sandbox.sim.scenario_file.buyers_shape import BuyersBlock
from sandbox.sim.scenario_file.figure_shape import Amounts, ByHour, ByWeekday, DurationBlock, NotNegative, Share
from sandbox.sim.scenario_file.money_shape import MoneyBlock
from sandbox.sim.scenario_file.nature_shape import Compensation, QuickWinsBlock
from sandbox.sim.scenario_file.team_shape import HandlingBlock, TeamBlock

RegimeName = Literal["sceptical", "central", "vendor"]


class ClockBlock(Shape):
    """First day, the zone of the team, and its holidays."""

    start: CalendarDate = Field(description="First day of the simulation, e.g. 2026-01-05.")
    zone: str = Field(description="Time zone of the team, an IANA name such as Europe/Amsterdam.")
    holidays: str = Field(description="Whose public holidays nobody works on: a country such as DE, US-CA, or none.")


class MeasureBlock(Shape):
    """What is measured."""

    warm_up: DurationMs = Field(description="Time before the measured window, in which the team gets its backlog.")
    arrivals: PositiveDurationMs = Field(description="How long the window is: leads that arrive in it are measured.")
    follow_up: PositiveDurationMs = Field(description="How long those leads are followed after the window.")


class SeasonBlock(Shape):
    """Days on which more leads arrive than usual, or fewer."""

    from_: Annotated[CalendarDate, Field(alias="from")] = Field(description="First day of the season, e.g. 2026-03-01.")
    to: CalendarDate = Field(description="Last day of the season.")
    factor: Annotated[float, Field(ge=0, le=100)] = Field(description="What the leads of a day are multiplied with.")


class FormDecayBlock(Shape):
    """How completion falls with each further question."""

    sceptical: NotNegative = Field(description="How it falls in the sceptic's view.")
    central: NotNegative = Field(description="How it falls in the central view.")
    vendor: NotNegative = Field(description="How it falls in the view of those who sell speed.")


class WebFormBlock(Shape):
    """How many visitors complete a web form, where demand is counted in visitors."""

    completion: Share = Field(description="Share of visitors who complete a form with the free questions.")
    questions_free: Annotated[int, Field(ge=0, le=64)] = Field(description="Questions that put nobody off.")
    decay_per_question: FormDecayBlock = Field(
        description="How the logarithm of the share falls with each further question."
    )


class DemandBlock(Shape):
    """How leads arrive: so many a week, or so many visitors of a web form, or as a trace says."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["leads_per_week", "visitors_per_week"]}})

    leads_per_week: Annotated[float, Field(ge=0, le=100_000)] | None = Field(
        default=None, description="Leads in an average week."
    )
    visitors_per_week: Annotated[float, Field(ge=0, le=100_000)] | None = Field(
        default=None, description="Visitors of the web form in an average week, instead of leads."
    )
    form: WebFormBlock = Field(description="How many of the visitors complete the form of a policy.")
    trace: str | None = Field(default=None, description="A CSV file whose leads are replayed instead.")
    by_hour: ByHour = Field(description="Share of inquiries by hour of the day; together 1.")
    by_weekday: ByWeekday = Field(description="Share of inquiries by weekday, Monday first; together 1.")
    dispersion: Annotated[int, Field(ge=1, le=1000)] | Literal["none"] = Field(
        description="How even days are: `none` is Poisson, small is uneven."
    )
    seasons: Annotated[list[SeasonBlock], Field(max_length=1000)] = Field(
        default_factory=list, description="Stretches of days on which more leads arrive than usual, or fewer."
    )
    known_leads: Annotated[float, Field(ge=0, lt=0.5)] = Field(
        description="Share of inquiries that come from leads who have inquired before."
    )
    known_leads_after: DurationBlock = Field(description="How long after the first inquiry they inquire again.")

    @model_validator(mode="after")
    def _leads_or_visitors(self) -> "DemandBlock":
        if (self.leads_per_week is None) == (self.visitors_per_week is None):
            raise problem("wrong-type", "give either `leads_per_week` or `visitors_per_week`, not both")
        return self


class FactBlock(Shape):
    """How often a fact has each value, and how often it is missing: one share, or one by source with a `default`."""

    shares: dict[str, NotNegative] = Field(description="Share of leads with each value; together 1.")
    missing: Share | dict[str, Share] = Field(
        default=0.0, description="Share of leads without it: one, or one by source."
    )


class LeadsBlock(Shape):
    """Who inquires."""

    sources: Amounts = Field(description="Share of inquiries by source; together 1.")
    zones: dict[str, NotNegative] = Field(
        default_factory=dict, description="Share of leads by time zone, together 1; none: all live in the clock's."
    )
    facts: dict[str, FactBlock] = Field(description="How the facts of the vocabulary are spread.")


class ScenarioBlock(Shape):
    """A world to try policies in: how leads arrive, how buyers behave, who works. Defaults fill what is left out."""

    version: Literal[1] = Field(description="The version of the scenario language.")
    name: Title = Field(description="What people call this scenario, on one line.")
    summary: Summary = Field(default="", description="What world this is, in a sentence or two.")
    regime: RegimeName = Field(description="How fast willingness falls: one of three views.")
    clock: ClockBlock = Field(description="First day, the zone of the team, and its holidays.")
    business_hours: dict[DaysText, HoursText] = Field(description="Opening hours by days, e.g. Mon-Fri: 09:00-17:00.")
    measure: MeasureBlock = Field(description="Which leads are measured, and for how long.")
    demand: DemandBlock = Field(description="How leads arrive.")
    leads: LeadsBlock = Field(description="Who inquires.")
    buyers: BuyersBlock = Field(description="Everything that is assumed of buyers.")
    handling: HandlingBlock = Field(description="How long the tasks of reps take.")
    teams: Annotated[dict[Name, TeamBlock], Field(min_length=1)] = Field(description="The teams of reps, by name.")
    money: MoneyBlock = Field(description="What leads and work cost, and what is left of revenue.")
    compensation: Compensation = Field(description="What reps are paid for: shared success, or quick wins only.")
    quick_wins: QuickWinsBlock = Field(description="What it does to reps when only quick wins pay.")
