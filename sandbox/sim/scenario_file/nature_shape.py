"""The shape of a team's `nature` block and of what quick wins do: how human reps are."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sandbox.domain.units import DAY_MS, HOUR_MS
from sandbox.files.fields import DurationMs, PositiveDurationMs
from sandbox.files.shape import Shape, problem
from sandbox.sim.scenario_file.figure_shape import Share

Compensation = Literal["shared", "quick_wins"]
Dials = Annotated[int, Field(ge=1, le=1000)]
Speed = Annotated[float, Field(gt=0, le=1)]


class SharesBlock(Shape):
    """A share for novices and one for veterans."""

    novice: Share = Field(description="The share for novices.")
    veteran: Share = Field(description="The share for veterans.")


class IgnoresBlock(Shape):
    """Which share of the leads that it is given a rep never works, and how much reps differ."""

    untracked: SharesBlock = Field(description="Mean share of leads ignored where nobody keeps count.")
    tracked: SharesBlock | None = Field(
        default=None, description="The same under a policy with `accountability`; else as `untracked`."
    )
    spread: Share = Field(default=0.0, description="How far a single rep's share lies from the mean at most.")

    @model_validator(mode="after")
    def _leaves_shares(self) -> "IgnoresBlock":
        means = [share for one in (self.untracked, self.tracked) if one for share in (one.novice, one.veteran)]
        if min(means) < self.spread or max(means) + self.spread > 1:
            raise problem("out-of-range", "`spread` leads to shares below 0 or above 1", "state a smaller spread")
        return self


class PatienceBlock(Shape):
    """Unanswered dials after which a rep drops a lead."""

    novice: Dials | None = Field(default=None, description="For novices; else they never give up.")
    veteran: Dials | None = Field(default=None, description="For veterans; else they never give up.")


class NatureBlock(Shape):
    """How human the reps of a team are; by default they are perfect."""

    ignores: IgnoresBlock | None = Field(
        default=None, description="Share of the leads given to it that a rep never works; else none."
    )
    gives_up_after: PatienceBlock | None = Field(
        default=None,
        description="Unanswered dials after which a rep drops a lead all the same; else never.",
    )
    cherry_picks: Share = Field(
        default=0.0, description="Chance of taking the best-looking waiting first touch instead of the next."
    )
    ramp: Annotated[list[Speed], Field(max_length=60)] = Field(
        default_factory=list, description="Speed of a novice in its first months in the job, e.g. [.5, .75, 1]."
    )
    tenure_months: Annotated[float, Field(ge=0, le=600)] = Field(
        default=12.0, description="How many months novices have been in the job when the clock starts."
    )
    other_work: Annotated[DurationMs, Field(le=24 * HOUR_MS)] = Field(
        default=0, description="Time of each day's shift in which a rep takes no new task."
    )
    departures_per_year: Annotated[float, Field(ge=0, le=12)] = Field(
        default=0.0, description="How many of the team leave in a year, for each rep."
    )
    replaced_after: PositiveDurationMs | None = Field(
        default=45 * DAY_MS, description="How long until a novice takes the place of a rep who left; null is never."
    )


class QuickWinsBlock(Shape):
    """What it does to reps when only quick sales pay."""

    cherry_picks: Share = Field(description="By how much they are likelier to pick the best-looking lead.")
    dials_fewer: Annotated[int, Field(ge=0, le=1000)] = Field(description="By how many dials they give up earlier.")
