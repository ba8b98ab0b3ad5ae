"""Leads that are not ready: ripening, signals, programs, recycling, and what is lost when nobody keeps in touch."""

import math
from collections import Counter

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.tables import NONE, Event, Owner, Stage, Tables
from sandbox.domain.units import DAY_MS, WEEK_MS
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.table import compile_policy
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.worlds import rows_of, scenario, vocabulary

LATER = "intent: {ready: [0, 0, 0, 0], buys_later: 1}"
READY = "intent: {ready: [1, 1, 1, 1]}"
SILENT = "signals_per_week: {ready: 0, buys_later: 0, never_buys: 0}"
CURIOUS = "signals_per_week: {ready: 1, buys_later: 1, never_buys: 1}"
STILL = "nurtured_per_week: {sceptical: 0, central: 0, vendor: 0}, alone_per_week: 0"

WAITING = "{id: all, otherwise: true, to: nurture}"
CALLED = "{id: all, otherwise: true, to: q}"
DRIP = "nurture: [{id: drip, otherwise: true, touches: {channel: email, every: 14 days}, stop_after: 100 days}]\n"


def world(*buyers: str, ripening: str = "", more: str = "", leads_per_week: int = 60) -> Scenario:
    """Return a small market in which leads ripen."""
    ripens = ", ".join(["ripening: {enabled: true" + (", " + ripening if ripening else "") + "}", *buyers])
    demand = f"demand: {{leads_per_week: {leads_per_week}, dispersion: none}}\n"
    return scenario(demand + "buyers: {" + ripens + "}\n" + more)


def lived(market: Scenario, routing: str, more: str = "", touches: str = "{channel: phone}") -> Tables:
    """Return the tables of a run under a policy of one queue."""
    text = (
        f"version: 1\nname: Test\nrouting: [{routing}]\nqueues: {{q: {{team: sdr, cadence: c}}}}\n"
        f"cadences: {{c: {{touches: [{touches}], then: nurture}}}}\n{more}"
    )
    policy = parse_policy(text, "test.yaml", vocabulary()).value
    assert policy is not None
    key = key_of(1, 0)
    return simulate(sample_leads(market, key), compile_policy(policy), policy.playbook, market, key)


def events_of(tables: Tables, event: Event) -> Counter[int]:
    """Return how many such events each lead has."""
    return Counter(rows_of(tables, event, "lead")[:, 0].tolist())


def share_within(tables: Tables, event: Event, weeks: int, *, cycle: int = 0) -> float:
    """Return the share of leads with such an event so many weeks after their creation, among those followed so long."""
    created = tables.leads.created_ms
    horizon_ms = tables.window.arrivals_to_ms + tables.window.follow_up_ms
    followed = np.flatnonzero(created + weeks * WEEK_MS < horizon_ms)
    rows = rows_of(tables, event, "lead", "time_ms", "cycle")
    rows = rows[rows[:, 2] == cycle]
    first = dict(rows[::-1, :2].tolist())
    return float(np.mean([first.get(lead, math.inf) - created[lead] <= weeks * WEEK_MS for lead in followed.tolist()]))


def test_leads_that_buy_later_ripen_alone_at_their_hazard_and_three_in_ten_come_back() -> None:
    tables = lived(world(LATER, ripening="alone_per_week: .2"), WAITING)
    ripe = 1 - math.exp(-0.2 * 6)
    assert share_within(tables, Event.INQUIRY, 6, cycle=1) == pytest.approx(0.3 * ripe, abs=0.08)
    assert share_within(tables, Event.BOUGHT_ELSEWHERE, 6) == pytest.approx(0.7 * ripe, abs=0.08)


def test_who_keeps_in_touch_gets_eight_in_ten_of_those_that_ripen() -> None:
    hazards = f"nurtured_per_week: {{sceptical: .2, central: .2, vendor: .2}}, alone_per_week: .01, {SILENT}"
    tables = lived(world(LATER, ripening=hazards), WAITING, DRIP)
    ripe = 1 - math.exp(-0.2 * 6)
    assert share_within(tables, Event.INQUIRY, 6, cycle=1) == pytest.approx(0.8 * ripe, abs=0.08)
    assert share_within(tables, Event.BOUGHT_ELSEWHERE, 6) == pytest.approx(0.2 * ripe, abs=0.08)


