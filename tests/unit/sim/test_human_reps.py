"""Each side of human nature has its effect, with the right sign, on common random numbers."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.playbook import REASSIGN, Assign, Meeting, NextStep, Order, Playbook
from sandbox.domain.tables import NONE, Event, Stage, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, Wait, wait_of
from sandbox.sim.nature import PERFECT, Nature, Patience, Shares
from sandbox.sim.population import sample_leads
from sandbox.sim.world import simulate
from tests.worlds import Everybody, contact_rate, one_queue, rows_of, scenario

FEW_LEADS = "\ndemand: {leads_per_week: 60}\n"
WORLD = scenario(FEW_LEADS)
RULES = Everybody(scores=tuple(7 * lead % 17 for lead in range(17)))


@cache
def lived(
    nature: Nature = PERFECT,
    playbook: Playbook | None = None,
    *,
    heads: int = 3,
    veterans: float = 1.0,
    rules: Everybody = RULES,
    world: str = "",
) -> Tables:
    """Return the tables of a run in which leads are given in turn, unless the playbook says otherwise."""
    drawn, key = scenario(FEW_LEADS + world), key_of(1, 0)
    team = replace(drawn.teams["sdr"], count=heads, nature=nature, veterans=veterans)
    drawn = replace(drawn, teams={"sdr": team})
    return simulate(sample_leads(drawn, key), rules, playbook or IN_TURN, drawn, key)


def ignoring(share: float) -> Nature:
    return Nature(untracked=Shares(novice=share, veteran=share))


class Plan(Playbook):
    """A playbook that can be remembered by identity."""

    __hash__ = object.__hash__


def plan(*planned: str, **kinds: Any) -> Playbook:
    made = one_queue(*planned, **{"assign": Assign.ROUND_ROBIN, **kinds})
    return Plan(queues=made.queues, cadences=made.cadences)


def with_queue(playbook: Playbook, **changes: Any) -> Playbook:
    (queue,) = playbook.queues
    return Plan(queues=(replace(queue, **changes),), cadences=playbook.cadences)


def leads_with(tables: Tables, *events: Event) -> set[int]:
    return {lead for event in events for lead in rows_of(tables, event, "lead")[:, 0].tolist()}


IN_TURN = plan("phone", "phone 1 day", "phone 1 day", "phone 2 days")
RESCUE = with_queue(IN_TURN, respond_within=Wait(elapsed_ms=DAY_MS), on_breach=REASSIGN)
SHARED = plan("phone", "phone 1 day", "phone 1 day", assign=Assign.SHARED)
TRIED = (Event.DIALED, Event.MAILED, Event.CONTACTED)


# Ignoring


def test_an_ignored_lead_is_never_worked_and_every_other_one_is() -> None:
    tables = lived(ignoring(0.4))
    given, ignored, tried = (leads_with(tables, *events) for events in ((Event.ASSIGNED,), (Event.IGNORED,), TRIED))
    assert not ignored & tried
    assert given - ignored <= tried | {max(given)}
    assert len(rows_of(tables, Event.IGNORED, "lead")) == len(ignored)
    assert len(ignored) / len(given) == pytest.approx(0.4, abs=3 * (0.24 / len(given)) ** 0.5)


def test_whoever_ignores_more_ignores_the_same_leads_and_more() -> None:
    few, many = (leads_with(lived(ignoring(share)), Event.IGNORED) for share in (0.2, 0.6))
    assert few < many


def test_nobody_ignores_what_nobody_is_given() -> None:
    tables = lived(ignoring(0.9), SHARED)
    assert not leads_with(tables, Event.IGNORED)
    np.testing.assert_array_equal(tables.events.rows, lived(PERFECT, SHARED).events.rows)


def test_a_broken_promise_takes_an_ignored_lead_to_somebody_who_may_work_it() -> None:
    lying, rescued = lived(ignoring(0.5)), lived(ignoring(0.5), RESCUE)
    ignored = leads_with(rescued, Event.IGNORED)
    saved = ignored & leads_with(rescued, *TRIED)
    assert len(saved) > 0.9 * len(ignored)  # every rep is asked once, then anybody may
    assert contact_rate(rescued) > contact_rate(lying)


def test_a_reply_to_automation_is_ignored_like_everything_else_of_the_lead_and_rescued_with_it() -> None:
    planned = ("auto email", "phone 8 weeks")
    lying = lived(ignoring(0.999), plan(*planned))
    rescued = lived(ignoring(0.5), with_queue(plan(*planned), respond_within=wait_of("3 days"), on_breach=REASSIGN))
    assert leads_with(lying, Event.REPLIED)
    assert not leads_with(lying, Event.CONTACTED) & leads_with(lying, Event.IGNORED)
    stories: dict[int, list[int]] = {}
    for lead, event in rescued.events.rows[:, [1, 3]].tolist():
        if event in (Event.IGNORED, Event.REPLIED, Event.REASSIGNED, Event.CONTACTED):
            stories.setdefault(lead, []).append(event)
    waited = [story[3:] for story in stories.values() if story[:3] == [Event.IGNORED, Event.REPLIED, Event.REASSIGNED]]
    assert len(waited) > 2
    assert all(Event.CONTACTED in rest for rest in waited)


def test_nobody_ignores_a_lead_with_a_meeting() -> None:
    (first,) = SHARED.queues
    second = replace(first, name="closers", assign=Assign.ROUND_ROBIN)
    meeting = NextStep(id="meet", to="closers", meeting=Meeting(within=Wait(elapsed_ms=DAY_MS)))
    made = Plan(queues=(first, second), cadences=SHARED.cadences, after_contact=(meeting,))
    always = replace(RULES, if_sql=0, if_not=0)
    tables = lived(ignoring(0.99), made, rules=always)
    assert leads_with(tables, Event.MEETING_HELD)
    assert not leads_with(tables, Event.IGNORED)
    without = Plan(queues=(first, second), cadences=SHARED.cadences, after_contact=(replace(meeting, meeting=None),))
    assert leads_with(lived(ignoring(0.99), without, rules=always), Event.IGNORED)


# Giving up


def test_a_rep_drops_a_lead_after_so_many_dials_in_vain() -> None:
    tables = lived(Nature(gives_up_after=Patience(novice=2, veteran=2)))
    given_up = leads_with(tables, Event.GIVEN_UP)
    dials = rows_of(tables, Event.DIALED, "lead", "k")
    assert max(dials[:, 1]) == 2
    assert given_up
    ended = leads_with(tables, Event.CADENCE_ENDED, Event.CONTACTED)
    assert not given_up & ended
    last = {lead: stage for lead, stage in tables.events.rows[:, [1, 10]].tolist() if lead in given_up}
    assert set(last.values()) == {int(Stage.SAL)}


def test_never_giving_up_is_the_default() -> None:
    endless = lived(Nature(gives_up_after=Patience(veteran=4)))  # the cadence has no fifth
    np.testing.assert_array_equal(endless.events.rows, lived().events.rows)


def test_novices_and_veterans_have_a_patience_each() -> None:
    tables = lived(Nature(gives_up_after=Patience(novice=1)), veterans=1 / 3)
    assert {rep for (rep,) in rows_of(tables, Event.GIVEN_UP, "rep").tolist()} == {1, 2}  # rep 0 is the veteran


def test_a_rep_who_takes_over_and_one_who_has_talked_with_the_lead_begin_to_count_anew() -> None:
    twice = Nature(gives_up_after=Patience(novice=2, veteran=2))
    left = lived(replace(twice, departures_per_year=12.0))
    dials = rows_of(left, Event.DIALED, "lead", "k", "rep").tolist()
    callers = {lead: {rep for who, _, rep in dials if who == lead} for lead, k, _ in dials if k > 2}
    assert callers
    assert all(len(reps) > 1 for reps in callers.values())
    once = Nature(gives_up_after=Patience(novice=1, veteran=1))
    kept = Plan(queues=IN_TURN.queues, cadences=IN_TURN.cadences, after_contact=(NextStep(id="keep", to="keep"),))
    tables = lived(once, kept, rules=replace(RULES, if_sql=0, if_not=0))
    dialed = rows_of(tables, Event.DIALED, "lead", "k")
    assert dialed[:, 1].max() > 1
    assert set(dialed[dialed[:, 1] > 1, 0].tolist()) <= leads_with(tables, Event.CONTACTED)


# Cherry-picking


def test_pickers_take_the_best_looking_first() -> None:
    """With pickup once a day all leads of a day wait together, and one rep takes them in its order."""
    by_age = lived(PERFECT, DAILY, heads=1)
    by_looks = lived(Nature(cherry_picks=1.0), DAILY, heads=1)
    assert mean_correlation(by_looks) < -0.9  # the first has the highest score
    assert abs(mean_correlation(by_age)) < 0.3


def test_pickers_take_the_newest_among_equals() -> None:
    tables = simulate_equals(Nature(cherry_picks=1.0))
    newest = simulate_equals(PERFECT, order=Order.NEWEST_FIRST)
    np.testing.assert_array_equal(first_dials(tables), first_dials(newest))


def simulate_equals(nature: Nature, order: Order = Order.OLDEST_FIRST) -> Tables:
    """Return a run in which all leads look alike."""
    drawn = replace(WORLD, teams={"sdr": replace(WORLD.teams["sdr"], count=1, nature=nature)})
    key = key_of(1, 0)
    return simulate(sample_leads(drawn, key), Everybody(), plan("phone", order=order), drawn, key)


DAILY = plan("phone", assign=Assign.SHARED)


def first_dials(tables: Tables) -> np.ndarray:
    dials = rows_of(tables, Event.DIALED, "time_ms", "lead", "k")
    firsts: np.ndarray = dials[dials[:, 2] == 1]
    return firsts


def mean_correlation(tables: Tables) -> float:
    """Return how place in a Monday morning's queue and score go together, over leads that came at the weekend."""
    found = []
    created = tables.leads.created_ms
    dials = first_dials(tables)
    for monday in range(7 * DAY_MS, int(created[-1]), 7 * DAY_MS):
        came = (created >= monday - 2 * DAY_MS) & (created < monday)
        leads = [lead for time, lead, _ in dials.tolist() if came[lead] and time < monday + 20 * HOUR_MS]
        if len(leads) > 4:
            found.append(np.corrcoef(range(len(leads)), tables.leads.score[leads])[0, 1])
    assert found
    return float(np.mean(found))


