"""Hand-offs by hand: who counts as somebody else, and how long a lead waits for a person after it."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.analysis.cohort import follow_cohort
from sandbox.domain.tables import NONE, Event, Owner, Stage
from sandbox.domain.units import HOUR_MS, MINUTE_MS, WEEK_MS
from tests.unit.analysis.by_hand import dialed, event, lead_table, routed, tables
from tests.unit.analysis.test_fold import fold, value

T = WEEK_MS
Row = dict[str, int]


def at(hours: float, what: Event, rep: int = NONE, *, lead: int = 0, owner: Owner = Owner.SALES) -> Row:
    """Return an event so many hours after the lead came."""
    return event(T + round(hours * HOUR_MS), lead, what, rep=rep, owner=owner)


def waits_min(*rows: Row, leads: int = 1) -> list[float]:
    """Return how long the lead waited after each hand-off, those to somebody who took it first."""
    first = [routed(T, lead) for lead in range(leads)]
    found = follow_cohort(tables([*first, *rows], lead_table([T] * leads))).hand_offs
    return [wait_ms / MINUTE_MS for wait_ms in found.wait_ms.tolist()]


A_HAS_IT = at(0, Event.ASSIGNED, 0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param((), [], id="nobody ever had it"),
        pytest.param((A_HAS_IT, at(1, Event.DIALED, 0)), [], id="its first rep keeps it"),
        pytest.param(
            (A_HAS_IT, at(1, Event.HANDED_ON), at(1, Event.ASSIGNED, 1), at(3, Event.MEETING_HELD, 1)),
            [120.0],
            id="handed on to a closer, who meets it two hours later",
        ),
        pytest.param(
            (A_HAS_IT, at(1, Event.HANDED_ON), at(9, Event.ASSIGNED, 1), at(10, Event.DIALED, 1)),
            [540.0],
            id="the night in which nobody has it is part of the wait",
        ),
        pytest.param((A_HAS_IT, at(1, Event.REASSIGNED, 1), at(2, Event.DIALED, 1)), [60.0], id="passed on"),
        pytest.param(
            (A_HAS_IT, at(1, Event.REASSIGNED, 1), at(2, Event.REASSIGNED, 2), at(3, Event.MAILED, 2)),
            [120.0, 60.0],
            id="passed on twice, touched once",
        ),
        pytest.param(
            (A_HAS_IT, at(1, Event.REASSIGNED, NONE), at(2, Event.ASSIGNED, 0), at(2, Event.DIALED, 0)),
            [],
            id="open to the team, and taken by the same rep again",
        ),
        pytest.param((A_HAS_IT, at(1, Event.REASSIGNED, NONE)), [math.inf], id="open to the team, taken by nobody"),
        pytest.param((A_HAS_IT, at(1, Event.CADENCE_ENDED)), [math.inf], id="on to a queue in which nobody takes it"),
        pytest.param((A_HAS_IT, at(1, Event.CADENCE_ENDED, owner=Owner.MARKETING)), [], id="to nurture"),
        pytest.param(
            (
                A_HAS_IT,
                at(1, Event.CADENCE_ENDED, 0, owner=Owner.MARKETING),
                at(48, Event.ROUTED, 0),
                at(49, Event.ASSIGNED, 1),
                at(50, Event.DIALED, 1),
            ),
            [120.0],
            id="months in nurture are no wait, the way back is",
        ),
        pytest.param(
            (A_HAS_IT, at(5, Event.ASSIGNED, 1), at(5, Event.DIALED, 1)), [0.0], id="its rep left, another one takes it"
        ),
        pytest.param(
            (A_HAS_IT, at(1, Event.HANDED_ON), at(1, Event.ASSIGNED, 1), at(2, Event.NURTURED, 1)),
            [math.inf],
            id="a message of a program is no touch by sales",
        ),
    ],
)
def test_hand_offs_of_one_lead(rows: tuple[Row, ...], expected: list[float]) -> None:
    assert waits_min(*rows) == expected


def test_a_touch_of_another_lead_ends_no_wait_and_each_lead_has_its_own_owners() -> None:
    one = (A_HAS_IT, at(1, Event.REASSIGNED, 1))
    other = (at(0, Event.ASSIGNED, 2, lead=1), dialed(T + 2 * HOUR_MS, 1), at(3, Event.REASSIGNED, 0, lead=1))
    late = (dialed(T + 5 * HOUR_MS, 1),)
    assert waits_min(*one, *other, *late, leads=2) == [math.inf, 120.0]


def test_the_rate_is_over_all_leads_and_the_median_over_hand_offs() -> None:
    """Three leads, four hand-offs with waits of 60, 120, 180 min and for ever: the second of them is the median."""
    rows = [routed(T, lead) for lead in range(3)] + [at(0, Event.ASSIGNED, 0, lead=lead) for lead in range(3)]
    for lead, back in ((0, 1), (1, 3)):
        rows += [at(1, Event.REASSIGNED, 1, lead=lead), at(1 + back, Event.DIALED, 1, lead=lead)]
    rows += [at(20, Event.REASSIGNED, 2), at(22, Event.DIALED, 2), at(23, Event.REASSIGNED, 0)]
    found = fold(tables(rows, lead_table([T] * 3)))
    assert value(found, "handoffs_per_lead") == 4 / 3
    assert value(found, "handoff_wait_p50_min") == 120.0


def test_without_a_hand_off_the_rate_is_0_and_the_wait_has_no_case() -> None:
    found = fold(tables([routed(T, 0), A_HAS_IT], lead_table([T])))
    assert value(found, "handoffs_per_lead") == 0.0
    assert value(found, "handoff_wait_p50_min") is None


@given(reps=st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_every_change_of_rep_is_one_hand_off(reps: list[int]) -> None:
    changes = sum(one != other for one, other in itertools.pairwise(reps))
    rows = [at(hour, Event.REASSIGNED if hour else Event.ASSIGNED, rep) for hour, rep in enumerate(reps)]
    assert len(waits_min(*rows)) == changes


def test_who_is_still_with_sales_at_the_end_is_open() -> None:
    ends = (Stage.MQL, Stage.SAL, Stage.OPPORTUNITY, Stage.CUSTOMER, Stage.LOST, Stage.NURTURE, Stage.OPTED_OUT)
    rows = [routed(T, lead) for lead in range(len(ends))]
    rows += [event(T + 1, lead, Event.JUDGED, stage=stage) for lead, stage in enumerate(ends)]
    assert value(fold(tables(rows, lead_table([T] * len(ends)))), "open_rate") == 3 / 7
