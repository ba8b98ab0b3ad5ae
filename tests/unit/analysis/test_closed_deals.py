"""Why deals ended, by hand."""

import pytest

from sandbox.analysis.closed_deals import Closed, ClosedDeals, closed_deals
from sandbox.domain.tables import NONE, Event, LostReason, Stage, WonReason
from sandbox.domain.units import DAY_MS, WEEK_MS
from tests.unit.analysis.by_hand import event, lead_table, tables

T = WEEK_MS


def ends(*deals: tuple[int, Event, int, int], leads: int = 9) -> ClosedDeals:
    """Return why deals ended, each given by its lead, how it ended, the reason, and its length in days."""
    rows = []
    for lead, what, reason, days in deals:
        rows.append(event(T, lead, Event.OPENED, stage=Stage.OPPORTUNITY))
        rows.append(event(T + days * DAY_MS, lead, what, outcome=reason))
    return closed_deals(tables(rows, lead_table([T] * leads)))


def test_shares_are_of_those_won_and_of_those_lost() -> None:
    found = ends(
        (0, Event.WON, WonReason.SPEED, 1),
        (1, Event.WON, WonReason.SPEED, 3),
        (2, Event.WON, WonReason.SPEED, 5),
        (3, Event.WON, WonReason.PRICE, 2),
        (4, Event.LOST, LostReason.RIVAL, 4),
    )
    assert found.won == {
        WonReason.PRICE: Closed(deals=1, share=0.25, days_p50=2.0),
        WonReason.SPEED: Closed(deals=3, share=0.75, days_p50=3.0),
    }
    assert found.lost == {LostReason.RIVAL: Closed(deals=1, share=1.0, days_p50=4.0)}


@pytest.mark.parametrize("what", [Event.WON, Event.LOST])
def test_a_market_that_states_no_reasons_tells_how_long_deals_took_all_the_same(what: Event) -> None:
    found = ends((0, what, NONE, 2), (1, what, NONE, 3))
    expected = {None: Closed(deals=2, share=1.0, days_p50=2.5)}
    assert (found.won if what is Event.WON else found.lost) == expected


def test_a_deal_is_as_long_as_it_was_open_and_not_as_the_one_before() -> None:
    rows = [
        event(T, 0, Event.OPENED),
        event(T + DAY_MS, 0, Event.LOST, outcome=LostReason.RIVAL),
        event(T + 3 * DAY_MS, 0, Event.OPENED),
        event(T + 5 * DAY_MS, 0, Event.WON, outcome=WonReason.FIT),
    ]
    assert closed_deals(tables(rows, lead_table([T]))).won[WonReason.FIT].days_p50 == 2.0


def test_what_ends_after_the_follow_up_is_not_told() -> None:
    assert ends((0, Event.WON, WonReason.FIT, 8)) == ClosedDeals(won={}, lost={})


def test_without_leads_there_are_no_deals() -> None:
    assert ends(leads=0) == ClosedDeals(won={}, lost={})
