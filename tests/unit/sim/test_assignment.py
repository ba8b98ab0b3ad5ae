"""Clocks and owners: who gets a lead, who has enough, who waits; and who is there to work it."""

from collections import Counter
from pathlib import Path

import pytest

from sandbox.domain.tables import Event
from tests.unit.sim.by_hand import live, policy_text, said, sdrs

CALL_TOMORROW = "{channel: phone, after: 1 day}"
TWO_CALLS = "{channel: phone}, {channel: phone, after: 1 h}"
EIGHT = ["10:00", "10:01", "10:02", "10:03", "10:04", "10:05", "10:06", "10:07"]


def owners(lines: list[str]) -> list[tuple[int, int]]:
    """Return lead and rep of lines of the log."""
    return [(int(line.split()[0]), int(line.split()[3])) for line in lines]


@pytest.mark.parametrize(("novice", "veteran"), [(1, 2), (3, 1), (0, 1), (1, 1)])
def test_shares_over_many_leads_are_exactly_by_weight(tmp_path: Path, novice: int, veteran: int) -> None:
    # Reps 0 and 1 are veterans, 2 and 3 novices; a turn has 2 novice + 2 veteran leads.
    turn = 2 * novice + 2 * veteran
    leads = [f"{10 + n // 60}:{n % 60:02}" for n in range(12 * turn)]
    policy = policy_text(f"assign: {{weighted: {{novice: {novice}, veteran: {veteran}}}}}", CALL_TOMORROW)
    tables = live(tmp_path, leads, policy, teams="sdr: {count: 4, veterans: .5}")
    shares = Counter(rep for _, rep in owners(said(tables, Event.ASSIGNED)))
    assert shares == +Counter({0: 12 * veteran, 1: 12 * veteran, 2: 12 * novice, 3: 12 * novice})


def test_by_weight_nobody_gets_all_of_its_turns_in_a_row(tmp_path: Path) -> None:
    policy = policy_text("assign: {weighted: {novice: 1, veteran: 2}}", CALL_TOMORROW)
    tables = live(tmp_path, EIGHT[:6], policy, teams="sdr: {count: 2, veterans: .5}")
    assert [rep for _, rep in owners(said(tables, Event.ASSIGNED))] == [0, 1, 0, 0, 1, 0]


def test_least_loaded_gives_to_the_rep_with_the_fewest_open_leads(tmp_path: Path) -> None:
    # Rep 0 is done with lead 0 at 10:10, rep 1 with lead 1 at 10:15: at 10:11 only rep 0 has nothing open, at 10:12
    # both have one, and rep 1 was given fewer so far.
    policy = policy_text("assign: least_loaded", "{channel: phone}")
    tables = live(tmp_path, ["10:00", "10:05", "10:11", "10:12"], policy, teams=sdrs(2))
    assert owners(said(tables, Event.ASSIGNED)) == [(0, 0), (1, 1), (2, 0), (3, 1)]


def test_the_owner_of_an_account_gets_its_leads_and_the_others_go_in_turn(tmp_path: Path) -> None:
    policy = policy_text("assign: account_owner", CALL_TOMORROW)
    inquiries = ["10:00 owner=zoe", "10:01 owner=al", "10:02", "10:03", "10:04 owner=zoe", "10:05"]
    tables = live(tmp_path, inquiries, policy, teams=sdrs(2))
    given = dict(owners(said(tables, Event.ASSIGNED)))
    assert (given[0], given[1], given[4]) == (1, 0, 1)  # owners by name share the team: al has the first rep
    assert [given[lead] for lead in (2, 3, 5)] == [0, 1, 0]


def test_a_rep_at_the_cap_of_open_leads_is_skipped_and_the_lead_waits_if_none_is_left(tmp_path: Path) -> None:
    tables = live(tmp_path, EIGHT[:3], policy_text("assign: round_robin, cap: {open: 1}", TWO_CALLS), teams=sdrs(2))
    # 0 and 1 are called again at 11:10 and 11:11 and then gone; 2 gets the first rep who is free of them.
    assert said(tables, Event.ASSIGNED, Event.CADENCE_ENDED)[:4] == [
        "0 assigned by 0 at 10:00",
        "1 assigned by 1 at 10:01",
        "0 cadence_ended by 0 at 11:20",
        "2 assigned by 0 at 11:20",
    ]


def test_a_cap_holds_for_shared_queues_too(tmp_path: Path) -> None:
    tables = live(tmp_path, EIGHT[:3], policy_text("cap: {open: 1}", TWO_CALLS), teams=sdrs(2))
    assert said(tables, Event.ASSIGNED)[2] == "2 assigned by 0 at 11:20"


def test_a_cap_a_day_ends_at_the_next_local_midnight_and_the_shift_gives_out_what_waits(tmp_path: Path) -> None:
    policy = policy_text("assign: round_robin, cap: {per_day: 1}", "{channel: phone}")
    tables = live(tmp_path, ["10:00", "10:01", "10:02"], policy)
    assert said(tables, Event.ASSIGNED) == [
        "0 assigned by 0 at 10:00",
        "1 assigned by 0 at +1 09:00",
        "2 assigned by 0 at +2 09:00",
    ]


