"""Reps are human: what they ignore, drop, prefer and leave behind, as functions of a uniform and the time.

Default reps are perfect: they work every lead as its cadence says, at full speed, and stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandbox.domain.luck import exponential
from sandbox.domain.units import DAY_MS

YEAR_MS = round(365.25 * DAY_MS)
MONTH_MS = YEAR_MS // 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """A share of something, for novices and for veterans."""

    novice: float = 0.0
    veteran: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Unanswered dials after which a rep drops a lead; None is never."""

    novice: int | None = None
    veteran: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """How the reps of a team are.

    Each rep ignores a share of the leads that it is given, within `ignores_spread` of what `untracked` says or, under
    a policy that holds reps to account, `tracked`. `cherry_picks` is the chance of taking the best-looking first touch
    instead of the next. `ramp` are the speeds in the first months in the job, `tenure_months` how long novices have
    been there when the clock starts. `other_work_ms` is a time a day without leads. Reps leave at a constant hazard
    and are replaced by a novice after a while, None: never.
    """

    untracked: Shares = Shares()
    tracked: Shares = Shares()
    ignores_spread: float = 0.0
    gives_up_after: Patience = Patience()
    cherry_picks: float = 0.0
    ramp: tuple[float, ...] = ()
    tenure_months: float = 12.0
    other_work_ms: int = 0
    departures_per_year: float = 0.0
    replaced_after_ms: int | None = 45 * DAY_MS


PERFECT = Nature()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickWins:
    """What it does to reps when only quick sales pay: more cherry-picking, and patience for fewer dials."""

    cherry_picks: float
    dials_fewer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who sits at a desk, since `since_ms` on the clock (negative: before it starts); by default perfect."""

    ignores: float = 0.0
    gives_up_after: int | None = None
    cherry_picks: float = 0.0
    ramp: tuple[float, ...] = ()
    since_ms: int = 0


def novice(nature: Nature, u: float, *, is_tracked: bool, since_ms: int) -> Person:
    """Return a novice who began in the job at `since_ms`; `u` says how much it ignores among its like."""
    return Person(
        ignores=_around(nature.tracked.novice if is_tracked else nature.untracked.novice, nature.ignores_spread, u),
        gives_up_after=nature.gives_up_after.novice,
        cherry_picks=nature.cherry_picks,
        ramp=nature.ramp,
        since_ms=since_ms,
    )


def veteran(nature: Nature, u: float, *, is_tracked: bool) -> Person:
    """Return a veteran, who is past the ramp."""
    return Person(
        ignores=_around(nature.tracked.veteran if is_tracked else nature.untracked.veteran, nature.ignores_spread, u),
        gives_up_after=nature.gives_up_after.veteran,
        cherry_picks=nature.cherry_picks,
    )


def _around(share: float, spread: float, u: float) -> float:
    """Return a share drawn evenly within a spread of its mean, larger with `u` and with the mean."""
    return share + spread * (2.0 * u - 1.0)


def tempted(nature: Nature, quick_wins: QuickWins) -> Nature:
    """Return the nature of reps whom only quick sales pay; whoever never gives up does not give up now either."""
    patience = nature.gives_up_after
    return replace(
        nature,
        cherry_picks=min(1.0, nature.cherry_picks + quick_wins.cherry_picks),
        gives_up_after=Patience(
            novice=_fewer(patience.novice, quick_wins.dials_fewer),
            veteran=_fewer(patience.veteran, quick_wins.dials_fewer),
        ),
    )


def _fewer(dials: int | None, less: int) -> int | None:
    return None if dials is None else max(1, dials - less)


def paced_ms(duration_ms: int, ramp: Sequence[float], tenure_ms: int) -> int:
    """Return how long it takes somebody who has been in the job for so long what takes others `duration_ms`."""
    month = tenure_ms // MONTH_MS
    return round(duration_ms / ramp[month]) if month < len(ramp) else duration_ms


def stays_ms(u: float, departures_per_year: float) -> int:
    """Return how long somebody stays in the job, at a hazard above 0."""
    return round(exponential(u, YEAR_MS / departures_per_year))


def other_work(u: float, spans: Sequence[tuple[int, int]], length_ms: int) -> tuple[int, int]:
    """Return beginning and end of a day's other work: so much of the day's open `spans`, from a time that `u` says.

    It begins and ends within the spans, reaches over a break between them, and is at most all of them.
    """
    open_ms = sum(closes - opens for opens, closes in spans)
    length_ms = min(length_ms, open_ms)
    before_ms = round(u * (open_ms - length_ms))
    begins_ms = ends_ms = spans[0][0]
    for opens, closes in reversed(spans):
        open_ms -= closes - opens
        if open_ms <= before_ms + length_ms and ends_ms == spans[0][0]:
            ends_ms = opens + before_ms + length_ms - open_ms
        if open_ms <= before_ms:
            begins_ms = opens + before_ms - open_ms
            break
    return begins_ms, ends_ms
