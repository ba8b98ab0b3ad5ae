"""Clocks and owners of cadences: automation, sms, business time, `within`, windows, leads without a number."""

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import fold_run
from sandbox.domain.business_time import BusinessTime, add_wait, business_time
from sandbox.domain.calendar import local_time, open_hours
from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Assign, Pickup, Playbook, TouchWindow
from sandbox.domain.tables import NONE, ChannelCode, Event, Stage, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, Wait, wait_of
from sandbox.engine.language.parse import load_policy
from sandbox.files.week import weekly_hours
from sandbox.sim.buyers import reply_probability
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from sandbox.study.tasks import simulate_once
from tests.worlds import ROOT, Everybody, one_queue, rows_of, scenario

FEW = "demand: {leads_per_week: 40, dispersion: none}\n"
DEAF = scenario(FEW + "buyers: {reachable: {default: 0}, mail: {reply: 0}}\n")
"""Nobody ever answers: every cadence runs to its end."""
CHATTY = "buyers: {reachable: {default: 0}, mail: {reply: 1, automated: 1, decay_per_day: 0, delay: {fixed: 1 h}}}\n"
NOBODY = "teams: {sdr: {count: 0}}\n"
ONE_MINUTE_SMS = MINUTE_MS
PREPARATION_MS = 5 * MINUTE_MS


def lived(world: Scenario, playbook: Playbook) -> Tables:
    """Return the tables of one replication in which everybody goes to the queue."""
    key = key_of(1, 0)
    return simulate(sample_leads(world, key), Everybody(), playbook, world, key)


def business(world: Scenario) -> BusinessTime:
    """Return the business time of a scenario."""
    hours = open_hours(world.business_hours, world.start, world.zone, world.days)
    return business_time(hours, local_time(world.start, world.zone, world.days))


