"""How buyers behave, against the formulas of the model."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.units import DAY_MS, MINUTE_MS
from sandbox.sim.buyers import (
    Intent,
    MailReply,
    PhoneResponse,
    connect_probability,
    dial_hazard,
    logit,
    ready_probability,
    reply_probability,
    win_probability,
)
from sandbox.sim.team import Duration, Shape
from tests.worlds import shipped_scenario

CENTRAL = PhoneResponse(at_once=1.10, floor=0.10, tau_min=15, theta=0.9)
AT_ONCE = Duration(shape=Shape.FIXED, scale_ms=0)
MAIL = MailReply(reply=0.08, automated=0.5, decay_per_mail=0.75, decay_per_day=0.3, delay=AT_ONCE)
INTENT = Intent(ready=(0.65, 0.45, 0.25, 0.10), later=48 / 73, slope=0.5, late_dial_from=7, late_dial_odds=0.8)


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
    sure = Intent(ready=(1.0, 1.0, 0.0, 0.0), later=0.5, slope=0.5, late_dial_from=7, late_dial_odds=0.8)
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
