"""Who is called when, by hand: a few leads, fixed times, nobody answers. Times are local, HH:MM:SS."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.domain.playbook import Assign, Cadence, Order, Pickup, Playbook, Queue
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import HOUR_MS
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.sim.world import simulate
from tests.worlds import Everybody, one_queue, rows_of, touches, vocabulary

NOBODY_ANSWERS = """
version: 1
name: Nobody answers
clock: {zone: UTC}
demand: {trace: arrivals.csv}
buyers:
  reachable: {default: 0}
  mail: {reply: 0}
handling:
  preparation: {fixed: 5 min}
  no_answer: {fixed: 3 min}
  wrap_up: {fixed: 2 min}
  mail: {fixed: 5 min}
teams:
  sdr: {count: REPS, shifts: {Mon-Fri: 09:00-17:00}}
  night: {count: 1, shifts: {Mon-Fri: 18:00-22:00}}
"""
MONDAY = "2026-01-05"


def world(folder: Path, arrivals: Sequence[str], reps: int = 1, text: str = NOBODY_ANSWERS) -> Scenario:
    """Return a world in which leads arrive at these times of Monday, and every task takes ten minutes."""
    rows = "\n".join(f"{MONDAY} {time}" for time in arrivals)
    (folder / "arrivals.csv").write_text(f"created\n{rows}\n", encoding="utf-8")
    (folder / "world.yaml").write_text(text.replace("REPS", str(reps)), encoding="utf-8")
    checked = load_scenario(folder / "world.yaml", vocabulary())
    assert checked.value is not None, [d.render() for d in checked.diagnostics]
    return checked.value


def calls(tables: Tables) -> list[tuple[int, str]]:
    """Return lead and time of every call, in order; a later day says so in front."""
    return [(lead, clock(time_ms)) for lead, time_ms in rows_of(tables, Event.DIALED, "lead", "time_ms").tolist()]


def clock(time_ms: int) -> str:
    """Return a clock time as [day] HH:MM."""
    minutes = time_ms // 60_000
    day = f"+{minutes // 1440} " if minutes >= 1440 else ""
    return f"{day}{minutes % 1440 // 60:02}:{minutes % 60:02}"


def lived(scenario: Scenario, playbook: Playbook, scores: Sequence[float] = ()) -> Tables:
    """Return the tables of one run."""
    return simulate(sample_leads(scenario, 1), Everybody(scores=scores), playbook, scenario, 1)


ARRIVALS = ["06:00", "07:00", "08:00"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.OLDEST_FIRST, [(0, "09:05"), (1, "09:15"), (2, "09:25")]),
        (Order.NEWEST_FIRST, [(2, "09:05"), (1, "09:15"), (0, "09:25")]),
        (Order.BEST_SCORE, [(1, "09:05"), (2, "09:15"), (0, "09:25")]),
    ],
)
def test_a_queue_is_worked_in_its_order(tmp_path: Path, order: Order, expected: list[tuple[int, str]]) -> None:
    tables = lived(world(tmp_path, ARRIVALS), one_queue("phone", order=order), scores=(1, 3, 2))
    assert calls(tables) == expected


def test_equal_scores_go_to_the_earlier_arrival(tmp_path: Path) -> None:
    tables = lived(world(tmp_path, ARRIVALS), one_queue("phone", order=Order.BEST_SCORE), scores=(1, 1, 1))
    assert [lead for lead, _ in calls(tables)] == [0, 1, 2]


def test_leads_of_the_same_instant_go_by_number(tmp_path: Path) -> None:
    tables = lived(world(tmp_path, ["10:00", "10:00"]), one_queue("phone", order=Order.NEWEST_FIRST))
    assert calls(tables) == [(0, "10:05"), (1, "10:15")]


def test_first_touches_come_before_follow_ups_and_follow_ups_by_due_time(tmp_path: Path) -> None:
    scenario = world(tmp_path, ["09:00", "09:01", "09:35"])
    tables = lived(scenario, one_queue("phone", "phone 20 min"))
    # 0 is done at 09:10, 1 at 09:20; the second call of 0 falls due at 09:30, of 1 at 09:40, of 2 at 10:10.
    # At 09:40 the rep is done with 0's second call: the first touch of 2 goes before the second of 1.
    assert calls(tables) == [(0, "09:05"), (1, "09:15"), (0, "09:35"), (2, "09:45"), (1, "09:55"), (2, "10:15")]


def test_what_is_in_hand_at_shift_end_is_finished_and_the_rest_waits(tmp_path: Path) -> None:
    tables = lived(world(tmp_path, ["16:50", "16:55"]), one_queue("phone", "phone 5 min"))
    # 0 is in hand until 17:00; 1 is not begun at 17:00. Tuesday opens with the first touch of 1.
    assert calls(tables) == [(0, "16:55"), (1, "+1 09:05"), (0, "+1 09:15"), (1, "+1 09:25")]
    started_late = world(tmp_path, ["16:58"])
    assert calls(lived(started_late, one_queue("phone"))) == [(0, "17:03")]


def test_the_first_touch_waits_for_its_after_and_later_ones_count_from_the_end(tmp_path: Path) -> None:
    tables = lived(world(tmp_path, ["09:00"]), one_queue("phone 30 min", "email 1 h", "phone 1 h"))
    # 09:30 + 10 min; + 1 h a mail, sent after 10 min, + 1 h a call.
    assert calls(tables) == [(0, "09:35"), (0, "11:55")]
    assert rows_of(tables, Event.MAILED, "time_ms")[0, 0] == 10 * HOUR_MS + 50 * 60_000


@pytest.mark.parametrize(
    ("pickup", "expected"),
    [
        (Pickup(every_ms=2 * HOUR_MS), [(0, "10:05"), (1, "12:05")]),
        (Pickup(at_ms=(13 * HOUR_MS,)), [(0, "13:05"), (1, "13:15")]),
    ],
)
def test_pickup_delays_first_touches_only(tmp_path: Path, pickup: Pickup, expected: list[tuple[int, str]]) -> None:
    tables = lived(world(tmp_path, ["09:00", "10:30"]), one_queue("phone", pickup=pickup))
    assert calls(tables) == expected
    followed = lived(world(tmp_path, ["09:50"]), one_queue("phone", "phone 10 min", pickup=pickup))
    first, second = (time for _, time in calls(followed))
    assert int(second[3:]) - int(first[3:]) == 20


def reps_of(tables: Tables) -> list[tuple[int, int]]:
    """Return lead and rep of every call, in order."""
    return [(lead, rep) for lead, rep in rows_of(tables, Event.DIALED, "lead", "rep").tolist()]


def test_reps_get_leads_in_turn_even_while_they_are_busy(tmp_path: Path) -> None:
    scenario = world(tmp_path, ["09:00", "09:01", "09:02", "09:03"], reps=2)
    tables = lived(scenario, one_queue("phone", assign=Assign.ROUND_ROBIN))
    assert sorted(reps_of(tables)) == [(0, 0), (1, 1), (2, 0), (3, 1)]


def test_leads_of_the_night_are_given_out_when_the_shift_opens(tmp_path: Path) -> None:
    scenario = world(tmp_path, ["05:00", "06:00", "07:00"], reps=2)
    tables = lived(scenario, one_queue("phone", assign=Assign.ROUND_ROBIN))
    assigned = rows_of(tables, Event.ASSIGNED, "lead", "rep", "time_ms").tolist()
    assert [(lead, rep, clock(time)) for lead, rep, time in assigned] == [
        (0, 0, "09:00"),
        (1, 1, "09:00"),
        (2, 0, "09:00"),
    ]


def test_a_shared_queue_goes_to_the_lowest_numbered_free_rep_who_then_owns_the_lead(tmp_path: Path) -> None:
    scenario = world(tmp_path, ["09:00", "09:01", "09:30"], reps=3)
    tables = lived(scenario, one_queue("phone", "phone 1 h"))
    assert reps_of(tables) == [(0, 0), (1, 1), (2, 0), (0, 0), (1, 1), (2, 0)]


def test_queues_are_worked_in_the_order_in_which_they_are_written(tmp_path: Path) -> None:
    scenario = world(tmp_path, ["09:00", "09:01"])
    first = Queue(name="q", team="sdr", cadence="once")
    second = Queue(name="again", team="sdr", cadence="once")
    once = Cadence(name="once", touches=touches("phone"), then="nurture")
    # Lead 0 goes on to the second queue at 09:10, where it waits; lead 1, still in the first queue, goes before it.
    cadences = {"c": replace(once, name="c", then="again"), "once": once}
    tables = lived(scenario, Playbook(queues=(replace(first, cadence="c"), second), cadences=cadences))
    assert calls(tables) == [(0, "09:05"), (1, "09:15"), (0, "09:25"), (1, "09:35")]


def test_a_lead_whose_cadence_ends_in_another_teams_queue_belongs_to_that_team(tmp_path: Path) -> None:
    scenario = world(tmp_path, ["16:00"])
    cadences = {
        "c": Cadence(name="c", touches=touches("phone"), then="late"),
        "evening": Cadence(name="evening", touches=touches("phone"), then="close"),
    }
    queues = (Queue(name="q", team="sdr", cadence="c"), Queue(name="late", team="night", cadence="evening"))
    tables = lived(scenario, Playbook(queues=queues, cadences=cadences))
    assert calls(tables) == [(0, "16:05"), (0, "18:05")]
    assert reps_of(tables) == [(0, 0), (0, 1)]