def before_dst(times_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the times at which the clock shows local time: before 8 March."""
    return times_ms[times_ms < 62 * DAY_MS]


def times(tables: Tables, event: Event, k: int | None = None) -> dict[int, int]:
    """Return when each lead had such an event, of this `k`, first."""
    rows = rows_of(tables, event, "lead", "time_ms", "k").tolist()
    return {lead: time for lead, time, number in reversed(rows) if k in {None, number}}


def measure(tables: Tables, name: str) -> float:
    """Return a measure of a run over all its leads."""
    fold = fold_run(tables, follow_cohort(tables))
    column = fold.measures.index(name)
    return float(fold.numerators[0, column] / fold.denominators[0, column])


# Automation and sms


def test_an_automated_touch_needs_no_rep_and_no_shift_and_takes_no_time() -> None:
    silent = "buyers: {mail: {reply: 0}}\n"
    tables = lived(scenario(FEW + NOBODY + silent), one_queue("auto email", "auto sms 2 h", then="close"))
    created = dict(zip(tables.leads.lead.tolist(), tables.leads.created_ms.tolist(), strict=True))
    assert times(tables, Event.AUTOMATED, 1) == created
    assert len(tables.leads) > 100
    assert all(time == created[lead] + 2 * HOUR_MS for lead, time in times(tables, Event.AUTOMATED, 2).items())
    assert not len(rows_of(tables, Event.DUE, "lead"))
    assert set(rows_of(tables, Event.AUTOMATED, "channel")[:, 0].tolist()) == {ChannelCode.EMAIL, ChannelCode.SMS}


def test_automation_never_counts_for_the_promise_speed_to_lead_attempts_or_sal() -> None:
    playbook = one_queue("auto email", "auto sms 1 h", then="close", respond_within=Wait(elapsed_ms=DAY_MS))
    tables = lived(DEAF, playbook)
    cohort = follow_cohort(tables)
    assert not cohort.attempts.any()
    assert not np.isfinite(cohort.speed_ms).any()
    assert measure(tables, "sla_attainment") == 0
    assert measure(tables, "unworked_rate") == 1
    assert Stage.SAL not in tables.events.column("stage")


def test_the_first_touch_by_a_person_meets_the_promise_wherever_it_stands_in_the_cadence() -> None:
    called = one_queue("auto email", "phone", respond_within=Wait(business_ms=HOUR_MS, is_business=True))
    assert measure(lived(scenario(FEW + "teams: {sdr: {count: 50}}\n"), called), "sla_attainment") == 1


def test_a_person_who_answers_a_reply_to_automation_meets_the_promise_and_makes_a_sal() -> None:
    promise = Wait(business_ms=HOUR_MS, is_business=True)
    playbook = one_queue("auto email", "phone 60 days", respond_within=promise)
    tables = lived(scenario(FEW + CHATTY.replace("1 h", "1 min") + "teams: {sdr: {count: 50}}\n"), playbook)
    assert measure(tables, "sla_attainment") == 1
    assert measure(tables, "unworked_rate") == 0
    assert (rows_of(tables, Event.CONTACTED, "stage")[:, 0] >= Stage.SAL).all()


def test_a_reply_to_automation_goes_to_the_first_free_rep_where_nobody_owns_the_lead() -> None:
    tables = lived(scenario(FEW + CHATTY), one_queue("auto email", "phone 30 days"))
    replied, assigned, contacted = (times(tables, e) for e in (Event.REPLIED, Event.ASSIGNED, Event.CONTACTED))
    assert contacted.keys() == replied.keys() == assigned.keys()
    assert len(contacted) > 100
    assert all(contacted[lead] >= assigned[lead] >= replied[lead] for lead in contacted)
    assert not len(rows_of(tables, Event.DIALED, "lead"))


def test_a_reply_to_automation_goes_to_the_rep_in_turn_of_a_round_robin_queue() -> None:
    tables = lived(scenario(FEW + CHATTY), one_queue("auto email", "phone 30 days", assign=Assign.ROUND_ROBIN))
    reps = rows_of(tables, Event.ASSIGNED, "rep")[:, 0]
    assert (np.diff(reps) != 0).all()  # two reps, strictly in turn
    owner = dict(rows_of(tables, Event.ASSIGNED, "lead", "rep").tolist())
    answers = rows_of(tables, Event.CONTACTED, "lead", "rep").tolist()
    assert len(answers) > 100
    assert all(owner[lead] == rep for lead, rep in answers)


def test_a_reply_to_automation_goes_to_the_owner_where_there_is_one() -> None:
    tables = lived(scenario(FEW + CHATTY), one_queue("phone", "auto sms", "phone 30 days"))
    caller = dict(rows_of(tables, Event.DIALED, "lead", "rep").tolist())
    answers = rows_of(tables, Event.CONTACTED, "lead", "rep", "channel").tolist()
    assert len(answers) > 100
    assert all(caller[lead] == rep and channel == ChannelCode.SMS for lead, rep, channel in answers)


def test_a_reply_ends_a_cadence() -> None:
    tables = lived(scenario(FEW + CHATTY), one_queue("auto email", "phone 10 days", "auto sms 1 day"))
    replied = times(tables, Event.REPLIED)
    touched = [*rows_of(tables, Event.AUTOMATED, "lead", "time_ms"), *rows_of(tables, Event.DIALED, "lead", "time_ms")]
    assert not any(time > replied.get(int(lead), time) for lead, time in touched)
    assert len(replied) > 100


def test_automation_is_answered_half_as_often() -> None:
    mail = scenario().buyers.mail
    assert reply_probability(mail, 2, DAY_MS, is_automated=True) == reply_probability(mail, 2, DAY_MS) / 2


def test_a_written_sms_takes_a_minute_beside_preparation_and_is_an_attempt() -> None:
    tables = lived(DEAF, one_queue("sms"))
    assert set(rows_of(tables, Event.DONE, "duration_ms")[:, 0].tolist()) == {PREPARATION_MS + ONE_MINUTE_SMS}
    assert set(rows_of(tables, Event.MAILED, "channel")[:, 0].tolist()) == {ChannelCode.SMS}
    assert measure(tables, "attempts_per_lead") == 1


def test_automation_does_not_wait_until_reps_look_into_the_queue() -> None:
    tables = lived(DEAF, one_queue("auto email", "phone", pickup=Pickup(at_ms=(13 * HOUR_MS,))))
    created = dict(zip(tables.leads.lead.tolist(), tables.leads.created_ms.tolist(), strict=True))
    assert times(tables, Event.AUTOMATED) == created
    due = rows_of(tables, Event.DUE, "time_ms")[:, 0]
    assert set((due % DAY_MS).tolist()) == {13 * HOUR_MS}


# Business durations


def test_after_counts_business_time_from_the_end_of_the_previous_touch() -> None:
    for text in ("1 business day", "90 business min", "8 business h", "1 day"):
        tables = lived(DEAF, one_queue("phone", f"phone {text}"))
        calendar, wait = business(DEAF), wait_of(text)
        assert wait is not None
        first, due = times(tables, Event.DONE, 1), times(tables, Event.DUE, 2)
        assert len(due) > 100
        assert all(due[lead] == add_wait(calendar, first[lead], wait) for lead in due)


def test_a_promise_in_business_time_counts_from_entering_the_queue() -> None:
    promise = Wait(business_ms=8 * HOUR_MS, is_business=True)
    tables = lived(DEAF, one_queue("phone", respond_within=promise))
    calendar = business(DEAF)
    for created_ms, promise_ms in zip(tables.leads.created_ms.tolist(), tables.leads.promise_ms.tolist(), strict=True):
        assert created_ms + promise_ms == add_wait(calendar, created_ms, promise)


def test_where_business_hours_never_open_the_touch_never_comes_due_and_the_lead_stays_open() -> None:
    never = scenario(FEW + 'business_hours: {}\nteams: {sdr: {count: 2, shifts: {"Mon-Sun": 00:00-24:00}}}\n')
    tables = lived(never, one_queue("auto email", "phone 1 business day", within=wait_of("2 business weeks")))
    assert len(rows_of(tables, Event.AUTOMATED, "lead")) == len(tables.leads)
    for event in (Event.DIALED, Event.CADENCE_ENDED):
        assert not len(rows_of(tables, event, "lead"))
    assert len(tables.leads) > 100


# Within


def test_touches_due_after_within_are_not_made_and_the_lead_goes_on_when_it_ends() -> None:
    limit = Wait(elapsed_ms=5 * DAY_MS)
    tables = lived(DEAF, one_queue("auto email", "auto email 4 days", "auto email 4 days", then="close", within=limit))
    assert set(rows_of(tables, Event.AUTOMATED, "k")[:, 0].tolist()) == {1, 2}
    routed, ended = times(tables, Event.ROUTED), times(tables, Event.CADENCE_ENDED)
    assert len(ended) > 100
    assert all(time == routed[lead] + 5 * DAY_MS for lead, time in ended.items())


def test_a_cadence_whose_touches_are_used_up_does_not_wait_for_the_end_of_within() -> None:
    tables = lived(DEAF, one_queue("auto email", "auto email 1 day", within=Wait(elapsed_ms=5 * DAY_MS)))
    assert times(tables, Event.CADENCE_ENDED) == times(tables, Event.AUTOMATED, 2)


# Windows

TUESDAYS = TouchWindow(hours=weekly_hours({"Tue": "10:00-12:00"}))
ROUND_THE_CLOCK = FEW + 'teams: {sdr: {count: 1, shifts: {"Mon-Sun": 00:00-24:00}}}\n'


def test_a_touch_outside_the_window_waits_for_the_next_opening() -> None:
    world = scenario(ROUND_THE_CLOCK + "buyers: {mail: {reply: 0}}\n")
    tables = lived(world, one_queue("auto email", "phone", window=TUESDAYS))
    for event in (Event.AUTOMATED, Event.DUE):
        due = before_dst(rows_of(tables, event, "time_ms")[:, 0])
        assert (due // DAY_MS % 7 == 1).all()
        assert ((due % DAY_MS >= 10 * HOUR_MS) & (due % DAY_MS < 12 * HOUR_MS)).all()


def test_a_rep_never_starts_a_touch_outside_the_window_however_long_the_queue() -> None:
    tables = lived(scenario(ROUND_THE_CLOCK), one_queue("phone", "phone", window=TUESDAYS))
    done = rows_of(tables, Event.DONE, "k", "time_ms", "duration_ms")
    begins = before_dst(done[:, 1] - done[:, 2])
    assert len(np.unique(begins // DAY_MS)) >= 4
    assert (begins // DAY_MS % 7 == 1).all()
    assert (begins % DAY_MS >= 10 * HOUR_MS).all()
    assert (begins % DAY_MS < 12 * HOUR_MS).all()
    assert len(begins) < len(tables.leads)  # one rep, two hours a week: most leads wait


def test_a_touch_postponed_by_the_window_does_not_stop_the_promise() -> None:
    promise = Wait(elapsed_ms=HOUR_MS)
    world = scenario(FEW + 'teams: {sdr: {count: 50, shifts: {"Mon-Sun": 00:00-24:00}}}\n')
    free, kept = (lived(world, one_queue("phone", window=w, respond_within=promise)) for w in (None, TUESDAYS))
    np.testing.assert_array_equal(free.leads.promise_ms[:100], kept.leads.promise_ms[:100])
    assert measure(free, "sla_attainment") == 1
    assert measure(kept, "sla_attainment") < 0.1
    assert measure(kept, "unworked_rate") == 0


def test_a_window_of_another_zone_is_in_its_local_time() -> None:
    kolkata = TouchWindow(hours=weekly_hours({"Mon-Sun": "09:00-10:00"}), zone="Asia/Kolkata")
    tables = lived(DEAF, one_queue("auto sms", window=kolkata))
    # 09:00 in Kolkata is 22:30 of the day before in New York's winter.
    begins = rows_of(tables, Event.AUTOMATED, "time_ms")[:, 0] % DAY_MS
    assert (begins >= 22.5 * HOUR_MS).all()
    assert (begins < 23.5 * HOUR_MS).all()


def test_a_touch_that_waits_for_its_window_is_dropped_when_the_lead_replies() -> None:
    late = TouchWindow(hours=weekly_hours({"Tue": "10:00-10:30"}))
    tables = lived(scenario(FEW + CHATTY + NOBODY), one_queue("auto email", "phone", window=late))
    dropped = times(tables, Event.DROPPED)
    assert dropped
    assert dropped.keys() <= times(tables, Event.REPLIED).keys()
    assert set(dropped.values()) <= set(times(tables, Event.REPLIED).values())


# Leads without a number

HALF = 'leads: {facts: {phone: {shares: {"yes": .5, "no": .5}, missing: .2}}}\n'


def test_calls_and_sms_without_a_number_are_skipped_and_logged() -> None:
    world = scenario(FEW + HALF + "buyers: {reachable: {default: 0}, mail: {reply: 0}}\n")
    tables = lived(world, one_queue("phone", "sms 1 day", "email 1 day", "phone 1 day"))
    without = set(np.flatnonzero(tables.leads.facts["phone"] == 0).tolist())
    assert 0.3 < len(without) / len(tables.leads) < 0.5  # half of the leads, and a fifth of these not known
    skipped = rows_of(tables, Event.SKIPPED, "lead", "k").tolist()
    assert {lead for lead, _ in skipped} == without
    assert {k for _, k in skipped} == {1, 2, 4}
    assert not without & set(times(tables, Event.DIALED))
    mailed = rows_of(tables, Event.MAILED, "lead", "channel", "time_ms").tolist()
    created = tables.leads.created_ms.tolist()
    alone = [(channel, time - created[lead]) for lead, channel, time in mailed if lead in without]
    assert alone
    assert all(channel == ChannelCode.EMAIL and waited >= 2 * DAY_MS for channel, waited in alone)


def test_a_scenario_that_says_nothing_of_phone_has_a_number_for_everybody() -> None:
    assert "phone" not in DEAF.facts
    assert not len(rows_of(lived(DEAF, one_queue("phone", "auto sms")), Event.SKIPPED, "lead"))


# A shipped policy


def test_four_calls_and_two_emails_within_ten_business_days_then_back_to_marketing() -> None:
    policy = load_policy(ROOT / "policies" / "four_calls_two_emails.yaml").value
    assert policy is not None
    tables = simulate_once(policy, DEAF, seed=1)
    dials, mails = (np.bincount(rows_of(tables, e, "lead")[:, 0]) for e in (Event.DIALED, Event.MAILED))
    routed, due = times(tables, Event.ROUTED), rows_of(tables, Event.DUE, "lead", "time_ms").tolist()
    calendar, limit = business(DEAF), Wait(business_days=10, is_business=True)
    assert all(time <= (add_wait(calendar, routed[lead], limit) or 0) for lead, time in due)
    ended = rows_of(tables, Event.CADENCE_ENDED, "lead", "stage", "rep").tolist()
    assert len(ended) > 80
    assert all(stage == Stage.NURTURE and rep != NONE for _, stage, rep in ended)
    assert {(int(dials[lead]), int(mails[lead])) for lead, _, _ in ended} == {(4, 2)}
