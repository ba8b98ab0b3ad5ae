"""One lead of a simulated quarter under one policy: its events, and every decision on it with the rules that made it.

Decisions are made anew from what was known of the lead at each moment, never remembered; a test holds them to the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.domain.calendar import LocalTime, local_ms, local_time
from sandbox.domain.facts import CONVERSATION_FACTS, DERIVED_FACTS, Lead, lead_at
from sandbox.domain.luck import key_of
from sandbox.domain.tables import EVENT_COLUMNS, NONE, Event, Stage
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS
from sandbox.engine.explain import Step, explain, explain_conversation, explain_nurture
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Phase
from sandbox.sim.hindsight import LeadEvent, LeadTruth, facts_over_time
from sandbox.study.quarter import Lived, Quarter, QuarterSpec

_HIDDEN = frozenset({Event.DUE, Event.DONE})
"""What only the floor's own books need: a task began to wait, a rep was done with it."""

_TO_MARKETING = frozenset({Event.PARKED, Event.JUDGED, Event.CADENCE_ENDED, Event.RECYCLED, Event.LEFT_SALES})
"""Events by which a lead can go to nurture."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Asked(StrEnum):
    """What a decision is about."""

    ROUTING = "where it goes"
    CONVERSATION = "what follows the conversation"
    NURTURE = "how marketing keeps in touch"
    SIGNAL = "whether the signal brings it back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision: every rule that was asked, in order, given what was known.

    `row` is the number of the row that counts, None where none matched; `is_sql` says that a conversation made the lead
    sales qualified.
    """

    asked: Asked
    steps: tuple[Step, ...]
    row: int | None
    is_sql: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a lead: when it happened on the clock, since its first inquiry, and in the team's local time.

    Rep, queue, channel, outcome and rule are codes as in the events table, `NONE` for none. `decided` are the
    decisions made at that moment.
    """

    time_ms: int
    since_ms: int
    local: str
    event: Event
    cycle: int
    rep: int
    queue: int
    channel: int
    k: int
    outcome: int
    rule: int
    stage: Stage | None
    duration_ms: int
    amount_cents: int
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One lead under one policy; `facts` are those on arrival. `entries` leaves out the floor's own bookkeeping."""

    policy: Policy
    facts: Lead
    entries: tuple[Entry, ...]


def journeys_of(quarter: Quarter, index: int) -> tuple[Journey | None, Journey | None]:
    """Return a lead, by its place among the visitors, under both policies; None where it never became a lead."""
    first, second = (
        _journey(quarter.spec, number, quarter.lived[number], places[index])
        for number, places in enumerate(quarter.places.tolist())
    )
    return first, second


def _journey(spec: QuarterSpec, number: int, lived: Lived, place: int) -> Journey | None:
    if place == NONE:
        return None
    policy, declared = spec.policies[number], spec.scenario.vocabulary.facts
    rows = [dict(zip(EVENT_COLUMNS, row, strict=True)) for row in lived.events_of(place).tolist()]
    truth = _truth(spec, lived, place)
    told = [
        LeadEvent(time_ms=row["time_ms"], cycle=row["cycle"], event=Event(row["event"]), outcome=row["outcome"])
        for row in rows
    ]
    known = facts_over_time(told, truth, declared)
    decided = _decisions(policy, told, [row["stage"] for row in rows], known)
    local = local_time(spec.scenario.start, spec.scenario.zone, spec.scenario.days)
    entries = [
        _entry(row, int(lived.created_ms[place]), local, found) for row, found in zip(rows, decided, strict=True)
    ]
    shown = tuple(entry for entry in entries if entry.event not in _HIDDEN)
    return Journey(policy=policy, facts=truth.facts, entries=shown)


