"""`touch-never-made`: windows of cadences that leave reps no time to begin a touch, in one scenario."""

from collections.abc import Iterator

from sandbox.domain.calendar import OpenHours, open_hours
from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.playbook import By, Cadence, Channel, Queue, Touch, TouchWindow
from sandbox.domain.units import format_duration
from sandbox.engine.policy import Policy, cadences_of
from sandbox.files.suggest import quoted
from sandbox.sim.scenario import Scenario
from sandbox.sim.staffing import staffed
from sandbox.sim.team import Duration, Shape, Team

_DAYS = 28
"""How many days of shifts and windows are laid side by side: more than any pattern of a week needs."""


def touch_never_made(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield a finding for each window in which some touch by a person cannot be made, at the first such queue.

    For a policy whose teams all stand in the scenario or in its staffing. Teams that nobody works in are left out.
    """
    teams = staffed(scenario.teams, policy.playbook.staffing, scenario.business_hours)
    told: set[str] = set()
    for queue in policy.playbook.queues:
        team = teams[queue.team]
        if not team.count or not team.shifts.spans:
            continue
        for cadence in cadences_of(policy, queue):
            finding = None if cadence.name in told else _window_finding(policy, scenario, queue, team, cadence)
            if finding is not None:
                told.add(cadence.name)
                yield finding


def _window_finding(
    policy: Policy, scenario: Scenario, queue: Queue, team: Team, cadence: Cadence
) -> Diagnostic | None:
    """Return what keeps the longest touch by a person out of a cadence's window, for leads of any one zone."""
    window = cadence.window
    needs = [(_needs_ms(touch, queue, scenario), touch.channel) for touch in cadence.touches if touch.by is By.REP]
    if window is None or not needs:
        return None
    needed_ms, channel = max(needs)
    for zone in dict.fromkeys([window.zone] if window.zone else scenario.zones):
        longest_ms = _longest_ms(team, window, zone, scenario)
        if longest_ms > needed_ms:
            continue
        living = "" if window.zone or len(scenario.zones) == 1 else f" for leads in {zone}"
        why = (
            f"team {quoted(team.name)} has at most {format_duration(longest_ms)} while it is open, and "
            f"{_doing(channel)} takes {format_duration(needed_ms)}"
            if longest_ms
            else f"team {quoted(team.name)} is never at work while it is open"
        )
        return Diagnostic(
            code="touch-never-made",
            message=f"no rep makes the {channel} touches of this window{living} in queue {quoted(queue.name)}: {why}",
            span=policy.place("cadences", cadence.name, "window"),
            severity=Severity.WARNING,
            help="widen the window, let somebody work then, or leave the touch to automation",
        )
    return None


def _doing(channel: Channel) -> str:
    return "preparing a call" if channel is Channel.PHONE else f"preparing and writing one {channel}"


def _needs_ms(touch: Touch, queue: Queue, scenario: Scenario) -> int:
    """Return the least time from beginning a touch until the phone rings, or the message goes out."""
    handling = scenario.handling
    if touch.channel is Channel.PHONE:
        return _least_ms(handling.dialer_preparation if queue.dialer else handling.preparation)
    return _least_ms(handling.preparation) + _least_ms(handling.sms if touch.channel is Channel.SMS else handling.mail)


def _least_ms(duration: Duration) -> int:
    return duration.scale_ms if duration.shape is Shape.FIXED else 0


def _longest_ms(team: Team, window: TouchWindow, zone: str, scenario: Scenario) -> int:
    """Return the longest time from a moment at which reps may begin until the window closes."""
    days = min(scenario.days, _DAYS)
    shifts = open_hours(team.shifts, scenario.start, scenario.zone, days)
    inside = open_hours(window.hours, scenario.start, zone, days, clock_zone=scenario.zone)
    begins = [(closes_ms - max(opens_ms, from_ms)) for opens_ms, closes_ms, from_ms in _overlaps(inside, shifts)]
    return max(begins, default=0)


def _overlaps(inside: OpenHours, shifts: OpenHours) -> Iterator[tuple[int, int, int]]:
    """Yield opening and closing of a window with the beginning of each shift that it overlaps."""
    for opens_ms, closes_ms in zip(inside.opens_ms, inside.closes_ms, strict=True):
        for from_ms, to_ms in zip(shifts.opens_ms, shifts.closes_ms, strict=True):
            if from_ms < closes_ms and to_ms > opens_ms:
                yield opens_ms, closes_ms, from_ms
