"""From the checked shape of a scenario file to plain values: shares that sum to 1, hours, durations, log odds."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from sandbox.domain.hours import WeeklyHours
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS
from sandbox.files.trace import Trace
from sandbox.files.week import weekly_hours
from sandbox.sim.money import Money
from sandbox.sim.scenario import Demand, FactShares, Season, WebForm
from sandbox.sim.scenario_file.figure_shape import DurationBlock
from sandbox.sim.scenario_file.money_shape import MoneyBlock
from sandbox.sim.scenario_file.nature_values import nature
from sandbox.sim.scenario_file.shape import DemandBlock, FactBlock, ScenarioBlock
from sandbox.sim.scenario_file.team_shape import HandlingBlock
from sandbox.sim.team import Duration, Handling, Shape, Team

_UNITS_MS = {"s": SECOND_MS, "min": MINUTE_MS, "h": HOUR_MS, "days": DAY_MS}


def normalised(shares: Mapping[str, float]) -> dict[str, float]:
    """Return shares that sum to 1."""
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


def fact_shares(block: FactBlock) -> FactShares:
    """Return how a fact is spread."""
    shares = normalised(block.shares)
    missing = block.missing if isinstance(block.missing, dict) else {"default": block.missing}
    return FactShares(labels=tuple(shares), cumulative=tuple(accumulate(shares.values())), missing=missing)


def demand(block: DemandBlock, trace: Trace | None, regime: str) -> Demand:
    """Return how leads arrive, in one view of the market."""
    return Demand(
        leads_per_week=block.leads_per_week or 0.0,
        web_form=None if trace is not None else _web_form(block, regime),
        trace=trace,
        hour_shares=tuple(share / sum(block.by_hour) for share in block.by_hour),
        weekday_shares=tuple(share / sum(block.by_weekday) for share in block.by_weekday),
        dispersion=None if block.dispersion == "none" else block.dispersion,
        seasons=tuple(Season(first=s.from_, last=s.to, factor=s.factor) for s in block.seasons),
        known_leads=block.known_leads,
        known_leads_after=duration(block.known_leads_after),
    )


def form_decays(block: DemandBlock) -> dict[str, float]:
    """Return what each further question of a form costs in the three views of the market."""
    decay = block.form.decay_per_question
    return {"sceptical": decay.sceptical, "central": decay.central, "vendor": decay.vendor}


def _web_form(block: DemandBlock, regime: str) -> WebForm | None:
    if block.visitors_per_week is None:
        return None
    return WebForm(
        visitors_per_week=block.visitors_per_week,
        completion=block.form.completion,
        questions_free=block.form.questions_free,
        decay_per_question=form_decays(block)[regime],
    )


def first_day(trace: Trace, zone: str) -> date:
    """Return the local day of a trace's first arrival: its clock starts at midnight of it."""
    return _local_day(int(trace.created_utc_ms[0]), zone)


def days_of(trace: Trace, zone: str) -> int:
    """Return the number of local days from the first arrival of a trace to the last, both included."""
    return (_local_day(int(trace.created_utc_ms[-1]), zone) - first_day(trace, zone)).days + 1


def _local_day(utc_ms: int, zone: str) -> date:
    return datetime.fromtimestamp(utc_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date()


def handling(block: HandlingBlock) -> Handling:
    """Return how long tasks take."""
    return Handling(
        preparation=duration(block.preparation),
        dialer_preparation=duration(block.dialer_preparation),
        no_answer=duration(block.no_answer),
        wrap_up=duration(block.wrap_up),
        conversation=duration(block.conversation),
        conversation_wrap_up=duration(block.conversation_wrap_up),
        mail=duration(block.mail),
        sms=duration(block.sms),
        meeting=duration(block.meeting),
        no_show=duration(block.no_show),
    )


def duration(block: DurationBlock) -> Duration:
    """Return a duration that may vary."""
    if block.exponential is not None:
        return Duration(shape=Shape.EXPONENTIAL, scale_ms=block.exponential.mean)
    if block.lognormal is not None:
        scale_ms = _UNITS_MS[block.lognormal.unit]
        return Duration(shape=Shape.LOGNORMAL, scale_ms=scale_ms, mu=block.lognormal.mu, sigma=block.lognormal.sigma)
    return Duration(shape=Shape.FIXED, scale_ms=block.fixed or 0)


def teams(block: ScenarioBlock, business_hours: WeeklyHours) -> dict[str, Team]:
    """Return the teams; one without shifts works business hours."""
    return {
        name: Team(
            name=name,
            count=team.count,
            shifts=business_hours if team.shifts is None else weekly_hours(team.shifts),
            veterans=team.veterans,
            cost_per_hour_usd=team.cost_per_hour_usd,
            cost_per_touch_usd=team.cost_per_touch_usd,
            nature=nature(team.nature, block.compensation, block.quick_wins),
            travel_ms=team.travel,
        )
        for name, team in block.teams.items()
    }


def money(block: MoneyBlock) -> Money:
    """Return what leads and work cost."""
    return Money(
        source_cost_usd=block.source_cost_usd,
        cost_per_hour_usd=block.cost_per_hour_usd,
        gross_margin=block.gross_margin,
    )
