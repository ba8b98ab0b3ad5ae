"""What the directions are tried with: policies, worlds, and the bugs that are planted in them."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import Columns
from sandbox.domain.playbook import Order, RecyclingRule
from sandbox.domain.units import HOUR_MS
from sandbox.engine.policy import Policy
from sandbox.sim import meetings
from sandbox.sim.buyers import PhoneResponse, dial_hazard
from sandbox.sim.distribution import Distribution
from sandbox.sim.journey import Journey
from sandbox.sim.run import Run
from sandbox.sim.scenario import Scenario
from sandbox.sim.task_order import first_touch_place
from tests.verification.directions import ROUND_THE_CLOCK, for_weeks, nobody_later, policy, shipped, world
from tests.worlds import shipped_scenario

# Planted bugs


def ageless(response: PhoneResponse, decay_per_dial: float, dial: int, _: int) -> float:
    """Answer as willingly as ever, however long it took."""
    return dial_hazard(response, decay_per_dial, dial, 0)


def fading(response: PhoneResponse, decay_per_dial: float, dial: int, elapsed_ms: int) -> float:
    """Lose most of the willingness within hours, whatever the market."""
    return dial_hazard(response, decay_per_dial, dial, elapsed_ms) * math.exp(-elapsed_ms / HOUR_MS)


def deaf_from_the_third(response: PhoneResponse, decay_per_dial: float, dial: int, elapsed_ms: int) -> float:
    """Never answer after the second call."""
    return dial_hazard(response, decay_per_dial, dial, elapsed_ms) if dial <= 2 else 0.0


def oldest_always(_: Order, **lead: float) -> tuple[float, float]:
    """Take the oldest lead, whatever the policy says of the newest or the best."""
    return first_touch_place(Order.OLDEST_FIRST, **lead)  # type: ignore[arg-type]


def always_the_first(team: Distribution, _: float, __: list[int], ___: int = 0) -> int | None:
    """Give every lead to the first rep who is not full."""
    return next((place for place in range(team._heads) if not team.full >> place & 1), None)


CHOOSE, COMES = Distribution.choose, meetings._comes


def owned_by_nobody(team: Distribution, _: float, loads: list[int], tried: int = 0) -> int | None:
    """Forget who owns an account."""
    return CHOOSE(team, math.nan, loads, tried)


def comes_at_first_or_never(run: Run, journey: Journey, begins_ms: int) -> bool:
    """Never come to a meeting that was booked again."""
    return journey.bookings == 1 and COMES(run, journey, begins_ms)


def nobody_is_sent(_: Run, journey: Journey, __: RecyclingRule) -> None:
    """Find idle leads and leave them where they are."""
    journey.recyclings = 10


def like_the_worst(_: Scenario, true: Columns, figures: Mapping[str, float]) -> NDArray[np.float64]:
    """Take the highest figure of all sources for every source."""
    return np.full(len(true["source"]), max(figures.values()))


# Worlds


def laboratory(regime: str) -> Scenario:
    """Return the laboratory with fewer leads, followed until their deals are closed."""
    scenario = for_weeks(shipped_scenario("laboratory").in_regime(regime), warm_up=0, arrivals=2, follow_up=30)
    demand, team = replace(scenario.demand, leads_per_week=600.0), replace(scenario.teams["sdr"], count=60)
    return nobody_later(replace(scenario, demand=demand, teams={"sdr": team}))


def midmarket(regime: str) -> Scenario:
    """Return the shipped world in which reps are nearly full, for fewer weeks."""
    return for_weeks(shipped_scenario("midmarket_saas").in_regime(regime), warm_up=1, arrivals=3, follow_up=1)


def small_team() -> Scenario:
    """Return the shipped world of two busy reps, for fewer weeks."""
    return for_weeks(shipped_scenario("small_team"), warm_up=1, arrivals=3, follow_up=3)


def two_industries() -> Scenario:
    """Return the shipped world of software firms and manufacturers, in which nobody waits for a rep."""
    scenario = for_weeks(shipped_scenario("two_industries"), warm_up=0, arrivals=4, follow_up=4)
    return nobody_later(replace(scenario, teams=PLENTY.teams))


def like_all_others(scenario: Scenario) -> Scenario:
    """Return a world in which no industry answers differently."""
    phone = scenario.buyers.phone
    alike = replace(phone, by_industry=dict.fromkeys(phone.by_industry, phone.response))
    return replace(scenario, buyers=replace(scenario.buyers, phone=alike))


def no_gain_from_dialer(scenario: Scenario) -> Scenario:
    """Return a world in which a dialer is as slow as a hand."""
    handling = scenario.handling
    return replace(scenario, handling=replace(handling, dialer_preparation=handling.preparation))


PLENTY = nobody_later(
    for_weeks(world("demand: {leads_per_week: 300}\n" + ROUND_THE_CLOCK), warm_up=0, arrivals=3, follow_up=26)
)
ANSWERING = """
  reachable: {default: 1}
  responsiveness_variance: 0
  phone: {central: {at_once: 50, floor: 50, tau_min: 1, theta: 0}}
  mail: {reply: 0}
