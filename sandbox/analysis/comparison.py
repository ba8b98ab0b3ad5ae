"""Compare policies on the same leads: paired differences, and one verdict on one measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sandbox.analysis.fold import EVERY_LEAD, Fold, Group
from sandbox.analysis.intervals import (
    Difference,
    Estimate,
    Sums,
    VarianceReduction,
    differences,
    estimates,
    variance_reduction,
)
from sandbox.analysis.measure import Better
from sandbox.analysis.measures import is_of_leads, measure_named

VERDICT_MEASURE = "close_rate"
TOTAL_MEASURE = "wins"
"""What a verdict is on where policies get different leads, so that no share of them can be compared."""
INDIFFERENCE_SHARE = 0.02
"""Differences within this share of the baseline's value do not matter."""

_DIRECTION = {Better.HIGHER: 1, Better.LOWER: -1, Better.NEITHER: 0}


class VerdictOutcome(StrEnum):
    """What a comparison says."""

    BETTER = "better"
    WORSE = "worse"
    NO_PRACTICAL_DIFFERENCE = "no_practical_difference"
    TOO_CLOSE = "too_close"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFolds:
    """All replications of one policy; `sums` has shape (replications, groups, measures)."""

    policy: str
    measures: tuple[str, ...]
    groups: tuple[Group, ...]
    sums: Sums

    def of(self, measures: Sequence[str], group: Group = EVERY_LEAD) -> Sums:
        """Return the sums of some measures over every lead, or those of a group, shape (replications, measures)."""
        row = self.groups.index(group)
        columns = [self.measures.index(name) for name in measures]
        return Sums(
            numerators=self.sums.numerators[:, row, columns],
            denominators=self.sums.denominators[:, row, columns],
            is_quantile=self.sums.is_quantile[columns],
        )


def stack_folds(policy: str, folds: Sequence[Fold]) -> PolicyFolds:
    """Return the replications of one policy, in order, as one; all have the same measures and groups."""
    first = folds[0]
    sums = Sums(
        numerators=np.stack([fold.numerators for fold in folds]),
        denominators=np.stack([fold.denominators for fold in folds]),
        is_quantile=np.array([measure_named(name).is_quantile for name in first.measures]),
    )
    return PolicyFolds(policy=policy, measures=first.measures, groups=first.groups, sums=sums)


def align_folds(policies: Sequence[PolicyFolds]) -> tuple[PolicyFolds, ...]:
    """Return the policies with the measures of all of them; a measure that a policy lacks has no case there.

    Policies that staff their own teams have utilisations of their own.
    """
    measures = tuple(dict.fromkeys(name for folds in policies for name in folds.measures))
    return tuple(folds if folds.measures == measures else _widened(folds, measures) for folds in policies)


def _widened(folds: PolicyFolds, measures: tuple[str, ...]) -> PolicyFolds:
    columns = [measures.index(name) for name in folds.measures]
    shape = (*folds.sums.numerators.shape[:2], len(measures))
    numerators, denominators = np.zeros(shape), np.zeros(shape)
    numerators[:, :, columns] = folds.sums.numerators
    denominators[:, :, columns] = folds.sums.denominators
    is_quantile = np.array([measure_named(name).is_quantile for name in measures])
    sums = Sums(numerators=numerators, denominators=denominators, is_quantile=is_quantile)
    return PolicyFolds(policy=folds.policy, measures=measures, groups=folds.groups, sums=sums)


