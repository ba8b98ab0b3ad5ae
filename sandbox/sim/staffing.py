"""Who works in a run, and on what: the scenario's teams, unless the policy staffs them itself, and their queues."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.domain.hours import WeeklyHours
from sandbox.domain.playbook import Playbook, Queue, Staffing
from sandbox.sim.team import Team


def staffed(
    teams: Mapping[str, Team], staffing: Mapping[str, Staffing], business_hours: WeeklyHours
) -> dict[str, Team]:
    """Return the teams by name, those of the scenario first; a new team works in business hours unless told."""
    merged = dict(teams)
    for name, change in staffing.items():
        team = merged.get(name) or Team(name=name, count=0, shifts=business_hours)
        count = team.count if change.count is None else change.count
        merged[name] = replace(team, count=count, shifts=change.shifts or team.shifts)
    return merged


def queues_of(playbook: Playbook) -> tuple[Queue, ...]:
    """Return the queues of a policy, then one for each team that its nurture programs name, for their touches alone."""
    teams = dict.fromkeys(program.team for program in playbook.nurture if program.team is not None)
    return (*playbook.queues, *(Queue(name=team, team=team, cadence="") for team in teams))
