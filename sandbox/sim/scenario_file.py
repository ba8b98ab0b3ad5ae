"""From a scenario file to a `Scenario`: defaults filled in, names checked, every problem told at its place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.domain.calendar import WEEKDAYS
from sandbox.domain.diagnostics import Checked, Diagnostic, Severity, has_errors
from sandbox.domain.facts import Fact, Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.domain.tables import Window
from sandbox.domain.units import DAY_MS
from sandbox.files.document import Document, Place
from sandbox.files.shape import check
from sandbox.files.suggest import did_you_mean
from sandbox.files.trace import Trace, read_trace
from sandbox.files.yaml_places import read_document
from sandbox.sim import scenario_values as values
from sandbox.sim.demand import quality_floors, stored_value
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_shape import ScenarioBlock

DEFAULTS = Path(__file__).with_name("defaults.yaml")

_WHOLE = {"business_hours", "sources", "shares", "reachable", "effects", "win_rate", "median_usd", "teams", "delay"}
_WHOLE |= {"time_to_close", "source"}
"""Blocks that a scenario replaces as a whole; all others are filled up from the defaults key by key."""


def load_scenario(path: Path, vocabulary: Vocabulary, limits: Limits = DEFAULT_LIMITS) -> Checked[Scenario]:
    """Return the scenario of a file, or everything that is wrong with it, each at its place."""
    given, defaults = read_document(path, limits), read_document(DEFAULTS, limits)
    if given.value is None or defaults.value is None:
        return Checked(value=None, diagnostics=given.diagnostics + defaults.diagnostics)
    document = given.value
    if isinstance(document.data, dict):
        required = [key for key in ("version", "name") if key not in document.data]
        if required:
            return Checked(value=None, diagnostics=tuple(_missing(document, key) for key in required))
        document = replace(document, data=_fill_up(defaults.value.data, document.data, ()))
    shape = check(ScenarioBlock, document)
    if shape.value is None:
        return Checked(value=None, diagnostics=shape.diagnostics)
    findings = tuple(_findings(shape.value, document, vocabulary))
    if has_errors(findings):
        return Checked(value=None, diagnostics=findings)
    return _build(shape.value, document, path, vocabulary, limits, findings)


def _missing(document: Document, key: str) -> Diagnostic:
    return Diagnostic(code="missing-key", message=f"the key '{key}' is missing", span=document.place(()))


def _fill_up(default: Any, given: Any, path: Place) -> Any:
    is_whole = bool(path) and (path[-1] in _WHOLE or (path[0] == "handling" and len(path) == 2))
    if not (isinstance(default, dict) and isinstance(given, dict)) or is_whole:
        return given
    filled = {
        key: _fill_up(default[key], value, (*path, key)) if key in default else value for key, value in given.items()
    }
    return {**default, **filled}


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
    business_hours = values.weekly_hours(block.business_hours)
    scenario = Scenario(
        id=path.stem,
        name=block.name,
        summary=block.summary,
        sha256=document.sha256,
        regime=block.regime,
        regimes=values.regimes(block.buyers),
        vocabulary=vocabulary,
        start=values.first_day(trace, block.clock.zone) if trace else date.fromisoformat(block.clock.start),
        zone=block.clock.zone,
        business_hours=business_hours,
        window=_window(block, document, trace),
        demand=values.demand(block.demand, trace),
        sources=values.normalised(block.leads.sources),
        facts={name: values.fact_shares(spread) for name, spread in block.leads.facts.items()},
        buyers=values.buyers(block.buyers, block.regime),
        quality_floors=(),
        handling=values.handling(block.handling),
        teams=values.teams(block.teams, business_hours),
    )
    return Checked(value=replace(scenario, quality_floors=quality_floors(scenario)), diagnostics=findings)


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


# What only the vocabulary, the calendar and arithmetic can tell


def _findings(block: ScenarioBlock, document: Document, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    yield from _clock_findings(block, document)
    yield from _hours_findings(block.business_hours, document, ("business_hours",))
    for name, team in block.teams.items():
        yield from _hours_findings(team.shifts or {}, document, ("teams", name, "shifts"))
    yield from _fact_findings(block, document, vocabulary)
    yield from _by_value_findings(block, document, vocabulary)
    yield from _total_findings(block, document)
    yield from _team_findings(block, document)


def _clock_findings(block: ScenarioBlock, document: Document) -> Iterator[Diagnostic]:
    try:
        start = date.fromisoformat(block.clock.start)
        if not date(1970, 1, 2) <= start <= date(2100, 1, 1):
            yield _error(document, ("clock", "start"), "out-of-range", "the first day must lie in 1970 to 2100")
    except ValueError:
        yield _error(document, ("clock", "start"), "bad-date", f"{block.clock.start} is no day of the calendar")
    try:
        ZoneInfo(block.clock.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        help_text = "use an IANA name such as America/New_York or Europe/Amsterdam"
        yield _error(document, ("clock", "zone"), "unknown-zone", f"unknown time zone '{block.clock.zone}'", help_text)
    total = timedelta(milliseconds=block.measure.warm_up + block.measure.arrivals + block.measure.follow_up)
    if total > timedelta(days=3660):
        yield _error(document, ("measure",), "out-of-range", "warm-up, arrivals and follow-up are at most ten years")


def _hours_findings(hours: Mapping[str, str | list[str]], document: Document, path: Place) -> Iterator[Diagnostic]:
    for days, spans in hours.items():
        if values.weekdays(days) is None:
            help_text = f"write days such as Mon-Fri or Sat, from {', '.join(WEEKDAYS)}"
            yield _error(document, (*path, days), "bad-days", f"'{days}' is no day or range of days", help_text)
        for span in [spans] if isinstance(spans, str) else spans:
            if values.hours_span(span) is None:
                message = f"'{span}' is no span of hours"
                help_text = "write 09:00-17:00, the end after the beginning, up to 24:00"
                yield _error(document, (*path, days), "bad-hours", message, help_text)


def _fact_findings(block: ScenarioBlock, document: Document, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    for name, spread in block.leads.facts.items():
        path: Place = ("leads", "facts", name)
        fact = vocabulary.facts.get(name)
        if fact is None or name in {"source", "in_hours"}:
            message = f"'{name}' is no fact that a scenario can generate"
            yield _key_error(
                document, path, "unknown-fact", message, did_you_mean(name, list(vocabulary.facts), noun="facts")
            )
            continue
        if not spread.shares:
            yield _error(document, (*path, "shares"), "missing-key", f"'{name}' has no values")
        yield from _label_findings(document, (*path, "shares"), fact, spread.shares)
        if isinstance(spread.missing, dict):
            yield from _source_findings(document, (*path, "missing"), spread.missing, vocabulary)


def _by_value_findings(block: ScenarioBlock, document: Document, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    buyers = block.buyers
    yield from _source_findings(document, ("leads", "sources"), block.leads.sources, vocabulary, default=False)
    yield from _source_findings(document, ("buyers", "reachable"), buyers.reachable, vocabulary)
    yield from _source_findings(document, ("buyers", "deals", "source"), buyers.deals.source, vocabulary, default=False)
    for name, effects in buyers.quality.effects.items():
        path: Place = ("buyers", "quality", "effects", name)
        if name not in vocabulary.facts:
            help_text = did_you_mean(name, list(vocabulary.facts), noun="facts")
            yield _key_error(document, path, "unknown-fact", f"unknown fact '{name}'", help_text)
        else:
            yield from _label_findings(document, path, vocabulary.facts[name], effects)
    for path, fact in (
        (("buyers", "deals", "win_rate"), "industry"),
        (("buyers", "deals", "size", "median_usd"), "product"),
    ):
        table = buyers.deals.win_rate if fact == "industry" else buyers.deals.size.median_usd
        if fact in vocabulary.facts:
            named = {label: share for label, share in table.items() if label != "other"}
            yield from _label_findings(document, path, vocabulary.facts[fact], named)


def _label_findings(document: Document, path: Place, fact: Fact, labels: Mapping[str, float]) -> Iterator[Diagnostic]:
    known = {"category": list(fact.values), "flag": ["yes", "no"]}.get(fact.kind, list(fact.bands))
    for label in labels:
        if stored_value(fact, label) is None:
            help_text = did_you_mean(label, known, noun="values")
            yield _key_error(
                document, (*path, label), "unknown-value", f"'{fact.name}' has no value '{label}'", help_text
            )


def _source_findings(
    document: Document, path: Place, table: Mapping[str, float], vocabulary: Vocabulary, *, default: bool = True
) -> Iterator[Diagnostic]:
    named = {label: share for label, share in table.items() if not (default and label == "default")}
    yield from _label_findings(document, path, vocabulary.facts["source"], named)


def _total_findings(block: ScenarioBlock, document: Document) -> Iterator[Diagnostic]:
    tables: list[tuple[Place, float]] = [
        (("leads", "sources"), sum(block.leads.sources.values())),
        (("demand", "by_hour"), sum(block.demand.by_hour)),
        (("demand", "by_weekday"), sum(block.demand.by_weekday)),
    ]
    tables += [
        (("leads", "facts", n, "shares"), sum(s.shares.values())) for n, s in block.leads.facts.items() if s.shares
    ]
    for path, total in tables:
        if abs(total - 1.0) > 0.01:
            message = f"shares add up to {total:.4g}, not to 1"
            yield _error(document, path, "bad-total", message, "change them so that they add up to 1")


def _team_findings(block: ScenarioBlock, document: Document) -> Iterator[Diagnostic]:
    """Warn of teams that can do nothing: their leads wait for ever, which is allowed and worth knowing."""
    for name, team in block.teams.items():
        shifts = block.business_hours if team.shifts is None else team.shifts
        place: Place = ("business_hours",) if team.shifts is None else ("teams", name, "shifts")
        if team.count == 0:
            message = f"team '{name}' has nobody: its leads wait for ever"
            yield _warning(document, ("teams", name, "count"), "no-reps", message)
        elif not shifts:
            yield _warning(document, place, "never-open", f"team '{name}' has no hours: its leads wait for ever")


def _error(document: Document, path: Place, code: str, message: str, help_text: str = "") -> Diagnostic:
    return Diagnostic(code=code, message=message, span=document.place(path), help=help_text)


def _key_error(document: Document, path: Place, code: str, message: str, help_text: str = "") -> Diagnostic:
    return Diagnostic(code=code, message=message, span=document.key_place(path), help=help_text)


def _warning(document: Document, path: Place, code: str, message: str) -> Diagnostic:
    return Diagnostic(code=code, message=message, span=document.key_place(path), severity=Severity.WARNING)
