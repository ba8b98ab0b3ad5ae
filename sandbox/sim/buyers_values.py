"""From the checked `buyers` block of a scenario file to plain values, in each view of the market."""

from sandbox.sim.buyers import Buyers, Deals, Intent, MailReply, Phone, PhoneResponse, Quality, logit
from sandbox.sim.buyers_shape import BuyersBlock, DealsBlock
from sandbox.sim.scenario import REGIMES, Regime
from sandbox.sim.scenario_values import duration


def regimes(block: BuyersBlock) -> dict[str, Regime]:
    """Return the three views of the market."""
    responses = {"sceptical": block.phone.sceptical, "central": block.phone.central, "vendor": block.phone.vendor}
    slopes = {
        "sceptical": block.intent.slope.sceptical,
        "central": block.intent.slope.central,
        "vendor": block.intent.slope.vendor,
    }
    return {
        name: Regime(response=PhoneResponse(**responses[name].model_dump()), readiness_slope=slopes[name])
        for name in REGIMES
    }


def buyers(block: BuyersBlock, regime: str) -> Buyers:
    """Return everything assumed of buyers, in one view of the market."""
    view = regimes(block)[regime]
    return Buyers(
        reachable=block.reachable,
        responsiveness_variance=block.responsiveness_variance,
        phone=Phone(
            response=view.response,
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
        intent=Intent(
            ready=tuple(block.intent.ready),
            later=block.intent.buys_later,
            slope=view.readiness_slope,
            late_dial_from=block.intent.late_dial.from_,
            late_dial_odds=block.intent.late_dial.odds,
        ),
        deals=_deals(block.deals),
    )


def _deals(block: DealsBlock) -> Deals:
    return Deals(
        industry_logit={name: logit(rate) for name, rate in block.win_rate.items()},
        source_logit=block.source,
        quality_logit=tuple(block.quality),
        time_to_close=duration(block.time_to_close),
        median_usd=block.size.median_usd,
        size_sigma=block.size.sigma,
        employees_exponent=block.size.employees_exponent,
        at_employees=block.size.at_employees,
    )
