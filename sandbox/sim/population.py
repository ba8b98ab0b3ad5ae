"""Who inquires and how good they really are: leads with the facts and the luck that belong to them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.calendar import next_open_ms, open_hours
from sandbox.domain.facts import Columns, Kind
from sandbox.domain.luck import Purpose, gamma_of_mean_1, normal, uniforms
from sandbox.sim.buyers import QUALITY_SHARES, Quality, logit
from sandbox.sim.demand import arrivals, further_inquiries
from sandbox.sim.lead_facts import by_source, by_value, effect_of, observed_facts, sampled_facts, true_facts
from sandbox.sim.scenario import Scenario
from sandbox.sim.web_form import Form, completion, is_unasked

_REFERENCE_KEY = 0x5EED_0F_1EAD5
_REFERENCE_LEADS = 40_000
_OWNED_WHERE = ("named_account", "existing_customer", "open_opportunity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Leads in order of arrival, with what is true of them; arrays of shape (leads,).

    `facts` are as policies see them (some missing), `quality` is z, `quality_group` the group of `QUALITY_GROUPS`.
    `reachable` and `responsiveness` are Z and u of the phone, `has_number` is false only where `phone` is known to be
    false, or the form does not ask: a lead of whose number nothing is said can be called. `win_logit` is the log odds
    of winning an opportunity, `deal_median_usd` the median size of the deal, `cost_usd` what the lead cost. `response`
    is an index into `Scenario.phone_responses`, `zone`, where the lead lives, one into `Scenario.zones`.
    `account_owner` says which of a team's `count` heads owns the lead's account, floor(u * count) for u in [0, 1); NaN
    where nobody does.

    `again_lead` and `again_ms` are the further inquiries, in order of time, then lead: a lead's place in these arrays
    and the clock; arrays of shape (further inquiries,).
    """

    visitor: NDArray[np.int64]
    created_ms: NDArray[np.int64]
    facts: Columns
    quality: NDArray[np.float64]
    quality_group: NDArray[np.int8]
    reachable: NDArray[np.bool_]
    responsiveness: NDArray[np.float64]
    has_number: NDArray[np.bool_]
    win_logit: NDArray[np.float64]
    deal_median_usd: NDArray[np.float64]
    cost_usd: NDArray[np.float64]
    response: NDArray[np.int8]
    zone: NDArray[np.int16]
    account_owner: NDArray[np.float64]
    again_lead: NDArray[np.int64]
    again_ms: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.visitor)


def sample_leads(scenario: Scenario, key: int, form: Form = None) -> Population:
    """Return every lead that could arrive until the simulation ends, given the form of a policy.

    Where demand is counted in visitors, these are the visitors who complete it; what it does not ask is missing.
    """
    visitor, created_ms = arrivals(scenario, key, completion(scenario, form))
    again_lead, again_ms = further_inquiries(scenario, key, visitor, created_ms)
    true = true_facts(scenario, key, visitor)
    quality = _quality(scenario.buyers.quality, scenario, true, _noise(key, visitor))
    group = np.searchsorted(-np.array(scenario.quality_floors), -quality).astype(np.int8)
    facts = observed_facts(scenario, key, visitor, true, form)
    if "in_hours" in scenario.vocabulary.facts:
        facts["in_hours"] = _in_hours(scenario, created_ms)
    return Population(
        visitor=visitor,
        created_ms=created_ms,
        facts=facts,
        quality=quality,
        quality_group=group,
        reachable=uniforms(key, visitor, Purpose.REACHABLE) < by_source(scenario, true, scenario.buyers.reachable),
        responsiveness=_responsiveness(scenario, key, visitor),
        has_number=_has_number(scenario, facts, len(visitor), form),
        win_logit=_win_logit(scenario, true, group),
        deal_median_usd=_deal_median_usd(scenario, true),
        cost_usd=by_source(scenario, true, scenario.money.source_cost_usd),
        response=_response(scenario, true),
        zone=_zone(scenario, key, visitor),
        account_owner=_account_owner(scenario, key, visitor, true),
        again_lead=again_lead,
        again_ms=again_ms,
    )


def _response(scenario: Scenario, true: Mapping[str, NDArray[Any]]) -> NDArray[np.int8]:
    places = {industry: 1.0 + place for place, industry in enumerate(scenario.buyers.phone.by_industry)}
    return by_value(scenario, true, "industry", places, 0.0).astype(np.int8)


def _zone(scenario: Scenario, key: int, visitor: NDArray[np.int64]) -> NDArray[np.int16]:
    ends = np.cumsum(list(scenario.zones.values()))[:-1]
    return np.searchsorted(ends, uniforms(key, visitor, Purpose.ZONE), side="right").astype(np.int16)


