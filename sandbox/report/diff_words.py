"""What a difference between two policies comes to, in a sentence, and the words for its parts."""

from sandbox.domain.decision import Decision
from sandbox.domain.diagnostics import Span
from sandbox.domain.facts import Lead
from sandbox.engine.answers import DECISION, Answers, Aspect
from sandbox.engine.changed_rules import Change, ChangedRule, Section
from sandbox.engine.lint.telling import lead_text
from sandbox.engine.proof.equivalence import Different, Undecided
from sandbox.report.words import share
from sandbox.study.diff import Diff, Result
from sandbox.study.diff_leads import LeadsDiff

ASPECTS = {
    Aspect.MQL: "MQL",
    Aspect.FIT: "fit",
    Aspect.ENGAGEMENT: "engagement",
    Aspect.SCORE: "score",
    Aspect.GRADE: "grade",
    Aspect.QUEUE: "queue",
    Aspect.CADENCE: "cadence",
    Aspect.SQL: "SQL",
    Aspect.AFTER_CONTACT: "what follows a conversation",
    Aspect.NURTURE: "nurture",
    Aspect.PROMOTE_WHEN: "what ends nurture",
}

_CHANGES = {
    Change.ONLY_FIRST: "only in A",
    Change.ONLY_SECOND: "only in B",
    Change.CONDITION: "other condition",
    Change.EFFECT: "other effect",
    Change.BOTH: "other condition and effect",
    Change.MOVED: "other place among the rows",
}
_SECTIONS = {
    Section.SCORING: "scoring",
    Section.GRADES: "grade",
    Section.MQL: "definition",
    Section.ROUTING: "routing",
    Section.SQL: "definition",
    Section.AFTER_CONTACT: "after_contact",
    Section.NURTURE: "nurture",
}


def rule_words(rule: ChangedRule) -> str:
    """Return what a rule is called: its section and its id."""
    return f"{_SECTIONS[rule.section]} {rule.id}"


def change_words(rule: ChangedRule) -> str:
    """Return what has become of a rule; other points as they were and are."""
    if rule.section is Section.SCORING and rule.change is Change.EFFECT:
        return " -> ".join(rule.effects)
    return _CHANGES[rule.change]


def lead_words(lead: Lead) -> str:
    """Return the facts of a lead in one line; nothing of it may be known."""
    return lead_text(lead).removeprefix("lead: ").strip("{}") or "nothing is known of it"


def lines_words(places: tuple[Span | None, Span | None]) -> str:
    """Return on which lines of A and of B something stands."""
    return ", ".join(f"{letter}:{place.line}" for letter, place in zip("AB", places, strict=True) if place is not None)


def witness_lines(found: Different) -> tuple[str, str, str]:
    """Return a lead that is decided differently, and what A and B say of it."""
    least = "no lead with fewer known facts is" if found.is_fewest else "with none of them unknown it would be"
    one, other = (_answers(answers, found.aspects) for answers in found.answers)
    return f"{lead_words(found.lead)} ({least} decided differently)", f"A  {one}", f"B  {other}"


def _answers(answers: Answers, aspects: tuple[Aspect, ...]) -> str:
    later = [_said_later(answers, aspect) for aspect in aspects if aspect not in DECISION]
    return "; ".join([decision_words(answers.decision), *later])


def _said_later(answers: Answers, aspect: Aspect) -> str:
    """Return what is said of a lead after a conversation, or while marketing holds it."""
    match aspect:
        case Aspect.SQL:
            return "SQL" if answers.sql else "not SQL"
        case Aspect.AFTER_CONTACT:
            step = answers.step
            return f"after a conversation {'no row' if step is None else f'{step.id} to {step.to}'}"
        case Aspect.NURTURE:
            return f"nurture {'none' if answers.program is None else answers.program.id}"
    return f"a signal {'sends' if answers.promotes else 'does not send'} it through routing"


def decision_words(decision: Decision) -> str:
    """Return what is decided of a lead on arrival, in one line."""
    grade = "" if decision.grade is None else f", grade {decision.grade}"
    cadence = "" if decision.cadence is None else f", cadence {decision.cadence}"
    mql = "MQL" if decision.mql else "not MQL"
    parts = ""
    if decision.fit or decision.engagement:
        parts = f" (fit {decision.fit:g}, engagement {decision.engagement:g})"
    return f"{mql}, score {decision.score:g}{parts}{grade}, {decision.queue}{cadence}"


def many(count: int, noun: str) -> str:
    """Return a number of things."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(aspects: tuple[Aspect, ...]) -> str:
    """Return aspects as a list in words."""
    return ", ".join(ASPECTS[aspect] for aspect in aspects)


def diff_summary(diff: Diff) -> str:
    """Return in a line what came out; fit for the summary of a build."""
    if diff.leads is not None:
        return f"{_leads_summary(diff.leads)}{_settings_summary(diff)}"
    match diff.result:
        case Result.EQUIVALENT:
            return "Equivalent: both decide every lead alike, and no setting differs."
        case Result.SETTINGS:
            return f"Every lead is decided alike, but {_differ(diff)}."
    if isinstance(diff.proof, Different):
        told = listed(diff.proof.aspects)
        return f"Not equivalent: {_a_lead(diff.proof.lead)} is decided differently ({told}).{_settings_summary(diff)}"
    unsettled = listed(diff.proof.aspects) if isinstance(diff.proof, Undecided) else ""
    return f"Not settled whether every lead is decided alike ({unsettled}).{_settings_summary(diff)}"


def _a_lead(lead: Lead) -> str:
    return f"a lead with {lead_words(lead)}" if lead else "a lead of which nothing is known"


def _leads_summary(found: LeadsDiff) -> str:
    if not found.different:
        return f"All {many(found.leads, 'lead')} are decided alike."
    told = [f"{ASPECTS[aspect]} of {share(count / found.leads)}" for aspect, count in found.by_aspect.items() if count]
    verb = "is" if found.different == 1 else "are"
    return (
        f"{found.different:,} of {many(found.leads, 'lead')} ({share(found.share)}) {verb} decided differently: "
        f"{', '.join(told)}."
    )


def _settings_summary(diff: Diff) -> str:
    said = _differ(diff)
    return f" {said[:1].upper()}{said[1:]}." if diff.settings else ""


def _differ(diff: Diff) -> str:
    return f"{many(len(diff.settings), 'setting')} {'differs' if len(diff.settings) == 1 else 'differ'}"
