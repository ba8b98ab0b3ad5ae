"""P18, the closed loop: the log alone tells of every lead what was done from inception to closure, and why it was lost.

What the log says is held against what the processes knew: the leads as they stand at the end of the run, and what was
drawn on the way. An event that is not written, or written wrong, must be noticed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import fold_run
from sandbox.domain.luck import key_of
from sandbox.domain.tables import EVENT_COLUMNS, NONE, Event, LostReason, Tables
from sandbox.domain.units import DAY_MS
from sandbox.sim.floor import Desk
from sandbox.sim.journey import Journey, Task
from sandbox.sim.lead_life import journeys
from sandbox.sim.reasons import lost_reason
from sandbox.sim.rep_day import sit_in_meeting
from sandbox.sim.run import Process, Run
from tests.verification.directions import for_weeks, lived, policy, world
from tests.worlds import rows_of

LOOP = """
demand: {leads_per_week: 110, seasons: [{from: 2026-01-19, to: 2026-12-31, factor: 0}]}
teams: {sdr: {count: 6}}
buyers:
  mail: {reply: .2}
  ripening: {enabled: true, nurtured_per_week: {central: .1}, alone_per_week: .05}
  opt_out: {happens: true, call: .05, sms_and_mail: {chance: .02}}
  meetings: {no_show: .5}
  deals:
    time_to_close: {fixed: 9 days}
    win_rate: {other: .5}
    freeze_per_week: .05
    lost_reasons: {rival: 2, bad_fit: 1, no_decision: 3}
"""
WORLD = for_weeks(world(LOOP), warm_up=0, arrivals=2, follow_up=12)
BACK = "{id: back, when: times_recycled >= 1, to: calls}, {id: all, otherwise: true, to: calls}"
POLICY = policy(
    *("phone 5 min", "auto email", "email 1 day", "phone 20 days"),
    routing=BACK,
    more="""
after_contact:
  - {id: ready, when: need and timing, to: keep, meeting: {within: 2 business days, rebook: 1}}
  - {id: rest, otherwise: true, to: nurture}
