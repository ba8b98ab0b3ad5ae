"""The shape of a scenario's `buyers.deals` block: which deals are won, why, how fast and how large."""

from typing import Annotated

from pydantic import Field

from sandbox.files.shape import Shape
from sandbox.sim.scenario_file.figure_shape import Amounts, DurationBlock, NotNegative, Positive, Share


class NotReadyBlock(Shape):
    """Deals with leads that were not ready, on the logit scale."""

    buys_later: float = Field(description="What a lead adds to winning that buys later.")
    never_buys: float = Field(description="What a lead adds to winning that never buys.")


class CustomerBlock(Shape):
    """Deals with those who are customers already."""

    logit: float = Field(description="What being a customer adds to winning (logit).")
    discount: Share = Field(description="Share by which their deals are smaller.")


class DealMeetingsBlock(Shape):
    """The meetings that a deal takes."""

    count: Annotated[int, Field(ge=0, le=50)] = Field(
        description="How many a deal needs before it can close; one before it was opened counts."
    )


class WonReasonsBlock(Shape):
    """Why deals are won, as weights; where all are 0 no reason is noted."""

    price: NotNegative = Field(description="Weight of the better price.")
    fit: NotNegative = Field(description="Weight of a product that fits better.")
    speed: NotNegative = Field(description="Weight of having answered faster than others.")
    relationship: NotNegative = Field(description="Weight of people whom the buyer knows and trusts.")


class LostReasonsBlock(Shape):
    """Why deals are lost, as weights; where all are 0 no reason is noted."""

    no_budget: NotNegative = Field(description="Weight of having no budget.")
    no_authority: NotNegative = Field(description="Weight of having talked to people who may not decide.")
    rival: NotNegative = Field(description="Weight of a rival who was chosen.")
    no_decision: NotNegative = Field(description="Weight of deciding nothing.")
    bad_fit: NotNegative = Field(description="Weight of a product that does not fit.")
    if_revealed: NotNegative = Field(
        description="Factor on the first, second and fourth where a conversation found no budget, authority or need."
    )


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
    budget: float = Field(description="What having the budget adds to winning, over not having it (logit).")
    authority: float = Field(description="What talking to who decides adds, over talking to others (logit).")
    not_ready: NotReadyBlock = Field(description="What it adds that a lead was not ready when its deal was opened.")
    existing_customer: CustomerBlock = Field(description="What is different where the buyer is a customer already.")
    meetings: DealMeetingsBlock = Field(description="The meetings that a deal takes.")
    freeze_per_week: Annotated[float, Field(ge=0, le=10)] = Field(
        description="Hazard a week at which a deal stops moving for good; .02 freezes 2 % of open deals a week."
    )
    won_reasons: WonReasonsBlock = Field(description="Why deals are won.")
    lost_reasons: LostReasonsBlock = Field(description="Why deals are lost.")
    time_to_close: DurationBlock = Field(description="How long a deal takes from opportunity to signature.")
    size: SizeBlock = Field(description="How large deals are.")