Segments = Mapping[str, Mapping[str, Mapping[str, Estimate]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEstimates:
    """Estimates of one policy by measure, and by segment, label and measure."""

    policy: str
    metrics: Mapping[str, Estimate]
    segments: Segments


def estimate_policy(folds: PolicyFolds, confidence: float) -> PolicyEstimates:
    """Return the estimates of one policy; a segment's label without any lead is left out."""
    measures = [measure_named(name) for name in folds.measures]
    bounds = (np.array([m.lowest for m in measures]), np.array([m.highest for m in measures]))
    flat = estimates(folds.sums, confidence, bounds)
    width = len(folds.measures)
    metrics: dict[str, Estimate] = {}
    segments: dict[str, dict[str, dict[str, Estimate]]] = {}
    leads = folds.sums.denominators[:, :, folds.measures.index(VERDICT_MEASURE)].sum(axis=0)
    for number, group in enumerate(folds.groups):
        row = dict(zip(folds.measures, flat[number * width : (number + 1) * width], strict=True))
        if group == EVERY_LEAD:
            metrics = row
        elif leads[number] > 0:
            of_leads = {name: row[name] for name in folds.measures if is_of_leads(name)}
            segments.setdefault(group[0], {})[group[1]] = of_leads
    return PolicyEstimates(policy=folds.policy, metrics=metrics, segments=segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDifferences:
    """Policy minus baseline by measure."""

    policy: str
    baseline: str
    metrics: Mapping[str, Difference]


def subtract(policy: PolicyFolds, baseline: PolicyFolds, confidence: float) -> PolicyDifferences:
    """Return policy minus baseline for every measure; both have the same ones, see `align_folds`."""
    names = policy.measures
    direction = np.array([_DIRECTION[measure_named(name).better] for name in names])
    found = differences(policy.of(names), baseline.of(names), confidence, direction)
    metrics = dict(zip(names, found, strict=True))
    return PolicyDifferences(policy=policy.policy, baseline=baseline.policy, metrics=metrics)


def subtract_group(
    policy: PolicyFolds, baseline: PolicyFolds, measure: str, group: Group, confidence: float
) -> Difference:
    """Return policy minus baseline for one measure of the leads of a group."""
    direction = np.array([_DIRECTION[measure_named(measure).better]])
    return differences(policy.of([measure], group), baseline.of([measure], group), confidence, direction)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the comparison says of the best challenger.

    `winner` is the challenger when better, the baseline when worse, else None. `difference` is at `confidence`, which
    is raised when several challengers were tried. `indifference` is None where the baseline's value is undefined.
    `robust` says whether all three regimes agree, None where they were not run.
    """

    outcome: VerdictOutcome
    winner: str | None
    challenger: str
    baseline: str
    metric: str
    indifference: float | None
    difference: Difference
    confidence: float
    robust: bool | None = None


def judge(policies: Sequence[PolicyFolds], confidence: float, measure: str = VERDICT_MEASURE) -> Verdict:
    """Return the verdict on the challenger with the largest mean difference in a measure; the first is the baseline.

    With k challengers the interval has confidence 1 - (1 - confidence) / k (Bonferroni), so that the best of many
    is not called better by chance more often than one alone.
    """
    baseline, *challengers = policies
    adjusted = 1 - (1 - confidence) / len(challengers)
    base_value = estimates(baseline.of([measure]), confidence)[0].mean
    direction = np.array([_DIRECTION[measure_named(measure).better]])
    judged = [
        (folds.policy, differences(folds.of([measure]), baseline.of([measure]), adjusted, direction)[0])
        for folds in challengers
    ]
    challenger, difference = max(judged, key=lambda pair: -np.inf if pair[1].mean is None else pair[1].mean)
    indifference = None if base_value is None else INDIFFERENCE_SHARE * abs(base_value)
    outcome = decide(difference, indifference)
    winner = {VerdictOutcome.BETTER: challenger, VerdictOutcome.WORSE: baseline.policy}.get(outcome)
    return Verdict(
        outcome=outcome,
        winner=winner,
        challenger=challenger,
        baseline=baseline.policy,
        metric=measure,
        indifference=indifference,
        difference=difference,
        confidence=adjusted,
    )


def decide(difference: Difference, indifference: float | None) -> VerdictOutcome:
    """Return what an interval says, given the largest difference that does not matter."""
    low, high = difference.low, difference.high
    if low is None or high is None or indifference is None:
        return VerdictOutcome.TOO_CLOSE
    if low > indifference:
        return VerdictOutcome.BETTER
    if high < -indifference:
        return VerdictOutcome.WORSE
    if low >= -indifference and high <= indifference:
        return VerdictOutcome.NO_PRACTICAL_DIFFERENCE
    return VerdictOutcome.TOO_CLOSE


def agree(verdicts: Sequence[Verdict]) -> bool:
    """Return whether all verdicts say the same of the same policies."""
    return len({(verdict.outcome, verdict.winner) for verdict in verdicts}) == 1


def pairing_gain(policy: PolicyFolds, baseline: PolicyFolds, measure: str = VERDICT_MEASURE) -> VarianceReduction:
    """Return what running both policies on the same leads gains for one measure."""
    return variance_reduction(policy.of([measure]), baseline.of([measure]))[0]
