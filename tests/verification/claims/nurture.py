"""Leads that are not ready: what keeping in touch with them is worth, when it annoys, and that none is left behind."""

from dataclasses import replace

from sandbox.sim.scenario import Scenario
from tests.verification.direction_measures import less, measured
from tests.verification.direction_worlds import DROPPED, RECYCLED, nobody_is_sent
from tests.verification.directions import (
    ROUND_THE_CLOCK,
    Direction,
    for_weeks,
    in_world,
    nobody_later,
    patched,
    policy,
    with_value,
    world,
)

BACK = "{id: back, when: times_recycled >= 1, to: calls}, {id: all, otherwise: true, to: nurture}"
DRIP = "nurture: [{id: drip, otherwise: true, touches: {channel: email, every: 14 days}, stop_after: 100 days}]"
ALONE = policy("phone", "phone 1 day", routing=BACK)
IN_TOUCH = policy("phone", "phone 1 day", routing=BACK, more=DRIP)
RIPENING = nobody_later(
    for_weeks(
        world(
            "demand: {leads_per_week: 350, dispersion: none}\n"
            "buyers: {ripening: {enabled: true}, deals: {time_to_close: {fixed: 7 days}}}\n" + ROUND_THE_CLOCK
        ),
        warm_up=0,
        arrivals=2,
        follow_up=16,
    )
)
"""700 leads put into nurture, 2,100 over all replications, followed until programs of 100 days are over."""


def in_touch_or_not(scenario: Scenario) -> Scenario:
    """Return a world in which it makes no difference to a lead whether anybody keeps in touch, nor does it show."""
    ripening = scenario.buyers.ripening
    alike = replace(ripening, nurtured_per_week=ripening.alone_per_week, returns_in_touch=ripening.returns_alone)
    alike = replace(alike, signals_per_week=(0.0,) * 3)
    return replace(scenario, buyers=replace(scenario.buyers, ripening=alike))


def nurtured(claim: str, measure: str, between: tuple[float, float], regime: str = "central") -> Direction:
    """Return a claim about leads put into nurture, with mails and without, in a view of the market."""
    return Direction(
        practice="P14",
        claim=f"{claim} ({regime})",
        world=RIPENING.in_regime(regime),
        worse=ALONE,
        better=IN_TOUCH,
        measure=less(measured(measure)) if measure == "missed_sales" else measured(measure),
        between=between,
        plant=in_world(in_touch_or_not),
    )


TOUCHY = nobody_later(
    for_weeks(
        world(
            "demand: {leads_per_week: 200}\nbuyers: {reachable: {default: 0, referral: 0, bought_content: 0},"
            " opt_out: {happens: true}}\n" + ROUND_THE_CLOCK
        ),
        warm_up=0,
        arrivals=2,
        follow_up=8,
    )
)


def annoying(claim: str, many: tuple[str, ...], few: tuple[str, ...], plant: str, value: object) -> Direction:
    """Return a claim that many touches annoy more than few, with the figure without which they do not."""
    return Direction(
        practice="P15",
        claim=claim,
        world=TOUCHY,
        worse=policy(*many),
        better=policy(*few),
        measure=less(measured("opt_out_rate")),
        between=(0.005, 0.5),
        plant=with_value(f"buyers.opt_out{plant}", value),
    )


EIGHT_MAILS, MAILS_A_WEEK = ("auto email 1 h",) * 8, ("auto email 5 days",) * 8
EIGHT_CALLS, CALLS_A_WEEK = ("phone 1 h",) * 8, ("phone 5 days",) * 8

DIRECTIONS = (
    nurtured("more sales come of leads that came back", "recycled_wins", (1.0, 60.0)),
    nurtured("fewer sales are missed because nobody kept in touch", "missed_sales", (20.0, 200.0)),
    *(
        nurtured("of 2,100 leads put into nurture more are won with nurture", "wins", (1.0, 60.0), regime)
        for regime in ("sceptical", "central", "vendor")
    ),
    annoying("eight mails annoy more leads than two", EIGHT_MAILS, MAILS_A_WEEK[:2], "", None),
    annoying("eight calls annoy more leads than two", EIGHT_CALLS, CALLS_A_WEEK[:2], "", None),
    annoying("mails at longer intervals annoy less", EIGHT_MAILS, MAILS_A_WEEK, ".message_growth", 1.0),
    annoying("calls at longer intervals annoy less", EIGHT_CALLS, CALLS_A_WEEK, ".often_factor", 1.0),
    Direction(
        practice="P16",
        claim="recycling leaves fewer leads stalled",
        world=DROPPED,
        worse=policy("phone", "phone 300 days"),
        better=policy("phone", "phone 300 days", more=RECYCLED),
        measure=less(measured("stalled_rate")),
        between=(0.3, 1.0),
        plant=patched(send=nobody_is_sent),
    ),
)
