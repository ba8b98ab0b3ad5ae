"""Who inquires and how good they really are: leads with the facts and the luck that belong to them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.calendar import next_open_ms, open_hours
from sandbox.domain.facts import MISSING_CODE, Columns, Fact, Kind
from sandbox.domain.luck import Purpose, gamma_of_mean_1, normal, uniforms
from sandbox.sim.buyers import QUALITY_SHARES, Quality, logit
from sandbox.sim.demand import arrivals
from sandbox.sim.scenario import FactShares, Scenario

_REFERENCE_KEY = 0x5EED_0F_1EAD5
_REFERENCE_LEADS = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Leads in order of arrival, with what is true of them; arrays of shape (leads,).

    `facts` are as policies see them (some missing), `quality` is z, `quality_group` the group of `QUALITY_GROUPS`.
    `reachable` and `responsiveness` are Z and u of the phone, `has_number` is false only where `phone` is known to be
    false: a lead of whose number nothing is said can be called. `win_logit` the log odds of winning an opportunity,
    `deal_median_usd` the median size of the deal.
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

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.visitor)


def sample_leads(scenario: Scenario, key: int) -> Population:
    """Return every lead that could arrive until the simulation ends."""
    visitor, created_ms = arrivals(scenario, key)
    true = _true_facts(scenario, key, visitor)
    quality = _quality(scenario.buyers.quality, scenario, true, uniforms(key, visitor, Purpose.NOISE))
    group = np.searchsorted(-np.array(scenario.quality_floors), -quality).astype(np.int8)
    facts = _observed(scenario, key, visitor, true)
    if "in_hours" in scenario.vocabulary.facts:
        facts["in_hours"] = _in_hours(scenario, created_ms)
    return Population(
        visitor=visitor,
        created_ms=created_ms,
        facts=facts,
        quality=quality,
        quality_group=group,
        reachable=uniforms(key, visitor, Purpose.REACHABLE) < _by_source(scenario, true, scenario.buyers.reachable),
        responsiveness=_responsiveness(scenario, key, visitor),
        has_number=_has_number(scenario, facts, len(visitor)),
        win_logit=_win_logit(scenario, true, group),
        deal_median_usd=_deal_median_usd(scenario, true, len(visitor)),
    )


def quality_floors(scenario: Scenario) -> tuple[float, ...]:
    """Return the least z of the best, second and third group, from a reference population that never varies."""
    visitor = np.arange(_REFERENCE_LEADS, dtype=np.int64)
    true = _sampled_facts(scenario, _REFERENCE_KEY, visitor)
    quality = _quality(scenario.buyers.quality, scenario, true, uniforms(_REFERENCE_KEY, visitor, Purpose.NOISE))
    ranked = np.sort(quality)[::-1]
    ends = np.cumsum(QUALITY_SHARES[:-1])
    return tuple(float(ranked[round(end * _REFERENCE_LEADS) - 1]) for end in ends)


def _in_hours(scenario: Scenario, created_ms: NDArray[np.int64]) -> NDArray[np.int8]:
    hours = open_hours(scenario.business_hours, scenario.start, scenario.zone, scenario.days)
    inside = [next_open_ms(t, hours.opens_ms, hours.closes_ms) == t for t in created_ms.tolist()]
    return np.array(inside, dtype=np.int8)


def _has_number(scenario: Scenario, facts: Columns, count: int) -> NDArray[np.bool_]:
    fact = scenario.vocabulary.facts.get("phone")
    if fact is None or fact.kind is not Kind.FLAG or "phone" not in facts:
        return np.ones(count, dtype=np.bool_)
    return np.asarray(facts["phone"] != 0, dtype=np.bool_)


def _true_facts(scenario: Scenario, key: int, visitor: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return sampled facts, replaced by those of the trace where it knows them."""
    true = _sampled_facts(scenario, key, visitor)
    for name, column in (scenario.demand.trace.facts if scenario.demand.trace else {}).items():
        known = ~_is_missing(scenario.vocabulary.facts[name], column)
        true[name] = np.where(known, column, true[name]) if name in true else column
    return true


