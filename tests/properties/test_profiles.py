"""What pictures show is what the measures say, whatever reps, leads and policies are like."""

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import Fold, fold_run
from sandbox.analysis.measures import WITHIN_MS, utilisation
from sandbox.analysis.profile import WAIT_EDGES_MS, Profile, Reached, profile_run
from tests.lives import LIVES, lived_through

STAGE_MEASURES = {
    Reached.CONTACTED: "contact_rate",
    Reached.SQL: "qualification_rate",
    Reached.OPPORTUNITY: "opportunity_rate",
    Reached.WON: "close_rate",
}


@settings(max_examples=60, phases=[Phase.generate])  # to shrink a whole life takes minutes
@given(life=LIVES)
def test_profiles_add_up_and_agree_with_the_measures(life: dict[str, Any]) -> None:
    tables = lived_through(life).tables
    cohort = follow_cohort(tables)
    profile, fold = profile_run(tables, cohort), fold_run(tables, cohort)
    check_leads(profile, fold)
    check_waits(profile, fold)
    assert profile.waiting_ms.sum() == pytest.approx(sums(fold, "backlog_mean")[0])
    assert profile.staffed_ms.sum() == pytest.approx(sums(fold, "backlog_mean")[1])
    assert (profile.staffed_ms >= 0).all()
    assert (profile.waiting_ms >= 0).all()
    assert not profile.waiting_ms[profile.staffed_ms == 0].any()
    for number, team in enumerate(profile.teams):
        worked_ms, paid_ms = sums(fold, utilisation(team).name)
        assert profile.worked_ms[number].sum() == worked_ms
        assert profile.paid_ms[number].sum() == pytest.approx(paid_ms)
    assert profile.cents.sum() / 100 == pytest.approx(sums(fold, "cost")[0])


def sums(fold: Fold, name: str) -> tuple[float, float]:
    column = fold.measures.index(name)
    return float(fold.numerators[0, column]), float(fold.denominators[0, column])


def check_leads(profile: Profile, fold: Fold) -> None:
    """Every lead ends in exactly one way; the stages are those of the measures."""
    leads = profile.reached[Reached.LEAD]
    assert profile.endings.sum() == leads == sums(fold, "leads")[0]
    for stage, name in STAGE_MEASURES.items():
        assert profile.reached[stage] == sums(fold, name)[0], name
    assert profile.won_for.sum() == sums(fold, "wins")[0]
    assert profile.won_for.sum() + profile.lost_for.sum() == sums(fold, "win_rate")[1]


def check_waits(profile: Profile, fold: Fold) -> None:
    """A curve never falls, passes the marks where the measures do, and ends at the share ever reached."""
    edges = WAIT_EDGES_MS.tolist()
    ends = {"speed_to_lead": Reached.TRIED, "time_to_first_contact": Reached.CONTACTED}
    for wait, bins in (("speed_to_lead", profile.tried_within), ("time_to_first_contact", profile.contacted_within)):
        curve = np.cumsum(bins)
        assert (np.diff(curve) >= 0).all()
        assert curve[-1] == profile.reached[ends[wait]]
        for key, limit_ms in WITHIN_MS.items():
            assert curve[edges.index(limit_ms)] == sums(fold, f"{wait}_within_{key}")[0]
    assert profile.responses[:, 0].sum() == profile.reached[Reached.TRIED]
    assert profile.responses[:, 1].sum() == profile.reached[Reached.CONTACTED]
