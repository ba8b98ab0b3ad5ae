"""From a scenario file to a `Scenario`: defaults filled in, names checked, every problem told at its place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sandbox.domain.diagnostics import Checked, Diagnostic, has_errors
from sandbox.domain.facts import Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.domain.tables import Window
from sandbox.domain.units import DAY_MS
from sandbox.files.document import Document, Place
from sandbox.files.shape import check
from sandbox.files.told import in_order
from sandbox.files.trace import Trace, read_trace
from sandbox.files.version import check_version
from sandbox.files.week import weekly_hours
from sandbox.files.yaml_places import compose, compose_file, read_document
from sandbox.sim.lead_facts import stored_value
from sandbox.sim.population import quality_floors
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file import values
from sandbox.sim.scenario_file.buyers_values import buyers, regimes
from sandbox.sim.scenario_file.checks import scenario_findings
from sandbox.sim.scenario_file.public_holidays import public_holidays
from sandbox.sim.scenario_file.shape import ScenarioBlock

LANGUAGE_VERSION = 1
DEFAULTS = Path(__file__).parents[1] / "defaults.yaml"

_WHOLE = {"business_hours", "sources", "shares", "reachable", "effects", "win_rate", "median_usd", "teams", "delay"}
_WHOLE |= {"time_to_close", "source", "by_industry", "seasons", "known_leads_after", "zones", "source_cost_usd"}
"""Blocks that a scenario replaces as a whole; all others are filled up from the defaults key by key."""

_INSTEAD = {"leads_per_week": "visitors_per_week"}
"""Defaults that give way where a scenario states something else in their stead."""


def load_scenario(path: Path, vocabulary: Vocabulary, limits: Limits = DEFAULT_LIMITS) -> Checked[Scenario]:
    """Return the scenario of a file, or everything that is wrong with it, each at its place."""
    given, syntax = compose_file(path, limits)
    return _checked(given, syntax, path, vocabulary, limits)


def parse_scenario(text: str, path: Path, vocabulary: Vocabulary, limits: Limits = DEFAULT_LIMITS) -> Checked[Scenario]:
    """Return the same of a text that is not saved: `path` names it, and a trace is looked for beside it."""
    given, syntax = compose(text, path.name, limits)
    return _checked(given, syntax, path, vocabulary, limits)


def _checked(
    given: Document | None, syntax: tuple[Diagnostic, ...], path: Path, vocabulary: Vocabulary, limits: Limits
) -> Checked[Scenario]:
    defaults = read_document(DEFAULTS, limits)
    if given is None or defaults.value is None:
        return Checked(value=None, diagnostics=syntax + defaults.diagnostics)
    refusal = check_version(given, LANGUAGE_VERSION, "scenario language") or _without_source(given, vocabulary)
    if refusal is not None:
        return Checked(value=None, diagnostics=(refusal,))
    found = list(_missing_keys(given))
    document = given
    if isinstance(given.data, dict):
        filled = completed(given.data, defaults.value.data, vocabulary, path.stem)
        document = replace(given, data=filled)
    shape = check(ScenarioBlock, document)
    found += shape.diagnostics if shape.value is None else scenario_findings(shape.value, document, vocabulary)
    told = in_order(syntax, found)
    if shape.value is None or has_errors(told):
        return Checked(value=None, diagnostics=told)
    return _build(shape.value, document, path, vocabulary, limits, told)


def completed(given: dict[str, Any], defaults: dict[str, Any], vocabulary: Vocabulary, name: str) -> dict[str, Any]:
    """Return what a scenario states, filled up from the defaults; `name` is that of one without."""
    required = {"version": LANGUAGE_VERSION, "name": name}
    filled: dict[str, Any] = _fill_up({**_fitting(defaults, vocabulary), **required}, given, ())
    return filled


def _missing_keys(document: Document) -> Iterator[Diagnostic]:
    if isinstance(document.data, dict):
        for key in ("version", "name"):
            if key not in document.data:
                message = f"the key '{key}' is missing"
                yield Diagnostic(code="missing-key", message=message, span=document.place(()))


def _without_source(document: Document, vocabulary: Vocabulary) -> Diagnostic | None:
    if "source" in vocabulary.facts:
        return None
    message = "the vocabulary has no fact 'source', and a scenario says where leads come from"
    return Diagnostic(code="missing-fact", message=message, span=document.place(()))


def is_replaced_whole(path: Place) -> bool:
    """Whether a scenario replaces what stands at a place as a whole, so that no default fills it up."""
    return bool(path) and (path[-1] in _WHOLE or (path[0] == "handling" and len(path) == 2))


def _fill_up(default: Any, given: Any, path: Place) -> Any:
    if not (isinstance(default, dict) and isinstance(given, dict)) or is_replaced_whole(path):
        return given
    filled = {
        key: _fill_up(default[key], value, (*path, key)) if key in default else value for key, value in given.items()
    }
    return {**{key: value for key, value in default.items() if _INSTEAD.get(key) not in given}, **filled}


def _fitting(defaults: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the defaults without what the vocabulary does not know: another firm may ask other things."""
    facts = {
        name: spread
        for name, spread in defaults["leads"]["facts"].items()
        if name in vocabulary.facts and _knows(vocabulary, name, spread["shares"])
    }
    effects = defaults["buyers"]["quality"]["effects"]
    effects = {name: table for name, table in effects.items() if _knows(vocabulary, name, table)}
    buyers, deals = defaults["buyers"], defaults["buyers"]["deals"]
    deals = {
        **deals,
        "win_rate": _of_values(deals["win_rate"], vocabulary, "industry"),
        "source": _of_values(deals["source"], vocabulary, "source"),
        "size": {**deals["size"], "median_usd": _of_values(deals["size"]["median_usd"], vocabulary, "product")},
    }
    reachable = _of_values(buyers["reachable"], vocabulary, "source")
    buyers = {**buyers, "reachable": reachable, "quality": {**buyers["quality"], "effects": effects}, "deals": deals}
    sources = values.normalised(_of_values(defaults["leads"]["sources"], vocabulary, "source"))
    costs = _of_values(defaults["money"]["source_cost_usd"], vocabulary, "source")
    money = {**defaults["money"], "source_cost_usd": costs}
    leads = {**defaults["leads"], "sources": sources, "facts": facts}
    return {**defaults, "leads": leads, "buyers": buyers, "money": money}


