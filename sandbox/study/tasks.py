"""The work of one task, as a worker does it: one replication in one regime, every policy on the same leads."""

from dataclasses import dataclass

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import Fold, fold_run
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
    """What one task found: the sums of each policy, in the order of the policies.

    `changed` counts the cohort leads whose last stage differs from the one under the first policy. `leads` counts the
    cohort; `simulated_leads` (all that arrived) and `events` are summed over the policies.
    """

    folds: tuple[Fold, ...]
    changed: tuple[int, ...]
    leads: int
    simulated_leads: int
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyWork:
    """What all tasks of a study share; called with a task, it does it."""

    policies: tuple[Policy, ...]
    scenario: Scenario
    seed: int

    def __call__(self, task: Task) -> Replication:
        """Sample the leads once and run every policy on them."""
        scenario = self.scenario.in_regime(task.regime)
        key = key_of(self.seed, task.replication)
        population = sample_leads(scenario, key)
        folds, changed = [], []
        leads = simulated = events = 0
        first_stages = None
        for policy in self.policies:
            tables = simulate(population, compile_policy(policy), policy.playbook, scenario, key)
            cohort = follow_cohort(tables)
            folds.append(fold_run(tables, cohort))
            if first_stages is None:
                first_stages = cohort.final_stage
            changed.append(int((cohort.final_stage != first_stages).sum()))
            leads = len(cohort)
            simulated += len(tables.leads)
            events += len(tables.events)
        return Replication(
            folds=tuple(folds), changed=tuple(changed), leads=leads, simulated_leads=simulated, events=events
        )


def simulate_once(policy: Policy, scenario: Scenario, seed: int, replication: int = 0) -> Tables:
    """Return the tables of one replication; the same luck as in a study gives the same events."""
    key = key_of(seed, replication)
    return simulate(sample_leads(scenario, key), compile_policy(policy), policy.playbook, scenario, key)
