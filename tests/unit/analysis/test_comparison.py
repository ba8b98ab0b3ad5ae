"""Verdicts: what an interval says, and of whom."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sandbox.analysis.comparison import (
    PolicyFolds,
    VerdictOutcome,
    agree,
    align_folds,
    decide,
    estimate_policy,
    judge,
    pairing_gain,
    stack_folds,
    subtract,
)
from sandbox.analysis.fold import EVERY_LEAD, Fold
from sandbox.analysis.intervals import Difference
from sandbox.analysis.measures import MEASURES

LEADS = 1000.0


def policy(name: str, wins: Sequence[float], leads: float = LEADS) -> PolicyFolds:
    """A policy that won so many of its leads, one figure a replication."""
    measures = ("close_rate", "speed_to_lead_p50_min")
    folds = [
        Fold(
            measures=measures,
            groups=(EVERY_LEAD, ("source", "referral"), ("source", "social")),
            numerators=np.array([[count, 10.0], [count, 10.0], [0.0, 0.0]]),
            denominators=np.array([[leads, 1.0], [leads, 1.0], [0.0, 0.0]]),
        )
        for count in wins
    ]
    return stack_folds(name, folds)


BASE = policy("base", [50, 52, 48, 51])
BETTER = policy("better", [60, 63, 58, 60])


def difference(low: float | None, high: float | None) -> Difference:
    mean = None if low is None or high is None else (low + high) / 2
    return Difference(mean=mean, low=low, high=high, n=20, p05=None, p95=None, ahead=None)


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (1.1, 2.0, "better"),
        (1.0, 2.0, "too_close"),
        (-2.0, -1.1, "worse"),
        (-2.0, -1.0, "too_close"),
        (-1.0, 1.0, "no_practical_difference"),
        (0.2, 0.9, "no_practical_difference"),
        (-0.5, 1.1, "too_close"),
        (None, None, "too_close"),
    ],
)
def test_what_an_interval_says(low: float | None, high: float | None, outcome: str) -> None:
    assert decide(difference(low, high), 1.0) == outcome


def test_undefined_baseline_is_too_close() -> None:
    verdict = judge([policy("base", [0, 0], leads=0.0), policy("other", [0, 0], leads=0.0)], 0.95)
    assert verdict.outcome is VerdictOutcome.TOO_CLOSE
    assert verdict.winner is None
    assert verdict.indifference is None


def test_better_names_the_challenger_and_worse_the_baseline() -> None:
    assert judge([BASE, BETTER], 0.95).winner == "better"
    lost = judge([BETTER, BASE], 0.95)
    assert (lost.outcome, lost.winner, lost.challenger) == ("worse", "better", "base")


def test_the_same_policy_twice_makes_no_difference() -> None:
    verdict = judge([BASE, replace(BASE, policy="copy")], 0.95)
    assert (verdict.outcome, verdict.winner) == ("no_practical_difference", None)
    assert verdict.difference.mean == 0
    assert verdict.indifference == pytest.approx(0.02 * 201 / 4000)


def test_one_replication_is_too_close_to_call() -> None:
    assert judge([policy("base", [50]), policy("other", [90])], 0.95).outcome == "too_close"


def test_of_several_the_best_is_judged_with_a_wider_interval() -> None:
    alone = judge([BASE, BETTER], 0.95)
    among = judge([BASE, policy("worse", [40, 41, 40, 39]), BETTER, policy("other", [55, 55, 50, 56])], 0.95)
    assert among.challenger == "better"
    assert among.confidence == pytest.approx(1 - 0.05 / 3)
    widths = []
    for verdict in (alone, among):
        assert verdict.difference.low is not None
        assert verdict.difference.high is not None
        widths.append(verdict.difference.high - verdict.difference.low)
    assert widths[1] / widths[0] == pytest.approx(stats.t.ppf(1 - 0.025 / 3, 3) / stats.t.ppf(0.975, 3))


def test_robust_needs_the_same_outcome_and_the_same_winner() -> None:
    verdict = judge([BASE, BETTER], 0.95)
    assert agree([verdict, verdict, verdict])
    assert not agree([verdict, verdict, replace(verdict, outcome=VerdictOutcome.TOO_CLOSE, winner=None)])
    assert not agree([verdict, verdict, replace(verdict, winner="another")])


def test_differences_are_policy_minus_baseline() -> None:
    found = subtract(BETTER, BASE, 0.95)
    assert (found.policy, found.baseline) == ("better", "base")
    assert found.metrics["close_rate"].mean == pytest.approx(40 / 4000)
    assert found.metrics["close_rate"].ahead == 4
    assert found.metrics["speed_to_lead_p50_min"].ahead == 0


def test_segments_leave_out_labels_without_leads() -> None:
    found = estimate_policy(BASE, 0.95)
    assert set(found.segments["source"]) == {"referral"}
    assert found.segments["source"]["referral"]["close_rate"] == found.metrics["close_rate"]


def staffed(name: str, teams: Sequence[str]) -> PolicyFolds:
    """A policy whose teams worked 3 of 4 hours in each of two replications."""
    measures = ("close_rate", *(f"rep_utilisation.{team}" for team in teams))
    fold = Fold(
        measures=measures,
        groups=(EVERY_LEAD, ("source", "referral")),
        numerators=np.array([[10.0, *(3.0 for _ in teams)], [10.0, *(0.0 for _ in teams)]]),
        denominators=np.array([[100.0, *(4.0 for _ in teams)], [100.0, *(0.0 for _ in teams)]]),
    )
    return stack_folds(name, [fold, fold])


def test_a_measure_that_one_policy_lacks_is_undefined_for_it() -> None:
    aligned = align_folds([staffed("base", ["sdr", "ae"]), staffed("other", ["weekend", "sdr"])])
    names = ["close_rate", "rep_utilisation.sdr", "rep_utilisation.ae", "rep_utilisation.weekend"]
    base, other = (estimate_policy(folds, 0.95) for folds in aligned)
    assert [list(base.metrics), list(other.metrics)] == [names, names]
    assert [found.mean for found in base.metrics.values()] == [0.1, 0.75, 0.75, None]
    assert [found.mean for found in other.metrics.values()] == [0.1, 0.75, None, 0.75]
    assert (base.metrics["rep_utilisation.weekend"].n, other.metrics["rep_utilisation.weekend"].n) == (0, 2)
    found = subtract(aligned[1], aligned[0], 0.95).metrics
    assert [one.mean for one in found.values()] == [0, 0, None, None]
    assert found["rep_utilisation.ae"].n == 0
    assert judge(aligned, 0.95) == judge([staffed("base", ["sdr"]), staffed("other", ["sdr"])], 0.95)


def test_policies_with_the_same_measures_stay_as_they_are() -> None:
    assert align_folds([BASE, BETTER]) == (BASE, BETTER)


def test_pairing_gain_is_of_the_verdict_measure() -> None:
    gain = pairing_gain(BETTER, BASE)
    assert gain.ratio is not None
    assert gain.paired_error == pytest.approx(stats.sem(np.array([10, 11, 10, 9]) / LEADS))


def test_every_measure_has_a_unit_of_the_design() -> None:
    units = {"share", "min", "days", "leads", "deals", "USD", "h", "touches", "calls", "hand-offs", "meetings", "tasks"}
    assert {m.unit for m in MEASURES.values()} == units