def _knows(vocabulary: Vocabulary, name: str, table: Mapping[str, Any]) -> bool:
    fact = vocabulary.facts.get(name)
    return fact is not None and all(stored_value(fact, label) is not None for label in table)


def _of_values(table: Mapping[str, float], vocabulary: Vocabulary, fact: str) -> dict[str, float]:
    """Return the part of a table that is about values of a fact, and its entry for all others."""
    others = {"industry": "other", "product": "other", "source": "default"}[fact]
    return {k: value for k, value in table.items() if k == others or _knows(vocabulary, fact, {k: value})} or dict(
        table
    )


def _build(
    block: ScenarioBlock,
    document: Document,
    path: Path,
    vocabulary: Vocabulary,
    limits: Limits,
    findings: tuple[Diagnostic, ...],
) -> Checked[Scenario]:
    trace = None
    if block.demand.trace is not None:
        read = read_trace(path.parent / block.demand.trace, vocabulary, block.clock.zone, limits)
        findings += read.diagnostics
        if read.value is None:
            return Checked(value=None, diagnostics=findings)
        trace = read.value
    business_hours = weekly_hours(block.business_hours)
    views = regimes(block.buyers, values.form_decays(block.demand))
    scenario = Scenario(
        id=path.stem,
        name=block.name,
        summary=block.summary,
        sha256=document.sha256,
        regime=block.regime,
        regimes=views,
        vocabulary=vocabulary,
        start=values.first_day(trace, block.clock.zone) if trace else block.clock.start,
        zone=block.clock.zone,
        business_hours=business_hours,
        holidays=frozenset(),
        window=_window(block, document, trace),
        demand=values.demand(block.demand, trace, block.regime),
        sources=values.normalised(block.leads.sources),
        zones=values.normalised(block.leads.zones or {block.clock.zone: 1.0}),
        facts={name: values.fact_shares(spread) for name, spread in block.leads.facts.items()},
        buyers=buyers(block.buyers, views[block.regime]),
        quality_floors=(),
        handling=values.handling(block.handling),
        teams=values.teams(block, business_hours),
        money=values.money(block.money),
        source="\n".join(document.lines),
    )
    closed = public_holidays(block.clock.holidays, scenario.start, scenario.days)
    scenario = replace(scenario, quality_floors=quality_floors(scenario), holidays=closed)
    return Checked(value=scenario, diagnostics=findings)


def _window(block: ScenarioBlock, document: Document, trace: Trace | None) -> Window:
    """Return what is measured: for a trace all of it, unless the file says otherwise."""
    measure = block.measure
    if trace is not None and ("measure",) not in document.values:
        days = values.days_of(trace, block.clock.zone)
        return Window(arrivals_from_ms=0, arrivals_to_ms=days * DAY_MS, follow_up_ms=measure.follow_up)
    return Window(
        arrivals_from_ms=measure.warm_up,
        arrivals_to_ms=measure.warm_up + measure.arrivals,
        follow_up_ms=measure.follow_up,
    )
