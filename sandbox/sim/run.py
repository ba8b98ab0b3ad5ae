"""One run: what every process shares. The clock, the floors, the log, and the luck of this replication."""

from collections.abc import Generator
from typing import Any

import simpy

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
from sandbox.domain.decision import Decisions
from sandbox.domain.luck import Purpose, uniform
from sandbox.domain.playbook import Channel, Pickup, Playbook, TouchWindow
from sandbox.domain.tables import NONE, ChannelCode, Event
from sandbox.domain.units import DAY_MS, HOUR_MS, Wait
from sandbox.sim.floor import Floor, Journey, Task, Work
from sandbox.sim.kernel import Kernel, Turn
from sandbox.sim.log import EventLog
from sandbox.sim.population import Population
from sandbox.sim.scenario import Scenario
from sandbox.sim.team import Duration

Process = Generator[simpy.Event, Any, None]
"""A SimPy process: it yields what it waits for."""

CHANNEL_CODES = {
    Channel.PHONE: int(ChannelCode.PHONE),
    Channel.EMAIL: int(ChannelCode.EMAIL),
    Channel.SMS: int(ChannelCode.SMS),
}


class Run:
    """What the processes of one run share.

    `floor_of_queue` and `hours_of_queue` are by the queue's place in the playbook, `floor_of_rep` by rep number; reps
    are numbered through in the order in which teams are written. `business` is the calendar of business time,
    `in_cohort` says which leads are measured. `measured_in_hand` counts what reps still have to do, or may still get
    to do, for them; `stopped_ms` is when arrivals stopped.
    """

    def __init__(
        self, population: Population, decisions: Decisions, playbook: Playbook, scenario: Scenario, key: int
    ) -> None:
        self.population = population
        self.decisions = decisions
        self.playbook = playbook
        self.scenario = scenario
        self.kernel = Kernel(initial_time=0)
        self.log = EventLog()
        self.arrived = 0
        created_ms, window = population.created_ms, scenario.window
        self.in_cohort = (created_ms >= window.arrivals_from_ms) & (created_ms < window.arrivals_to_ms)
        self.measured_in_hand = 0
        self.stopped_ms = scenario.horizon_ms
        self._key = key
        self._local = local_time(scenario.start, scenario.zone, scenario.days)
        business_hours = open_hours(scenario.business_hours, scenario.start, scenario.zone, scenario.days)
        self.business = business_time(business_hours, self._local)
        self.window_of = {name: self._hours_of(cadence.window) for name, cadence in playbook.cadences.items()}
        self._open_floors()

    def _hours_of(self, window: TouchWindow | None) -> OpenHours | None:
        """Return the hours of a window; where leads are is not known, so their zone is that of the clock."""
        if window is None:
            return None
        scenario, zone = self.scenario, window.zone or self.scenario.zone
        return open_hours(window.hours, scenario.start, zone, scenario.days, clock_zone=scenario.zone)

    def _open_floors(self) -> None:
        self.floors: list[Floor] = []
        self.hours: list[OpenHours] = []
        self.floor_of_queue: dict[int, Floor] = {}
        self.hours_of_queue: dict[int, OpenHours] = {}
        self.floor_of_rep: list[Floor] = []
        scenario = self.scenario
        for number, team in enumerate(scenario.teams.values()):
            queues = [(i, queue) for i, queue in enumerate(self.playbook.queues) if queue.team == team.name]
            floor = Floor(number, len(self.floor_of_rep), team.count, queues)
            hours = open_hours(team.shifts, scenario.start, scenario.zone, scenario.days)
            self.floors.append(floor)
            self.hours.append(hours)
            self.floor_of_rep += [floor] * team.count
            self.floor_of_queue.update({index: floor for index, _ in queues})
            self.hours_of_queue.update({index: hours for index, _ in queues})

    # Tasks

    def offer(self, floor: Floor, journey: Journey, work: Work, channel: Channel, k: int) -> Task:
        """Let a task wait on a floor; its `finished` event tells when it is done or dropped."""
        task = Task(
            work=work,
            journey=journey,
            channel=channel,
            queue=journey.queue,
            k=k,
            due_ms=self.kernel.now,
            rep=journey.rep,
            finished=self.kernel.event(),
        )
        self.write(journey, Event.DUE, channel=CHANNEL_CODES[channel], k=k)
        floor.offer(task)
        self.request_dispatch(floor)
        return task

    def request_dispatch(self, floor: Floor) -> None:
        """Let free reps take tasks once nothing more happens at this instant, if the floor is open."""
        now = self.kernel.now
        if now < floor.open_until_ms and not floor.is_dispatch_due and floor.has_match:
            floor.is_dispatch_due = True
            self.kernel.call_at(now, Turn.DISPATCH, floor.dispatch)

    def until_assigned(self, journey: Journey) -> Process:
        """Wait for the rep whose turn it is, in a queue that gives leads to reps in turn."""
        if journey.assigned is not None and not journey.assigned.triggered:
            yield journey.assigned

    def stop_touches(self, journey: Journey) -> None:
        """End a lead's cadence and drop what still waits for it."""
        journey.is_cadence_over = True
        for task in (journey.touch, journey.answer):
            if task is not None and (task.is_waiting or task.is_postponed):
                if task.is_waiting:
                    self.floor_of_queue[task.queue].withdraw(task)
                task.is_postponed = False
                self.write(journey, Event.DROPPED, channel=CHANNEL_CODES[task.channel], k=task.k)
                task.finished.succeed()

    def hold(self, journey: Journey) -> None:
        """Count something that a rep may still have to do for a measured lead."""
        self.measured_in_hand += journey.in_cohort

    def let_go(self, journey: Journey) -> None:
        """Count it as settled."""
        self.measured_in_hand -= journey.in_cohort

    # Time and luck

    def over_ms(self, wait: Wait) -> int | None:
        """Return when a wait that begins now is over; None when that never comes."""
        return add_wait(self.business, self.kernel.now, wait)

    def pickup_ms(self, pickup: Pickup, due_ms: int) -> int:
        """Return when reps see a first touch that is due: at once, or when they next look into the queue."""
        if pickup.is_immediate:
            return due_ms
        local = next_pickup_ms(pickup, local_ms(due_ms, self._local.since_ms, self._local.shift_ms))
        return max(due_ms, clock_ms(local, self._local.since_ms, self._local.shift_ms))

    def next_shift_ms(self, queue_index: int) -> int | None:
        """Return now where the queue's team is on shift, else its next opening; None when it never opens again."""
        hours = self.hours_of_queue[queue_index]
        return next_open_ms(self.kernel.now, hours.opens_ms, hours.closes_ms)

    def willingness_now(self) -> float:
        """Return the factor of the local hour and weekday on answering the phone."""
        local = local_ms(self.kernel.now, self._local.since_ms, self._local.shift_ms)
        phone = self.scenario.buyers.phone
        weekday = (self._local.start_weekday + local // DAY_MS) % 7
        return phone.by_hour[local % DAY_MS // HOUR_MS] * phone.by_weekday[weekday]

    def luck(self, journey: Journey, purpose: Purpose, k: int = 0) -> float:
        """Return the uniform that belongs to this lead, purpose, cycle and count."""
        return uniform(self._key, journey.visitor, purpose, journey.cycle, k)

    def draw_ms(self, duration: Duration, journey: Journey, purpose: Purpose, k: int = 0) -> int:
        """Return how long something takes this time."""
        return duration.at(0.5 if duration.is_certain else self.luck(journey, purpose, k))

    # Log

    def write(  # noqa: PLR0913 - one keyword a column of the events table
        self,
        journey: Journey,
        event: Event,
        *,
        channel: int = NONE,
        k: int = 0,
        outcome: int = NONE,
        rule: int = NONE,
        duration_ms: int = 0,
        amount_cents: int = 0,
    ) -> None:
        """Append an event of a lead, with the lead's stage and owner after it."""
        self.log.write((
            self.kernel.now,
            journey.number,
            journey.cycle,
            event,
            journey.rep,
            journey.queue,
            channel,
            k,
            outcome,
            rule,
            journey.stage,
            journey.owner,
            duration_ms,
            amount_cents,
        ))