def test_a_ready_lead_that_nobody_talks_with_buys_elsewhere_in_time() -> None:
    tables = lived(world(READY, ripening="patience: 2 weeks"), CALLED, touches="{channel: phone, after: 300 days}")
    assert share_within(tables, Event.BOUGHT_ELSEWHERE, 4) == pytest.approx(1 - math.exp(-2), abs=0.06)


def test_a_lead_that_somebody_talked_with_does_not() -> None:
    reached = "reachable: {default: 1}, responsiveness_variance: 0, phone: {central: {at_once: 50, floor: 50}}"
    tables = lived(world(READY, reached, ripening="patience: 2 weeks"), CALLED, more="", touches="{channel: phone}")
    contacted = dict(rows_of(tables, Event.CONTACTED, "lead", "time_ms").tolist())
    left = rows_of(tables, Event.BOUGHT_ELSEWHERE, "lead", "time_ms").tolist()
    assert len(contacted) > 100
    assert not [lead for lead, at_ms in left if contacted.get(lead, math.inf) < at_ms]


def test_messages_go_out_every_two_weeks_until_the_program_is_over() -> None:
    tables = lived(world(ripening=f"{STILL}, {SILENT}"), WAITING, DRIP, touches="{channel: phone}")
    sent = rows_of(tables, Event.NURTURED, "lead", "time_ms")
    created = tables.leads.created_ms
    horizon_ms = tables.window.arrivals_to_ms + tables.window.follow_up_ms
    for lead in range(0, len(created), 7):
        due = [created[lead] + k * 14 * DAY_MS for k in range(1, 8) if k * 14 <= 100]
        assert sent[sent[:, 0] == lead, 1].tolist() == [at_ms for at_ms in due if at_ms < horizon_ms]


def test_automation_needs_no_rep_and_a_rep_shares_the_lead_with_marketing() -> None:
    by_rep = DRIP.replace("14 days}", "14 days, by: rep}")
    alone, shared = (lived(world(ripening=f"{STILL}, {SILENT}"), WAITING, program) for program in (DRIP, by_rep))
    assert set(rows_of(alone, Event.NURTURED, "rep", "owner")[:, 1].tolist()) == {Owner.MARKETING}
    assert not alone.shifts.worked_ms.any()
    assert set(rows_of(shared, Event.NURTURED, "owner")[:, 0].tolist()) == {Owner.SHARED}
    assert shared.shifts.worked_ms.any()
    assert not len(rows_of(shared, Event.DIALED, "lead"))


def test_a_signal_sends_a_lead_through_routing_once_the_condition_holds_on_fresh_facts() -> None:
    program = DRIP.replace("stop_after", "promote_when: signals_30d >= 2, stop_after")
    routing = "{id: back, when: times_recycled >= 1, to: q}, " + WAITING
    tables = lived(world(ripening=f"{STILL}, {CURIOUS}"), routing, program)
    back = {lead: time for lead, time, cycle in rows_of(tables, Event.ROUTED, "lead", "time_ms", "cycle") if cycle == 1}
    signals = rows_of(tables, Event.SIGNAL, "lead", "time_ms")
    assert len(back) > 50
    for lead, at_ms in back.items():
        seen = signals[(signals[:, 0] == lead) & (signals[:, 1] <= at_ms), 1]
        assert len(seen) >= 2
        assert seen[-1] == at_ms
        assert seen[-1] - seen[-2] < 30 * DAY_MS


def test_a_lead_that_is_worked_again_gets_no_more_messages_of_its_program() -> None:
    routing = "{id: back, when: times_recycled >= 1, to: q}, " + WAITING
    tables = lived(world(ripening=f"{STILL}, {CURIOUS}"), routing, DRIP, touches="{channel: phone, after: 300 days}")
    back = {lead: time for lead, time, cycle in rows_of(tables, Event.ROUTED, "lead", "time_ms", "cycle") if cycle == 1}
    sent = rows_of(tables, Event.NURTURED, "lead", "time_ms").tolist()
    assert len(back) > 50
    assert not [lead for lead, at_ms in sent if at_ms > back.get(lead, math.inf)]