nurture: [{id: drip, otherwise: true, touches: {channel: email, every: 7 days}, promote_when: signals_30d >= 2}]
recycling: [{id: idle, stage: sal, idle_for: 9 days, to: nurture}]
""",
)


@dataclass(frozen=True)
class Truth:
    """What the processes knew: how each lead ended; in turn, who came to meetings and why deals were lost."""

    leads: list[Journey] = field(default_factory=list)
    meetings: list[tuple[int, bool]] = field(default_factory=list)
    reasons: list[LostReason] = field(default_factory=list)


@pytest.fixture
def truth(monkeypatch: pytest.MonkeyPatch) -> Truth:
    """Return what is found out about a run while it is simulated."""
    found = Truth()

    def born(run: Run) -> Iterator[Journey]:
        for journey in journeys(run):
            found.leads.append(journey)
            yield journey

    def reason_of(*given: object, **seen: bool) -> LostReason | None:
        reason = lost_reason(*given, **seen)  # type: ignore[arg-type]
        assert reason is not None
        found.reasons.append(reason)
        return reason

    def sit(run: Run, task: Task, desk: Desk) -> Process:
        yield from sit_in_meeting(run, task, desk)
        found.meetings.append((task.journey.number, task.comes))

    monkeypatch.setattr("sandbox.sim.lead_life.journeys", born)
    monkeypatch.setattr("sandbox.sim.rep_day.sit_in_meeting", sit)
    monkeypatch.setattr("sandbox.sim.deals.lost_reason", reason_of)
    return found


def told() -> Tables:
    """Return the tables of the run that the truth is about."""
    return lived(WORLD, POLICY, key_of(1, 0))[0]


def check_closed_loop(tables: Tables, truth: Truth) -> None:
    """Fail unless the log tells what happened."""
    check_activities(tables, truth)
    check_closures(tables, truth)
    check_hours(tables)


def check_activities(tables: Tables, truth: Truth) -> None:
    """Each lead was touched, came back and was sent elsewhere as often as the log says, and is where it says."""
    touches, inquiries, recyclings, opened, booked = (
        counted(tables, *events)
        for events in (
            (Event.DIALED, Event.MAILED, Event.AUTOMATED, Event.NURTURED),
            (Event.INQUIRY,),
            (Event.RECYCLED,),
            (Event.OPENED,),
            (Event.MEETING_BOOKED,),
        )
    )
    held, missed = counted(tables, Event.MEETING_HELD), counted(tables, Event.NO_SHOW)
    assert held == Counter(lead for lead, comes in truth.meetings if comes)
    assert missed == Counter(lead for lead, comes in truth.meetings if not comes)
    contacted = {journey.number for journey in truth.leads if journey.is_contacted}
    assert contacted <= set(counted(tables, Event.CONTACTED))
    last = {row[1]: row for row in tables.events.rows.tolist()}
    stage, owner = EVENT_COLUMNS.index("stage"), EVENT_COLUMNS.index("owner")
    assert {journey.number for journey in truth.leads} == set(inquiries) == set(last)
    for journey in truth.leads:
        lead = journey.number
        assert touches[lead] == journey.touches_ever, lead
        assert recyclings[lead] == journey.recyclings, lead
        assert opened[lead] == journey.deal, lead
        assert booked[lead] >= journey.bookings, lead  # those of earlier cycles as well
        assert (last[lead][stage], last[lead][owner]) == (journey.stage, journey.owner), lead


def counted(tables: Tables, *events: Event) -> Counter[int]:
    """Return how many such events each lead has."""
    return Counter(lead for event in events for (lead,) in rows_of(tables, event, "lead").tolist())


def check_closures(tables: Tables, truth: Truth) -> None:
    """Deals are won or lost for the reason that the log says, 9 days after it says that they were opened."""
    assert rows_of(tables, Event.LOST, "outcome")[:, 0].tolist() == truth.reasons
    opened = dict(rows_of(tables, Event.OPENED, "lead", "time_ms").tolist())
    closed = [row for event in (Event.WON, Event.LOST) for row in rows_of(tables, event, "lead", "time_ms").tolist()]
    assert all(time - opened[lead] == 9 * DAY_MS for lead, time in closed)
    won = rows_of(tables, Event.WON, "lead", "amount_cents")
    fold = fold_run(tables, follow_cohort(tables))
    whole = dict(zip(fold.measures, fold.numerators[0].tolist(), strict=True))
    assert whole["days_to_close_p50"] == 9
    assert whole["wins"] == len(won)
    assert whole["revenue"] == won[:, 1].sum() / 100 > 0


def check_hours(tables: Tables) -> None:
    """The hours that reps worked are those of the tasks in the log."""
    done = rows_of(tables, Event.DONE, "rep", "duration_ms", "lead")
    worked_ms = np.bincount(done[:, 0], weights=done[:, 1], minlength=6)
    shifts = np.bincount(tables.shifts.rep, weights=tables.shifts.worked_ms, minlength=6)
    np.testing.assert_array_equal(worked_ms, shifts)
    tried = {*counted(tables, Event.DIALED), *counted(tables, Event.MAILED)}
    assert tried <= set(done[:, 2].tolist())


def test_the_log_tells_what_happened(truth: Truth) -> None:
    tables = told()
    check_closed_loop(tables, truth)
    for event in UNWRITTEN:
        assert len(rows_of(tables, event, "lead")) > 5, event  # or nothing would be proved of it


UNWRITTEN = (
    *(Event.INQUIRY, Event.DIALED, Event.MAILED, Event.AUTOMATED, Event.NURTURED, Event.RECYCLED, Event.DONE),
    *(Event.CONTACTED, Event.MEETING_BOOKED, Event.MEETING_HELD, Event.NO_SHOW, Event.OPTED_OUT),
    *(Event.OPENED, Event.WON, Event.LOST),
)


@pytest.mark.parametrize("event", UNWRITTEN, ids=lambda event: event.name)
def test_an_event_that_is_not_written_is_noticed(event: Event, truth: Truth, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, lambda run, journey, kind, seen: None if kind is event else WRITE(run, journey, kind, **seen))
    with pytest.raises(AssertionError):
        check_closed_loop(told(), truth)


def test_a_reason_that_is_not_written_is_noticed(truth: Truth, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(run: Run, journey: Journey, kind: Event, seen: dict[str, int]) -> None:
        WRITE(run, journey, kind, **{**seen, "outcome": NONE} if kind is Event.LOST else seen)

    plant(monkeypatch, silent)
    with pytest.raises(AssertionError):
        check_closed_loop(told(), truth)


WRITE: Callable[..., None] = Run.write


def plant(monkeypatch: pytest.MonkeyPatch, write: Callable[[Run, Journey, Event, dict[str, int]], None]) -> None:
    """Let the simulator write its log in another way."""
    monkeypatch.setattr(Run, "write", lambda run, journey, event, **seen: write(run, journey, event, seen))
