"""Who works in a run: the scenario's teams, as far as the policy does not staff them itself."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.domain.hours import WeeklyHours
from sandbox.domain.playbook import Staffing
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
