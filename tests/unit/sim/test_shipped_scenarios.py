"""The worlds that ship: clean, and with the leads that their headers promise."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sandbox.analysis.cohort import follow_cohort
from sandbox.domain.luck import key_of
from sandbox.domain.units import DAY_MS, HOUR_MS
from sandbox.engine.language.parse import load_policy
from sandbox.engine.table import compile_policy
from sandbox.files.shipped import list_scenarios
from sandbox.sim.buyers import dial_hazard
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.sim.world import simulate
from tests.worlds import ROOT, shipped_scenario, vocabulary

REPLICATIONS = 4


@cache
def leads(name: str, replication: int = 0) -> Population:
    return sample_leads(shipped_scenario(name), key_of(1, replication))


def weekly(name: str, from_ms: int, to_ms: int) -> float:
    """Return the leads of an average week between two times."""
    created = [leads(name, replication).created_ms for replication in range(REPLICATIONS)]
    inside = sum(int(((times >= from_ms) & (times < to_ms)).sum()) for times in created)
    return inside / REPLICATIONS / ((to_ms - from_ms) / DAY_MS / 7)


def share(name: str, fact: str, value: str) -> float:
    """Return the share of leads with a value of a fact, among those that state it."""
    seen = leads(name).facts[fact]
    declared = vocabulary().facts[fact]
    code = {"yes": 1, "no": 0}.get(value) if not declared.values else declared.code(value)
    return float((seen[seen >= 0] == code).mean())


@pytest.mark.parametrize("path", list_scenarios(), ids=lambda path: path.stem)
def test_nothing_is_said_against_a_shipped_scenario(path: Path) -> None:
    checked = load_scenario(path, vocabulary())
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert checked.value.summary.endswith(".")
    assert checked.value.teams["sdr"].count > 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("midmarket_saas", 440),
        ("small_team", 130),
        ("consumer_loans", 315),
        ("two_industries", 300),
        ("enterprise_field", 190),
    ],
)
def test_as_many_leads_arrive_as_the_summary_says(name: str, expected: int) -> None:
    drawn = shipped_scenario(name)
    found = weekly(name, drawn.window.arrivals_from_ms, drawn.window.arrivals_to_ms)
    assert found == pytest.approx(expected, rel=0.05)
    assert f"{expected} " in drawn.summary


def test_the_trade_show_doubles_the_leads_within_the_measured_window() -> None:
    drawn = shipped_scenario("seasonal_peak")
    from_ms, to_ms = 63 * DAY_MS, 84 * DAY_MS  # 9 to 29 March, counted from 5 January
    assert drawn.window.arrivals_from_ms < from_ms < to_ms < drawn.window.arrivals_to_ms
    assert weekly("seasonal_peak", from_ms, to_ms) == pytest.approx(660, rel=0.08)
    assert weekly("seasonal_peak", 28 * DAY_MS, from_ms) == pytest.approx(330, rel=0.08)


def test_the_enterprise_has_named_accounts_that_somebody_owns() -> None:
    people = leads("enterprise_field")
    named, customer = people.facts["named_account"] == 1, people.facts["existing_customer"] == 1
    assert share("enterprise_field", "named_account", "yes") == pytest.approx(0.25, abs=0.03)
    np.testing.assert_array_equal(~np.isnan(people.account_owner), named | customer)
    assert [team.veteran_heads for team in shipped_scenario("enterprise_field").teams.values()] == [1, 3]
    assert (people.facts["employees"][~np.isnan(people.facts["employees"])] >= 350).all()
    again = len(people.again_lead) / (len(people) + len(people.again_lead))
    assert again == pytest.approx(0.08, abs=0.01)


def test_loans_are_taken_by_consumers_within_weeks() -> None:
    drawn = shipped_scenario("consumer_loans")
    assert drawn.zone == "Europe/Amsterdam"
    assert drawn.buyers.deals.time_to_close.at(0.5) / DAY_MS == pytest.approx(15, abs=0.2)
    assert drawn.buyers.deals.time_to_close.at(0.9) / DAY_MS < 31
    assert np.isnan(leads("consumer_loans").facts["employees"]).all()
    assert share("consumer_loans", "industry", "other") == 1
    # Two thirds are ready for an offer, as in the log, over the four groups of quality.
    ready = np.dot(drawn.buyers.intent.ready, (0.1, 0.2, 0.3, 0.4))
    assert ready == pytest.approx(2836 / 4143, abs=0.005)


@pytest.mark.parametrize("regime", ["sceptical", "central", "vendor"])
def test_two_industries_differ_only_in_what_calling_sooner_is_worth(regime: str) -> None:
    drawn = shipped_scenario("two_industries").in_regime(regime)
    responses = dict(zip(("general", *drawn.buyers.phone.by_industry), drawn.phone_responses, strict=True))
    after_3_h = [dial_hazard(response, 1, 1, 3 * HOUR_MS) for response in responses.values()]
    assert after_3_h == pytest.approx([0.199] * 3, abs=0.002)
    at_once = [responses[name].at_once for name in ("business_industrial", "general", "software")]
    assert at_once == sorted(at_once)
    assert (at_once[0] < at_once[-1]) == (regime != "sceptical")


def test_half_the_leads_are_of_either_industry() -> None:
    for name, place in (("software", 1), ("business_industrial", 2)):
        assert share("two_industries", "industry", name) == pytest.approx(0.5, abs=0.02)
        assert float((leads("two_industries").response == place).mean()) == pytest.approx(0.5, abs=0.02)


def test_human_reps_under_a_typical_policy_do_what_firms_report() -> None:
    """Check of the whole: a quarter to half never worked, 1.3 to 1.6 attempts, a first response after 30 to 50 h.

    A quarter of the leads makes it quick; the reps are far from full either way. As in the reports, firms that answer
    within 30 days count.
    """
    drawn = shipped_scenario("human_team")
    drawn = replace(drawn, demand=replace(drawn.demand, leads_per_week=110))
    policy = load_policy(ROOT / "policies" / "typical_firm.yaml").value
    assert policy is not None
    unworked, attempts, responses_h = [], [], []
    for replication in range(6):
        key = key_of(1, replication)
        cohort = follow_cohort(simulate(sample_leads(drawn, key), compile_policy(policy), policy.playbook, drawn, key))
        tried = np.isfinite(cohort.speed_ms)
        unworked.append(1 - tried[cohort.queued].mean())
        attempts.append(cohort.attempts.sum() / tried.sum())
        responses_h.append(cohort.speed_ms[cohort.speed_ms <= 30 * DAY_MS].mean() / HOUR_MS)
    assert 0.25 <= np.mean(unworked) <= 0.50
    assert 1.3 <= np.mean(attempts) <= 1.6
    assert 30 <= np.mean(responses_h) <= 50
