"""One run: what every process shares. The kernel, the floors, the log, and the luck of this replication."""

from collections.abc import Callable, Generator
from typing import Any

import simpy

from sandbox.domain.calendar import OpenHours, late_hours, next_open_ms
from sandbox.domain.decision import Rulebook
from sandbox.domain.luck import Purpose, uniform
from sandbox.domain.playbook import Channel, Playbook, Queue, Work
from sandbox.domain.tables import NONE, ChannelCode, Event
from sandbox.domain.units import Wait
from sandbox.sim.clock import Clock
from sandbox.sim.floor import Desk, Floor
from sandbox.sim.journey import Journey, Task
from sandbox.sim.kernel import Kernel, Turn
from sandbox.sim.known import Known
from sandbox.sim.ledger import Ledger
from sandbox.sim.log import EventLog, row
from sandbox.sim.nature import MONTH_MS, Person, novice, paced_ms, veteran
from sandbox.sim.population import Population
from sandbox.sim.scenario import Scenario
from sandbox.sim.staffing import queues_of, staffed
from sandbox.sim.task_order import Key, first_touch_place, ranks_of
from sandbox.sim.team import Duration, Team

Process = Generator[simpy.Event, Any, None]
"""A SimPy process: it yields what it waits for."""

CHANNEL_CODES = {
    None: NONE,
    Channel.PHONE: int(ChannelCode.PHONE),
    Channel.EMAIL: int(ChannelCode.EMAIL),
    Channel.SMS: int(ChannelCode.SMS),
}


def _nobody_comes(*_: object, **__: object) -> None:
    """Stand in for what `lead_life` does when a lead comes back."""


_MOVES = frozenset({Event.DIALED, Event.MAILED, Event.CONTACTED, Event.MEETING_HELD, Event.NO_SHOW})
"""Human touches; with changes of stage, what keeps a lead from being idle."""


