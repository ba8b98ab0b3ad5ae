"""Who works, when, and how long things take."""

import math
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.hours import WeeklyHours
from sandbox.domain.luck import exponential, lognormal
from sandbox.sim.nature import PERFECT, Nature


class Shape(StrEnum):
    """How a duration varies."""

    FIXED = "fixed"
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A duration that may vary.

    `FIXED`: always `scale_ms`. `EXPONENTIAL`: mean `scale_ms`. `LOGNORMAL`: exp(mu + sigma N) times `scale_ms`.
    """

    shape: Shape
    scale_ms: int
    mu: float = 0.0
    sigma: float = 0.0

    @property
    def is_certain(self) -> bool:
        """Whether it never varies, so that no luck is needed."""
        return self.shape is Shape.FIXED

    @property
    def mean_ms(self) -> float:
        """The mean over all luck, in ms."""
        return (
            self.scale_ms * math.exp(self.mu + self.sigma**2 / 2.0) if self.shape is Shape.LOGNORMAL else self.scale_ms
        )

    def at(self, u: float) -> int:
        """Return the quantile at `u` in ms, rounded once and at most ten years."""
        if self.shape is Shape.FIXED:
            return self.scale_ms
        if self.shape is Shape.EXPONENTIAL:
            return round(exponential(u, self.scale_ms))
        return min(round(lognormal(u, self.mu, self.sigma) * self.scale_ms), MAX_DRAW_MS)


MAX_DRAW_MS = 10 * 366 * 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How long a rep takes for each part of a task.

    `dialer_preparation` stands in for `preparation` before calls from a queue with a dialer; `no_show` is the wait for
    somebody who does not come to a meeting.
    """

    preparation: Duration
    dialer_preparation: Duration
    no_answer: Duration
    wrap_up: Duration
    conversation: Duration
    conversation_wrap_up: Duration
    mail: Duration
    sms: Duration
    meeting: Duration
    no_show: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Reps who share a shift; `count` may be 0. `veterans` is the share of them that are no novices.

    `cost_per_hour_usd` is that of a paid hour, None where the scenario's own holds; `cost_per_touch_usd` that of a
    call, mail or sms of an answering service. `travel_ms` is how long reps are on their way to each meeting.
    """

    name: str
    count: int
    shifts: WeeklyHours
    veterans: float = 1.0
    cost_per_hour_usd: float | None = None
    cost_per_touch_usd: float = 0.0
    nature: Nature = PERFECT
    travel_ms: int = 0

    @property
    def veteran_heads(self) -> int:
        """How many of the reps are veterans: they come first by number. Half a head is rounded to the even number."""
        return round(self.veterans * self.count)

    @property
    def week_ms(self) -> float:
        """The time that its reps together have for leads in a week without holidays."""
        days = [sum(to_ms - from_ms for on, from_ms, to_ms in self.shifts.spans if on == day) for day in range(7)]
        return self.count * sum(max(0, open_ms - self.nature.other_work_ms) for open_ms in days)
