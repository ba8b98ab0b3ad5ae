"""The work of one task, as a worker does it: one replication in one regime, every policy on the same visitors."""

from dataclasses import dataclass

from sandbox.analysis.cohort import Changed, count_changed, follow_cohort
from sandbox.analysis.fold import Fold, fold_run
from sandbox.analysis.profile import Profile, profile_run
from sandbox.domain.luck import key_of
from sandbox.domain.tables import Tables
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One replication, counted from 0, in one regime."""

    regime: str
    replication: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """What one task found: the sums of each policy and its counts for pictures, in the order of the policies.

    `changed` counts the cohort leads whose last stage differs from the one under the first policy, `leads` the cohorts.
    `simulated_leads` (all that arrived) and `events` are summed over the policies.
    """

    folds: tuple[Fold, ...]
    profiles: tuple[Profile, ...]
    changed: tuple[Changed, ...]
    leads: tuple[int, ...]
    simulated_leads: int
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyWork:
    """What all tasks of a study share; called with a task, it does it."""

    policies: tuple[Policy, ...]
    scenario: Scenario
    seed: int

    def __call__(self, task: Task) -> Replication:
        """Sample the leads of each form once and run every policy on those of its own."""
        scenario = self.scenario.in_regime(task.regime)
        key = key_of(self.seed, task.replication)
        forms = {policy.playbook.form for policy in self.policies}
        populations = {form: sample_leads(scenario, key, form) for form in forms}
        folds, profiles, cohorts = [], [], []
        simulated = events = 0
        for policy in self.policies:
            population = populations[policy.playbook.form]
            tables = simulate(population, compile_policy(policy), policy.playbook, scenario, key)
            cohorts.append(follow_cohort(tables))
            folds.append(fold_run(tables, cohorts[-1]))
            profiles.append(profile_run(tables, cohorts[-1]))
            simulated += len(tables.leads)
            events += len(tables.events)
        return Replication(
            folds=tuple(folds),
            profiles=tuple(profiles),
            changed=tuple(count_changed(cohort, cohorts[0]) for cohort in cohorts),
            leads=tuple(len(cohort) for cohort in cohorts),
            simulated_leads=simulated,
            events=events,
        )


def simulate_once(policy: Policy, scenario: Scenario, seed: int, replication: int = 0) -> Tables:
    """Return the tables of one replication; the same luck as in a study gives the same events."""
    key = key_of(seed, replication)
    population = sample_leads(scenario, key, policy.playbook.form)
    return simulate(population, compile_policy(policy), policy.playbook, scenario, key)
