"""Who takes what from a floor of human reps: picked by looks, ignored, left by somebody who is gone."""

import simpy

from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import Assign, Work
from sandbox.domain.tables import NONE
from sandbox.sim.floor import Floor
from sandbox.sim.journey import Journey, Task
from sandbox.sim.nature import Person
from tests.worlds import one_queue

KERNEL = simpy.Environment()


def floor(*people: Person, chances: tuple[float, ...] = (0.5,)) -> Floor:
    """Return a floor with one queue; `chances` is the luck of picking, by how often a lead was passed over."""

    def luck(journey: Journey, purpose: Purpose, k: int) -> float:
        assert purpose is Purpose.CHERRY_PICKS
        return chances[k]

    (queue,) = one_queue("phone", assign=Assign.SHARED).queues
    made = Floor(0, 0, list(people), 0, [(0, queue)], luck)
    for desk in made.desks:
        made.rest(desk, KERNEL.event())
    return made


def waiting(number: int, score: float, work: Work = Work.FIRST_TOUCH, rep: int = NONE) -> Task:
    """Return a task of the n-th lead, which came at n ms."""
    journey = Journey(
        number=number, visitor=number, created_ms=number, inquiry_ms=number, in_cohort=True, score=score, grade=0,
        reachable=True, responsiveness=1.0, response=0, zone=0, has_number=True, quality_group=0, account_owner=0.0,
    )  # fmt: skip
    key = (0, 0, float(number), 0.0, number, number)
    return Task(work=work, journey=journey, channel=None, queue=0, k=1, key=key, rep=rep, finished=KERNEL.event())


def taken(made: Floor, count: int) -> list[tuple[int, int]]:
    """Let reps take so many tasks and be free again at once; return rep and lead of each."""
    found = []
    for _ in range(count):
        desk = made.desks[(made.able() & -made.able()).bit_length() - 1]
        task = made._take(desk)
        found.append((desk.number, task.journey.number))
    return found


def test_a_lead_that_was_passed_over_has_another_chance() -> None:
    made = floor(Person(cherry_picks=0.5), chances=(0.1, 0.9))
    for task in (waiting(0, 1.0), waiting(1, 2.0), waiting(2, 3.0), waiting(3, 9.0)):
        made.offer(task)
    assert taken(made, 4) == [(0, 3), (0, 0), (0, 2), (0, 1)]


def test_only_a_first_touch_is_passed_over_and_only_for_a_first_touch() -> None:
    made = floor(Person(cherry_picks=1.0), chances=(0.5, 0.5, 0.5))
    for task in (waiting(0, 0.0, Work.REPLY), waiting(1, 1.0), waiting(2, 9.0, Work.FOLLOW_UP), waiting(3, 2.0)):
        made.offer(task)
    assert [lead for _, lead in taken(made, 4)] == [0, 3, 1, 2]


def test_what_waits_for_somebody_who_is_gone_may_be_done_by_anybody() -> None:
    made = floor(Person(), Person())
    meeting = waiting(5, 0.0, Work.MEETING, rep=0)
    made.offer(meeting)
    made.turn_to_other_work(made.desks[0])
    assert not made.able()
    made.clear(made.desks[0])
    assert taken(made, 1) == [(1, 5)]


def test_nobody_takes_what_its_rep_ignores_until_it_is_somebody_elses() -> None:
    made = floor(Person(), Person())
    task = waiting(5, 0.0, rep=0)
    task.journey.is_ignored = True
    made.offer(task)
    assert task.is_waiting
    assert not made.able()
    assert made.postpone(task)
    assert made.resume(task)
    assert not made.able()
    task.journey.is_ignored = False
    made.reassign(task, 1)
    assert taken(made, 1) == [(1, 5)]
