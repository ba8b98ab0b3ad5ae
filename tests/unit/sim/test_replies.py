"""A mail that is answered, by hand: every mail is answered after a fixed time, nobody answers the phone."""

from pathlib import Path

from sandbox.domain.tables import Event, Tables
from tests.unit.sim.test_order_of_work import NOBODY_ANSWERS, calls, clock, lived, world
from tests.worlds import one_queue, rows_of


def answered(folder: Path, arrivals: list[str], delay: str, *planned: str) -> Tables:
    """Return a run in which every mail is answered after `delay`; a conversation takes 2 + 3 min after preparation."""
    mail = f"mail: {{reply: 1, decay_per_mail: 1, decay_per_day: 0, delay: {{fixed: {delay}}}}}"
    text = NOBODY_ANSWERS.replace("mail: {reply: 0}", mail)
    text = text.replace("handling:\n", "handling:\n  conversation: {fixed: 2 min}\n")
    return lived(world(folder, arrivals, text=text), one_queue(*planned))


def times(tables: Tables, event: Event) -> list[tuple[int, str]]:
    """Return lead and time of every event of a kind."""
    return [(lead, clock(time_ms)) for lead, time_ms in rows_of(tables, event, "lead", "time_ms").tolist()]


def test_a_reply_ends_the_cadence_and_is_a_contact_once_a_person_answers_it(tmp_path: Path) -> None:
    tables = answered(tmp_path, ["09:00"], "30 min", "email", "phone 2 h")
    assert times(tables, Event.MAILED) == [(0, "09:10")]
    assert times(tables, Event.REPLIED) == [(0, "09:40")]
    assert times(tables, Event.CONTACTED) == [(0, "09:45")]
    assert times(tables, Event.JUDGED) == [(0, "09:50")]
    assert calls(tables) == []


def test_a_reply_of_the_night_is_answered_in_the_morning(tmp_path: Path) -> None:
    tables = answered(tmp_path, ["16:30"], "3 h", "email")
    assert times(tables, Event.REPLIED) == [(0, "19:40")]
    assert times(tables, Event.CONTACTED) == [(0, "+1 09:05")]


def test_replies_come_before_first_touches(tmp_path: Path) -> None:
    # The rep is busy with 1 from 09:10 to 09:20; then the replies of 0 (09:15) and 1 (09:25) go before the first touch
    # of 2, and take until 09:40.
    tables = answered(tmp_path, ["09:00", "09:05", "09:06"], "5 min", "email")
    assert times(tables, Event.MAILED) == [(0, "09:10"), (1, "09:20"), (2, "09:50")]
    assert times(tables, Event.CONTACTED)[:2] == [(0, "09:25"), (1, "09:35")]


def test_a_waiting_touch_is_dropped_when_the_lead_replies(tmp_path: Path) -> None:
    # The call of 0 falls due at 09:20 and waits behind 1 and 2; the reply comes at 09:25.
    tables = answered(tmp_path, ["09:00", "09:01", "09:02"], "15 min", "email", "phone 10 min")
    assert (0, "09:25") in times(tables, Event.DROPPED)
    assert 0 not in [lead for lead, _ in calls(tables)]


def test_a_reply_after_the_cadence_has_ended_is_still_answered(tmp_path: Path) -> None:
    tables = answered(tmp_path, ["09:00"], "2 days", "email")
    assert times(tables, Event.CADENCE_ENDED) == [(0, "09:10")]
    assert times(tables, Event.CONTACTED) == [(0, "+2 09:15")]


def test_two_replies_make_one_conversation(tmp_path: Path) -> None:
    tables = answered(tmp_path, ["16:00"], "4 h", "email", "email")
    assert len(times(tables, Event.REPLIED)) == 2
    assert len(times(tables, Event.CONTACTED)) == 1
