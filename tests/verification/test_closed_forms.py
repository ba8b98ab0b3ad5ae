"""The simulator against theory: waiting, arrivals, quality, winning."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Order
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import DAY_MS, MINUTE_MS
from sandbox.sim.buyers import QUALITY_SHARES
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.verification.directions import nobody_later
from tests.worlds import Everybody, one_queue, read_scenario, rows_of, shipped_scenario

CALL_CENTRE = """
version: 1
name: Call centre
clock: {{start: 2026-01-05, zone: UTC}}
business_hours: {{Mon-Sun: 00:00-24:00}}
measure: {{warm_up: 1 day, arrivals: 6 weeks, follow_up: 1 day}}
demand:
  leads_per_week: {leads}
  by_hour: [{flat_hours}]
  by_weekday: [.1428, .1429, .1429, .1429, .1429, .1428, .1428]
  dispersion: none
buyers:
  reachable: {{default: 1}}
  responsiveness_variance: 0
  phone:
    sceptical: {{at_once: 1000, floor: 1000, tau_min: 1, theta: 1}}
    central: {{at_once: 1000, floor: 1000, tau_min: 1, theta: 1}}
    vendor: {{at_once: 1000, floor: 1000, tau_min: 1, theta: 1}}
handling:
  preparation: {{fixed: 0 s}}
  conversation: {{exponential: {{mean: 10 min}}}}
  conversation_wrap_up: {{fixed: 0 s}}
teams: {{sdr: {{count: {reps}}}}}
"""


def call_centre(leads_per_week: float, reps: int) -> Scenario:
    """Return a world in which every call is answered at once and takes an exponential time: M/M/c."""
    flat = ", ".join([".0417"] * 24)
    checked = read_scenario(CALL_CENTRE.format(leads=leads_per_week, reps=reps, flat_hours=flat))
    assert checked.value is not None, [d.render() for d in checked.diagnostics]
    return checked.value


def erlang_c_wait_min(arrivals_per_min: float, service_min: float, servers: int) -> float:
    """Return the mean wait in a queue with Poisson arrivals and exponential service (Erlang 1917)."""
    load = arrivals_per_min * service_min
    busy = load**servers / math.factorial(servers) * servers / (servers - load)
    idle = sum(load**n / math.factorial(n) for n in range(servers))
    return busy / (idle + busy) * service_min / (servers - load)


def waits_min(tables: Tables) -> np.ndarray:
    """Return how long each measured lead waited for its call."""
    dialed = dict(rows_of(tables, Event.DIALED, "lead", "time_ms").tolist())
    leads = tables.leads
    rows = zip(leads.lead[leads.in_cohort].tolist(), leads.created_ms[leads.in_cohort].tolist(), strict=True)
    return np.array([dialed[lead] - created for lead, created in rows]) / MINUTE_MS


@pytest.mark.parametrize(("reps", "utilisation", "order"), [(1, 0.6, Order.OLDEST_FIRST), (3, 0.8, Order.NEWEST_FIRST)])
def test_mean_wait_is_erlang_c_whatever_the_order(reps: int, utilisation: float, order: Order) -> None:
    arrivals_per_min = utilisation * reps / 10
    world = call_centre(arrivals_per_min * 7 * 24 * 60, reps)
    means = []
    for replication in range(9):
        key = key_of(11, replication)
        tables = simulate(sample_leads(world, key), Everybody(), one_queue("phone", order=order), world, key)
        means.append(waits_min(tables).mean())
    theory = erlang_c_wait_min(arrivals_per_min, 10, reps)
    half = stats.t.ppf(0.995, len(means) - 1) * stats.sem(means)
    assert half < 0.15 * theory
    assert abs(np.mean(means) - theory) < half


def test_daily_arrivals_are_dispersed_as_stated() -> None:
    scenario = shipped_scenario("midmarket_saas")
    counts = []
    for replication in range(12):
        people = sample_leads(scenario, key_of(3, replication))
        counts.append(np.bincount(people.created_ms // DAY_MS, minlength=scenario.days - 2)[: scenario.days - 2])
    tuesdays = np.concatenate([days[1::7] for days in counts])
    mean = scenario.demand.leads_per_week * scenario.demand.weekday_shares[1]
    assert tuesdays.mean() == pytest.approx(mean, rel=0.03)
    assert tuesdays.var() == pytest.approx(mean + mean**2 / 14, rel=0.15)  # negative binomial with k = 14


def test_leads_come_by_hour_source_and_quality_as_stated() -> None:
    scenario = replace(shipped_scenario("midmarket_saas"), zone="UTC")
    people = sample_leads(scenario, key_of(4, 0))
    hours = np.bincount(people.created_ms % DAY_MS // (60 * MINUTE_MS), minlength=24) / len(people)
    np.testing.assert_allclose(hours, scenario.demand.hour_shares, atol=0.01)
    values = scenario.vocabulary.facts["source"].values
    sources = np.bincount(people.facts["source"], minlength=len(values)) / len(people)
    np.testing.assert_allclose(sources, [scenario.sources.get(name, 0) for name in values], atol=0.015)
    groups = np.bincount(people.quality_group, minlength=4) / len(people)
    np.testing.assert_allclose(groups, QUALITY_SHARES, atol=0.015)
    assert (people.facts["role"] == -1).mean() == pytest.approx(0.20, abs=0.015)


def test_better_leads_are_ready_and_won_more_often_as_stated() -> None:
    scenario = nobody_later(shipped_scenario("laboratory").in_regime("sceptical"))
    key = key_of(5, 0)
    people = sample_leads(scenario, key)
    tables = simulate(people, Everybody(), one_queue("phone", "phone 1 h"), scenario, key)
    judged = rows_of(tables, Event.JUDGED, "lead", "outcome")
    for group, ready in enumerate((0.65, 0.45, 0.25, 0.10)):
        of_group = judged[people.quality_group[judged[:, 0]] == group]
        assert (of_group[:, 1] == 2).mean() == pytest.approx(ready, abs=0.035)
    won = rows_of(tables, Event.WON, "lead")[:, 0]
    closed = np.concatenate([won, rows_of(tables, Event.LOST, "lead")[:, 0]])
    expected = 1 / (1 + np.exp(-people.win_logit[closed]))
    assert len(won) / len(closed) == pytest.approx(expected.mean(), abs=0.035)
    size = rows_of(tables, Event.WON, "lead", "amount_cents")
    relative = size[:, 1] / 100 / people.deal_median_usd[size[:, 0]]
    assert np.median(relative) == pytest.approx(1.0, abs=0.12)
    assert np.log(relative).std() == pytest.approx(0.8, abs=0.08)


def test_only_leads_of_the_window_are_measured() -> None:
    scenario = shipped_scenario("midmarket_saas")
    key = key_of(6, 0)
    tables = simulate(sample_leads(scenario, key), Everybody(), one_queue("phone"), scenario, key)
    created, window = tables.leads.created_ms, scenario.window
    inside = (created >= 28 * DAY_MS) & (created < (28 + 91) * DAY_MS)
    assert window.arrivals_from_ms == 28 * DAY_MS
    np.testing.assert_array_equal(tables.leads.in_cohort, inside)
    assert inside.sum() == pytest.approx(440 * 13, rel=0.08)