def _truth(spec: QuarterSpec, lived: Lived, place: int) -> LeadTruth:
    visitor = int(lived.visitor[place])
    return LeadTruth(
        facts=lead_at(lived.facts, place, spec.scenario.vocabulary.facts),
        visitor=visitor,
        quality_group=int(lived.quality_group[place]),
        again_ms=lived.again_ms.get(visitor, frozenset()),
        timeframe_days=float(spec.scenario.buyers.ripening.timeframe_days),
        intent=spec.scenario.buyers.intent,
        key=key_of(spec.seed, spec.replication),
    )


def _decisions(
    policy: Policy, events: Sequence[LeadEvent], stages: Sequence[int], known: Sequence[Lead]
) -> list[tuple[Decided, ...]]:
    """Return the decisions at each event, from what was known then."""
    derived: Lead = {}
    found = []
    for one, stage, facts in zip(events, stages, known, strict=True):
        decided: list[Decided] = []
        unasked = {name: value for name, value in facts.items() if name not in CONVERSATION_FACTS}
        if one.event is Event.ROUTED:
            explained = explain(policy, unasked)
            derived = {name: explained.facts[name] for name in DERIVED_FACTS}
            steps = tuple(step for step in explained.steps if step.phase not in {Phase.NURTURING, Phase.PROMOTING})
            decided.append(Decided(asked=Asked.ROUTING, steps=steps, row=explained.fired(Phase.ROUTING)))
        elif one.event is Event.JUDGED:
            decided.append(_judged(policy, {**facts, **derived}))
        if one.event is Event.SIGNAL:
            decided.append(_kept_in_touch(policy, unasked, Asked.SIGNAL))
        elif one.event in _TO_MARKETING and stage == Stage.NURTURE and policy.nurture:
            decided.append(_kept_in_touch(policy, unasked, Asked.NURTURE))
        found.append(tuple(decided))
    return found


def _judged(policy: Policy, facts: Lead) -> Decided:
    steps = explain_conversation(policy, facts)
    return Decided(
        asked=Asked.CONVERSATION,
        steps=tuple(steps),
        row=_fired(steps, Phase.FOLLOWING),
        is_sql=_fired(steps, Phase.JUDGING) is not None,
    )


def _kept_in_touch(policy: Policy, facts: Lead, asked: Asked) -> Decided:
    """Return what the rules of nurture say on fresh facts: the program, or whether a signal ends it."""
    steps = explain_nurture(policy, explain(policy, facts).facts)
    row = _fired(steps, Phase.NURTURING if asked is Asked.NURTURE else Phase.PROMOTING)
    wanted = {Phase.NURTURING} if asked is Asked.NURTURE else {Phase.NURTURING, Phase.PROMOTING}
    return Decided(asked=asked, steps=tuple(step for step in steps if step.phase in wanted), row=row)


def _fired(steps: Sequence[Step], phase: Phase) -> int | None:
    return next((step.number for step in steps if step.phase is phase and step.has_fired), None)


def _entry(row: dict[str, Any], created_ms: int, local: LocalTime, decided: tuple[Decided, ...]) -> Entry:
    return Entry(
        time_ms=row["time_ms"],
        since_ms=row["time_ms"] - created_ms,
        local=_local_words(row["time_ms"], local),
        event=Event(row["event"]),
        stage=None if row["stage"] == NONE else Stage(row["stage"]),
        decided=decided,
        **{name: row[name] for name in (*_CODES, "duration_ms", "amount_cents")},
    )


_CODES = ("cycle", "rep", "queue", "channel", "k", "outcome", "rule")


def _local_words(time_ms: int, local: LocalTime) -> str:
    """Return weekday and time of day of the team: `Tue 10:05`."""
    at = local_ms(time_ms, local.since_ms, local.shift_ms)
    weekday = _WEEKDAYS[(local.start_weekday + at // DAY_MS) % 7]
    of_day = at % DAY_MS
    return f"{weekday} {of_day // HOUR_MS:02d}:{of_day % HOUR_MS // MINUTE_MS:02d}"
