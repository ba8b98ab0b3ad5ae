"""The clock: what lies ahead comes in the total order, what follows at once comes before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.units import HOUR_MS
from sandbox.sim.kernel import Kernel, Turn
from sandbox.sim.run import Process

END_MS = 5 * HOUR_MS
Place = tuple[int, Turn, int]
"""When something happens: time in ms, turn, lead."""

times = st.one_of(st.integers(0, END_MS), st.sampled_from([0, 1, HOUR_MS - 1, HOUR_MS, 2 * HOUR_MS, END_MS - 1]))
places = st.tuples(times, st.sampled_from(Turn), st.integers(0, 2))


@given(planned=st.lists(st.tuples(places, st.lists(places, max_size=2)), max_size=12), pause_ms=times)
def test_moments_come_by_time_turn_lead_and_then_as_they_were_planned(
    planned: list[tuple[Place, list[Place]]], pause_ms: int
) -> None:
    kernel, asked, seen = Kernel(), list[Place](), list[tuple[Place, int, int]]()

    def plan(place: Place, further: list[Place]) -> None:
        number = len(asked)
        asked.append(place)

        def happen() -> None:
            seen.append((place, number, kernel.now))
            for later in further:
                plan(max(later, place), [])

        kernel.call_at(place[0], place[1], happen, place[2])

    for place, further in planned:
        plan(place, further)
    kernel.run_until(pause_ms)
    assert all(place[0] < pause_ms for place, _, _ in seen)
    kernel.run_until(END_MS)
    assert seen == sorted(seen)
    assert len(seen) == sum(place[0] < END_MS for place in asked)
    assert all(now_ms == place[0] for place, _, now_ms in seen)


def test_what_follows_at_once_comes_before_the_next_turn_and_processes_begin_first() -> None:
    kernel, seen = Kernel(), list[str]()
    done = kernel.event()

    def waits() -> Process:
        yield done
        seen.append("goes on")

    def begins() -> Process:
        seen.append("begins")
        yield kernel.at(7, Turn.REP)
        seen.append("rep")

    def happen() -> None:
        done.succeed()
        kernel.process(begins())
        seen.append("arrival")

    kernel.process(waits())
    kernel.call_at(7, Turn.ARRIVAL, happen)
    kernel.call_at(7, Turn.REPLY, lambda: seen.append("reply"))
    kernel.run_until(8)
    assert seen == ["arrival", "begins", "goes on", "reply", "rep"]


def test_what_a_process_raises_ends_the_run() -> None:
    kernel = Kernel()

    def fails() -> Process:
        yield kernel.at(5, Turn.REP)
        raise ZeroDivisionError

    kernel.process(fails())
    with pytest.raises(ZeroDivisionError):
        kernel.run_until(10)


def test_a_run_ends_before_what_happens_at_its_end() -> None:
    kernel, seen = Kernel(), []
    for at_ms in (3, 10):
        kernel.call_at(at_ms, Turn.REP, lambda at_ms=at_ms: seen.append(at_ms))  # type: ignore[misc]
    kernel.run_until(10)
    assert (seen, kernel.now) == ([3], 10)