# Ramp, other work, departures


def worked_ms(tables: Tables) -> int:
    return int(tables.shifts.worked_ms.sum())


def test_who_is_new_to_the_job_takes_longer_for_the_same() -> None:
    slow = Nature(ramp=(0.5,) * 24, tenure_months=0)
    tables, perfect = lived(slow, veterans=0), lived(veterans=0)
    length = {lead: duration for lead, k, duration in dones(perfect) if k == 1}
    slower = {lead: duration for lead, k, duration in dones(tables) if k == 1}
    assert all(abs(slower[lead] - 2 * length[lead]) <= 2 for lead in slower.keys() & length.keys())
    np.testing.assert_array_equal(lived(slow).events.rows, lived().events.rows)  # veterans are past it
    over = Nature(ramp=(0.5, 0.75, 1.0), tenure_months=3)
    np.testing.assert_array_equal(lived(over, veterans=0).events.rows, perfect.events.rows)


def dones(tables: Tables) -> list[list[int]]:
    """Return lead, touch and duration of what was done for leads with whom nobody ever talked."""
    talked = leads_with(tables, Event.CONTACTED)
    rows: list[list[int]] = rows_of(tables, Event.DONE, "lead", "k", "duration_ms").tolist()
    return [row for row in rows if row[0] not in talked]


