"""The shape of a scenario's `handling` and `teams` blocks: who works, when, and how long tasks take."""

from typing import Annotated

from pydantic import Field

from sandbox.domain.units import HOUR_MS
from sandbox.files.fields import DurationMs
from sandbox.files.shape import Shape
from sandbox.files.week import DaysText, HoursText
from sandbox.sim.scenario_file.figure_shape import DurationBlock, NotNegative, Share
from sandbox.sim.scenario_file.nature_shape import NatureBlock


class HandlingBlock(Shape):
    """How long tasks take."""

    preparation: DurationBlock = Field(description="Time before each call, message or answer.")
    dialer_preparation: DurationBlock = Field(description="Time before each call where a dialer does the dialling.")
    no_answer: DurationBlock = Field(description="Ringing and voicemail.")
    wrap_up: DurationBlock = Field(description="Time after an unanswered call.")
    conversation: DurationBlock = Field(description="Length of a conversation.")
    conversation_wrap_up: DurationBlock = Field(description="Time after a conversation.")
    mail: DurationBlock = Field(description="Writing a mail.")
    sms: DurationBlock = Field(description="Writing an sms.")
    meeting: DurationBlock = Field(description="Length of a meeting that takes place.")
    no_show: DurationBlock = Field(description="Waiting for somebody who does not come to a meeting.")


class TeamBlock(Shape):
    """One team."""

    count: Annotated[int, Field(ge=0, le=10_000)] = Field(description="How many reps it has.")
    shifts: dict[DaysText, HoursText] | None = Field(
        default=None, description="When they work, by days; else in business hours."
    )
    travel: Annotated[DurationMs, Field(le=24 * HOUR_MS)] = Field(
        default=0, description="Time on the way to each meeting, in which a rep does nothing else, e.g. 30 min."
    )
    veterans: Share = Field(default=1.0, description="Share of them that are veterans; the first by number are.")
    cost_per_hour_usd: NotNegative | None = Field(
        default=None, description="What a paid hour costs in US dollars; else as in `money`, or 0 if paid by touch."
    )
    cost_per_touch_usd: NotNegative = Field(
        default=0.0, description="What each call, mail or sms costs in US dollars, as with an answering service."
    )
    nature: NatureBlock | None = Field(default=None, description="How human they are; else they are perfect.")
