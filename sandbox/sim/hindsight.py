"""What a policy knew of a lead at each moment, told afterwards from the log: the mirror of `known`.

A simulation keeps decisions, not what they were based on. Everything that rules read stays with the lead from its
arrival, or can be counted from its events, or is luck that belongs to the lead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.domain.facts import Fact, FactValue, Kind, Lead
from sandbox.domain.luck import Purpose, uniform
from sandbox.domain.tables import Event, Outcome
from sandbox.domain.units import DAY_MS
from sandbox.sim.buyers import Intent, is_confirmed
from sandbox.sim.known import SIGNAL_DAYS

_TOUCHES = frozenset({Event.AUTOMATED, Event.NURTURED, Event.DIALED, Event.MAILED})
_OUTCOME_OF = {
    Event.REPLIED: "replied",
    Event.CONTACTED: "connected",
    Event.MEETING_HELD: "meeting_held",
    Event.NO_SHOW: "no_show",
    Event.LOST: "lost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadEvent:
    """One event of a lead, with the columns that tell what is known of it; `outcome` is an `Outcome` or `NONE`."""

    time_ms: int
    cycle: int
    event: Event
    outcome: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTruth:
    """What belongs to a lead whatever happens: its facts on arrival, who it is, and when it inquires again unasked.

    `timeframe_days` is what the timeframe of a lead is that has ripened; `key` is that of the replication.
    """

    facts: Lead
    visitor: int
    quality_group: int
    again_ms: frozenset[int]
    timeframe_days: float
    intent: Intent
    key: int


@dataclass(slots=True, kw_only=True)
class _State:
    """What has changed of a lead since it arrived."""

    touches: int = 0
    cycle: int = 0
    last_outcome: str | None = None
    signalled_ms: list[int] = field(default_factory=list)
    is_urgent: bool = False

    def live(self, one: LeadEvent, truth: LeadTruth) -> None:
        """Take in the next event."""
        self.touches += one.event in _TOUCHES
        self.last_outcome = _OUTCOME_OF.get(one.event, self.last_outcome)
        if one.event is Event.DIALED and one.outcome == Outcome.NO_ANSWER:
            self.last_outcome = "no_answer"
        if one.event is Event.SIGNAL:
            self.signalled_ms.append(one.time_ms)
        if one.event is Event.INQUIRY and one.cycle > self.cycle and one.time_ms not in truth.again_ms:
            self.is_urgent = True  # it came back of its own, because it had ripened
        self.cycle = one.cycle


def facts_over_time(events: Sequence[LeadEvent], truth: LeadTruth, declared: Mapping[str, Fact]) -> tuple[Lead, ...]:
    """Return what was known of a lead at each of its events: facts of the vocabulary, and its history.

    At the end of a conversation (`JUDGED`) also what it revealed. `declared` are the facts of the vocabulary.
    """
    state, found = _State(), []
    for one in events:
        state.live(one, truth)
        facts = {**truth.facts, **_fresh(state, one.time_ms, truth, declared), **_history(state)}
        if one.event is Event.JUDGED:
            facts |= _revealed(one, truth)
        found.append(facts)
    return tuple(found)


def _history(state: _State) -> dict[str, FactValue]:
    return {
        "touches": float(state.touches),
        "times_recycled": float(state.cycle),
        "last_outcome": state.last_outcome,
    }


def _fresh(state: _State, now_ms: int, truth: LeadTruth, declared: Mapping[str, Fact]) -> dict[str, FactValue]:
    """Return what is known anew of a lead, as far as the vocabulary has such numbers."""
    changed: dict[str, FactValue] = {}
    if state.signalled_ms:
        since_ms = now_ms - SIGNAL_DAYS * DAY_MS
        changed["signals_30d"] = float(sum(at_ms > since_ms for at_ms in state.signalled_ms))
        changed["days_since_signal"] = float((now_ms - state.signalled_ms[-1]) // DAY_MS)
    if state.is_urgent:
        changed["timeframe_days"] = truth.timeframe_days
    return {name: value for name, value in changed.items() if name in declared and declared[name].kind is Kind.NUMBER}


def _revealed(one: LeadEvent, truth: LeadTruth) -> dict[str, FactValue]:
    budget = uniform(truth.key, truth.visitor, Purpose.BUDGET, one.cycle)
    authority = uniform(truth.key, truth.visitor, Purpose.AUTHORITY, one.cycle)
    return {
        "need": one.outcome != Outcome.NEVER,
        "timing": one.outcome == Outcome.READY,
        "budget_confirmed": is_confirmed(truth.intent.budget_confirmed, truth.quality_group, budget),
        "authority": is_confirmed(truth.intent.authority, truth.quality_group, authority),
    }
