"""What holds of deals on every run: they close after their meetings, never after a freeze, whoever else arrives."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Assign, Meeting, NextStep
from sandbox.domain.tables import EVENT_COLUMNS, Event, Tables
from sandbox.domain.units import wait_of
from sandbox.files.week import weekly_hours
from sandbox.sim.population import sample_leads
from sandbox.sim.world import simulate
from tests.properties.test_world import measured_events
from tests.worlds import Everybody, one_queue, scenario

WORLDS = st.fixed_dictionaries({
    "meetings": st.integers(0, 6),
    "freeze": st.sampled_from([0.0, 0.05, 1.0]),
    "days": st.sampled_from(["0 days", "2 days", "30 days"]),
    "assign": st.sampled_from(Assign),
    "heads": st.integers(0, 3),
    "shifts": st.sampled_from([{"Mon-Fri": "09:00-17:00"}, {"Mon-Sun": "00:00-24:00"}, {"Sat": "10:00-12:00"}]),
    "begins_with_meeting": st.booleans(),
    "replication": st.integers(0, 1000),
})
READY = scenario("""
demand: {leads_per_week: 60}
buyers:
  intent: {ready: [.9, .9, .9, .9]}
  deals: {freeze_per_week: 0}
""")


def lived(world: dict[str, object]) -> Tables:
    """Return the tables of a run with the deals and the team of a world."""
    terms = f"meetings: {{count: {world['meetings']}}}, freeze_per_week: {world['freeze']}"
    deals = scenario(f"buyers: {{deals: {{{terms}, time_to_close: {{fixed: {world['days']}}}}}}}\n").buyers.deals
    team = replace(READY.teams["sdr"], count=world["heads"], shifts=weekly_hours(world["shifts"]))  # type: ignore[arg-type]
    drawn = replace(READY, buyers=replace(READY.buyers, deals=deals), teams={"sdr": team})
    within = wait_of("5 days")
    assert within is not None
    step = NextStep(id="visit", to="keep", meeting=Meeting(within=within, rebook=1))
    playbook = one_queue("phone", "phone 4 h", "email 1 day", assign=world["assign"])  # type: ignore[arg-type]
    playbook = replace(playbook, after_contact=(step,))
    rulebook = Everybody(if_sql=0 if world["begins_with_meeting"] else -1)
    key = key_of(4, world["replication"])  # type: ignore[arg-type]
    return simulate(sample_leads(drawn, key), rulebook, playbook, drawn, key)


def stories(tables: Tables) -> dict[int, list[int]]:
    """Return the kinds of events of each lead, in order."""
    found: dict[int, list[int]] = {}
    lead, kind = EVENT_COLUMNS.index("lead"), EVENT_COLUMNS.index("event")
    for row in tables.events.rows.tolist():
        found.setdefault(row[lead], []).append(row[kind])
    return found


@settings(max_examples=15)
@given(world=WORLDS)
def test_a_deal_closes_after_its_meetings_and_never_after_a_freeze(world: dict[str, object]) -> None:
    tables = lived(world)
    for story in stories(tables).values():
        held, needed, frozen, is_open = 0, 0, False, False
        for kind in story:
            if kind == Event.OPENED:
                assert not is_open
                needed, frozen, is_open = int(str(world["meetings"])), False, True
                held = int(bool(world["begins_with_meeting"]))
            elif kind == Event.MEETING_HELD and is_open:
                assert not frozen
                held += 1
            elif kind == Event.FROZEN:
                assert is_open
                frozen = True
            elif kind in (Event.WON, Event.LOST):
                assert is_open
                assert not frozen
                assert held >= needed
                is_open = False


@settings(max_examples=15)
@given(world=WORLDS)
def test_stopping_arrivals_early_changes_no_deal_that_is_measured(world: dict[str, object]) -> None:
    stopped = lived(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.sim.run.Run.let_go", lambda run, journey: None)
        full = lived(world)
    assert len(full.leads) >= len(stopped.leads)
    np.testing.assert_array_equal(measured_events(stopped), measured_events(full))
