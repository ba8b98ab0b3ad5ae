"""When leads inquire, and inquire again."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.luck import key_of
from sandbox.domain.units import DAY_MS, HOUR_MS
from sandbox.sim.demand import arrivals
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario, Season
from tests.worlds import scenario

FROM_MONDAY = "clock: {start: 2026-01-05, zone: UTC}\n"
KEYS = st.integers(0, 10_000).map(lambda replication: key_of(7, replication))


@cache
def world(demand: str) -> Scenario:
    return scenario(f"{FROM_MONDAY}demand: {{{demand}}}\n")


def known(share: float, after: str = "{fixed: 1 h}") -> Scenario:
    """Return a world in which the stated share of inquiries comes from known leads."""
    drawn = world("leads_per_week: 200")
    block = world(f"leads_per_week: 200, known_leads_after: {after}").demand
    return replace(drawn, demand=replace(block, known_leads=share))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.45])
def test_the_stated_share_of_inquiries_comes_from_known_leads(share: float) -> None:
    people = sample_leads(known(share), key_of(1, 0))
    again = len(people.again_lead) / (len(people) + len(people.again_lead))
    # The number that inquire again is binomial with chance s / (1 - s); four standard errors of it.
    chance = share / (1 - share)
    error = (chance * (1 - chance) / len(people)) ** 0.5 * (1 - share) ** 2
    assert again == pytest.approx(share, abs=4 * error)


@settings(max_examples=20)
@given(key=KEYS)
def test_known_leads_change_nothing_of_any_lead(key: int) -> None:
    without, with_them = sample_leads(known(0), key), sample_leads(known(0.4), key)
    assert len(without.again_lead) == 0 < len(with_them.again_lead)
    for name in Population.__slots__:
        if name == "facts":
            for fact, column in without.facts.items():
                np.testing.assert_array_equal(with_them.facts[fact], column)
        elif not name.startswith("again"):
            np.testing.assert_array_equal(getattr(with_them, name), getattr(without, name))


@settings(max_examples=20)
@given(key=KEYS, share=st.floats(0, 0.49))
def test_each_inquires_again_at_most_once_later_and_before_the_end(key: int, share: float) -> None:
    drawn = known(share, "{exponential: {mean: 20 days}}")
    people = sample_leads(drawn, key)
    assert len(set(people.again_lead.tolist())) == len(people.again_lead)
    assert (people.again_ms >= people.created_ms[people.again_lead]).all()
    assert (people.again_ms < drawn.horizon_ms).all()
    in_order = sorted(zip(people.again_ms.tolist(), people.again_lead.tolist(), strict=True))
    assert in_order == list(zip(people.again_ms.tolist(), people.again_lead.tolist(), strict=True))


@settings(max_examples=20)
@given(key=KEYS)
def test_more_known_leads_are_the_same_ones_and_more(key: int) -> None:
    few, many = sample_leads(known(0.1), key), sample_leads(known(0.3), key)
    assert set(few.again_lead.tolist()) <= set(many.again_lead.tolist())


def test_known_leads_inquire_again_after_the_stated_time() -> None:
    people = sample_leads(known(0.3), key_of(1, 0))
    assert set((people.again_ms - people.created_ms[people.again_lead]).tolist()) == {HOUR_MS}
    people = sample_leads(known(0.3, "{exponential: {mean: 1 day}}"), key_of(1, 0))
    waits = people.again_ms - people.created_ms[people.again_lead]
    assert waits.mean() == pytest.approx(DAY_MS, rel=4 / len(waits) ** 0.5)


def test_what_would_come_after_the_end_does_not_come() -> None:
    assert len(sample_leads(known(0.4, "{fixed: 900 days}"), key_of(1, 0)).again_lead) == 0


def season(factor: float) -> Scenario:
    """Return a world whose second week is another season."""
    plain = world("leads_per_week: 100")
    second_week = Season(first=date(2026, 1, 12), last=date(2026, 1, 18), factor=factor)
    return replace(plain, demand=replace(plain.demand, seasons=(second_week,)))


def days_of(drawn: Scenario, key: int) -> dict[int, set[int]]:
    """Return the visitors of each day."""
    visitor, created_ms = arrivals(drawn, key)
    days: dict[int, set[int]] = {}
    for who, day in zip(visitor.tolist(), (created_ms // DAY_MS).tolist(), strict=True):
        days.setdefault(day, set()).add(who)
    return days


@settings(max_examples=20)
@given(key=KEYS, low=st.floats(0, 3), high=st.floats(0, 3))
def test_a_stronger_season_brings_the_same_leads_and_more(key: int, low: float, high: float) -> None:
    low, high = sorted((low, high))
    fewer, more = days_of(season(low), key), days_of(season(high), key)
    for day in fewer | more:
        assert fewer.get(day, set()) <= more.get(day, set())
        if not 7 <= day <= 13:
            assert fewer.get(day) == more.get(day)


def test_a_season_multiplies_the_leads_of_its_days_first_and_last_included() -> None:
    plain, trebled = season(1), season(3)
    totals = np.zeros((2, 21))
    for replication in range(40):
        for row, drawn in enumerate((plain, trebled)):
            days = days_of(drawn, key_of(3, replication))
            totals[row] += [len(days.get(day, ())) for day in range(21)]
    ratio = totals[1] / totals[0]
    assert ratio[[*range(7), *range(14, 21)]].tolist() == [1.0] * 14
    assert ratio[7:14] == pytest.approx(3, rel=0.1)


def test_seasons_that_overlap_multiply_and_one_of_none_brings_nobody() -> None:
    first, last = "from: 2026-01-12, to: 2026-01-12", "from: 2026-01-10, to: 2026-01-14"
    both = world(f"leads_per_week: 400, seasons: [{{{first}, factor: 2}}, {{{last}, factor: 1.5}}]")
    one = world(f"leads_per_week: 400, seasons: [{{{first}, factor: 3}}]")
    assert days_of(both, key_of(1, 0))[7] == days_of(one, key_of(1, 0))[7]
    nobody = world(f"leads_per_week: 400, seasons: [{{{last}, factor: 0}}]")
    assert not set(days_of(nobody, key_of(1, 0))) & set(range(5, 10))
    assert nobody.demand.seasons[0].first == date(2026, 1, 10)
