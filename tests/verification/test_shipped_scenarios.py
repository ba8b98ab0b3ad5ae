"""The worlds that ship are ones in which a policy matters: reps are busy and not drowned, many leads are reached."""

import pytest

from sandbox.domain.tables import Stage
from sandbox.domain.units import DAY_MS
from sandbox.files.shipped import list_scenarios
from sandbox.study.load import load_study
from sandbox.study.tasks import simulate_once
from tests.worlds import contact_rate

WORKED = [path.stem for path in list_scenarios() if path.stem != "laboratory"]


@pytest.mark.parametrize("name", WORKED)
def test_four_calls_a_lead_keep_reps_busy_and_reach_a_fair_share(name: str) -> None:
    loaded = load_study(("four_calls_two_emails",), name).value
    assert loaded is not None
    tables = simulate_once(loaded.policies[0], loaded.scenario, seed=1)
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
