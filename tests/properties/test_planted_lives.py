"""Tests of the tests: the check of `test_lives` finds each bug that is planted in the simulator, within few lives."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings

from sandbox.domain.tables import Event, Stage
from sandbox.sim.clock import Clock
from sandbox.sim.distribution import Distribution
from sandbox.sim.floor import Desk, Floor
from sandbox.sim.journey import Journey, Task
from sandbox.sim.kernel import Moment
from sandbox.sim.ownership import leave
from sandbox.sim.rep_day import _prepare, rep
from sandbox.sim.run import Run
from tests.lives import LIVES
from tests.properties.test_lives import check_life

EXAMPLES = 200
"""As many lives as the check itself has; the hunt ends with the first that shows the bug."""
Plant = Callable[[pytest.MonkeyPatch], None]
WRITE, FINISH = Run.write, Run.finish


def a_touch_after_an_opt_out(patch: pytest.MonkeyPatch) -> None:
    """Never look whether a lead wants further contact."""
    patch.setattr(Journey, "is_opted_out", property(lambda journey: False))


def a_paused_rep_is_given_leads(patch: pytest.MonkeyPatch) -> None:
    """Leave a rep in turn who is paused, or gone."""
    patch.setattr(Distribution, "bar", lambda *_: None)


def a_task_is_lost_at_the_end_of_a_shift(patch: pytest.MonkeyPatch) -> None:
    """Go home with a task in hand, and never come back to it."""

    def is_over(run: Run, queue: int) -> bool:
        return run.kernel.now > run.floor_of_queue[queue].open_until_ms

    def write(run: Run, journey: Journey, event: Event, *, task: Task | None = None, **seen: int) -> None:
        if task is None or not is_over(run, task.queue):
            WRITE(run, journey, event, task=task, **seen)

    def finish(run: Run, task: Task) -> None:
        if not is_over(run, task.queue):
            FINISH(run, task)

    patch.setattr(Run, "write", write)
    patch.setattr(Run, "finish", finish)


def a_touch_outside_its_window(patch: pytest.MonkeyPatch) -> None:
    """Call and write at any hour, whatever the cadence says."""
    patch.setattr(Clock, "window_of", lambda *_: None)


def a_lead_in_two_states(patch: pytest.MonkeyPatch) -> None:
    """Hand a lead back to marketing while it stays with sales."""

    def leave_sales(run: Run, journey: Journey, stage: Stage, event: Event, **_: int) -> None:
        leave(run, journey)
        journey.stage = stage
        run.write(journey, event)

    patch.setattr("sandbox.sim.stay.leave_sales", leave_sales)


def a_rep_does_two_things_at_once(patch: pytest.MonkeyPatch) -> None:
    """Take the next task while the last one is in hand."""

    def prepare(run: Run, task: Task, desk: Desk) -> Moment:
        run.kernel.process(rep(run, floor_of(run, desk), desk))
        return _prepare(run, task, desk)

    patch.setattr("sandbox.sim.rep_day._prepare", prepare)


def floor_of(run: Run, desk: Desk) -> Floor:
    """Return where a rep works."""
    return run.floor_of_rep[desk.number]


def a_deal_vanishes(patch: pytest.MonkeyPatch) -> None:
    """Forget a deal when its time has come."""
    patch.setattr("sandbox.sim.deals._close", lambda *_: None)


def a_customer_is_worked_as_a_new_lead(patch: pytest.MonkeyPatch) -> None:
    """Begin anew with whoever inquires, who has bought as well."""
    patch.setattr("sandbox.sim.lead_life._BEYOND", (Stage.OPTED_OUT,))


BUGS: tuple[Plant, ...] = (
    a_touch_after_an_opt_out,
    a_paused_rep_is_given_leads,
    a_task_is_lost_at_the_end_of_a_shift,
    a_touch_outside_its_window,
    a_lead_in_two_states,
    a_rep_does_two_things_at_once,
    a_deal_vanishes,
    a_customer_is_worked_as_a_new_lead,
)


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    hunt = settings(max_examples=EXAMPLES, phases=[Phase.generate], report_multiple_bugs=False)(
        given(life=LIVES)(check_life)
    )
    with pytest.raises(AssertionError):
        hunt()
