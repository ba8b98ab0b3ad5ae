"""Run a study and gather its replications into estimates, differences and a verdict."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from sandbox.analysis.cohort import Changed
from sandbox.analysis.comparison import (
    PolicyDifferences,
    PolicyEstimates,
    PolicyFolds,
    Verdict,
    agree,
    align_folds,
    estimate_policy,
    judge,
    stack_folds,
    subtract,
)
from sandbox.analysis.profile import Profile, stack_profiles
from sandbox.study.pool import WorkerLost, results
from sandbox.study.spec import StudySpec, verdict_measure
from sandbox.study.tasks import Replication, StudyWork, Task

Progress = Callable[[int, int], None]
"""Called with the number of tasks done and of all tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeResult:
    """What was found in one regime, policies in the order of the study.

    `profiles` holds what pictures need of each policy, its replications stacked in order. `differences` are those of
    the second and later policies against the first; `leads_changed` is the share of cohort leads (of either policy)
    whose outcome differs from that under the first policy, by policy id, None without leads. `cohort_leads`, by policy
    id, is a sum over the replications, `simulated_leads` and `events` over the policies as well.
    """

    regime: str
    folds: tuple[PolicyFolds, ...]
    profiles: tuple[Profile, ...]
    policies: tuple[PolicyEstimates, ...]
    differences: tuple[PolicyDifferences, ...]
    leads_changed: Mapping[str, float | None]
    cohort_leads: Mapping[str, int]
    simulated_leads: int
    events: int
    verdict: Verdict | None

    def difference_of(self, policy: str) -> PolicyDifferences:
        """Return how a policy, by its id, differs from the first one."""
        return next(one for one in self.differences if one.policy == policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """What a study found. `verdict` is None for one policy alone; `regimes` holds the scenario's own, or all three."""

    spec: StudySpec
    regimes: Mapping[str, RegimeResult]
    verdict: Verdict | None

    @property
    def main(self) -> RegimeResult:
        """Return the result in the scenario's own regime."""
        return self.regimes[self.spec.scenario.regime]


def run_study(spec: StudySpec, progress: Progress | None = None) -> StudyResult | WorkerLost:
    """Run a study; the result depends on the spec without its `jobs`, and on nothing else.

    An exception in `progress` ends the study, workers included.
    """
    tasks = tasks_of(spec)
    work = StudyWork(policies=spec.policies, scenario=spec.scenario, seed=spec.seed)
    found: dict[str, list[Replication]] = {regime: [] for regime in spec.regime_names}
    with closing(results(work, tasks, spec.jobs)) as stream:
        for done, (task, result) in enumerate(zip(tasks, stream, strict=False), start=1):
            if isinstance(result, WorkerLost):
                return result
            found[task.regime].append(result)
            if progress is not None:
                progress(done, len(tasks))
    return gather(spec, found)


def tasks_of(spec: StudySpec) -> tuple[Task, ...]:
    """Return the tasks of a study: the first replication in every regime, then the second."""
    return tuple(Task(regime=regime, replication=r) for r in range(spec.replications) for regime in spec.regime_names)


def gather(spec: StudySpec, found: Mapping[str, Sequence[Replication]]) -> StudyResult:
    """Return the result of a study, given its replications in order, by regime."""
    return assemble(spec, [_gather_regime(spec, regime, replications) for regime, replications in found.items()])


def assemble(spec: StudySpec, regimes: Sequence[RegimeResult]) -> StudyResult:
    """Return the result of a study, given those in its regimes."""
    by_name = {found.regime: found for found in regimes}
    verdict = by_name[spec.scenario.regime].verdict
    if verdict is not None and spec.regimes:
        verdict = replace(verdict, robust=agree([found.verdict for found in regimes if found.verdict is not None]))
    return StudyResult(spec=spec, regimes=by_name, verdict=verdict)


def _gather_regime(spec: StudySpec, regime: str, replications: Sequence[Replication]) -> RegimeResult:
    folds = align_folds([
        stack_folds(policy.id, [replication.folds[number] for replication in replications])
        for number, policy in enumerate(spec.policies)
    ])
    profiles = zip(*(replication.profiles for replication in replications), strict=True)
    changed = zip(*(replication.changed for replication in replications), strict=True)
    leads = zip(*(replication.leads for replication in replications), strict=True)
    return regime_result(
        spec,
        regime,
        folds,
        tuple(stack_profiles(of_policy) for of_policy in profiles),
        Counts(
            leads_changed=tuple(_share_changed(counts) for counts in changed),
            cohort_leads=tuple(sum(counts) for counts in leads),
            simulated_leads=sum(replication.simulated_leads for replication in replications),
            events=sum(replication.events for replication in replications),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a `RegimeResult` counts, by the number of the policy where it is a tuple."""

    leads_changed: tuple[float | None, ...]
    cohort_leads: tuple[int, ...]
    simulated_leads: int
    events: int


def regime_result(
    spec: StudySpec, regime: str, folds: tuple[PolicyFolds, ...], profiles: tuple[Profile, ...], counts: Counts
) -> RegimeResult:
    """Return what the replications of one regime say; `folds` have the same measures, in the order of the policies."""
    ids = [policy.id for policy in spec.policies]
    return RegimeResult(
        regime=regime,
        folds=folds,
        profiles=profiles,
        policies=tuple(estimate_policy(one, spec.confidence) for one in folds),
        differences=tuple(subtract(one, folds[0], spec.confidence) for one in folds[1:]),
        leads_changed=dict(zip(ids, counts.leads_changed, strict=True)),
        cohort_leads=dict(zip(ids, counts.cohort_leads, strict=True)),
        simulated_leads=counts.simulated_leads,
        events=counts.events,
        verdict=judge(folds, spec.confidence, verdict_measure(spec)) if len(folds) > 1 else None,
    )


def _share_changed(counts: Sequence[Changed]) -> float | None:
    leads = sum(count.of for count in counts)
    return sum(count.leads for count in counts) / leads if leads else None
