"""What was known of a lead is counted from its events as the simulator counts it."""

from sandbox.domain.facts import FactValue
from sandbox.domain.tables import NONE, Event, Outcome
from sandbox.domain.units import DAY_MS
from sandbox.sim.hindsight import LeadEvent, LeadTruth, facts_over_time
from tests.worlds import scenario, vocabulary


def known(*events: tuple[int, Event, int, int]) -> list[dict[str, FactValue]]:
    """What is known at each event, given as day, event, cycle and outcome."""
    truth = LeadTruth(
        facts={"role": "user", "signals_30d": 7.0},
        visitor=5,
        quality_group=0,
        again_ms=frozenset({3 * DAY_MS}),
        timeframe_days=14.0,
        intent=scenario().buyers.intent,
        key=1,
    )
    lived = [
        LeadEvent(time_ms=day * DAY_MS, cycle=cycle, event=event, outcome=outcome)
        for day, event, cycle, outcome in events
    ]
    return [dict(facts) for facts in facts_over_time(lived, truth, vocabulary().facts)]


def test_touches_are_what_reached_out_whoever_did() -> None:
    kinds = (Event.INQUIRY, Event.DIALED, Event.MAILED, Event.AUTOMATED, Event.NURTURED, Event.DUE, Event.REPLIED)
    found = known(*((day, kind, 0, NONE) for day, kind in enumerate(kinds)))
    assert [facts["touches"] for facts in found] == [0, 1, 2, 3, 4, 4, 4]


def test_signals_are_forgotten_after_thirty_days() -> None:
    found = known(*((day, Event.SIGNAL, 0, NONE) for day in (1, 20, 31, 60)), (62, Event.JUDGED, 0, Outcome.LATER))
    assert [facts["signals_30d"] for facts in found] == [1, 2, 2, 2, 1]
    assert [facts["days_since_signal"] for facts in found] == [0, 0, 0, 0, 2]


def test_only_who_comes_back_ripe_is_urgent() -> None:
    asked, ripe = known((3, Event.INQUIRY, 1, NONE), (9, Event.INQUIRY, 2, NONE))
    assert "timeframe_days" not in asked
    assert ripe["timeframe_days"] == 14
    assert ripe["times_recycled"] == 2


def test_the_last_outcome_is_that_of_the_last_attempt() -> None:
    found = known(
        (0, Event.INQUIRY, 0, NONE),
        (1, Event.DIALED, 0, Outcome.NO_ANSWER),
        (2, Event.REPLIED, 0, NONE),
        (3, Event.DIALED, 0, Outcome.CONNECTED),
        (4, Event.LOST, 0, NONE),
    )
    assert [facts["last_outcome"] for facts in found] == [None, "no_answer", "replied", "replied", "lost"]


def test_a_conversation_reveals_what_the_lead_wants() -> None:
    [ready, never] = known((1, Event.JUDGED, 0, Outcome.READY), (2, Event.JUDGED, 0, Outcome.NEVER))
    assert (ready["need"], ready["timing"]) == (True, True)
    assert (never["need"], never["timing"]) == (False, False)
    assert {"budget_confirmed", "authority"} <= ready.keys()
