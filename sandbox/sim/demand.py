"""When leads inquire: a trace replayed, or arrivals by hour and weekday with days that differ in luck."""

import math
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.calendar import LocalTime, clock_ms, local_time, start_utc_ms
from sandbox.domain.luck import Purpose, gamma_of_mean_1, poisson, uniform, uniforms
from sandbox.domain.units import DAY_MS, HOUR_MS
from sandbox.sim.scenario import Demand, Scenario

VISITORS_PER_DAY = 1 << 16
"""Visitor numbers are day * VISITORS_PER_DAY + the place within the day: a busier day moves no other day's luck."""


def arrivals(scenario: Scenario, key: int, completion: float = 1.0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return visitor numbers and clock times in ms of every inquiry until the simulation ends, in order of time.

    `completion` is the share of visitors who inquire; those of a smaller share are among those of a larger one.
    """
    trace = scenario.demand.trace
    if trace is not None:
        created_ms = trace.created_utc_ms - start_utc_ms(scenario.start, scenario.zone)
        return np.arange(len(created_ms), dtype=np.int64), created_ms
    clock = local_time(scenario.start, scenario.zone, scenario.days)
    visitors, times = [], []
    for day in range(scenario.days):
        count = _day_count(scenario.demand, key, day, scenario.start + timedelta(days=day))
        visitor = day * VISITORS_PER_DAY + np.arange(count, dtype=np.int64)
        if completion < 1.0:
            visitor = visitor[uniforms(key, visitor, Purpose.COMPLETES_FORM) < completion]
        visitors.append(visitor)
        times.append(_times_of_day(scenario.demand, clock, day, uniforms(key, visitor, Purpose.ARRIVAL_TIME)))
    visitor, created_ms = np.concatenate(visitors), np.concatenate(times)
    order = np.lexsort((visitor, created_ms))
    keep = order[created_ms[order] < scenario.horizon_ms]
    return visitor[keep], created_ms[keep]


def further_inquiries(
    scenario: Scenario, key: int, visitor: NDArray[np.int64], created_ms: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return who inquires once more (a lead's place in order of arrival) and when, by time, then lead.

    Where a share s of all inquiries is to come from known leads, each lead inquires again with chance s / (1 - s). A
    trace says itself who does.
    """
    demand = scenario.demand
    if demand.trace is not None:
        again_ms = demand.trace.again_utc_ms - start_utc_ms(scenario.start, scenario.zone)
        lead = demand.trace.again_lead
    else:
        chance = demand.known_leads / (1.0 - demand.known_leads)
        lead = np.flatnonzero(uniforms(key, visitor, Purpose.INQUIRES_AGAIN) < chance)
        us = uniforms(key, visitor[lead], Purpose.INQUIRES_AGAIN_AFTER)
        after_ms = np.array([demand.known_leads_after.at(u) for u in us.tolist()], dtype=np.int64)
        again_ms = created_ms[lead] + after_ms
    order = np.lexsort((lead, again_ms))
    keep = order[again_ms[order] < scenario.horizon_ms]
    return lead[keep], again_ms[keep]


def _day_count(demand: Demand, key: int, day: int, date_of_day: date) -> int:
    """Return a day's inquiries, or a form's visitors: Poisson, its rate a gamma of shape k where days are dispersed."""
    a_week = demand.leads_per_week if demand.web_form is None else demand.web_form.visitors_per_week
    mean = a_week * demand.weekday_shares[date_of_day.weekday()]
    mean *= math.prod(season.factor for season in demand.seasons if season.first <= date_of_day <= season.last)
    draws = [uniform(key, day, Purpose.DAY_RATE, 0, k) for k in range(demand.dispersion or 0)]
    count = poisson(uniform(key, day, Purpose.DAY_COUNT), mean * gamma_of_mean_1(draws))
    return min(count, VISITORS_PER_DAY - 1)


def _times_of_day(demand: Demand, clock: LocalTime, day: int, us: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return clock times of inquiries, uniform within each hour of the local day."""
    ends = np.cumsum(demand.hour_shares)
    hour = np.minimum(np.searchsorted(ends, us, side="right"), 23)
    share = np.array(demand.hour_shares)[hour]
    within = np.divide(us - (ends[hour] - share), share, out=np.zeros_like(us), where=share > 0)
    local = day * DAY_MS + ((hour + within.clip(0.0, 1.0)) * HOUR_MS).astype(np.int64)
    return np.array([clock_ms(int(t), clock.since_ms, clock.shift_ms) for t in local], dtype=np.int64)
