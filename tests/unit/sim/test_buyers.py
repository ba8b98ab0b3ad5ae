"""How buyers behave, against the formulas of the model."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.tables import Outcome
from sandbox.domain.units import DAY_MS, MINUTE_MS
from sandbox.sim.buyers import (
    Intent,
    MailReply,
    Meetings,
    PhoneResponse,
    connect_probability,
    deal_logit,
    dial_hazard,
    logit,
    no_show_probability,
    ready_probability,
    reply_probability,
    win_probability,
)
from sandbox.sim.team import Duration, Shape
from tests.worlds import shipped_scenario

CENTRAL = PhoneResponse(at_once=1.10, floor=0.10, tau_min=15, theta=0.9)
AT_ONCE = Duration(shape=Shape.FIXED, scale_ms=0)
MAIL = MailReply(reply=0.08, automated=0.5, decay_per_mail=0.75, decay_per_day=0.3, delay=AT_ONCE)
INTENT = Intent(
    ready=(0.65, 0.45, 0.25, 0.10),
    budget_confirmed=(0.7, 0.55, 0.4, 0.25),
    authority=(0.6, 0.5, 0.4, 0.3),
    later=48 / 73,
    slope=0.5,
    late_dial_from=7,
    late_dial_odds=0.8,
)
DEALS = shipped_scenario("midmarket_saas").buyers.deals


@given(minutes=st.integers(0, 100_000), dial=st.integers(1, 20))
def test_hazard_of_a_dial(minutes: int, dial: int) -> None:
    expected = (0.10 + (1.10 - 0.10) * (1 + minutes / 15) ** -0.9) * 0.85 ** (dial - 1)
    assert dial_hazard(CENTRAL, 0.85, dial, minutes * MINUTE_MS) == pytest.approx(expected)
    assert connect_probability(expected, 2.0, 1.05) == pytest.approx(1 - math.exp(-2.0 * expected * 1.05))


def test_an_eager_lead_answers_more_likely_and_never_more_than_surely() -> None:
    chances = [connect_probability(hazard, 1.0, 1.0) for hazard in (0.0, 0.1, 1.0, 1e6)]
    assert chances == sorted(chances)
    assert chances[0] == 0.0
    assert chances[-1] == 1.0


@given(minutes=st.integers(0, 100_000), group=st.integers(0, 3))
def test_readiness_falls_with_the_response_time(minutes: int, group: int) -> None:
    """The log odds are a(z) - b ln((1 + t / 5 min) / 2)."""
    expected = logit(INTENT.ready[group]) - 0.5 * math.log((1 + minutes / 5) / 2)
    assert logit(ready_probability(INTENT, group, minutes * MINUTE_MS, 1)) == pytest.approx(expected)


def test_readiness_five_minutes_after_the_inquiry_is_as_stated() -> None:
    assert [ready_probability(INTENT, group, 5 * MINUTE_MS, 6) for group in range(4)] == pytest.approx(INTENT.ready)


def test_a_first_contact_at_the_seventh_dial_is_worth_less() -> None:
    sixth, seventh = (ready_probability(INTENT, 1, 5 * MINUTE_MS, dials) for dials in (6, 7))
    assert seventh / (1 - seventh) == pytest.approx(0.8 * sixth / (1 - sixth))


@given(days=st.integers(0, 100), number=st.integers(1, 20))
def test_replies_fade_with_every_mail_and_day(days: int, number: int) -> None:
    expected = 0.08 * 0.75 ** (number - 1) * (1 + days) ** -0.3
    assert reply_probability(MAIL, number, days * DAY_MS) == pytest.approx(expected)


@given(probability=st.floats(0.001, 0.999))
def test_winning_is_the_inverse_of_log_odds(probability: float) -> None:
    assert win_probability(logit(probability)) == pytest.approx(probability)


def test_certain_leads_stay_certain() -> None:
    sure = replace(INTENT, ready=(1.0, 1.0, 0.0, 0.0))
    assert [ready_probability(sure, group, DAY_MS, 9) for group in range(4)] == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("duration", "median_ms"),
    [
        (Duration(shape=Shape.FIXED, scale_ms=300_000), 300_000),
        (Duration(shape=Shape.EXPONENTIAL, scale_ms=60_000), round(60_000 * math.log(2))),
        (Duration(shape=Shape.LOGNORMAL, scale_ms=1000, mu=6.07, sigma=0.71), round(1000 * math.exp(6.07))),
    ],
)
def test_medians_of_durations(duration: Duration, median_ms: int) -> None:
    assert duration.at(0.5) == median_ms


def test_the_sceptic_sees_no_decay_and_the_vendor_the_most() -> None:
    regimes = shipped_scenario("midmarket_saas").regimes
    lost = {name: regime.response.at_once - regime.response.floor for name, regime in regimes.items()}
    assert lost["sceptical"] == 0.0 < lost["central"] < lost["vendor"]


def deal(base: float, group: int, outcome: Outcome = Outcome.READY, *, budget: bool = True, may: bool = True) -> float:
    return deal_logit(base, DEALS, INTENT, group, outcome=outcome, budget=budget, authority=may)


@given(base=st.floats(-5, 5), group=st.integers(0, 3))
def test_budget_and_authority_leave_a_groups_mean_log_odds_as_they_are(base: float, group: int) -> None:
    has, may = INTENT.budget_confirmed[group], INTENT.authority[group]
    shares = {(b, a): (has if b else 1 - has) * (may if a else 1 - may) for b in (True, False) for a in (True, False)}
    mean = sum(share * deal(base, group, budget=b, may=a) for (b, a), share in shares.items())
    assert mean == pytest.approx(base, abs=1e-12)


@given(base=st.floats(-5, 5), group=st.integers(0, 3))
def test_budget_authority_and_readiness_each_raise_the_odds_of_a_deal(base: float, group: int) -> None:
    assert deal(base, group, budget=True) - deal(base, group, budget=False) == pytest.approx(0.4)
    assert deal(base, group, may=True) - deal(base, group, may=False) == pytest.approx(0.3)
    ready, later, never = (deal(base, group, outcome) for outcome in (Outcome.READY, Outcome.LATER, Outcome.NEVER))
    assert (later - ready, never - ready) == pytest.approx((-2.0, -4.0))


def test_one_in_five_stays_away_from_a_meeting_three_days_ahead() -> None:
    meetings = Meetings(no_show=0.2, no_show_per_day=0.1)
    assert no_show_probability(meetings, 3 * DAY_MS) == pytest.approx(0.2)
    assert logit(no_show_probability(meetings, 13 * DAY_MS)) == pytest.approx(logit(0.2) + 1.0)


@given(no_show=st.floats(0, 1), per_day=st.floats(0, 5), waits=st.lists(st.integers(0, 4000 * DAY_MS), min_size=2))
def test_the_longer_the_wait_the_more_stay_away(no_show: float, per_day: float, waits: list[int]) -> None:
    chances = [no_show_probability(Meetings(no_show=no_show, no_show_per_day=per_day), w) for w in sorted(waits)]
    assert all(sooner <= later for sooner, later in pairwise(chances))
    assert all(0 <= chance <= 1 for chance in chances)


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_those_who_never_or_always_stay_away_do_so_whatever_the_wait(certain: float) -> None:
    waits = (0, 3 * DAY_MS, 400 * DAY_MS)
    assert {no_show_probability(Meetings(no_show=certain, no_show_per_day=0.1), wait) for wait in waits} == {certain}


@pytest.mark.parametrize("per_day", [-5.0, 5.0])
def test_no_figure_that_a_file_may_state_is_too_large_to_reckon_with(per_day: float) -> None:
    assert 0 <= no_show_probability(Meetings(no_show=0.5, no_show_per_day=per_day), 3660 * DAY_MS) <= 1
    assert win_probability(-1e6) < 1e-300
    assert win_probability(1e6) == 1
