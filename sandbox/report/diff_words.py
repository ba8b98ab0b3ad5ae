"""What a difference between two policies comes to, in a sentence, and the words for its parts."""

from sandbox.domain.facts import Lead
from sandbox.engine.answers import Aspect
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