"""
DROPPED = nobody_later(world("demand: {leads_per_week: 60}\n" + ROUND_THE_CLOCK))
MEETINGS = nobody_later(
    world(f"demand: {{leads_per_week: 300}}\nbuyers:{ANSWERING}teams: {{sdr: {{count: 60}}, ae: {{count: 20}}}}\n")
)
OVERRUN = for_weeks(
    world(
        f"demand: {{leads_per_week: 600}}\nteams: {{sdr: {{count: 2}}}}\nbuyers:{ANSWERING}"
        "  deals: {win_rate: {other: .6}, time_to_close: {fixed: 1 day}}\n"
    ),
    warm_up=1,
    arrivals=3,
    follow_up=2,
)
HALF_NOVICES = world("demand: {leads_per_week: 150}\nteams: {sdr: {count: 6, veterans: .5}}\n")
OWNED = world(
    'leads: {facts: {named_account: {shares: {"yes": .5, "no": .5}}}}\n'
    "demand: {leads_per_week: 100}\nteams: {sdr: {count: 5}}\n"
)

SOFTWARE, MAKERS = ("industry", "software"), ("industry", "business_industrial")

# Policies

AT_ONCE, AFTER_8_H = policy("phone 5 min"), policy("phone 8 h")
TWO, SIX = ("5 min", "1 day"), ("5 min", "1 day", "1 day", "1 day", "1 day", "1 day")
NEWEST, OLDEST = shipped("newest_first"), shipped("oldest_first")
FOUR_AND_TWO = shipped("four_calls_two_emails")
TWO_CALLS = shipped(
    "four_calls_two_emails",
    "cadences.four_calls_two_emails.touches=[{channel: phone}, {channel: phone, after: 1 business day}]",
)
FOR_WEEKS = ("phone", "phone 4 business days", "phone 4 business days")
TWO_BARE_CALLS = ("phone", "phone 1 business day")
GRADES = """
scoring:
  - {id: decides, when: 'role == "decision_maker"', points: 30}
  - {id: referred, when: 'source == "referral"', points: 40}
  - {id: soon, when: timeframe_days <= 30, points: 30}
  - {id: student, when: 'role == "student"', points: -60}
  - {id: free, when: 'email_domain != "company"', points: -20}
grades: {A: 50, B: 30, C: 0, D: below}
"""

RECYCLED = "recycling: [{id: idle, stage: sal, idle_for: 14 days, to: nurture}]"
BEST_GRADES = policy(
    "phone",
    more=GRADES,
    routing="{id: best, when: 'score >= 30', to: calls}, {id: all, otherwise: true, to: nurture}",
)


def in_window(days: str, hours: str) -> str:
    """Return the window of a cadence."""
    return f", window: {{days: {days}, hours: '{hours}'}}"


def handed_over(within: str = "", rebook: int = 0) -> str:
    """Return what follows a conversation: a meeting with the closers, or without `within` the same rep goes on."""
    to = f"to: closers, meeting: {{within: {within}, rebook: {rebook}}}" if within else "to: keep"
    rest = "{id: rest, otherwise: true, to: nurture}"
    return f"after_contact: [{{id: ready, when: need and timing, {to}}}, {rest}]"


def meeting(within: str, rebook: int = 0) -> Policy:
    """Return a policy that hands those who are ready to the closers."""
    return policy("phone", more=handed_over(within, rebook), queues=CLOSERS)


CLOSERS = "closers: {team: ae, assign: round_robin, cadence: light}"
