"""What time it is for policy, buyers and team: business time, shifts, windows, local hours, on one simulation clock."""

from sandbox.domain.business_time import add_wait, business_time
from sandbox.domain.calendar import (
    OpenHours,
    clock_ms,
    local_ms,
    local_time,
    next_open_ms,
    next_pickup_ms,
    open_hours,
)
from sandbox.domain.hours import WeeklyHours
from sandbox.domain.playbook import Pickup, Playbook, TouchWindow
from sandbox.domain.units import DAY_MS, HOUR_MS, WEEK_MS, Wait
from sandbox.sim.scenario import Scenario


class Clock:
    """Calendars of a scenario, and the windows of a policy's cadences.

    Leads live in zones of their own, numbered as in `Scenario.zones`; everything else goes by the clock's zone.
    """

    def __init__(self, scenario: Scenario, playbook: Playbook) -> None:
        self._scenario = scenario
        self._phone = scenario.buyers.phone
        self._local = local_time(scenario.start, scenario.zone, scenario.days)
        self.business = business_time(self.hours_of(scenario.business_hours), self._local)
        self._local_of_zone = [
            local_time(scenario.start, zone, scenario.days, clock_zone=scenario.zone) for zone in scenario.zones
        ]
        self._windows = {name: self._by_zone(cadence.window) for name, cadence in playbook.cadences.items()}

    def hours_of(self, weekly: WeeklyHours) -> OpenHours:
        """Return weekly hours in which people work, in the scenario's zone, on the clock; nobody works on holidays."""
        scenario = self._scenario
        return open_hours(weekly, scenario.start, scenario.zone, scenario.days, closed=scenario.holidays)

    def window_of(self, cadence: str, zone: int) -> OpenHours | None:
        """Return when leads of a zone may be touched in a cadence; None is at any time."""
        return self._windows[cadence][zone]

    def _by_zone(self, window: TouchWindow | None) -> list[OpenHours | None]:
        """Return the hours of a window for leads of each zone; a window with a zone of its own is alike for all.

        It is open on holidays too: they keep people from working, not messages from going out.
        """
        if window is None:
            return [None] * len(self._scenario.zones)
        return [self._hours_in(window.hours, window.zone or zone) for zone in self._scenario.zones]

    def _hours_in(self, weekly: WeeklyHours, zone: str) -> OpenHours:
        scenario = self._scenario
        return open_hours(weekly, scenario.start, zone, scenario.days, clock_zone=scenario.zone)

    def over_ms(self, now_ms: int, wait: Wait) -> int | None:
        """Return when a wait that begins now is over; None when that never comes."""
        return add_wait(self.business, now_ms, wait)

    def pickup_ms(self, pickup: Pickup, due_ms: int) -> int:
        """Return when reps see a first touch that is due: at once, or when they next look into the queue."""
        if pickup.is_immediate:
            return due_ms
        local = next_pickup_ms(pickup, local_ms(due_ms, self._local.since_ms, self._local.shift_ms))
        return max(due_ms, self._clock_ms(local))

    def willingness(self, now_ms: int, zone: int) -> float:
        """Return the factor of the hour and weekday, where the lead lives, on answering the phone."""
        there = self._local_of_zone[zone]
        local = local_ms(now_ms, there.since_ms, there.shift_ms)
        weekday = (there.start_weekday + local // DAY_MS) % 7
        return self._phone.by_hour[local % DAY_MS // HOUR_MS] * self._phone.by_weekday[weekday]

    def midnights_ms(self) -> list[int]:
        """Return the beginning of every local day."""
        return [self._clock_ms(day * DAY_MS) for day in range(self._scenario.days)]

    def week_hours(self) -> list[int]:
        """Return the hour of the local week, from Monday 00:00, in which each hour of the clock begins."""
        local, first = self._local, self._local.start_weekday * DAY_MS
        times_ms = range(0, self._scenario.days * DAY_MS, HOUR_MS)
        return [(first + local_ms(t, local.since_ms, local.shift_ms)) % WEEK_MS // HOUR_MS for t in times_ms]

    def _clock_ms(self, local: int) -> int:
        return clock_ms(local, self._local.since_ms, self._local.shift_ms)


def first_free_ms(wanted_ms: int, length_ms: int, booked_ms: list[int], hours: OpenHours) -> int | None:
    """Return the first time from `wanted_ms` on, in the given hours, that overlaps no booking; None for never.

    `booked_ms` are the beginnings of meetings of the same length, ascending.
    """
    free_ms = next_open_ms(wanted_ms, hours.opens_ms, hours.closes_ms)
    for begins_ms in booked_ms:
        if free_ms is None or begins_ms >= free_ms + length_ms:
            break
        if begins_ms + length_ms > free_ms:
            free_ms = next_open_ms(begins_ms + length_ms, hours.opens_ms, hours.closes_ms)
    return free_ms
