"""What holds on every run, whatever the policy and the team: conservation, capacity, order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.calendar import next_open_ms, open_hours, open_ms_between
from sandbox.domain.luck import key_of
from sandbox.domain.playbook import REASSIGN, Accountability, Assign, Order, Pickup, TouchWindow
from sandbox.domain.tables import NONE, Event, Outcome, Stage, Tables
from sandbox.domain.units import HOUR_MS, Wait, wait_of
from sandbox.files.week import weekly_hours
from sandbox.sim.nature import Nature
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.lives import NATURES, TERMS
from tests.worlds import Everybody, one_queue, rows_of, scenario

TOUCHES = st.tuples(st.sampled_from(["phone", "email"]), st.sampled_from(["", " 40 min", " 8 h", " 1 day", " 3 days"]))
ANY_TOUCHES = st.tuples(
    st.sampled_from(["phone", "email", "sms", "auto email", "auto sms"]),
    st.sampled_from(["", " 40 min", " 1 day", " 30 business min", " 4 business h", " 2 business days"]),
)
WINDOWS = st.sampled_from([
    None,
    TouchWindow(hours=weekly_hours({"Mon-Fri": "10:00-16:00"})),
    TouchWindow(hours=weekly_hours({"Mon-Sun": ["00:00-04:00", "20:00-24:00"]}), zone="Asia/Kolkata"),
    TouchWindow(hours=weekly_hours({"Tue": "09:00-09:30"}), zone="Europe/Amsterdam"),
])
WITHIN = st.sampled_from([None, "30 min", "3 days", "2 business days", "1 business week"])
PICKUPS = st.sampled_from([Pickup(), Pickup(every_ms=2 * HOUR_MS), Pickup(at_ms=(9 * HOUR_MS, 13 * HOUR_MS))])
SHIFTS = st.sampled_from([{"Mon-Fri": "09:00-17:00"}, {"Mon-Sun": "00:00-24:00"}, {"Sat": "10:00-12:00"}, {}])
WORLDS = st.fixed_dictionaries({
    "planned": st.lists(ANY_TOUCHES.map("".join), min_size=1, max_size=6),
    "window": WINDOWS,
    "within": WITHIN.map(lambda text: text and wait_of(text)),
    "order": st.sampled_from(Order),
    "assign": st.sampled_from(Assign),
    "pickup": PICKUPS,
    "heads": st.integers(0, 4),
    "shifts": SHIFTS,
    "regime": st.sampled_from(["sceptical", "central", "vendor"]),
    "replication": st.integers(0, 1000),
})
SMALL = scenario("""
demand: {leads_per_week: 60}
buyers: {mail: {reply: .5}}
leads: {facts: {phone: {shares: {"yes": .8, "no": .2}, missing: .1}}}
""")


def lived(world: dict[str, object]) -> tuple[Scenario, Tables]:
    """Return a scenario with the team of a world, and the tables of its run."""
    drawn = SMALL.in_regime(str(world["regime"]))
    team = replace(drawn.teams["sdr"], count=world["heads"], shifts=weekly_hours(world["shifts"]))  # type: ignore[arg-type]
    drawn = replace(drawn, teams={"sdr": team})
    key = key_of(1, world["replication"])  # type: ignore[arg-type]
    kinds = {name: world[name] for name in ("order", "assign", "pickup", "window", "within")}
    playbook = one_queue(*world["planned"], **kinds)  # type: ignore[misc, arg-type]
    return drawn, simulate(sample_leads(drawn, key), Everybody(scores=(3, 1, 2)), playbook, drawn, key)


@settings(max_examples=40)
@given(world=WORLDS)
def test_nothing_vanishes_and_nobody_is_in_two_places(world: dict[str, object]) -> None:
    drawn, tables = lived(world)
    check_leads(tables)
    check_tasks(tables)
    check_reps(drawn, tables)
    check_window(drawn, tables, world["window"])  # type: ignore[arg-type]


def check_window(drawn: Scenario, tables: Tables, window: TouchWindow | None) -> None:
    """No touch begins outside its window, whoever makes it, and none reaches the lead outside."""
    if window is None:
        return
    hours = open_hours(window.hours, drawn.start, window.zone or drawn.zone, drawn.days, clock_zone=drawn.zone)
    done = rows_of(tables, Event.DONE, "k", "time_ms", "duration_ms")
    begins = [time - duration for k, time, duration in done.tolist() if k]  # k is 0 for replies
    for reached in (Event.AUTOMATED, Event.DIALED, Event.MAILED):
        begins += rows_of(tables, reached, "time_ms")[:, 0].tolist()
    assert all(next_open_ms(begin, hours.opens_ms, hours.closes_ms) == begin for begin in begins)


def check_leads(tables: Tables) -> None:
    """Every arrival inquires and is routed once, and time never runs backwards."""
    leads = tables.leads.lead
    for event in (Event.INQUIRY, Event.ROUTED):
        np.testing.assert_array_equal(np.sort(rows_of(tables, event, "lead")[:, 0]), leads)
    assert (np.diff(tables.events.column("time_ms")) >= 0).all()
    contacted = rows_of(tables, Event.CONTACTED, "lead")[:, 0]
    assert len(np.unique(contacted)) == len(contacted)
    assert len(rows_of(tables, Event.OPENED, "lead")) >= len(rows_of(tables, Event.WON, "lead"))
    stages = tables.events.column("stage")[tables.events.column("lead") != NONE]
    assert set(np.unique(stages)) <= {int(stage) for stage in Stage}
    created = dict(zip(leads.tolist(), tables.leads.created_ms.tolist(), strict=True))
    assert all(time >= created[lead] for lead, time in rows_of(tables, Event.DIALED, "lead", "time_ms").tolist())


def check_tasks(tables: Tables) -> None:
    """Every task that fell due is done, dropped, or still open; no lead has two of one number."""
    due, done, dropped = (rows_of(tables, event, "lead", "k") for event in (Event.DUE, Event.DONE, Event.DROPPED))
    keys = {tuple(row) for row in due.tolist()}
    assert len(keys) == len(due)
    ended = [tuple(row) for row in (*done.tolist(), *dropped.tolist())]
    assert len(set(ended)) == len(ended)
    assert set(ended) <= keys


def check_reps(drawn: Scenario, tables: Tables) -> None:
    """No rep does two things at once, or begins anything out of shift; worked time is what tasks took."""
    done = rows_of(tables, Event.DONE, "rep", "time_ms", "duration_ms")
    hours = open_hours(drawn.teams["sdr"].shifts, drawn.start, drawn.zone, drawn.days)
    for rep in np.unique(done[:, 0]):
        ends = done[done[:, 0] == rep, 1]
        begins = ends - done[done[:, 0] == rep, 2]
        assert (begins[1:] >= ends[:-1]).all()
        assert all(open_ms_between(b, b + 1, hours.opens_ms, hours.closes_ms) == 1 for b in begins.tolist())
    counted = tables.shifts.worked_ms.sum()
    assert counted <= done[:, 2].sum()
    assert NONE not in done[:, 0]


@settings(max_examples=40)  # in many of them nobody is called
@given(world=WORLDS)
def test_a_run_is_the_same_every_time_and_arrivals_that_stop_early_change_nothing(world: dict[str, object]) -> None:
    stopped, again = lived(world)[1], lived(world)[1]
    np.testing.assert_array_equal(stopped.events.rows, again.events.rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.sim.run.Run.let_go", lambda run, journey: None)
        _, full = lived(world)
    assert len(full.leads) >= len(stopped.leads)
    np.testing.assert_array_equal(measured_events(stopped), measured_events(full))


def measured_events(tables: Tables) -> np.ndarray:
    """Return the events of measured leads."""
    measured = tables.leads.lead[tables.leads.in_cohort]
    rows: np.ndarray = tables.events.rows[np.isin(tables.events.column("lead"), measured)]
    return rows


FLAT = scenario(
    """
