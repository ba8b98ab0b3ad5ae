"""A policy in a scenario in which no lead could ever be worked: a study of it would be a table of zeros."""

from collections.abc import Iterator

from sandbox.domain.diagnostics import Diagnostic, Span
from sandbox.domain.playbook import By, Queue
from sandbox.engine.policy import Policy
from sandbox.files.suggest import quoted
from sandbox.sim.scenario import Scenario
from sandbox.sim.staffing import staffed
from sandbox.sim.team import Team


def nobody_works(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield one error where every team that leads of a policy can reach is empty or never at work.

    All its teams are known. A policy that gives leads to no team is meant as it is.
    """
    playbook = policy.playbook
    reached = [queue.team for queue in _queues_reached(policy)]
    # Whom reps keep in touch with from no queue at all is the first queue's.
    ours = playbook.queues[0].team if playbook.queues else None
    reached += [team for one in playbook.nurture if one.by is By.REP and (team := one.team or ours) is not None]
    teams = staffed(scenario.teams, playbook.staffing, scenario.business_hours)
    if not reached or any(teams[name].week_ms > 0 for name in reached):
        return
    idle = [teams[name] for name in dict.fromkeys(reached)]
    why = ", ".join(f"team {quoted(team.name)} {_why(team)}" for team in idle)
    yield Diagnostic(
        code="nobody-works",
        message=f"in scenario {scenario.id} no lead of policy {policy.id} could ever be worked: {why}",
        span=_place(policy, idle[0].name),
        help="state people and hours under `teams` in the scenario, or under `staffing` in the policy",
    )


def _queues_reached(policy: Policy) -> Iterator[Queue]:
    """Yield the queues into which leads come with whom nobody has talked; who works there talks with them first."""
    playbook = policy.playbook
    queues = {queue.name: queue for queue in playbook.queues}
    ahead = [row.to for row in policy.routing] + [rule.to for rule in playbook.recycling]
    ahead += [playbook.cadences[row.cadence].then for row in policy.routing if row.cadence is not None]
    while ahead:
        queue = queues.pop(ahead.pop(0), None)
        if queue is not None:
            yield queue
            ahead += [playbook.cadences[queue.cadence].then, queue.on_breach]


def _why(team: Team) -> str:
    return "has nobody" if team.count == 0 else "is never at work"


def _place(policy: Policy, team: str) -> Span:
    """Return where a policy staffs a team, else where it first names it."""
    playbook = policy.playbook
    if team in playbook.staffing:
        return policy.place("staffing", team)
    named = [("queues", queue.name, "team") for queue in playbook.queues if queue.team == team]
    named += [("nurture", program.id, "team") for program in playbook.nurture if program.team == team]
    return policy.place(*named[0])
