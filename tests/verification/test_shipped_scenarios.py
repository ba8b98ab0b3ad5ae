"""The worlds that ship are ones in which a policy matters: reps are busy and not drowned, many leads are reached."""

from pathlib import Path

import numpy as np
import pytest

from sandbox.domain.tables import Event, Stage
from sandbox.domain.units import DAY_MS
from sandbox.files.shipped import list_scenarios
from sandbox.study.load import load_study
from sandbox.study.tasks import simulate_once
from tests.verification.directions import for_weeks, nobody_later, shipped
from tests.worlds import contact_rate, rows_of, shipped_scenario

WORKED = [path.stem for path in list_scenarios() if path.stem not in {"laboratory", "human_team"}]
"""Scenarios with reps who can be too few, and who work whatever they are given."""


@pytest.mark.parametrize("name", WORKED)
def test_four_calls_a_lead_keep_reps_busy_and_reach_a_fair_share(name: str) -> None:
    loaded = load_study(("four_calls_two_emails",), name).value
    assert loaded is not None
    tables = simulate_once(loaded.policies[0], nobody_later(loaded.scenario), seed=1)
    shifts, window = tables.shifts, tables.window
    measured = (shifts.team == shifts.team_names.index("sdr")) & (shifts.day < window.arrivals_to_ms // DAY_MS)
    measured &= shifts.day >= window.arrivals_from_ms // DAY_MS
    busy = shifts.worked_ms[measured].sum() / shifts.paid_ms[measured].sum()
    assert 0.70 < busy < 0.97
    assert 0.20 < contact_rate(tables) < 0.60
    last = dict(zip(tables.events.column("lead").tolist(), tables.events.column("stage").tolist(), strict=True))
    in_cohort = tables.leads.lead[tables.leads.in_cohort].tolist()
    won = sum(last[lead] == Stage.CUSTOMER for lead in in_cohort) / len(in_cohort)
    assert 0.01 < won < 0.15


@pytest.mark.parametrize("path", list_scenarios(), ids=lambda path: path.stem)
def test_newest_first_can_be_lived_in_every_shipped_scenario(path: Path) -> None:
    scenario = nobody_later(for_weeks(shipped_scenario(path.stem), warm_up=0, arrivals=1, follow_up=26))
    tables = simulate_once(shipped("newest_first"), scenario, seed=1)
    in_queue = rows_of(tables, Event.ROUTED, "lead", "queue")
    called = np.isin(in_queue[in_queue[:, 1] >= 0, 0], rows_of(tables, Event.DIALED, "lead")[:, 0])
    assert len(called) > 100
    assert called.mean() > 0.8
    assert len(rows_of(tables, Event.WON, "lead")) > 0