def _account_owner(
    scenario: Scenario, key: int, visitor: NDArray[np.int64], true: Mapping[str, NDArray[Any]]
) -> NDArray[np.float64]:
    """Return the owner that the trace names, else one by luck where the account is one that somebody owns."""
    facts = scenario.vocabulary.facts
    owned = np.zeros(len(visitor), dtype=np.bool_)
    for name in _OWNED_WHERE:
        if name in true and facts[name].kind is Kind.FLAG:
            owned |= true[name] == 1
    by_luck = np.where(owned, uniforms(key, visitor, Purpose.ACCOUNT_OWNER), np.nan)
    trace = scenario.demand.trace
    return by_luck if trace is None else np.where(np.isnan(trace.owner), by_luck, trace.owner)


def quality_floors(scenario: Scenario) -> tuple[float, ...]:
    """Return the least z of the best, second and third group, from a reference population that never varies."""
    visitor = np.arange(_REFERENCE_LEADS, dtype=np.int64)
    true = sampled_facts(scenario, _REFERENCE_KEY, visitor)
    quality = _quality(scenario.buyers.quality, scenario, true, _reference_noise())
    ranked = np.sort(quality)[::-1]
    ends = np.cumsum(QUALITY_SHARES[:-1])
    return tuple(float(ranked[round(end * _REFERENCE_LEADS) - 1]) for end in ends)


@cache
def _reference_noise() -> NDArray[np.float64]:
    """Return the noise of the reference population: the same in every scenario, so that it is drawn once."""
    return _noise(_REFERENCE_KEY, np.arange(_REFERENCE_LEADS, dtype=np.int64))


def _noise(key: int, visitor: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a standard normal value of each lead, what no fact tells of its quality."""
    return np.array([normal(u) for u in uniforms(key, visitor, Purpose.NOISE).tolist()])


def _in_hours(scenario: Scenario, created_ms: NDArray[np.int64]) -> NDArray[np.int8]:
    hours = open_hours(scenario.business_hours, scenario.start, scenario.zone, scenario.days, closed=scenario.holidays)
    inside = [next_open_ms(t, hours.opens_ms, hours.closes_ms) == t for t in created_ms.tolist()]
    return np.array(inside, dtype=np.int8)


def _has_number(scenario: Scenario, facts: Columns, count: int, form: Form) -> NDArray[np.bool_]:
    """Return who can be called: where only forms get at numbers, nobody without one that asks."""
    fact = scenario.vocabulary.facts.get("phone")
    if fact is None or fact.kind is not Kind.FLAG or "phone" not in facts:
        return np.ones(count, dtype=np.bool_)
    if is_unasked(scenario, form, "phone"):
        return np.zeros(count, dtype=np.bool_)
    return np.asarray(facts["phone"] != 0, dtype=np.bool_)


def _quality(
    quality: Quality, scenario: Scenario, true: Mapping[str, NDArray[Any]], noise: NDArray[np.float64]
) -> NDArray[np.float64]:
    z = noise * quality.noise
    for name, effects in quality.effects.items():
        if name in true:
            z = z + effect_of(scenario.vocabulary.facts[name], effects, true[name])
    return z


def _responsiveness(scenario: Scenario, key: int, visitor: NDArray[np.int64]) -> NDArray[np.float64]:
    variance = scenario.buyers.responsiveness_variance
    shape = round(1.0 / variance) if variance else 0
    if not shape:
        return np.ones(len(visitor))
    draws = [uniforms(key, visitor, Purpose.RESPONSIVE, 0, k).tolist() for k in range(shape)]
    return np.array([gamma_of_mean_1(us) for us in zip(*draws, strict=True)])


def _win_logit(scenario: Scenario, true: Mapping[str, NDArray[Any]], group: NDArray[np.int8]) -> NDArray[np.float64]:
    deals = scenario.buyers.deals
    log_odds = np.array(deals.quality_logit)[group] + by_source(scenario, true, deals.source_logit)
    log_odds += deals.customer_logit * _is_customer(true, len(group))
    other = deals.industry_logit.get("other", logit(0.2))
    return np.asarray(log_odds + by_value(scenario, true, "industry", deals.industry_logit, other), dtype=np.float64)


def _deal_median_usd(scenario: Scenario, true: Mapping[str, NDArray[Any]]) -> NDArray[np.float64]:
    deals = scenario.buyers.deals
    other = deals.median_usd.get("other", min(deals.median_usd.values()))
    median = by_value(scenario, true, "product", deals.median_usd, other)
    median *= 1.0 - deals.customer_discount * _is_customer(true, len(median))
    if "employees" not in true or not deals.employees_exponent:
        return median
    relative = [n / deals.at_employees if n > 0 else 1.0 for n in true["employees"].tolist()]
    growth = np.array([math.pow(size, deals.employees_exponent) for size in relative])
    return np.asarray(median * growth, dtype=np.float64)


def _is_customer(true: Mapping[str, NDArray[Any]], count: int) -> NDArray[np.bool_]:
    return np.asarray(true.get("existing_customer", np.zeros(count)) == 1, dtype=np.bool_)