def test_without_a_program_nobody_notices_signals() -> None:
    assert not events_of(lived(world(ripening=CURIOUS), WAITING), Event.SIGNAL)


def test_an_idle_lead_is_found_when_it_has_been_idle_so_long_and_sent_where_the_row_says() -> None:
    rows = "recycling: [{id: stale, stage: sal, idle_for: 14 days, to: nurture}]\n"
    deaf = "reachable: {default: 0}, mail: {reply: 0}"
    touches = "{channel: phone}, {channel: phone, after: 300 days}"
    tables = lived(world(deaf, ripening=f"{STILL}, patience: 3000 days"), CALLED, rows, touches)
    called = dict(rows_of(tables, Event.DIALED, "lead", "time_ms").tolist())
    found = rows_of(tables, Event.RECYCLED, "lead", "time_ms", "stage", "rule").tolist()
    assert len(found) > 100
    assert all(
        at_ms - called[lead] == 14 * DAY_MS and stage == Stage.NURTURE and row == 0 for lead, at_ms, stage, row in found
    )


def test_a_recycled_deal_is_never_closed() -> None:
    rows = "recycling: [{id: stale, stage: opportunity, idle_for: 10 days, to: nurture}]\n"
    market = world(READY, "deals: {time_to_close: {fixed: 20 days}}", ripening=STILL)
    tables = lived(market, CALLED, rows)
    assert len(events_of(tables, Event.RECYCLED)) > 20
    assert not len(rows_of(tables, Event.WON, "lead"))
    assert not len(rows_of(tables, Event.LOST, "lead"))


def test_a_deal_that_closes_in_time_is_not_recycled() -> None:
    rows = "recycling: [{id: stale, stage: opportunity, idle_for: 30 days, to: nurture}]\n"
    tables = lived(world(READY, "deals: {time_to_close: {fixed: 20 days}}", ripening=STILL), CALLED, rows)
    assert not events_of(tables, Event.RECYCLED)
    assert len(rows_of(tables, Event.WON, "lead")) > 5


def test_no_lead_is_recycled_for_ever() -> None:
    rows = "recycling: [{id: stale, stage: sal, idle_for: 1 day, to: q}]\n"
    deaf = "reachable: {default: 0}, mail: {reply: 0}"
    touches = "{channel: phone}, {channel: phone, after: 300 days}"
    many = "teams: {sdr: {count: 60, shifts: {Mon-Sun: 00:00-24:00}}}\n"
    tables = lived(world(deaf, ripening=f"{STILL}, patience: 3000 days", more=many), CALLED, rows, touches)
    found = rows_of(tables, Event.RECYCLED, "lead", "time_ms")
    assert max(events_of(tables, Event.RECYCLED).values()) == 10
    for lead in np.unique(found[:, 0]).tolist():
        assert (np.diff(found[found[:, 0] == lead, 1]) >= DAY_MS).all()  # each time it has a day to move


def test_a_lead_that_ripens_while_it_is_worked_starts_its_cadence_anew_with_its_owner() -> None:
    deaf = "reachable: {default: 0}, mail: {reply: 0}"
    touches = "{channel: phone}, {channel: phone, after: 300 days}"
    tables = lived(
        world(LATER, deaf, ripening="alone_per_week: .3, returns: {alone: 1, in_touch: 1}"), CALLED, "", touches
    )
    again = {lead for lead, cycle in rows_of(tables, Event.INQUIRY, "lead", "cycle").tolist() if cycle == 1}
    dials = rows_of(tables, Event.DIALED, "lead", "rep", "cycle").tolist()
    first = {lead: rep for lead, rep, cycle in dials if cycle == 0}
    second = {lead: rep for lead, rep, cycle in dials if cycle == 1 and lead in first}
    assert len(second) > 50
    assert second.keys() <= again
    assert all(first[lead] == rep != NONE for lead, rep in second.items())
