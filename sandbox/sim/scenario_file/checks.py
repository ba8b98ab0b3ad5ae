"""What only the vocabulary, the calendar and arithmetic can tell of a scenario file, each finding at its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import prod
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.facts import Fact, Vocabulary
from sandbox.domain.units import DAY_MS
from sandbox.files.document import Document, Place
from sandbox.files.suggest import did_you_mean
from sandbox.files.week import HoursText, hours_findings, weekly_hours
from sandbox.sim.lead_facts import stored_value
from sandbox.sim.scenario_file.public_holidays import mistake_in
from sandbox.sim.scenario_file.shape import ScenarioBlock, SeasonBlock

MOST_A_DAY: Final = 30_000
"""Expected leads or visitors; a day that is busier by chance still has numbers enough for its visitors."""


def scenario_findings(block: ScenarioBlock, document: Document, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Yield what is wrong with a scenario, or worth knowing, beyond its shape."""
    yield from _clock_findings(block, document)
    yield from _demand_findings(block, document)
    yield from hours_findings(block.business_hours, document, ("business_hours",))
    for name, team in block.teams.items():
        yield from hours_findings(team.shifts or {}, document, ("teams", name, "shifts"))
    yield from _fact_findings(block, document, vocabulary)
    yield from _by_value_findings(block, document, vocabulary)
    yield from _total_findings(block, document)
    yield from _team_findings(block, document)


def _clock_findings(block: ScenarioBlock, document: Document) -> Iterator[Diagnostic]:
    if not date(1970, 1, 2) <= block.clock.start <= date(2100, 1, 1):
        yield _error(document, ("clock", "start"), "out-of-range", "the first day must lie in 1970 to 2100")
    help_text = "use an IANA name such as America/New_York or Europe/Amsterdam"
    if not _is_zone(block.clock.zone):
        yield _error(document, ("clock", "zone"), "unknown-zone", f"unknown time zone '{block.clock.zone}'", help_text)
    mistake = mistake_in(block.clock.holidays)
    if mistake is not None:
        yield _error(document, ("clock", "holidays"), "unknown-holidays", *mistake)
    for zone in block.leads.zones:
        if not _is_zone(zone):
            message = f"unknown time zone '{zone}'"
            yield _key_error(document, ("leads", "zones", zone), "unknown-zone", message, help_text)
    if _length(block) > timedelta(days=3660):
        yield _error(document, ("measure",), "out-of-range", "warm-up, arrivals and follow-up are at most ten years")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _demand_findings(block: ScenarioBlock, document: Document) -> Iterator[Diagnostic]:
    demand, start = block.demand, block.clock.start
    for number, season in enumerate(demand.seasons):
        place: Place = ("demand", "seasons", number)
        if season.to < season.from_:
            message = f"the season ends on {season.to}, before it begins on {season.from_}"
            yield _error(document, (*place, "to"), "out-of-range", message, "`to` is the last day of the season")
        elif demand.trace is None and (season.to < start or season.from_ > start + _length(block)):
            message = f"the season from {season.from_} to {season.to} has no day in the simulation"
            help_text = f"it begins on {start} and ends on {start + _length(block)}"
            yield _warning(document, (*place, "from"), "unused-season", message, help_text)
    a_week, who = demand.leads_per_week or 0.0, "leads"
    if demand.visitors_per_week is not None:
        a_week, who = demand.visitors_per_week, "visitors"
    busiest = a_week * max(demand.by_weekday) * _highest_factor(demand.seasons)
    if busiest > MOST_A_DAY:
        message = f"{busiest:,.0f} {who} are to come on the busiest day; at most {MOST_A_DAY:,} can be simulated"
        yield _error(document, ("demand",), "out-of-range", message, f"state fewer {who}, or weaker seasons")


def _highest_factor(seasons: Sequence[SeasonBlock]) -> float:
    """Return the product of seasons on the day on which it is highest: 1, or that of a day on which one begins."""
    factors = [[other.factor for other in seasons if other.from_ <= one.from_ <= other.to] for one in seasons]
    return max([1.0, *(prod(together) for together in factors)])


def _length(block: ScenarioBlock) -> timedelta:
    return timedelta(milliseconds=block.measure.warm_up + block.measure.arrivals + block.measure.follow_up)


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
    yield from _source_findings(document, ("money", "source_cost_usd"), block.money.source_cost_usd, vocabulary)
    for name, effects in buyers.quality.effects.items():
        path: Place = ("buyers", "quality", "effects", name)
        if name not in vocabulary.facts:
            help_text = did_you_mean(name, list(vocabulary.facts), noun="facts")
            yield _key_error(document, path, "unknown-fact", f"unknown fact '{name}'", help_text)
        else:
            yield from _label_findings(document, path, vocabulary.facts[name], effects)
    by_category: tuple[tuple[Place, str, Iterable[str]], ...] = (
        (("buyers", "phone", "by_industry"), "industry", buyers.phone.by_industry),
        (("buyers", "deals", "win_rate"), "industry", _but_other(buyers.deals.win_rate)),
        (("buyers", "deals", "size", "median_usd"), "product", _but_other(buyers.deals.size.median_usd)),
    )
    for path, fact, table in by_category:
        if fact in vocabulary.facts:
            yield from _label_findings(document, path, vocabulary.facts[fact], table)


def _but_other(table: Mapping[str, float]) -> list[str]:
    """Return the values a table names; `other` stands for all those that it does not."""
    return [name for name in table if name != "other"]


def _label_findings(document: Document, path: Place, fact: Fact, labels: Iterable[str]) -> Iterator[Diagnostic]:
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
    named = [label for label in table if not (default and label == "default")]
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
    if block.leads.zones:
        tables.append((("leads", "zones"), sum(block.leads.zones.values())))
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
        elif team.nature is not None and team.nature.other_work >= _longest_day_ms(shifts):
            message = f"other work takes the whole shift of team '{name}': its leads wait for ever"
            place = ("teams", name, "nature", "other_work")
            yield _warning(document, place, "never-open", message, "state less other work, or longer shifts")
        elif team.travel >= _longest_day_ms(shifts):
            message = f"the way to a meeting takes the whole shift of team '{name}': it never meets anybody"
            place = ("teams", name, "travel")
            yield _warning(document, place, "never-open", message, "state less travel, or longer shifts")


def _longest_day_ms(shifts: Mapping[str, HoursText]) -> int:
    """Return how long the longest shift of the week is, breaks left out; spans that overlap count twice."""
    spans = weekly_hours(shifts).spans
    return max((sum(to - from_ for day, from_, to in spans if day == one) for one, _, _ in spans), default=DAY_MS)


def _error(document: Document, path: Place, code: str, message: str, help_text: str = "") -> Diagnostic:
    return Diagnostic(code=code, message=message, span=document.place(path), help=help_text)


def _key_error(document: Document, path: Place, code: str, message: str, help_text: str = "") -> Diagnostic:
    return Diagnostic(code=code, message=message, span=document.key_place(path), help=help_text)


def _warning(document: Document, path: Place, code: str, message: str, help_text: str = "") -> Diagnostic:
    span = document.key_place(path)
    return Diagnostic(code=code, message=message, span=span, help=help_text, severity=Severity.WARNING)
