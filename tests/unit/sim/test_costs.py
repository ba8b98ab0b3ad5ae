"""What leads, hours and touches cost, and that costs change nothing else."""

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Playbook, Staffing
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import HOUR_MS
from sandbox.sim.population import sample_leads
from sandbox.sim.world import simulate
from tests.worlds import Everybody, one_queue, read_scenario, rows_of, scenario, vocabulary

KEY = key_of(3, 0)
PLAN = one_queue("phone", "email 1 h", "auto sms 1 h")


def lived(extra: str = "", plan: Playbook = PLAN) -> Tables:
    drawn = scenario(extra)
    return simulate(sample_leads(drawn, KEY), Everybody(), plan, drawn, KEY)


def test_costs_change_nothing_that_happens() -> None:
    dear = "money: {source_cost_usd: {default: 900}, cost_per_hour_usd: 800, gross_margin: 0}\n"
    np.testing.assert_array_equal(lived().events.rows, lived(dear).events.rows)


def test_a_lead_costs_what_its_source_costs() -> None:
    leads = lived("money: {source_cost_usd: {default: 7, paid_search: 120.5, direct: 0}}\n").leads
    source = vocabulary().facts["source"]
    for label, cents in (("paid_search", 12_050), ("direct", 0), ("referral", 700)):
        found = leads.cost_cents[leads.facts["source"] == source.code(label)]
        assert len(found)
        assert (found == cents).all()


@pytest.mark.parametrize(
    ("team", "an_hour", "a_touch"),
    [
        ("count: 2", 45.0, 0.0),
        ("count: 2, cost_per_hour_usd: 60", 60.0, 0.0),
        ("count: 2, cost_per_touch_usd: 1.5", 0.0, 1.5),
        ("count: 2, cost_per_hour_usd: 10, cost_per_touch_usd: 1.5", 10.0, 1.5),
    ],
)
def test_a_day_costs_its_paid_hours_or_its_touches(team: str, an_hour: float, a_touch: float) -> None:
    tables = lived(f"teams: {{sdr: {{{team}}}}}\n")
    shifts = tables.shifts
    touched: dict[tuple[int, int], int] = {}
    for event in (Event.DIALED, Event.MAILED):
        for rep, time_ms in rows_of(tables, event, "rep", "time_ms").tolist():
            day = rep, time_ms // (24 * HOUR_MS)
            touched[day] = touched.get(day, 0) + 1
    assert touched
    expected = [
        round(100 * (paid / HOUR_MS * an_hour + touched.get((rep, day), 0) * a_touch))
        for rep, day, paid in zip(shifts.rep.tolist(), shifts.day.tolist(), shifts.paid_ms.tolist(), strict=True)
    ]
    assert shifts.cost_cents.tolist() == expected
    assert max(expected) > 0


def test_people_that_the_policy_adds_cost_as_much_as_others() -> None:
    plan = Playbook(queues=PLAN.queues, cadences=PLAN.cadences, staffing={"night": Staffing(count=1)})
    shifts = lived("money: {cost_per_hour_usd: 20}\n", plan).shifts
    night = shifts.team == shifts.team_names.index("night")
    assert shifts.paid_ms[night].sum() > 0
    np.testing.assert_array_equal(shifts.cost_cents[night], shifts.paid_ms[night] / HOUR_MS * 2000)


def test_a_team_without_reps_costs_nothing() -> None:
    assert lived("teams: {sdr: {count: 0}}\n").shifts.cost_cents.sum() == 0


def test_staffed_time_is_when_any_team_with_reps_is_on_shift() -> None:
    teams = """
teams:
  sdr: {count: 1, shifts: {Mon: 09:00-12:00}}
  late: {count: 2, shifts: {Mon: 11:00-15:00}}
  none: {count: 0, shifts: {Mon-Sun: 00:00-24:00}}
"""
    first = lived(teams).staffed_ms[0]
    assert (first / HOUR_MS).tolist() == [9, 15]


@pytest.mark.parametrize(
    ("extra", "code", "words"),
    [
        ("money: {source_cost_usd: {paid_serch: 3}}", "unknown-value", "paid_serch"),
        ("money: {source_cost_usd: {default: -3}}", "out-of-range", "-3"),
        ("money: {gross_margin: 1.2}", "out-of-range", "1.2"),
        ("money: {margin: .5}", "unknown-key", "margin"),
        ("teams: {sdr: {count: 1, cost_per_hour_usd: -1}}", "out-of-range", "-1"),
        ("buyers: {deals: {freeze_per_week: -.1}}", "out-of-range", "-0.1"),
        ("buyers: {deals: {meetings: {count: 1.5}}}", "wrong-type", "whole"),
        ("buyers: {deals: {lost_reasons: {rivals: 1}}}", "unknown-key", "rivals"),
        ("buyers: {deals: {existing_customer: {discount: 1.5}}}", "out-of-range", "1.5"),
    ],
)
def test_mistakes_are_told(extra: str, code: str, words: str) -> None:
    (finding,) = read_scenario("version: 1\nname: Small\n" + extra).diagnostics
    assert finding.code == code
    assert words in finding.message
