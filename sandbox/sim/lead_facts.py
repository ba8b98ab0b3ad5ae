"""The facts of leads: what is true of each, and what of it policies see."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import MISSING_CODE, Fact, Kind
from sandbox.domain.luck import Purpose, uniforms
from sandbox.sim.scenario import FactShares, Scenario
from sandbox.sim.web_form import Form, is_unasked


def true_facts(scenario: Scenario, key: int, visitor: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return sampled facts, replaced by those of the trace where it knows them."""
    true = sampled_facts(scenario, key, visitor)
    for name, column in (scenario.demand.trace.facts if scenario.demand.trace else {}).items():
        known = ~_is_missing(scenario.vocabulary.facts[name], column)
        true[name] = np.where(known, column, true[name]) if name in true else column
    return true


def sampled_facts(scenario: Scenario, key: int, visitor: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return facts drawn from the scenario's shares, none of them missing; one array of shape (visitors,) a fact."""
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


def observed_facts(
    scenario: Scenario, key: int, visitor: NDArray[np.int64], true: Mapping[str, NDArray[Any]], form: Form
) -> dict[str, NDArray[Any]]:
    """Return facts as policies see them: missing where the form did not ask, a lead left them out, a trace is blank."""
    numbers = {name: index for index, name in enumerate(scenario.vocabulary.facts)}
    seen: dict[str, NDArray[Any]] = {}
    traced = scenario.demand.trace.facts if scenario.demand.trace else {}
    for name, column in true.items():
        fact = scenario.vocabulary.facts[name]
        missing = np.nan if fact.kind is Kind.NUMBER else MISSING_CODE
        if is_unasked(scenario, form, name):
            seen[name] = np.full(len(visitor), missing)
        elif name in traced:
            seen[name] = traced[name]
        elif name in scenario.facts:
            share = by_source(scenario, true, scenario.facts[name].missing)
            hidden = uniforms(key, visitor, Purpose.FACT_MISSING + numbers[name]) < share
            seen[name] = np.where(hidden, missing, column)
        else:
            seen[name] = column
        seen[name] = seen[name].astype(_DTYPES[fact.kind])
    return seen


_DTYPES: Mapping[Kind, Any] = {Kind.CATEGORY: np.int32, Kind.NUMBER: np.float64, Kind.FLAG: np.int8}


def _is_missing(fact: Fact, column: NDArray[Any]) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = np.isnan(column) if fact.kind is Kind.NUMBER else column == MISSING_CODE
    return missing


def by_source(scenario: Scenario, true: Mapping[str, NDArray[Any]], table: Mapping[str, float]) -> NDArray[np.float64]:
    """Return each lead's value in a table by source, `default` (else 0) for sources that it does not name."""
    return by_value(scenario, true, "source", table, table.get("default", 0.0))


def by_value(
    scenario: Scenario, true: Mapping[str, NDArray[Any]], name: str, table: Mapping[str, float], other: float
) -> NDArray[np.float64]:
    """Return each lead's value in a table by the values of a category, shape (leads,).

    `other` stands for values that the table does not name, and for leads without the fact.
    """
    if name not in true:
        return np.full(len(true["source"]), other)
    values = np.array([table.get(value, other) for value in scenario.vocabulary.facts[name].values] + [other])
    return np.asarray(values[true[name]], dtype=np.float64)


def effect_of(fact: Fact, effects: Mapping[str, float], column: NDArray[Any]) -> NDArray[np.float64]:
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