def _sampled_facts(scenario: Scenario, key: int, visitor: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    numbers = {name: index for index, name in enumerate(scenario.vocabulary.facts)}
    shares = np.cumsum(list(scenario.sources.values()))
    sources = [scenario.vocabulary.facts["source"].code(name) for name in scenario.sources]
    true: dict[str, NDArray[Any]] = {
        "source": np.array(sources, np.int32)[_pick(uniforms(key, visitor, Purpose.SOURCE), shares)]
    }
    for name, spread in scenario.facts.items():
        values = _stored(scenario.vocabulary.facts[name], spread)
        us = uniforms(key, visitor, Purpose.FACT + numbers[name])
        true[name] = values[_pick(us, np.array(spread.cumulative))]
    return true


def _pick(us: NDArray[np.float64], cumulative: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum(np.searchsorted(cumulative, us, side="right"), len(cumulative) - 1)


def _stored(fact: Fact, spread: FactShares) -> NDArray[Any]:
    values = [stored_value(fact, label) for label in spread.labels]
    return np.array(values, np.float64 if fact.kind is Kind.NUMBER else np.int32)


def stored_value(fact: Fact, label: str) -> float | None:
    """Return how a label of a scenario file is stored in a column; None where the fact has no such value."""
    if fact.kind is Kind.CATEGORY:
        code = fact.code(label)
        return None if code == MISSING_CODE else code
    if fact.kind is Kind.FLAG:
        return {"yes": 1, "no": 0}.get(label)
    if label.lower() in fact.bands:
        return fact.bands[label.lower()]
    try:
        value = float(label)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _observed(
    scenario: Scenario, key: int, visitor: NDArray[np.int64], true: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    """Return facts as policies see them: missing where a lead left them out or the trace does not know."""
    numbers = {name: index for index, name in enumerate(scenario.vocabulary.facts)}
    seen: dict[str, NDArray[Any]] = {}
    traced = scenario.demand.trace.facts if scenario.demand.trace else {}
    for name, column in true.items():
        fact = scenario.vocabulary.facts[name]
        if name in traced:
            seen[name] = traced[name]
        elif name in scenario.facts:
            share = _by_source(scenario, true, scenario.facts[name].missing)
            hidden = uniforms(key, visitor, Purpose.FACT_MISSING + numbers[name]) < share
            seen[name] = np.where(hidden, np.nan if fact.kind is Kind.NUMBER else MISSING_CODE, column)
        else:
            seen[name] = column
        seen[name] = seen[name].astype(_DTYPES[fact.kind])
    return seen


_DTYPES: Mapping[Kind, Any] = {Kind.CATEGORY: np.int32, Kind.NUMBER: np.float64, Kind.FLAG: np.int8}


def _is_missing(fact: Fact, column: NDArray[Any]) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = np.isnan(column) if fact.kind is Kind.NUMBER else column == MISSING_CODE
    return missing


def _by_source(
    scenario: Scenario, true: Mapping[str, NDArray[Any]], by_source: Mapping[str, float]
) -> NDArray[np.float64]:
    """Return each lead's value in a table by source, `default` (else 0) for sources that it does not name."""
    names = scenario.vocabulary.facts["source"].values
    default = by_source.get("default", 0.0)
    table = np.array([by_source.get(name, default) for name in names] + [default])
    return np.asarray(table[true["source"]], dtype=np.float64)


def _quality(
    quality: Quality, scenario: Scenario, true: Mapping[str, NDArray[Any]], us: NDArray[np.float64]
) -> NDArray[np.float64]:
    z = np.array([normal(u) for u in us.tolist()]) * quality.noise
    for name, effects in quality.effects.items():
        if name in true:
            z = z + _effect(scenario.vocabulary.facts[name], effects, true[name])
    return z


def _effect(fact: Fact, effects: Mapping[str, float], column: NDArray[Any]) -> NDArray[np.float64]:
    """Return the effect of a fact's value: by value, for numbers that of the largest listed number not above it."""
    known = [(stored_value(fact, label), effect) for label, effect in effects.items()]
    pairs = sorted((value, effect) for value, effect in known if value is not None)
    if fact.kind is Kind.NUMBER:
        floors = np.array([value for value, _ in pairs])
        steps = np.array([0.0] + [effect for _, effect in pairs])
        return np.where(np.isnan(column), 0.0, steps[np.searchsorted(floors, column, side="right")])
    table = np.zeros(max(len(fact.values), 2) + 1)
    for value, effect in pairs:
        table[int(value)] = effect
    return np.asarray(table[column], dtype=np.float64)


def _responsiveness(scenario: Scenario, key: int, visitor: NDArray[np.int64]) -> NDArray[np.float64]:
    variance = scenario.buyers.responsiveness_variance
    shape = round(1.0 / variance) if variance else 0
    if not shape:
        return np.ones(len(visitor))
    draws = [uniforms(key, visitor, Purpose.RESPONSIVE, 0, k).tolist() for k in range(shape)]
    return np.array([gamma_of_mean_1(us) for us in zip(*draws, strict=True)])


def _win_logit(scenario: Scenario, true: Mapping[str, NDArray[Any]], group: NDArray[np.int8]) -> NDArray[np.float64]:
    deals = scenario.buyers.deals
    log_odds = np.array(deals.quality_logit)[group] + _by_source(scenario, true, deals.source_logit)
    other = deals.industry_logit.get("other", logit(0.2))
    if "industry" not in true:
        return log_odds + other
    names = scenario.vocabulary.facts["industry"].values
    table = np.array([deals.industry_logit.get(name, other) for name in names] + [other])
    return np.asarray(log_odds + table[true["industry"]], dtype=np.float64)


def _deal_median_usd(scenario: Scenario, true: Mapping[str, NDArray[Any]], count: int) -> NDArray[np.float64]:
    deals = scenario.buyers.deals
    other = deals.median_usd.get("other", min(deals.median_usd.values()))
    median = np.full(count, other)
    if "product" in true:
        names = scenario.vocabulary.facts["product"].values
        table = np.array([deals.median_usd.get(name, other) for name in names] + [other])
        median = table[true["product"]]
    if "employees" not in true or not deals.employees_exponent:
        return median
    relative = [n / deals.at_employees if n > 0 else 1.0 for n in true["employees"].tolist()]
    growth = np.array([math.pow(size, deals.employees_exponent) for size in relative])
    return np.asarray(median * growth, dtype=np.float64)
