"""A nurture team of its own: who writes to leads that marketing holds, when, and what it costs. By hand."""

from pathlib import Path

import pytest

from sandbox.domain.tables import NONE, Event, Owner, Tables
from sandbox.domain.units import MINUTE_MS
from tests.unit.sim.by_hand import TEAMS, live, policy_text, said
from tests.worlds import rows_of

TO_NURTURE = "  - {id: early, when: not phone, to: nurture}"
EARLY = "09:00 phone=no"
"""A lead of Monday that nobody calls: the policy sends it to nurture."""


def program(by: str, every: str = "1 day", stop_after: str = "3 days") -> str:
    """Return a program of mails."""
    touches = f"{{channel: email, every: {every}, by: {by}}}"
    return f"nurture: [{{id: drip, otherwise: true, touches: {touches}, stop_after: {stop_after}}}]"


def nurtured(folder: Path, by: str, *inquiries: str, teams: str = TEAMS, every: str = "1 day") -> Tables:
    """Return what happens to early leads, and to others, whom reps of the team sdr call once."""
    policy = policy_text(routing=TO_NURTURE, extra=program(by, every))
    return live(folder, inquiries or [EARLY], policy, teams=teams)


def test_the_team_writes_in_its_own_shifts_and_not_the_team_of_the_first_queue(tmp_path: Path) -> None:
    # Rep 0, of the team sdr, begins at nine; rep 1, of ae, at ten. A mail takes ten minutes, and the next one is due a
    # day after it; three days after Monday at nine the program is over.
    assert said(nurtured(tmp_path, "rep, team: ae"), Event.NURTURED) == [
        "0 nurtured by 1 at +1 10:10",
        "0 nurtured by 1 at +2 10:20",
    ]


def test_without_a_team_it_is_the_team_of_the_queue(tmp_path: Path) -> None:
    assert said(nurtured(tmp_path, "rep"), Event.NURTURED)[0] == "0 nurtured by 0 at +1 09:10"


def test_who_sales_could_not_reach_is_written_to_by_the_nurture_team_and_keeps_its_owner(
    tmp_path: Path,
) -> None:
    two = TEAMS.replace("ae: {count: 1", "ae: {count: 2")  # whoever is free, the lowest number first
    tables = nurtured(tmp_path, "rep, team: ae", "09:00 phone=yes", teams=two)
    assert said(tables, Event.DIALED, Event.CADENCE_ENDED, Event.NURTURED)[:3] == [
        "0 dialed by 0 at 09:05",
        "0 cadence_ended by 0 at 09:10",
        "0 nurtured by 1 at +1 10:10",
    ]
    assert rows_of(tables, Event.ASSIGNED, "rep")[:, 0].tolist() == [0]
    assert set(rows_of(tables, Event.NURTURED, "owner")[:, 0].tolist()) == {Owner.SHARED}


def test_a_team_of_the_policy_nurtures_too(tmp_path: Path) -> None:
    staffing = "\nstaffing: {marketing_team: {count: 1, shifts: {Tue: 13:00-17:00}}}"
    policy = policy_text(routing=TO_NURTURE, extra=program("rep, team: marketing_team") + staffing)
    assert said(live(tmp_path, [EARLY], policy), Event.NURTURED)[0] == "0 nurtured by 2 at +1 13:10"


def test_whoever_of_the_team_is_free_writes_and_tasks_wait_for_them(tmp_path: Path) -> None:
    two = TEAMS.replace("ae: {count: 1", "ae: {count: 2")
    three_leads = (EARLY, EARLY, EARLY)
    assert said(nurtured(tmp_path, "rep, team: ae", *three_leads, teams=two), Event.NURTURED)[:3] == [
        "0 nurtured by 1 at +1 10:10",
        "1 nurtured by 2 at +1 10:10",
        "2 nurtured by 1 at +1 10:20",
    ]


def test_a_nurture_team_without_anybody_lets_leads_wait(tmp_path: Path) -> None:
    tables = nurtured(tmp_path, "rep, team: ae", teams=TEAMS.replace("ae: {count: 1", "ae: {count: 0"))
    assert not said(tables, Event.NURTURED)
    assert said(tables, Event.DUE) == ["0 due at +1 09:00"]


def test_what_waits_for_the_nurture_team_is_dropped_when_the_lead_inquires_again(tmp_path: Path) -> None:
    inquiries = ("ann@09:00 phone=no", "ann@+1 09:30 phone=no")
    tables = nurtured(tmp_path, "rep, team: ae", *inquiries)
    assert said(tables, Event.DUE, Event.DROPPED, Event.NURTURED)[:4] == [
        "0 due at +1 09:00",
        "0 dropped at +1 09:30",
        "0 due at +2 09:30",
        "0 nurtured by 1 at +2 10:10",
    ]


@pytest.mark.parametrize(("team", "worker"), [("sdr", 0), ("ae", 1)])
def test_its_hours_are_the_hours_of_the_team(tmp_path: Path, team: str, worker: int) -> None:
    shifts = nurtured(tmp_path, f"rep, team: {team}").shifts
    worked = {rep: int(shifts.worked_ms[shifts.rep == rep].sum()) for rep in (0, 1)}
    assert worked == {worker: 2 * 10 * MINUTE_MS, 1 - worker: 0}


def test_a_team_that_is_paid_by_the_touch_costs_its_messages_and_automation_costs_nothing(tmp_path: Path) -> None:
    paid = TEAMS.replace("ae: {count: 1", "ae: {count: 1, cost_per_touch_usd: 3")
    inquiries = (EARLY, "+4 09:00 phone=no")  # the second one keeps the floor open for the first one's messages
    by_rep = nurtured(tmp_path, "rep, team: ae", *inquiries, teams=paid)
    shifts, sent = by_rep.shifts, rows_of(by_rep, Event.NURTURED, "rep", "time_ms")
    assert set(sent[:, 0].tolist()) == {1}
    of_team = shifts.cost_cents[shifts.team == list(shifts.team_names).index("ae")]
    assert of_team.sum() == 300 * (sent[:, 1] < (shifts.day.max() + 1) * 86_400_000).sum() > 0
    automatic = nurtured(tmp_path, "automation", *inquiries, teams=paid)
    assert not automatic.shifts.cost_cents[automatic.shifts.team == 1].any()
    assert len(rows_of(automatic, Event.NURTURED, "rep")) > 3
    assert NONE in rows_of(automatic, Event.NURTURED, "rep")


def test_what_automation_sends_to_a_lead_of_a_rep_is_no_touch_of_the_rep(tmp_path: Path) -> None:
    paid = TEAMS.replace("sdr: {count: 1", "sdr: {count: 1, cost_per_touch_usd: 3")
    tables = nurtured(tmp_path, "automation", "09:00 phone=yes", "+4 09:00 phone=yes", teams=paid)
    assert 0 in rows_of(tables, Event.NURTURED, "rep")
    called = rows_of(tables, Event.DIALED, "rep", "time_ms")
    on_shift = called[:, 1] < (tables.shifts.day.max() + 1) * 86_400_000
    assert tables.shifts.cost_cents[tables.shifts.team == 0].sum() == 300 * on_shift.sum()
