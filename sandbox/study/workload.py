"""`touches-exceed-capacity`: more touches planned than a team has time for, in one scenario."""

import math
from collections.abc import Iterator

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.luck import key_of
from sandbox.domain.units import HOUR_MS
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.suggest import quoted
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.workload import Workload, workloads

_SEED = 1
"""The leads looked at are always those of the first replication of the default seed."""


def touches_exceed_capacity(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield a finding for each team whose touches take longer than its week, if nobody answers or as leads do.

    For a policy whose teams all stand in the scenario or in its staffing.
    """
    population = sample_leads(scenario, key_of(_SEED, 0), policy.playbook.form)
    decisions = compile_policy(policy).decide(population.facts, len(population))
    for name, week in workloads(population, decisions, policy.playbook, scenario).items():
        queue = next((queue for queue in policy.playbook.queues if queue.team == name), None)
        if queue is not None and week.needed_ms > week.has_ms:
            yield Diagnostic(
                code="touches-exceed-capacity",
                message=_exceeds(week, scenario),
                span=policy.place("queues", queue.name, "team"),
                severity=Severity.WARNING,
                help=_way_out(week),
            )


def _exceeds(week: Workload, scenario: Scenario) -> str:
    planned, expected, has = (f"{ms / HOUR_MS:,.3g} h" for ms in (week.planned_ms, week.expected_ms, week.has_ms))
    reps = "1 rep of team {} has" if week.team.count == 1 else f"{week.team.count} reps of team {{}} have"
    return (
        f"in scenario {scenario.id} the {reps.format(quoted(week.team.name))} {has} a week; the touches planned for "
        f"{week.leads:,.3g} leads take {planned} if nobody answers, and about {expected} as leads answer there"
    )


def _way_out(week: Workload) -> str:
    share = week.has_ms / week.needed_ms
    fits = "even if nobody answers" if week.expected_ms <= week.has_ms else "for all of them"
    now = week.touches / week.leads if week.leads else 0.0
    fewer = f", or plan {now * share:.2g} touches a lead instead of {now:.2g}" if now else ""
    return f"{math.ceil(week.team.count / share)} reps have the time {fits}{fewer}"
