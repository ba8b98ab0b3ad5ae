"""Single leads in words: who a lead is, where it ended, and each thing that happened to it."""

from collections.abc import Callable, Mapping
from typing import Final

from sandbox.domain.decision import CLOSE, NURTURE
from sandbox.domain.facts import Lead
from sandbox.domain.playbook import By
from sandbox.domain.tables import NONE, ChannelCode, Event, LostReason, Outcome, Stage
from sandbox.domain.units import MINUTE_MS
from sandbox.engine.policy import Policy
from sandbox.report.reasons import value_words
from sandbox.report.words import duration, money
from sandbox.study.journeys import Entry

STAGE_WORDS: Final[Mapping[Stage, str]] = {
    Stage.INQUIRY: "inquiry, not qualified",
    Stage.MQL: "marketing qualified, not worked",
    Stage.SAL: "being worked",
    Stage.SQL: "sales qualified",
    Stage.OPPORTUNITY: "open deal",
    Stage.CUSTOMER: "customer",
    Stage.LOST: "lost",
    Stage.DISQUALIFIED: "disqualified",
    Stage.OPTED_OUT: "wants no contact",
    Stage.NURTURE: "with marketing",
}
_FACTS = ("source", "industry", "employees", "role")
_MOST_FACTS = 4
_BY_LEAD = frozenset({
    *(Event.INQUIRY, Event.REPLIED, Event.SIGNAL, Event.BOUGHT_ELSEWHERE, Event.OPTED_OUT, Event.NO_SHOW),
})  # fmt: skip
_BY_REP = frozenset({
    *(Event.DIALED, Event.MAILED, Event.CONTACTED, Event.JUDGED, Event.MEETING_HELD, Event.GIVEN_UP, Event.IGNORED),
    *(Event.OPENED, Event.WON, Event.LOST),
})  # fmt: skip
_INTENT = {Outcome.READY: "ready to buy", Outcome.LATER: "buys later, if at all", Outcome.NEVER: "will not buy"}
_REASONS = {
    LostReason.NO_BUDGET: "no budget",
    LostReason.NO_AUTHORITY: "nobody who may decide",
    LostReason.RIVAL: "to a rival",
    LostReason.NO_DECISION: "no decision",
    LostReason.BAD_FIT: "no fit",
}
_MESSAGE = {ChannelCode.PHONE: "call", ChannelCode.EMAIL: "mail", ChannelCode.SMS: "text message"}


def lead_name(index: int) -> str:
    """Return what a lead is called, by its place among the leads of its quarter: leads have no names."""
    return f"Lead {index + 1:,}"


def facts_words(facts: Lead) -> str:
    """Return who a lead is, in its most telling facts: `referral, software, 125 employees, decision maker`."""
    told = [name for name in _FACTS if facts.get(name) is not None] or [
        name for name, value in facts.items() if value is not None
    ]
    return ", ".join(_fact_words(name, facts) for name in told[:_MOST_FACTS]) or "nothing known"


def _fact_words(name: str, facts: Lead) -> str:
    words = value_words(facts[name]).replace("_", " ")
    return words if isinstance(facts[name], str) and words != "other" else f"{words} {name.replace('_', ' ')}"


def wait_words(wait_ms: float) -> str:
    """Return a wait, `never` for one without end."""
    return "never" if wait_ms == float("inf") else duration(wait_ms / MINUTE_MS)


def who_words(entry: Entry, policy: Policy) -> str:
    """Return who did it: the lead, a rep, a machine, or the rules of the policy."""
    if entry.event in _BY_LEAD:
        return "the lead"
    if entry.event is Event.AUTOMATED or (entry.event is Event.NURTURED and not _is_nurtured_by_rep(policy)):
        return "automation"
    if entry.event is Event.ROUTED:
        return "rules"
    return rep_words(entry.rep) if entry.event in _BY_REP and entry.rep != NONE else ""


def rep_words(rep: int) -> str:
    """Return what a rep is called: reps are numbered through over all teams."""
    return f"rep {rep + 1}"


def _is_nurtured_by_rep(policy: Policy) -> bool:
    return any(program.by is By.REP for program in policy.playbook.nurture)


def event_words(entry: Entry, policy: Policy) -> str:
    """Return what happened, in plain words."""
    return _WORDS[entry.event](entry, policy)


def _queue(entry: Entry, policy: Policy) -> str:
    return policy.playbook.queues[entry.queue].name if entry.queue != NONE else ""