regime: sceptical
demand: {leads_per_week: 60}
buyers:
  phone:
    by_hour: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    by_weekday: [1, 1, 1, 1, 1, 1, 1]
"""
)
"""A market in which it does not matter when a lead is called: only its luck does."""


@settings(max_examples=15)
@given(
    planned=st.lists(TOUCHES.map("".join), min_size=1, max_size=4),
    added=st.lists(TOUCHES.map("".join), max_size=2),
    heads=st.integers(1, 2),
    more_heads=st.integers(0, 2),
    replication=st.integers(0, 1000),
)
def test_a_longer_cadence_and_more_reps_change_nobodys_luck(
    planned: list[str], added: list[str], heads: int, more_heads: int, replication: int
) -> None:
    few = lucky_numbers(tuple(planned), heads, replication)
    many = lucky_numbers((*planned, *added), heads + more_heads, replication)
    assert all(few[dial] == many[dial] for dial in few.keys() & many.keys())


def lucky_numbers(planned: tuple[str, ...], heads: int, replication: int) -> dict[tuple[int, int, int], int]:
    """Return the outcome of each dial by lead and number, and how long each lead's conversation took."""
    drawn = replace(FLAT, teams={"sdr": replace(FLAT.teams["sdr"], count=heads)})
    key = key_of(2, replication)
    tables = simulate(sample_leads(drawn, key), Everybody(), one_queue(*planned), drawn, key)
    lucky = {(int(Event.DIALED), lead, k): outcome for (lead, k), outcome in outcomes(tables).items()}
    talks = set(rows_of(tables, Event.CONTACTED, "lead")[:, 0].tolist())
    judged = rows_of(tables, Event.JUDGED, "lead", "outcome").tolist()
    lucky.update({
        (int(Event.JUDGED), lead, 0): int(outcome == Outcome.READY) for lead, outcome in judged if lead in talks
    })
    return lucky


