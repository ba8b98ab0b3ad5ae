"""From the checked `buyers` block of a scenario file to plain values, in each view of the market."""

from collections.abc import Mapping

from sandbox.domain.tables import LostReason, WonReason
from sandbox.sim.annoyance import OptOut
from sandbox.sim.buyers import (
    Buyers,
    Deals,
    Intent,
    MailReply,
    Meetings,
    Phone,
    PhoneResponse,
    Quality,
    Ripening,
    logit,
)
from sandbox.sim.reasons import LostReasons
from sandbox.sim.scenario import REGIMES, Regime
from sandbox.sim.scenario_file.buyers_shape import (
    BuyersBlock,
    IntentBlock,
    OptOutBlock,
    PhoneBlock,
    ResponseBlock,
    RipeningBlock,
)
from sandbox.sim.scenario_file.deals_shape import DealsBlock, LostReasonsBlock
from sandbox.sim.scenario_file.values import duration


def regimes(block: BuyersBlock, form_decays: Mapping[str, float]) -> dict[str, Regime]:
    """Return the three views of the market; `form_decays` by view are what a form's further questions cost."""
    slopes = {
        "sceptical": block.intent.slope.sceptical,
        "central": block.intent.slope.central,
        "vendor": block.intent.slope.vendor,
    }
    ripening = block.ripening.nurtured_per_week
    hazards = {"sceptical": ripening.sceptical, "central": ripening.central, "vendor": ripening.vendor}
    return {name: _regime(block.phone, name, slopes[name], hazards[name], form_decays[name]) for name in REGIMES}


def _regime(phone: PhoneBlock, view: str, slope: float, nurtured_per_week: float, form_decay: float) -> Regime:
    general: ResponseBlock = getattr(phone, view)
    own: dict[str, ResponseBlock | None] = {name: getattr(block, view) for name, block in phone.by_industry.items()}
    return Regime(
        response=_response(general),
        by_industry={name: _response(response or general) for name, response in own.items()},
        readiness_slope=slope,
        nurtured_per_week=nurtured_per_week,
        form_decay=form_decay,
    )


def _response(block: ResponseBlock) -> PhoneResponse:
    return PhoneResponse(at_once=block.at_once, floor=block.floor, tau_min=block.tau_min, theta=block.theta)


def buyers(block: BuyersBlock, view: Regime) -> Buyers:
    """Return everything assumed of buyers, in one view of the market."""
    return Buyers(
        reachable=block.reachable,
        responsiveness_variance=block.responsiveness_variance,
        phone=Phone(
            response=view.response,
            by_industry=view.by_industry,
            decay_per_dial=block.phone.decay_per_dial,
            by_hour=tuple(block.phone.by_hour),
            by_weekday=tuple(block.phone.by_weekday),
        ),
        mail=MailReply(
            reply=block.mail.reply,
            automated=block.mail.automated,
            decay_per_mail=block.mail.decay_per_mail,
            decay_per_day=block.mail.decay_per_day,
            delay=duration(block.mail.delay),
        ),
        quality=Quality(effects=block.quality.effects, noise=block.quality.noise),
        intent=_intent(block.intent, view.readiness_slope),
        ripening=_ripening(block.ripening, view.nurtured_per_week),
        opt_out=_opt_out(block.opt_out),
        meetings=Meetings(no_show=block.meetings.no_show, no_show_per_day=block.meetings.no_show_per_day),
        deals=_deals(block.deals),
    )


def _intent(block: IntentBlock, slope: float) -> Intent:
    return Intent(
        ready=tuple(block.ready),
        budget_confirmed=tuple(block.budget_confirmed),
        authority=tuple(block.authority),
        later=block.buys_later,
        slope=slope,
        late_dial_from=block.late_dial.from_,
        late_dial_odds=block.late_dial.odds,
    )


def _ripening(block: RipeningBlock, nurtured_per_week: float) -> Ripening:
    signals = block.signals_per_week
    return Ripening(
        enabled=block.enabled,
        nurtured_per_week=nurtured_per_week,
        alone_per_week=block.alone_per_week,
        returns_in_touch=block.returns.in_touch,
        returns_alone=block.returns.alone,
        ready_odds=block.ready_odds,
        timeframe_days=block.timeframe_days,
        patience_ms=block.patience,
        signals_per_week=(signals.ready, signals.buys_later, signals.never_buys),
    )


def _opt_out(block: OptOutBlock) -> OptOut | None:
    if not block.happens:
        return None
    return OptOut(
        message=block.sms_and_mail.chance,
        message_growth=block.sms_and_mail.growth,
        messages_within_ms=block.sms_and_mail.within,
        messages_counted=block.sms_and_mail.counted,
        call=block.call,
        voicemail=block.voicemail,
        touches_within_ms=block.often.within,
        touches_free=block.often.free,
        often_factor=block.often.factor,
        at_most=block.at_most,
    )


def _deals(block: DealsBlock) -> Deals:
    return Deals(
        industry_logit={name: logit(rate) for name, rate in block.win_rate.items()},
        source_logit=block.source,
        quality_logit=tuple(block.quality),
        budget_logit=block.budget,
        authority_logit=block.authority,
        later_logit=block.not_ready.buys_later,
        never_logit=block.not_ready.never_buys,
        customer_logit=block.existing_customer.logit,
        customer_discount=block.existing_customer.discount,
        meetings=block.meetings.count,
        freeze_per_week=block.freeze_per_week,
        won_reasons={reason: float(getattr(block.won_reasons, reason.name.lower())) for reason in WonReason},
        lost_reasons=_lost_reasons(block.lost_reasons),
        time_to_close=duration(block.time_to_close),
        median_usd=block.size.median_usd,
        size_sigma=block.size.sigma,
        employees_exponent=block.size.employees_exponent,
        at_employees=block.size.at_employees,
    )


def _lost_reasons(block: LostReasonsBlock) -> LostReasons:
    weights = {reason: float(getattr(block, reason.name.lower())) for reason in LostReason}
    return LostReasons(weights=weights, if_revealed=block.if_revealed)
