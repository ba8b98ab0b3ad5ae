"""What reps are like, as functions: shares around a mean, patience, pace, other work, staying."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.units import DAY_MS, HOUR_MS
from sandbox.sim.nature import (
    MONTH_MS,
    PERFECT,
    YEAR_MS,
    Nature,
    Patience,
    Person,
    QuickWins,
    Shares,
    novice,
    other_work,
    paced_ms,
    stays_ms,
    tempted,
    veteran,
)

UNIT = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)
HUMAN = Nature(
    untracked=Shares(novice=0.45, veteran=0.60),
    tracked=Shares(novice=0.25, veteran=0.50),
    ignores_spread=0.15,
    gives_up_after=Patience(novice=3, veteran=1),
)


@given(u=UNIT)
def test_perfect_reps_are_perfect_whoever_they_are(u: float) -> None:
    assert veteran(PERFECT, u, is_tracked=False) == Person()
    assert novice(PERFECT, u, is_tracked=True, since_ms=0) == Person()


@given(u=UNIT)
def test_who_is_counted_ignores_less_and_novices_ignore_less_than_veterans(u: float) -> None:
    green = [novice(HUMAN, u, is_tracked=tracked, since_ms=0).ignores for tracked in (False, True)]
    old = [veteran(HUMAN, u, is_tracked=tracked).ignores for tracked in (False, True)]
    assert green[0] - green[1] == pytest.approx(0.20)
    assert old[0] - old[1] == pytest.approx(0.10)
    assert old[0] - green[0] == pytest.approx(0.15)


def test_shares_of_reps_lie_evenly_within_the_spread_of_their_mean() -> None:
    shares = [veteran(HUMAN, (i + 0.5) / 1000, is_tracked=False).ignores for i in range(1000)]
    assert sum(shares) / 1000 == pytest.approx(0.60)
    assert [min(shares), max(shares)] == pytest.approx([0.45, 0.75], abs=0.001)
    assert sorted(shares) == shares


def test_quick_wins_tempt_to_pick_and_to_give_up_but_never_before_the_first_dial() -> None:
    greedy = tempted(HUMAN, QuickWins(cherry_picks=0.3, dials_fewer=1))
    assert greedy.cherry_picks == 0.3
    assert greedy.gives_up_after == Patience(novice=2, veteran=1)
    assert greedy.untracked == HUMAN.untracked
    assert tempted(greedy, QuickWins(cherry_picks=0.9, dials_fewer=0)).cherry_picks == 1.0
    assert tempted(PERFECT, QuickWins(cherry_picks=0.0, dials_fewer=5)) == PERFECT


def test_a_novice_takes_twice_as_long_in_its_first_month_and_as_long_as_others_after_the_ramp() -> None:
    ramp = (0.5, 0.75, 1.0)
    tenures = (0, MONTH_MS - 1, MONTH_MS, 2 * MONTH_MS, 3 * MONTH_MS, 100 * MONTH_MS)
    assert [paced_ms(60_000, ramp, tenure) for tenure in tenures] == [120_000, 120_000, 80_000, 60_000, 60_000, 60_000]
    assert paced_ms(59_999, (), 0) == 59_999


def test_reps_stay_for_the_time_that_the_hazard_says() -> None:
    stays = [stays_ms((i + 0.5) / 10_000, 0.25) for i in range(10_000)]
    assert sum(stays) / 10_000 == pytest.approx(4 * YEAR_MS, rel=0.01)
    assert sum(stay < YEAR_MS for stay in stays) / 10_000 == pytest.approx(0.2212, abs=0.0005)  # 1 - exp(-1/4)
    assert stays_ms(0.3, 0.5) < stays_ms(0.3, 0.25) < stays_ms(0.4, 0.25)


SHIFT = [(9 * HOUR_MS, 12 * HOUR_MS), (13 * HOUR_MS, 17 * HOUR_MS)]


def open_between(begins_ms: int, ends_ms: int) -> int:
    return sum(max(0, min(ends_ms, closes) - max(begins_ms, opens)) for opens, closes in SHIFT)


@given(u=UNIT, length_ms=st.integers(1, DAY_MS))
def test_other_work_takes_its_time_out_of_the_shift(u: float, length_ms: int) -> None:
    begins_ms, ends_ms = other_work(u, SHIFT, length_ms)
    assert open_between(begins_ms, ends_ms) == min(length_ms, 7 * HOUR_MS)
    assert 9 * HOUR_MS <= begins_ms < ends_ms <= 17 * HOUR_MS


def test_other_work_comes_early_or_late_and_reaches_over_lunch() -> None:
    assert other_work(1e-9, SHIFT, HOUR_MS) == (9 * HOUR_MS, 10 * HOUR_MS)
    assert other_work(1 - 1e-9, SHIFT, HOUR_MS) == (16 * HOUR_MS, 17 * HOUR_MS)
    over_lunch = other_work(0.5, SHIFT, 3 * HOUR_MS)  # two hours of the morning are over, four are left in all
    assert over_lunch == (11 * HOUR_MS, 15 * HOUR_MS)