def outcomes(tables: Tables) -> dict[tuple[int, int], int]:
    """Return the outcome of each dial by lead and number."""
    return {(lead, k): outcome for lead, k, outcome in rows_of(tables, Event.DIALED, "lead", "k", "outcome").tolist()}


# Human reps who are held to account


def humans_lived(world: dict[str, object], nature: Nature, terms: Accountability | None) -> tuple[Scenario, Tables]:
    """Return a world with human reps, in which broken promises send leads to the next rep."""
    drawn = SMALL.in_regime(str(world["regime"]))
    team = replace(drawn.teams["sdr"], count=world["heads"], nature=nature, veterans=0.5)  # type: ignore[arg-type]
    drawn = replace(drawn, teams={"sdr": replace(team, shifts=weekly_hours(world["shifts"]))})  # type: ignore[arg-type]
    kinds = {name: world[name] for name in ("order", "assign", "pickup", "window", "within")}
    playbook = one_queue(*world["planned"], respond_within=Wait(elapsed_ms=6 * HOUR_MS), **kinds)  # type: ignore[misc, arg-type]
    queues = (replace(playbook.queues[0], on_breach=REASSIGN),)
    playbook = replace(playbook, queues=queues, accountability=terms)
    key = key_of(1, world["replication"])  # type: ignore[arg-type]
    return drawn, simulate(sample_leads(drawn, key), Everybody(scores=(3, 1, 2)), playbook, drawn, key)


@settings(max_examples=40)
@given(world=WORLDS, nature=NATURES, terms=TERMS)
def test_what_holds_on_every_run_holds_of_human_reps(
    world: dict[str, object], nature: Nature, terms: Accountability | None
) -> None:
    drawn, tables = humans_lived(world, nature, terms)
    check_leads(tables)
    check_tasks(tables)
    check_reps(drawn, tables)
    check_window(drawn, tables, world["window"])  # type: ignore[arg-type]
    check_absent(tables)


def check_absent(tables: Tables) -> None:
    """Nobody begins anything after leaving and before coming, and nobody who is paused or gone is given a lead."""
    paused: set[int] = set()
    gone: set[int] = set()
    begun: dict[tuple[int, int], list[int]] = {}
    done = rows_of(tables, Event.DONE, "rep", "time_ms", "duration_ms")
    for rep, time_ms, duration_ms in done.tolist():
        begun.setdefault((rep, time_ms), []).append(time_ms - duration_ms)
    left_ms: dict[int, int] = {}
    for time_ms, event, rep in tables.events.rows[:, [0, 3, 4]].tolist():
        if event == Event.PAUSED:
            paused.add(rep)
        elif event == Event.DEPARTED:
            gone.add(rep)
            left_ms[rep] = time_ms
        elif event == Event.RESTORED:
            paused.discard(rep)
            gone.discard(rep)
        elif event == Event.DONE:
            assert rep not in gone
            assert all(begin_ms >= left_ms.get(rep, 0) for begin_ms in begun[rep, time_ms])
        elif event in (Event.ASSIGNED, Event.REASSIGNED) and rep != NONE:
            assert rep not in paused | gone