def _routed(entry: Entry, policy: Policy) -> str:
    to = policy.routing[entry.rule].to
    return {NURTURE: "Sent to marketing", CLOSE: "Closed"}.get(to, f"Sent to the queue {to}")


def _message(entry: Entry) -> str:
    return _MESSAGE.get(ChannelCode(entry.channel), "message") if entry.channel != NONE else "message"


def _dialed(entry: Entry, _: Policy) -> str:
    return f"Call {entry.k}: {'answered' if entry.outcome == Outcome.CONNECTED else 'no answer'}"


def _judged(entry: Entry, _: Policy) -> str:
    wants = _INTENT.get(Outcome(entry.outcome), "") if entry.outcome != NONE else ""
    return f"Conversation over: {wants}" if wants else "Conversation over"


def _lost(entry: Entry, _: Policy) -> str:
    return "Deal lost" if entry.outcome == NONE else f"Deal lost: {_REASONS[LostReason(entry.outcome)]}"


def _given(entry: Entry, _: Policy) -> str:
    return f"Given to {rep_words(entry.rep)}" if entry.rep != NONE else "Open to the whole team"


def _moved(entry: Entry, policy: Policy) -> str:
    return f"Promise broken: {_given(entry, policy).lower()}, queue {_queue(entry, policy)}"


def _goes(entry: Entry, before: str) -> str:
    if entry.stage is Stage.NURTURE:
        return f"{before}: to marketing"
    return f"{before}: closed" if entry.stage in {Stage.LOST, Stage.DISQUALIFIED} else before


def _booked(entry: Entry, _: Policy) -> str:
    return f"Meeting agreed, in {wait_words(entry.duration_ms)}"


def _said(text: str) -> Callable[[Entry, Policy], str]:
    return lambda *_: text


_WORDS: Final[Mapping[Event, Callable[[Entry, Policy], str]]] = {
    Event.INQUIRY: lambda entry, _: "Inquired" if entry.since_ms == 0 else "Inquired again",
    Event.ROUTED: _routed,
    Event.ASSIGNED: _given,
    Event.DUE: lambda entry, _: f"A {_message(entry)} falls due",
    Event.DIALED: _dialed,
    Event.MAILED: lambda entry, _: f"{_message(entry).capitalize()} sent",
    Event.REPLIED: lambda entry, _: f"Answered the {_message(entry)}",
    Event.DROPPED: _said("What was planned is no longer needed"),
    Event.CONTACTED: lambda entry, _: (
        "Conversation" if entry.channel == ChannelCode.PHONE else "Reply answered: conversation"
    ),
    Event.JUDGED: _judged,
    Event.CADENCE_ENDED: lambda entry, _: _goes(entry, "All planned touches made"),
    Event.WON: lambda entry, _: f"Deal won: {money(entry.amount_cents / 100)}",
    Event.LOST: _lost,
    Event.DONE: _said("Task finished"),
    Event.OPENED: _said("Deal opened"),
    Event.PARKED: lambda entry, _: _goes(entry, "Nobody in sales touches it"),
    Event.AUTOMATED: lambda entry, _: f"Automatic {_message(entry)} sent",
    Event.SKIPPED: lambda entry, _: f"No phone number: {_message(entry)} not made",
    Event.BREACHED: _said("The promised response did not come in time"),
    Event.HANDED_ON: lambda entry, policy: f"Handed on to the queue {_queue(entry, policy)}",
    Event.MEETING_BOOKED: _booked,
    Event.MEETING_HELD: _said("Meeting held"),
    Event.NO_SHOW: _said("Did not come to the meeting"),
    Event.LEFT_SALES: lambda entry, _: _goes(entry, "Leaves sales"),
    Event.REASSIGNED: _moved,
    Event.SIGNAL: _said("Showed interest: a visit, a download or a reply"),
    Event.NURTURED: lambda entry, _: f"Marketing keeps in touch: {_message(entry)}",
    Event.BOUGHT_ELSEWHERE: _said("Bought from somebody else; nobody here is told"),
    Event.RECYCLED: lambda entry, _: _goes(entry, "Nothing moved for too long"),
    Event.OPTED_OUT: _said("Wants no further contact"),
    Event.IGNORED: lambda entry, _: f"{rep_words(entry.rep).capitalize()} will never work it",
    Event.GIVEN_UP: lambda entry, _: f"{rep_words(entry.rep).capitalize()} gives up before the plan is done",
    Event.PAUSED: _said("A rep gets no more leads for a while"),
    Event.RESTORED: _said("A rep gets leads again"),
    Event.DEPARTED: _said("A rep left"),
    Event.FROZEN: _said("The deal stops moving"),
}
