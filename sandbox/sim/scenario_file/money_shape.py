"""The shape of a scenario's `money` block: what leads and work cost, and what is left of revenue."""

from pydantic import Field

from sandbox.files.shape import Shape
from sandbox.sim.scenario_file.figure_shape import Amounts, NotNegative, Share


class MoneyBlock(Shape):
    """What leads and work cost, and what is left of revenue. It never changes what happens."""

    source_cost_usd: Amounts = Field(description="What a lead costs in US dollars by source, with a `default`.")
    cost_per_hour_usd: NotNegative = Field(
        description="What a paid hour costs in US dollars, in teams that do not state it themselves."
    )
    gross_margin: Share = Field(description="Share of revenue that is left after making and serving what was sold.")
