"""Deals and what they bring: who closes them, why they are lost, what sources cost and industries earn."""

from sandbox.domain.tables import LostReason
from sandbox.domain.units import MINUTE_MS
from sandbox.sim.scenario import Scenario
from sandbox.sim.team import Duration, Shape
from tests.verification.direction_measures import ahead, less, measured, share_of_reason
from tests.verification.direction_worlds import (
    AFTER_8_H,
    ANSWERING,
    AT_ONCE,
    CLOSERS,
    MAKERS,
    SOFTWARE,
    handed_over,
    like_all_others,
    like_the_worst,
    two_industries,
)
from tests.verification.directions import Direction, for_weeks, in_world, patched, policy, with_value, world

SOLD = policy("phone", more=handed_over("5 days", rebook=1), queues=CLOSERS)
CALLED = policy("phone")
PAID, SOCIAL = ("source", "paid_search"), ("source", "social")

BUSY = """
demand: {{leads_per_week: 60}}
teams: {{sdr: {{count: 8}}, ae: {{count: {closers}}}}}
handling: {{meeting: {{fixed: 2 h}}}}
money: {{source_cost_usd: {{default: 40, paid_search: {paid}}}}}
buyers:{answering}
  intent: {{ready: [.9, .8, .7, .6]}}
  deals:
    meetings: {{count: 3}}
    freeze_per_week: {freeze}
    time_to_close: {{fixed: 2 weeks}}
    win_rate: {{other: .6}}
    lost_reasons: {{rival: 1, bad_fit: {bad_fit}}}
"""


def firm(closers: int = 12, paid: int = 40, freeze: float = 0.0, bad_fit: int = 1) -> Scenario:
    """Return a world of about 40 deals a week, with three meetings of two hours each: closers have 40 hours a week."""
    text = BUSY.format(answering=ANSWERING, closers=closers, paid=paid, freeze=freeze, bad_fit=bad_fit)
    return for_weeks(world(text), 1, 2, 6)


DIRECTIONS = (
    Direction(
        practice="P13",
        claim="without people who close there is no progress and fewer deals are won",
        worse_world=firm(closers=1),
        world=firm(),
        worse=SOLD,
        better=SOLD,
        measure=measured("wins"),
        between=(5.0, 100.0),
        plant=with_value("handling.meeting", Duration(shape=Shape.FIXED, scale_ms=MINUTE_MS)),
    ),
    Direction(
        practice="P18",
        claim="deals that stop for good are not won",
        worse_world=firm(freeze=0.15),
        world=firm(),
        worse=SOLD,
        better=SOLD,
        measure=measured("wins"),
        between=(3.0, 100.0),
        plant=patched(freezes_ms=lambda *_: None),
    ),
    Direction(
        practice="P18",
        claim="deals lost for a reason rise with the weight that the world gives it",
        worse_world=firm(bad_fit=1),
        world=firm(bad_fit=3),
        worse=SOLD,
        better=SOLD,
        measure=share_of_reason(LostReason.BAD_FIT),
        between=(0.15, 0.35),  # from 1 in 2 to 3 in 4
        plant=patched(lost_reason=lambda *_, **__: LostReason.RIVAL),
    ),
    Direction(
        practice="P21",
        claim="dear leads of a source cost more a win of that source",
        worse_world=firm(paid=220),
        world=firm(paid=20),
        worse=SOLD,
        better=SOLD,
        measure=less(measured("cost_per_win", PAID)),
        between=(200.0, 5000.0),
        plant=with_value("money.source_cost_usd", {"default": 40.0}),
    ),
    Direction(
        practice="P21",
        claim="dear leads of a source cost no more a win of another one",
        worse_world=firm(paid=220),
        world=firm(paid=20),
        worse=SOLD,
        better=SOLD,
        measure=less(measured("cost_per_win", SOCIAL)),
        between=(0.0, 0.0),
        plant=patched(by_source=like_the_worst),
    ),
    Direction(
        practice="P21",
        claim="calling fast finds more opportunities with software firms than with manufacturers",
        world=two_industries(),
        worse=AFTER_8_H,
        better=AT_ONCE,
        measure=ahead("opportunity_rate", SOFTWARE, MAKERS),
        between=(0.02, 0.2),
        plant=in_world(like_all_others),
    ),
)