class Run:
    """What the processes of one run share.

    `queues` are those of the playbook, then those of teams that nurture; `floor_of_queue`, `hours_of_queue` and
    `meeting_hours_of_queue` (in which meetings may begin) are by their places, `floor_of_rep` by rep number; reps are
    numbered through in the order in which teams are written. `known` is what the policy may know of each lead,
    `in_cohort` says which leads are measured. `measured_in_hand` counts what reps still have to do, or may still get
    to do, for them; `horizon_ms` is when the run ends, `stopped_ms` when arrivals stopped. `win_chance` is that of each
    lead's latest deal, by lead. `inquire` and `promote` let a lead come back, by an inquiry of its own or because
    marketing found it interested: set by `lead_life`, for those below routing.
    """

    def __init__(
        self, population: Population, rulebook: Rulebook, playbook: Playbook, scenario: Scenario, key: int
    ) -> None:
        self.population = population
        self.rulebook = rulebook
        self.decisions = rulebook.decide(population.facts, len(population))
        self.known = Known(population, self.decisions, rulebook, scenario)
        self.playbook = playbook
        self.scenario = scenario
        self.teams = staffed(scenario.teams, playbook.staffing, scenario.business_hours)
        self.queues = queues_of(playbook)
        self.clock = Clock(scenario, playbook)
        self.kernel = Kernel()
        self.log = EventLog()
        self.arrived = 0
        created_ms, window = population.created_ms, scenario.window
        self.in_cohort = (created_ms >= window.arrivals_from_ms) & (created_ms < window.arrivals_to_ms)
        self.measured_in_hand = 0
        self.win_chance: dict[int, float] = {}
        self.horizon_ms = self.stopped_ms = scenario.horizon_ms
        self.inquire: Callable[..., None] = _nobody_comes
        self.promote: Callable[[Journey], None] = _nobody_comes
        self._key = key
        self._ranks = ranks_of(playbook.work_order)
        self._open_floors()

    def _open_floors(self) -> None:
        self.floors: list[Floor] = []
        self.hours: list[OpenHours] = []
        self.floor_of_queue: dict[int, Floor] = {}
        self.hours_of_queue: dict[int, OpenHours] = {}
        self.meeting_hours_of_queue: dict[int, OpenHours] = {}
        self._travel_ms = [team.travel_ms for team in self.teams.values()]
        self.floor_of_rep: list[Floor] = []
        for number, team in enumerate(self.teams.values()):
            queues = [(i, queue) for i, queue in enumerate(self.queues) if queue.team == team.name]
            people = [self._at_first(team, len(self.floor_of_rep) + place, place) for place in range(team.count)]
            floor = Floor(number, len(self.floor_of_rep), people, team.veteran_heads, queues, self.luck)
            for desk in floor.desks:
                desk.ledger = self.new_ledger()
            hours = self.clock.hours_of(team.shifts)
            self.floors.append(floor)
            self.hours.append(hours)
            self.floor_of_rep += [floor] * team.count
            self.floor_of_queue.update({index: floor for index, _ in queues})
            self.hours_of_queue.update({index: hours for index, _ in queues})
            meeting_hours = late_hours(hours, team.travel_ms)
            self.meeting_hours_of_queue.update({index: meeting_hours for index, _ in queues})

    # Reps

    def desk_of(self, rep: int) -> Desk:
        """Return the desk of a rep by its number."""
        floor = self.floor_of_rep[rep]
        return floor.desks[rep - floor.first_rep]

    def _at_first(self, team: Team, rep: int, place: int) -> Person:
        u = self.rep_luck(rep, Purpose.REP_NATURE)
        if place < team.veteran_heads:
            return veteran(team.nature, u, is_tracked=self.is_tracked)
        since_ms = -round(team.nature.tenure_months * MONTH_MS)
        return novice(team.nature, u, is_tracked=self.is_tracked, since_ms=since_ms)

    @property
    def is_tracked(self) -> bool:
        """Whether the policy holds reps to account."""
        return self.playbook.accountability is not None

    def new_ledger(self) -> Ledger | None:
        """Return what a rep is held to account by; None where nobody is."""
        terms = self.playbook.accountability
        return None if terms is None else Ledger(terms.over_leads)

    def forget_departed(self, journey: Journey) -> None:
        """Let a lead belong to nobody if its rep has left."""
        if journey.rep != NONE and self.desk_of(journey.rep).is_vacant:
            journey.rep = NONE

    def at_pace_of(self, desk: Desk, duration_ms: int) -> int:
        """Return how long somebody who may be new to the job takes for what takes others so long."""
        person = desk.person
        return paced_ms(duration_ms, person.ramp, self.kernel.now - person.since_ms)

    def travel_ms(self, queue_index: int) -> int:
        """Return how long the reps of a queue are on the way to a meeting."""
        return self._travel_ms[self.floor_of_queue[queue_index].team]

    def queue_of(self, journey: Journey) -> Queue:
        """Return the queue in which a lead is, or was last."""
        return self.queues[journey.queue]

    # Tasks

    def offer(
        self,
        journey: Journey,
        work: Work,
        channel: Channel | None,
        k: int,
        *,
        comes: bool = True,
        window: OpenHours | None = None,
    ) -> Task:
        """Let a task wait for a rep; its `finished` event tells when it is done or dropped."""
        self.forget_departed(journey)
        if journey.assignment is not None:
            journey.assignment.is_asked = True
        task = Task(
            work=work,
            journey=journey,
            channel=channel,
            queue=journey.queue,
            k=k,
            key=self.key_of(journey, work),
            rep=journey.rep,
            finished=self.kernel.event(),
            comes=comes,
            window=window,
        )
        return self._let_wait(task)

    def offer_nurture(self, journey: Journey, channel: Channel, team: str) -> Task:
        """Let a touch of a program wait for anybody of a team, whoever had the lead before."""
        queue = [known.name for known in self.queues].index(team, len(self.playbook.queues))
        rank, first = self._ranks[Work.NURTURE], float(self.kernel.now)
        task = Task(
            work=Work.NURTURE,
            journey=journey,
            channel=channel,
            queue=queue,
            k=0,
            key=(rank, queue, first, 0.0, journey.created_ms, journey.number),
            rep=NONE,
            finished=self.kernel.event(),
        )
        return self._let_wait(task)

    def _let_wait(self, task: Task) -> Task:
        self.write(task.journey, Event.DUE, channel=CHANNEL_CODES[task.channel], k=task.k, task=task)
        floor = self.floor_of_queue[task.queue]
        floor.offer(task)
        self.request_dispatch(floor)
        return task

    def key_of(self, journey: Journey, work: Work) -> Key:
        """Return the place of a task that falls due now among all that wait."""
        first, then = float(self.kernel.now), 0.0
        if work is Work.FIRST_TOUCH:
            first, then = first_touch_place(
                self.queue_of(journey).order,
                inquiry_ms=journey.inquiry_ms,
                score=journey.score,
                grade=journey.grade,
                promise_ms=journey.promise_ms,
            )
        return (self._ranks[work], journey.queue, first, then, journey.created_ms, journey.number)

    def request_dispatch(self, floor: Floor) -> None:
        """Let free reps take tasks once nothing more happens at this instant, if the floor is open."""
        now = self.kernel.now
        if now < floor.open_until_ms and not floor.is_dispatch_due and floor.able():
            floor.is_dispatch_due = True
            self.kernel.call_at(now, Turn.DISPATCH, floor.dispatch)

    def stop_touches(self, journey: Journey) -> None:
        """End what a lead's cadence had planned, and drop what still waits for the lead."""
        journey.leg += 1
        for task in (journey.touch, journey.answer):
            self._drop(task)

    def stop_meeting(self, journey: Journey) -> None:
        """Drop a meeting that has come and waits for a rep; one that is still to come is called off in its turn."""
        self._drop(journey.meeting)

    def _drop(self, task: Task | None) -> None:
        """Drop a task, unless a rep has begun it."""
        if task is None or not (task.is_waiting or task.is_postponed):
            return
        if task.is_waiting:
            self.floor_of_queue[task.queue].withdraw(task)
        task.is_postponed = False
        self.write(task.journey, Event.DROPPED, channel=CHANNEL_CODES[task.channel], k=task.k)
        self.finish(task)

    def finish(self, task: Task) -> None:
        """Tell those who wait for a task that it is done or dropped."""
        journey = task.journey
        if journey.touch is task:
            journey.touch = None
        elif journey.answer is task:
            journey.answer = None
        elif journey.meeting is task:
            journey.meeting = None
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
        return self.clock.over_ms(self.kernel.now, wait)

    def next_shift_ms(self, queue_index: int) -> int | None:
        """Return now where the queue's team is on shift, else its next opening; None when it never opens again."""
        hours = self.hours_of_queue[queue_index]
        return next_open_ms(self.kernel.now, hours.opens_ms, hours.closes_ms)

    def luck(self, journey: Journey, purpose: Purpose, k: int = 0) -> float:
        """Return the uniform that belongs to this lead, purpose, cycle and count."""
        return uniform(self._key, journey.visitor, purpose, journey.cycle, k)

    def rep_luck(self, rep: int, purpose: Purpose, k: int = 0) -> float:
        """Return the uniform that belongs to this rep, purpose and count."""
        return uniform(self._key, rep, purpose, 0, k)

    def draw_ms(self, duration: Duration, journey: Journey, purpose: Purpose, k: int = 0) -> int:
        """Return how long something takes this time."""
        return duration.scale_ms if duration.is_certain else duration.at(self.luck(journey, purpose, k))

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
        task: Task | None = None,
    ) -> None:
        """Append an event of a lead, with the lead's stage and owner after it.

        Rep and queue are those of the `task` that it is about: the lead may be with others by then. Else the lead's.
        """
        if event in _MOVES or journey.stage != journey.written_stage:
            journey.moved_ms, journey.written_stage = self.kernel.now, journey.stage
        rep, queue = (journey.rep, journey.queue) if task is None else (task.rep, task.queue)
        self.log.write(
            row(
                self.kernel.now,
                journey.number,
                journey.cycle,
                event,
                rep,
                queue,
                channel,
                k,
                outcome,
                rule,
                journey.stage,
                journey.owner,
                duration_ms,
                amount_cents,
            )
        )

    def write_of_rep(self, desk: Desk, event: Event) -> None:
        """Append an event of a rep; it is about no lead."""
        self.log.write(row(self.kernel.now, NONE, 0, event, desk.number, NONE, NONE, 0, NONE, NONE, NONE, NONE, 0, 0))