def test_a_rep_with_other_work_begins_nothing_for_that_long_a_day() -> None:
    busy = lived(Nature(other_work_ms=7 * HOUR_MS), heads=1)
    begins = rows_of(busy, Event.DONE, "time_ms", "duration_ms")
    begins_ms = begins[:, 0] - begins[:, 1]
    for day in np.unique(begins_ms // DAY_MS):
        of_day = np.sort(begins_ms[begins_ms // DAY_MS == day])
        gaps = np.diff(np.concatenate([[day * DAY_MS + 9 * HOUR_MS], of_day, [day * DAY_MS + 17 * HOUR_MS]]))
        assert gaps.max() >= 7 * HOUR_MS - 10 * 60_000  # what is in hand when it begins is finished
    assert worked_ms(busy) < worked_ms(lived(heads=1))
    assert busy.shifts.paid_ms[:7].tolist() == lived(heads=1).shifts.paid_ms[:7].tolist()


LEAVING = Nature(departures_per_year=12.0, replaced_after_ms=14 * DAY_MS)


def absences(tables: Tables, leaves: Event) -> list[tuple[int, int, int]]:
    """Return rep, beginning and end of each absence."""
    spans, since = [], {}
    for time, event, rep in tables.events.rows[:, [0, 3, 4]].tolist():
        if event == leaves:
            since[rep] = time
        elif event == Event.RESTORED and rep in since:
            spans.append((rep, since.pop(rep), time))
    return spans + [(rep, time, int(tables.events.rows[-1, 0]) + 1) for rep, time in since.items()]


def test_nobody_works_or_is_paid_at_an_empty_desk() -> None:
    tables = lived(LEAVING, heads=6)
    gone = absences(tables, Event.DEPARTED)
    assert len(gone) > 3
    for rep, from_ms, to_ms in gone:
        done = rows_of(tables, Event.DONE, "rep", "time_ms")
        assert not ((done[:, 0] == rep) & (done[:, 1] > from_ms) & (done[:, 1] <= to_ms)).any()
        days = (
            (tables.shifts.rep == rep) & (tables.shifts.day > from_ms // DAY_MS) & (tables.shifts.day < to_ms // DAY_MS)
        )
        assert not tables.shifts.paid_ms[days].any()
        assert to_ms - from_ms == 14 * DAY_MS or to_ms > tables.events.rows[-1, 0]
    paid_ms, days = tables.shifts.paid_ms, len(tables.shifts.paid_ms)
    assert paid_ms.sum() < lived(heads=6).shifts.paid_ms[:days].sum()


def test_what_is_in_hand_is_finished_before_anybody_leaves() -> None:
    tables = lived(LEAVING, heads=6, world="handling: {preparation: {fixed: 4 h}}\n")
    gone = absences(tables, Event.DEPARTED)
    done = rows_of(tables, Event.DONE, "rep", "time_ms")
    finished = [((done[:, 0] == rep) & (done[:, 1] == from_ms)).any() for rep, from_ms, _ in gone]
    assert any(finished)
    for rep, from_ms, to_ms in gone:
        assert not ((done[:, 0] == rep) & (done[:, 1] > from_ms) & (done[:, 1] <= to_ms)).any()


def test_a_late_answer_to_a_rep_who_left_reaches_the_team() -> None:
    late = "buyers: {mail: {reply: .9, delay: {fixed: 20 days}}}\n"
    tables = lived(Nature(departures_per_year=4.0, replaced_after_ms=None), plan("email"), heads=5, world=late)
    gone = {rep: time for rep, time, _ in absences(tables, Event.DEPARTED)}
    assert 0 < len(gone) < 5
    answered = leads_with(tables, Event.CONTACTED)
    wrote = dict(rows_of(tables, Event.MAILED, "lead", "rep").tolist())
    replied = rows_of(tables, Event.REPLIED, "lead", "time_ms").tolist()
    orphans = [lead for lead, time in replied if gone.get(wrote[lead], time) < time]
    assert orphans
    assert set(orphans) <= answered
    talks = rows_of(tables, Event.CONTACTED, "rep", "time_ms").tolist()
    assert all(time < gone.get(rep, time + 1) for rep, time in talks)


def test_the_leads_of_who_leaves_go_to_the_team_the_ignored_ones_too() -> None:
    nature = replace(ignoring(0.5), departures_per_year=8.0, replaced_after_ms=None)
    tables = lived(nature)
    gone = {rep: time for rep, time, _ in absences(tables, Event.DEPARTED)}
    assert gone
    ignored = rows_of(tables, Event.IGNORED, "lead", "rep", "time_ms").tolist()
    lying = {lead for lead, rep, time in ignored if rep in gone and time < gone[rep]}
    taken = leads_with(tables, *TRIED)
    assert lying
    if len(gone) < 3:  # somebody is left
        assert len(lying & taken) > 0.9 * len(lying)
    assert not leads_with(lived(ignoring(0.5)), Event.IGNORED) & leads_with(lived(ignoring(0.5)), *TRIED)


def test_who_leaves_when_is_no_matter_of_the_policy() -> None:
    in_turn, shared = (rows_of(lived(LEAVING, one), Event.DEPARTED, "rep", "time_ms") for one in (IN_TURN, SHARED))
    assert sorted(in_turn[:, 0].tolist()) == sorted(shared[:, 0].tolist())
    assert abs(np.sort(in_turn[:, 1]) - np.sort(shared[:, 1])).max() < HOUR_MS  # what is in hand is finished first


def test_without_a_successor_a_team_dies_out_and_its_leads_wait() -> None:
    tables = lived(Nature(departures_per_year=12.0, replaced_after_ms=None), heads=1)
    ((rep, time),) = rows_of(tables, Event.DEPARTED, "rep", "time_ms").tolist()
    assert rep == 0
    assert rows_of(tables, Event.DIALED, "time_ms").max() <= time
    assert rows_of(tables, Event.PAUSED, "lead").size == 0
    later = rows_of(tables, Event.ASSIGNED, "time_ms")
    assert (later <= time).all()
    assert NONE in rows_of(tables, Event.DEPARTED, "lead")
