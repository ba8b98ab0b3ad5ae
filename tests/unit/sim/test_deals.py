"""Deals in a world where everybody answers, is ready and buys: the meetings they take, and what stops them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Assign, Meeting, NextStep, Playbook
from sandbox.domain.tables import EVENT_COLUMNS, NONE, Event, LostReason, Stage, Tables, WonReason
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS, wait_of
from sandbox.sim.bookings import book, cancel
from sandbox.sim.lead_life import journeys
from sandbox.sim.population import sample_leads
from sandbox.sim.run import Run
from sandbox.sim.world import simulate
from tests.worlds import Everybody, one_queue, rows_of, scenario

KEY = key_of(5, 0)
CERTAIN = """
demand: {leads_per_week: LEADS}
teams: {sdr: {count: REPS}}
handling: {conversation: {fixed: 5 min}}
buyers:
  reachable: {default: 1}
  responsiveness_variance: 0
  phone: {decay_per_dial: 1, central: {at_once: 99, floor: 99}}
  intent: {ready: [1, 1, 1, 1]}
  meetings: {no_show: 0}
  deals:
    win_rate: {other: WINS}
    source: {}
    quality: [0, 0, 0, 0]
    budget: 0
    authority: 0
    time_to_close: {fixed: 10 days}
"""


def lived(
    deals: str = "", *, reps: int = 5, leads: int = 20, wins: float = 1, playbook: Playbook | None = None, row: int = -1
) -> Tables:
    """Return a run of the certain world, with what `deals` says of its deals."""
    text = CERTAIN.replace("LEADS", str(leads)).replace("REPS", str(reps)).replace("WINS", str(wins))
    drawn = scenario(text + (f"    {deals}\n" if deals else ""))
    plan = playbook or one_queue("phone", "phone 1 day")
    return simulate(sample_leads(drawn, KEY), Everybody(if_sql=row), plan, drawn, KEY)


def when(tables: Tables, event: Event) -> dict[int, list[int]]:
    """Return the times of an event by measured lead."""
    measured = set(tables.leads.lead[tables.leads.in_cohort].tolist())
    found: dict[int, list[int]] = {}
    for lead, time_ms in rows_of(tables, event, "lead", "time_ms").tolist():
        if lead in measured:
            found.setdefault(lead, []).append(time_ms)
    return found


def test_without_meetings_a_deal_closes_at_its_time() -> None:
    tables = lived()
    opened, won = when(tables, Event.OPENED), when(tables, Event.WON)
    assert len(opened) > 20
    assert won == {lead: [time + 10 * DAY_MS] for lead, (time,) in opened.items()}
    assert not when(tables, Event.MEETING_BOOKED)


def test_a_deal_has_one_meeting_in_each_even_part_of_its_time_and_closes_after_the_last() -> None:
    tables = lived("meetings: {count: 3}")
    opened, held, won = (when(tables, event) for event in (Event.OPENED, Event.MEETING_HELD, Event.WON))
    assert set(opened) == set(held) == set(won)
    for lead, (opened_ms,) in opened.items():
        assert len(held[lead]) == 3
        for number, ended_ms in enumerate(held[lead]):
            begun_ms = ended_ms - 45 * MINUTE_MS
            assert begun_ms >= opened_ms + number * 10 * DAY_MS / 3
            # Reps are nearly idle: a meeting waits for a night and a weekend at most.
            assert begun_ms <= opened_ms + (number + 1) * 10 * DAY_MS / 3 + 3 * DAY_MS
        assert won[lead][0] >= max(held[lead][-1], opened_ms + 10 * DAY_MS)


def test_meetings_take_their_time_of_the_owner() -> None:
    tables = lived("meetings: {count: 2}", playbook=one_queue("phone", assign=Assign.ROUND_ROBIN))
    owners = dict(rows_of(tables, Event.ASSIGNED, "lead", "rep").tolist())
    met = rows_of(tables, Event.MEETING_HELD, "lead", "rep", "time_ms").tolist()
    assert len(met) > 40
    assert all(owners[lead] == rep for lead, rep, _ in met)
    took = {
        (lead, time): length for lead, time, length in rows_of(tables, Event.DONE, "lead", "time_ms", "duration_ms")
    }
    assert all(took[lead, time] == 45 * MINUTE_MS for lead, _, time in met)


def test_deals_for_whose_meetings_nobody_has_time_are_not_won() -> None:
    few = lived("meetings: {count: 8}", reps=1, leads=40)
    # 40 leads a week need 240 hours of meetings; one rep has 40.
    assert len(when(few, Event.WON)) < 0.5 * len(when(few, Event.OPENED))
    assert set(when(few, Event.WON)) <= {lead for lead, held in when(few, Event.MEETING_HELD).items() if len(held) == 8}


@pytest.mark.parametrize(("count", "held"), [(0, 1), (1, 1), (3, 3)])
def test_the_meeting_that_led_to_a_deal_is_one_of_those_it_takes(count: int, held: int) -> None:
    within = wait_of("3 days")
    assert within is not None
    step = NextStep(id="visit", to="keep", meeting=Meeting(within=within))
    plan = replace(one_queue("phone"), after_contact=(step,))
    tables = lived(f"meetings: {{count: {count}}}", playbook=plan, row=0)
    met = when(tables, Event.MEETING_HELD)
    assert {len(times) for times in met.values()} == {held}
    assert set(when(tables, Event.WON)) == set(met)


def test_deals_freeze_at_their_hazard_and_never_move_again() -> None:
    tables = lived("freeze_per_week: .49", leads=300, reps=20)
    opened, frozen, won = (when(tables, event) for event in (Event.OPENED, Event.FROZEN, Event.WON))
    share, expected = len(frozen) / len(opened), 1 - math.exp(-0.49 * 10 / 7)
    assert share == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / len(opened)))
    assert set(won) == set(opened) - set(frozen)
    lengths = [time - opened[lead][0] for lead, (time,) in frozen.items()]
    assert max(lengths) < 10 * DAY_MS
    last = dict(zip(tables.events.column("lead").tolist(), tables.events.column("stage").tolist(), strict=True))
    assert {last[lead] for lead in frozen} == {Stage.OPPORTUNITY}


def test_a_frozen_deal_meets_nobody_and_gives_its_time_back(monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled: list[int] = []
    monkeypatch.setattr("sandbox.sim.deals.cancel", lambda run, journey, begins_ms: cancelled.append(journey.number))
    tables = lived("meetings: {count: 3}\n    freeze_per_week: 3")
    frozen, booked, held = (when(tables, e) for e in (Event.FROZEN, Event.MEETING_BOOKED, Event.MEETING_HELD))
    assert len(frozen) > 20
    assert not set(frozen) & set(when(tables, Event.WON))
    for lead, (frozen_ms,) in frozen.items():
        assert all(time <= frozen_ms for time in held.get(lead, []))
        assert cancelled.count(lead) == len(booked[lead]) - len(held.get(lead, []))


def test_a_lost_deal_carries_a_reason_where_the_scenario_states_reasons() -> None:
    silent = rows_of(lived(wins=0), Event.LOST, "outcome")
    assert len(silent) > 20
    assert (silent == NONE).all()
    told = rows_of(lived("lost_reasons: {rival: 2, bad_fit: 2}", wins=0), Event.LOST, "outcome")
    assert len(told) == len(silent)
    assert set(told[:, 0].tolist()) == {LostReason.RIVAL, LostReason.BAD_FIT}


def test_a_won_deal_carries_a_reason_where_the_scenario_states_reasons() -> None:
    silent = rows_of(lived(), Event.WON, "outcome")
    assert len(silent) > 20
    assert (silent == NONE).all()
    told = rows_of(lived("won_reasons: {speed: 1, relationship: 1}"), Event.WON, "outcome")
    assert len(told) == len(silent)
    assert set(told[:, 0].tolist()) == {WonReason.SPEED, WonReason.RELATIONSHIP}


def test_why_a_deal_is_won_has_nothing_to_do_with_how_nearly_it_was_lost() -> None:
    tables = lived("won_reasons: {price: 1, relationship: 1}", wins=0.4, leads=300, reps=20)
    told = rows_of(tables, Event.WON, "outcome")
    assert (told == WonReason.PRICE).mean() == pytest.approx(0.5, abs=0.08)


def test_reasons_change_nothing_else() -> None:
    stated = "won_reasons: {price: 1}\n    lost_reasons: {rival: 1}"
    plain, told = (lived(text, wins=0.5).events for text in ("", stated))
    is_end = np.isin(plain.column("event"), (Event.WON, Event.LOST))
    assert is_end.sum() > 20
    outcome = EVENT_COLUMNS.index("outcome")
    assert (told.rows[is_end, outcome] != NONE).all()
    told.rows[is_end, outcome] = NONE
    np.testing.assert_array_equal(told.rows, plain.rows)


def test_no_budget_is_the_reason_rather_where_a_conversation_found_none() -> None:
    def share(budget: str) -> float:
        shares = f"intent: {{budget_confirmed: [{budget}, {budget}, {budget}, {budget}], ready:"
        text = CERTAIN.replace("intent: {ready:", shares).replace("LEADS", "300").replace("REPS", "20")
        drawn = scenario(text.replace("WINS", "0") + "    lost_reasons: {no_budget: 1, rival: 1}\n")
        tables = simulate(sample_leads(drawn, KEY), Everybody(), one_queue("phone"), drawn, KEY)
        return float((rows_of(tables, Event.LOST, "outcome") == LostReason.NO_BUDGET).mean())

    assert share("1") == pytest.approx(1 / 2, abs=0.06)
    assert share("0") == pytest.approx(3 / 4, abs=0.06)


def test_existing_customers_have_their_own_odds_and_discount() -> None:
    facts = "leads: {facts: {existing_customer: {shares: {'yes': .5, 'no': .5}, missing: .5}}}\n"
    plain = sample_leads(scenario(facts), KEY)
    other = sample_leads(scenario(facts + "buyers: {deals: {existing_customer: {logit: .7, discount: .2}}}\n"), KEY)
    gained, ratio = other.win_logit - plain.win_logit, other.deal_median_usd / plain.deal_median_usd
    customer = gained > 0.5
    assert customer.mean() == pytest.approx(0.5, abs=0.1)
    np.testing.assert_allclose(gained, np.where(customer, 0.7, 0.0), atol=1e-12)
    np.testing.assert_allclose(ratio, np.where(customer, 0.8, 1.0))
    # True of the lead, whether or not the policy knows it.
    seen = plain.facts["existing_customer"]
    assert (customer[seen >= 0] == (seen[seen >= 0] == 1)).all()
    assert customer[seen < 0].any()


def test_the_last_measured_deal_keeps_arrivals_going_while_it_needs_a_rep() -> None:
    quiet, busy = lived(), lived("meetings: {count: 3}")
    assert quiet.leads.created_ms[-1] < 3 * WEEK_MS + 2 * DAY_MS
    assert busy.leads.created_ms[-1] > max(max(held) for held in when(busy, Event.MEETING_HELD).values()) - DAY_MS


def test_the_time_of_a_meeting_that_is_cancelled_is_free_again() -> None:
    drawn = scenario()
    run = Run(sample_leads(drawn, KEY), Everybody(), one_queue("phone"), drawn, KEY)
    journey = next(iter(journeys(run)))
    journey.queue, journey.rep = 0, 0
    nine = 9 * HOUR_MS
    assert [book(run, journey, 0) for _ in range(2)] == [nine, nine + 45 * MINUTE_MS]
    cancel(run, journey, nine)
    assert book(run, journey, 0) == nine