def test_where_reps_look_at_noon_only_a_cap_a_day_ends_at_midnight_itself(tmp_path: Path) -> None:
    policy = policy_text('assign: round_robin, cap: {per_day: 1}, pickup: {at: ["12:00"]}', "{channel: phone}")
    tables = live(tmp_path, ["10:00", "10:01"], policy)
    assert said(tables, Event.ASSIGNED) == ["0 assigned by 0 at 10:00", "1 assigned by 0 at +1 00:00"]
    assert said(tables, Event.DIALED) == ["0 dialed by 0 at 12:05", "1 dialed by 0 at +1 09:05"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("oldest_first", [0, 1, 2, 3]), ("newest_first", [0, 3, 2, 1]), ("best_score", [0, 2, 3, 1])],
)
def test_what_waits_unowned_goes_best_first_by_the_order_of_the_queue(
    tmp_path: Path, order: str, expected: list[int]
) -> None:
    scoring = "scoring: [{id: size, when: employees >= 100, points: 5}, {id: big, when: employees >= 500, points: 5}]"
    policy = policy_text(f"assign: round_robin, cap: {{open: 1}}, order: {order}", "{channel: phone}", scoring)
    inquiries = ["10:00 employees=5", "10:01 employees=5", "10:02 employees=600", "10:03 employees=150"]
    tables = live(tmp_path, inquiries, policy)
    assert [lead for lead, _ in owners(said(tables, Event.ASSIGNED))] == expected


def test_the_leads_of_the_night_and_those_left_over_are_given_out_together_best_first(tmp_path: Path) -> None:
    policy = policy_text("assign: round_robin, cap: {per_day: 1}, order: newest_first", "{channel: phone}")
    tables = live(tmp_path, ["10:00", "11:00", "20:00"], policy)
    assert said(tables, Event.ASSIGNED) == [
        "0 assigned by 0 at 10:00",
        "2 assigned by 0 at +1 09:00",  # the newest
        "1 assigned by 0 at +2 09:00",
    ]


def test_a_lead_that_waits_unowned_and_inquires_again_waits_as_a_new_inquiry(tmp_path: Path) -> None:
    policy = policy_text("assign: round_robin, cap: {per_day: 1}, order: newest_first", "{channel: phone}")
    tables = live(tmp_path, ["a@10:00", "b@10:01", "c@10:02", "b@10:03"], policy)
    assert said(tables, Event.ASSIGNED)[:3] == [
        "0 assigned by 0 at 10:00",
        "1 assigned by 0 at +1 09:00",
        "2 assigned by 0 at +2 09:00",
    ]


def test_in_an_immediate_queue_assignment_waits_for_the_shift_in_others_it_does_not(tmp_path: Path) -> None:
    for pickup, time in (("immediate", "09:00"), ("{every: 1 h}", "07:30")):
        tables = live(tmp_path, ["07:30"], policy_text(f"assign: round_robin, pickup: {pickup}"))
        assert said(tables, Event.ASSIGNED) == [f"0 assigned by 0 at {time}"]


def test_whoever_touches_a_lead_first_owns_its_follow_ups(tmp_path: Path) -> None:
    # Rep 0 is free at 11:10, when the follow-up of lead 1 falls due, which rep 1 began.
    tables = live(
        tmp_path,
        ["10:00", "10:01"],
        policy_text(touches="{channel: phone}, {channel: phone, after: 2 h}"),
        teams=sdrs(3),
    )
    assert owners(said(tables, Event.DIALED)) == [(0, 0), (1, 1), (0, 0), (1, 1)]


def test_off_shift_the_follow_ups_wait_for_their_owner(tmp_path: Path) -> None:
    tables = live(tmp_path, ["15:30"], policy_text(touches="{channel: phone}, {channel: phone, after: 2 h}"))
    assert said(tables, Event.DIALED) == ["0 dialed by 0 at 15:35", "0 dialed by 0 at +1 09:05"]


def test_a_dialer_prepares_calls_in_a_minute_and_nothing_else(tmp_path: Path) -> None:
    for channel, took_min in (("phone", 1 + 3 + 2), ("email", 5 + 5), ("sms", 5 + 1)):
        tables = live(tmp_path, ["10:00"], policy_text("dialer: true", f"{{channel: {channel}}}"))
        assert said(tables, Event.DONE) == [f"0 done by 0 at 10:{took_min:02}"]


def test_staffing_overrides_heads_and_shifts_and_adds_teams(tmp_path: Path) -> None:
    queues = "  w: {team: weekend, cadence: once}"
    weekend = 'weekend: {count: 1, shifts: {Sat: "09:00-10:00"}}'
    staffing = f'staffing: {{sdr: {{count: 2}}, ae: {{shifts: {{Mon: "12:00-13:00"}}}}, {weekend}}}'
    to_ae = "  v: {team: ae, cadence: once}"
    routing = "  - {id: w, when: employees == 1, to: w}\n  - {id: v, when: employees == 2, to: v}"
    policy = policy_text(routing=routing, queues=f"{queues}\n{to_ae}", extra=staffing)
    tables = live(tmp_path, ["10:00", "10:00", "10:00 employees=1", "10:00 employees=2"], policy)
    assert said(tables, Event.DIALED) == [
        "0 dialed by 0 at 10:05",
        "1 dialed by 1 at 10:05",
        "3 dialed by 2 at 12:05",
        "2 dialed by 3 at +5 09:05",
    ]


def test_a_cap_for_the_day_holds_from_midnight_on_where_a_shift_begins_then(tmp_path: Path) -> None:
    policy = policy_text("assign: round_robin, cap: {per_day: 1}", "{channel: phone}")
    tables = live(
        tmp_path,
        ["10:00", "+1 10:00", "+1 11:00", "+1 12:00"],
        policy,
        teams="sdr: {count: 1, shifts: {Mon: 00:00-24:00, Wed-Thu: 00:00-24:00}}",
    )
    assert said(tables, Event.ASSIGNED)[:3] == [
        "0 assigned by 0 at 10:00",
        "1 assigned by 0 at +2 00:00",
        "2 assigned by 0 at +3 00:00",
    ]
