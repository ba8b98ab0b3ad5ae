"""What the policy says of leads in a state, one by one or all at once."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from sandbox.domain.decision import Decisions, Judgements, Nurturing
from sandbox.domain.facts import Columns
from sandbox.engine.language.parse import load_policy
from sandbox.engine.table import DecisionTable, compile_policy
from sandbox.sim import rulings
from sandbox.sim.rulings import Rulings

ROOT = Path(__file__).parents[3]
LEADS = 50


@dataclass
class Asked:
    """A rulebook that notes how many leads it is asked about."""

    table: DecisionTable
    counts: list[int] = field(default_factory=list)

    @property
    def reads(self) -> frozenset[str]:
        return self.table.reads

    @property
    def reads_in_talks(self) -> frozenset[str]:
        return self.table.reads_in_talks

    def decide(self, columns: Columns, count: int) -> Decisions:
        self.counts.append(count)
        return self.table.decide(columns, count)

    def judge(self, columns: Columns, count: int) -> Judgements:
        return self.table.judge(columns, count)

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        return self.table.nurture(columns, count)


@pytest.fixture
def rulebook() -> Asked:
    policy = load_policy(ROOT / "policies/nurture_and_recycle.yaml").value
    assert policy is not None
    return Asked(compile_policy(policy))


def facts() -> Columns:
    return {"employees": np.arange(1.0, LEADS + 1) * 10, "timeframe_days": np.arange(LEADS) * 4.0}


def test_a_lead_is_decided_alike_alone_and_with_all_others(rulebook: Asked) -> None:
    found = Rulings(facts(), LEADS, rulebook)
    state = (("signals_30d", 2.0), ("days_since_signal", 0.0))
    alone = [found.of(lead, state) for lead in range(rulings._ALONE)]
    together = [found.of(lead, state) for lead in range(rulings._ALONE)]
    assert set(rulebook.counts) == {1, LEADS}
    for one, other in zip(alone, together, strict=True):
        assert one.decisions.at(one.row) == other.decisions.at(other.row)
        assert (one.program, one.promotes) == (other.program, other.promotes)


def test_leads_in_another_state_are_asked_about_anew(rulebook: Asked) -> None:
    found = Rulings(facts(), LEADS, rulebook)
    for _ in range(rulings._ALONE + 1):
        quiet, lively = (found.of(40, (("signals_30d", signals),)) for signals in (0.0, 5.0))
    assert (quiet.promotes, lively.promotes) == (False, True)


def test_states_of_all_leads_are_bounded(rulebook: Asked) -> None:
    found = Rulings(facts(), LEADS, rulebook)
    for signals in range(rulings._MOST_STATES + 5):
        for _ in range(rulings._ALONE + 3):
            found.of(7, (("signals_30d", float(signals)),))
    assert rulebook.counts.count(LEADS) == rulings._MOST_STATES
