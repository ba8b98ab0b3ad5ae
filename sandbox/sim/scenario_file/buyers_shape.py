"""The shape of a scenario's `buyers` block: what is assumed of answering, quality and intent."""

from typing import Annotated

from pydantic import Field

from sandbox.files.fields import PositiveDurationMs
from sandbox.files.shape import Shape
from sandbox.sim.scenario_file.deals_shape import DealsBlock
from sandbox.sim.scenario_file.figure_shape import (
    ByHour,
    ByWeekday,
    DurationBlock,
    NotNegative,
    Positive,
    ResponsivenessVariance,
    Share,
)

Factor = Annotated[float, Field(ge=1, le=10)]
ByQuality = Annotated[list[Share], Field(min_length=4, max_length=4)]


class ResponseBlock(Shape):
    """How willingly leads answer as time passes."""

    at_once: NotNegative = Field(description="Willingness to answer at the moment of inquiry.")
    floor: NotNegative = Field(description="Willingness that is left after a long time.")
    tau_min: Positive = Field(description="Minutes after which willingness begins to fall.")
    theta: NotNegative = Field(description="How steeply it falls.")


class IndustryBlock(Shape):
    """How willingness falls in one industry; in a view that is not given it falls as in all others."""

    sceptical: ResponseBlock | None = Field(default=None, description="How it falls in the sceptic's view.")
    central: ResponseBlock | None = Field(default=None, description="How it falls in the central view.")
    vendor: ResponseBlock | None = Field(default=None, description="How it falls for those who sell speed.")


class PhoneBlock(Shape):
    """Answering the phone."""

    decay_per_dial: Share = Field(description="What each further dial is worth, as a share of the one before.")
    sceptical: ResponseBlock = Field(description="How willingness falls in the sceptic's view: hardly at all.")
    central: ResponseBlock = Field(description="How willingness falls in the central view.")
    vendor: ResponseBlock = Field(description="How willingness falls in the view of those who sell speed.")
    by_industry: Annotated[dict[str, IndustryBlock], Field(max_length=100)] = Field(
        default_factory=dict, description="How willingness falls in single industries, where they differ."
    )
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

    ready: ByQuality = Field(description="Share ready if called within minutes: top 10, next 20, next 30, last 40 %.")
    budget_confirmed: ByQuality = Field(description="Share that has the budget, by the same four groups.")
    authority: ByQuality = Field(description="Share that may decide, by the same four groups.")
    buys_later: Share = Field(description="Share of the others who buy later.")
    slope: SlopeBlock = Field(description="How the odds of being ready fall with response time.")
    late_dial: LateDialBlock = Field(description="What a first contact late in the cadence means.")


class RipeningByViewBlock(Shape):
    """How fast leads ripen while somebody keeps in touch with them."""

    sceptical: NotNegative = Field(description="The hazard a week in the sceptic's view.")
    central: NotNegative = Field(description="The hazard a week in the central view.")
    vendor: NotNegative = Field(description="The hazard a week in the view of those who sell nurture.")


class ReturnsBlock(Shape):
    """Who gets the order of a lead that has ripened."""

    in_touch: Share = Field(description="Share that comes back to who kept in touch.")
    alone: Share = Field(description="Share that comes back by itself; the others buy elsewhere.")


class SignalsBlock(Shape):
    """How often leads in a nurture program visit, download or reply."""

    ready: NotNegative = Field(description="Signals a week of a lead that is ready to buy.")
    buys_later: NotNegative = Field(description="Signals a week of a lead that buys later.")
    never_buys: NotNegative = Field(description="Signals a week of a lead that never buys.")


class RipeningBlock(Shape):
    """Leads that are not ready yet, and ready ones that nobody talks with."""

    enabled: bool = Field(description="Whether leads ripen, signal and buy elsewhere at all.")
    nurtured_per_week: RipeningByViewBlock = Field(description="The hazard of ripening while somebody keeps in touch.")
    alone_per_week: NotNegative = Field(description="The hazard a week while nobody does.")
    returns: ReturnsBlock = Field(description="Who gets the order of a lead that has ripened.")
    ready_odds: Positive = Field(description="What the odds of being ready are multiplied with after ripening.")
    timeframe_days: NotNegative = Field(description="Within how many days a lead that has ripened wants to buy.")
    patience: PositiveDurationMs = Field(
        description="How long a ready lead waits for a conversation on average before it buys elsewhere."
    )
    signals_per_week: SignalsBlock = Field(description="How often leads in a nurture program show interest.")


class MeetingsBlock(Shape):
    """Coming to meetings."""

    no_show: Share = Field(description="Share that does not come to a meeting booked three days ahead.")
    no_show_per_day: Annotated[float, Field(ge=-5, le=5)] = Field(
        description="How the log odds of not coming rise with each further day of waiting."
    )


class MessagesBlock(Shape):
    """How mails and sms annoy."""

    chance: Share = Field(description="Chance that a single message makes a lead opt out.")
    growth: Factor = Field(description="What each further message of the trailing days multiplies it with.")
    within: PositiveDurationMs = Field(description="How long a message counts for the next.")
    counted: Annotated[int, Field(ge=1, le=50)] = Field(description="How many messages count at most.")


class OftenBlock(Shape):
    """How calls annoy more where a lead is touched often."""

    within: PositiveDurationMs = Field(description="How long a touch counts for the next call.")
    free: Annotated[int, Field(ge=0, le=1000)] = Field(description="Touches in that time which make nothing worse.")
    factor: Factor = Field(description="What each touch beyond them multiplies the chance with.")


class OptOutBlock(Shape):
    """Wanting no further contact, ever."""

    happens: bool = Field(description="Whether leads opt out at all.")
    sms_and_mail: MessagesBlock = Field(description="Opting out after a mail or sms, by automation or not.")
    call: Share = Field(description="Chance after a conversation on the phone with a lead not ready to buy.")
    voicemail: Share = Field(description="Chance after a call that nobody answers.")
    often: OftenBlock = Field(description="How calls annoy more where a lead is touched often.")
    at_most: Share = Field(description="The largest chance that a single touch can have.")


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
    ripening: RipeningBlock = Field(description="Leads that are not ready yet: ripening, signals, buying elsewhere.")
    opt_out: OptOutBlock = Field(description="Who wants no further contact after being touched too often.")
    meetings: MeetingsBlock = Field(description="Who comes to a meeting that was booked.")
    deals: DealsBlock = Field(description="Which deals are won, how fast and how large.")
