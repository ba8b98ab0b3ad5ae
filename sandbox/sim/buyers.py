"""How buyers behave: answering, replying, being ready, buying.

Scalar functions of numbers on `math` only: the event loop calls them at each event, and a compiled loop could call
the very same ones. Couplings are monotone: a larger probability never turns a success into a failure.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.tables import Outcome, WonReason
from sandbox.domain.units import DAY_MS, MINUTE_MS
from sandbox.sim.annoyance import OptOut
from sandbox.sim.reasons import LostReasons
from sandbox.sim.team import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneResponse:
    """How willingly a lead answers as time passes: lambda falls from `at_once` to `floor`."""

    at_once: float
    floor: float
    tau_min: float
    theta: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """Answering the phone; the factors are relative chances by hour (24) and by weekday from Monday (7).

    `response` is that of all leads but those of the industries in `by_industry`, which have their own.
    """

    response: PhoneResponse
    by_industry: Mapping[str, PhoneResponse]
    decay_per_dial: float
    by_hour: tuple[float, ...]
    by_weekday: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReply:
    """Answering a person's mail or sms; `automated` is the factor on the chance where no person wrote it."""

    reply: float
    automated: float
    decay_per_mail: float
    decay_per_day: float
    delay: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Being ready to buy at the first conversation, and what else a conversation reveals.

    `ready`, `budget_confirmed` and `authority` are shares by true quality, best of `QUALITY_GROUPS` first.
    """

    ready: tuple[float, ...]
    budget_confirmed: tuple[float, ...]
    authority: tuple[float, ...]
    later: float
    slope: float
    late_dial_from: int
    late_dial_odds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Deals:
    """Opportunities: chance of winning (on the logit scale), time to close, size.

    `industry_logit` and `source_logit` are by the vocabulary's values, `quality_logit` by `QUALITY_GROUPS`;
    `median_usd` by product. `budget_logit` and `authority_logit` are what having them adds over not having them,
    `later_logit` and `never_logit` what a lead adds that was not ready when the opportunity was opened; existing
    customers add `customer_logit` and pay less by the share `customer_discount`. A deal closes only after `meetings`
    meetings, and freezes at the hazard `freeze_per_week`. `won_reasons` are weights; where all are 0 none is noted.
    """

    industry_logit: Mapping[str, float]
    source_logit: Mapping[str, float]
    quality_logit: tuple[float, ...]
    budget_logit: float
    authority_logit: float
    later_logit: float
    never_logit: float
    customer_logit: float
    customer_discount: float
    meetings: int
    freeze_per_week: float
    won_reasons: Mapping[WonReason, float]
    lost_reasons: LostReasons
    time_to_close: Duration
    median_usd: Mapping[str, float]
    size_sigma: float
    employees_exponent: float
    at_employees: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ripening:
    """Leads that are not ready yet, and those that are and whom nobody calls; nothing of it unless `enabled`.

    Hazards a week of ripening, while somebody keeps in touch and while nobody does; the chance that a ripe lead then
    comes back instead of buying elsewhere. A lead that has come back has better odds of being ready, and wants to buy
    within `timeframe_days`. A ready lead waits `patience_ms` on average for a conversation. `signals_per_week` of leads
    in touch that are ready, buy later, and never buy.
    """

    enabled: bool
    nurtured_per_week: float
    alone_per_week: float
    returns_in_touch: float
    returns_alone: float
    ready_odds: float
    timeframe_days: float
    patience_ms: int
    signals_per_week: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """Coming to a meeting: the share that does not after 3 days' wait, and how its log odds rise with each day more."""

    no_show: float
    no_show_per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How good a lead really is: z = effects of its facts + `noise` times a standard normal.

    `effects` by fact, then by value (categories, yes/no) or by number (the effect of the largest number not above).
    """

    effects: Mapping[str, Mapping[str, float]]
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyers:
    """Everything assumed of buyers; `reachable` by source, with `default` for the others.

    `opt_out` is None where nobody ever wants no further contact.
    """

    reachable: Mapping[str, float]
    responsiveness_variance: float
    phone: Phone
    mail: MailReply
    quality: Quality
    intent: Intent
    ripening: Ripening
    opt_out: OptOut | None
    meetings: Meetings
    deals: Deals


QUALITY_GROUPS = ("top 10 %", "next 20 %", "next 30 %", "last 40 %")
QUALITY_SHARES = (0.10, 0.20, 0.30, 0.40)
NO_SHOW_WAIT_DAYS = 3.0
"""The wait for a meeting after which `Meetings.no_show` holds."""


def dial_hazard(response: PhoneResponse, decay_per_dial: float, dial: int, elapsed_ms: int) -> float:
    """Return lambda: the willingness to answer the `dial`-th call, `elapsed_ms` after the last inquiry."""
    faded = math.pow(1.0 + elapsed_ms / MINUTE_MS / response.tau_min, -response.theta)
    return (response.floor + (response.at_once - response.floor) * faded) * math.pow(decay_per_dial, dial - 1)


def connect_probability(hazard: float, responsiveness: float, when: float) -> float:
    """Return the chance that a reachable lead answers; `when` is the factor of hour and weekday."""
    return -math.expm1(-responsiveness * hazard * when)


def reply_probability(mail: MailReply, number: int, elapsed_ms: int, *, is_automated: bool = False) -> float:
    """Return the chance that the `number`-th message of a cycle, mail or sms, is ever answered."""
    faded = math.pow(1.0 + elapsed_ms / DAY_MS, -mail.decay_per_day)
    chance = mail.reply * math.pow(mail.decay_per_mail, number - 1) * faded
    return min(1.0, chance * mail.automated if is_automated else chance)


def ready_probability(intent: Intent, group: int, elapsed_ms: int, dials: int, *, odds: float = 1.0) -> float:
    """Return q: the chance of being ready at a first conversation, after `dials` dials in this cycle.

    `odds` multiplies the odds at five minutes: above 1 for a lead that has ripened.
    """
    at_five_minutes = intent.ready[group]
    if not 0.0 < at_five_minutes < 1.0:
        return at_five_minutes
    odds *= at_five_minutes / (1.0 - at_five_minutes)
    odds *= math.pow((1.0 + elapsed_ms / MINUTE_MS / 5.0) / 2.0, -intent.slope)
    if dials >= intent.late_dial_from:
        odds *= intent.late_dial_odds
    return odds / (1.0 + odds)


def is_confirmed(shares: tuple[float, ...], group: int, u: float) -> bool:
    """Return whether a conversation confirms what so many leads have, by group of quality: a budget, the authority."""
    return u < shares[group]


def logit(probability: float) -> float:
    """Return log odds; the ends are taken a hair inside, so that certain events stay certain in practice."""
    inside = min(max(probability, 1e-12), 1.0 - 1e-12)
    return math.log(inside / (1.0 - inside))


def no_show_probability(meetings: Meetings, wait_ms: int) -> float:
    """Return the chance that a lead does not come to a meeting that was booked `wait_ms` ahead."""
    if not 0.0 < meetings.no_show < 1.0:
        return meetings.no_show
    further_days = wait_ms / DAY_MS - NO_SHOW_WAIT_DAYS
    return _probability(logit(meetings.no_show) + meetings.no_show_per_day * further_days)


def deal_logit(
    base: float, deals: Deals, intent: Intent, group: int, *, outcome: Outcome, budget: bool, authority: bool
) -> float:
    """Return the log odds of winning a deal, given what its conversation revealed.

    `base` is that of the lead's industry, source and quality. Budget and authority are centred on their shares in the
    lead's group of quality, so that over all leads of the group they leave its mean log odds as they are.
    """
    log_odds = base + deals.budget_logit * (budget - intent.budget_confirmed[group])
    log_odds += deals.authority_logit * (authority - intent.authority[group])
    if outcome == Outcome.LATER:
        return log_odds + deals.later_logit
    return log_odds + deals.never_logit if outcome == Outcome.NEVER else log_odds


def win_probability(log_odds: float) -> float:
    """Return the chance of winning a deal from its log odds."""
    return _probability(log_odds)


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(min(-log_odds, 700.0)))  # beyond 709 there is no such number
