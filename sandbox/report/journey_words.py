"""A lead's journey as lines of text: what happened, who did it, and the rules behind each decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.domain.tables import NONE
from sandbox.engine.explain import Step
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Phase
from sandbox.files.csv_out import csv_text
from sandbox.report.explanation import rule_words
from sandbox.report.lead_words import event_words, wait_words, who_words
from sandbox.report.reasons import step_reasons
from sandbox.report.words import plain
from sandbox.study.journeys import Asked, Decided, Entry, Journey

CSV_HEADER: Final = ("policy", "minutes_since_inquiry", "team_time", "event", "who", "queue", "rules")
_NO_ROW: Final = {
    Asked.ROUTING: "no row matches",
    Asked.CONVERSATION: "the policy has no row for it: who is qualified becomes a deal, who will not buy is closed",
    Asked.NURTURE: "no program",
}
_YES_NO: Final = {Phase.QUALIFYING: "marketing qualified", Phase.JUDGING: "sales qualified"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyLine:
    """One event in words: when, since the inquiry and by the team's clock, what, who, where, and by which rules."""

    since: str
    local: str
    what: str
    who: str
    queue: str
    rules: tuple[str, ...]

    @property
    def details(self) -> str:
        """Who and where, then one rule a line."""
        where = ", ".join(part for part in (self.who, f"queue {self.queue}" if self.queue else "") if part)
        return "\n".join(part for part in (where, *self.rules) if part)


def journey_lines(journey: Journey) -> tuple[JourneyLine, ...]:
    """Return a journey in words, one line an event."""
    return tuple(_line(entry, journey.policy) for entry in journey.entries)


def _line(entry: Entry, policy: Policy) -> JourneyLine:
    return JourneyLine(
        since=wait_words(entry.since_ms),
        local=entry.local,
        what=event_words(entry, policy),
        who=who_words(entry, policy),
        queue=policy.playbook.queues[entry.queue].name if entry.queue != NONE else "",
        rules=tuple(line for decided in entry.decided for line in decision_lines(decided, policy)),
    )


def decision_lines(decided: Decided, policy: Policy) -> Iterator[str]:
    """Yield the rules that made a decision with their reasons: those that fired, and a yes or no that counts."""
    for step in decided.steps:
        if step.phase in _YES_NO:
            said = "" if step.has_fired else "not "
            yield f"{said}{_YES_NO[step.phase]}: {_why(step)}"
        elif step.phase is Phase.PROMOTING:
            yield f"{'comes back' if step.has_fired else 'does not come back yet'}: {_why(step)}"
        elif step.has_fired:
            rule, gives = rule_words(policy, step)
            grade = "grade " if step.phase is Phase.GRADING else ""
            yield f"{grade}{rule}{f' ({gives})' if gives else ''}: {_why(step)}"
    if decided.row is None and decided.asked in _NO_ROW:
        yield _NO_ROW[decided.asked]


def _why(step: Step) -> str:
    return "; ".join(step_reasons(step, {}))


def journey_csv(journeys: tuple[Journey | None, Journey | None]) -> str:
    """Return the events of a lead under both policies as CSV, safe to open in a spreadsheet."""
    return csv_text(CSV_HEADER, (row for journey in journeys if journey is not None for row in _csv_rows(journey)))


def _csv_rows(journey: Journey) -> Iterator[tuple[str, ...]]:
    for entry, line in zip(journey.entries, journey_lines(journey), strict=True):
        since = plain(entry.since_ms / 60_000, 2).replace(",", "")
        yield (journey.policy.id, since, line.local, line.what, line.who, line.queue, " | ".join(line.rules))
