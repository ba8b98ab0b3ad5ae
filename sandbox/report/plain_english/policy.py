"""A policy in plain English, on one page that both teams can sign: sections of numbered sentences, no markup.

Every rule, queue and cadence is told once, under the name that it has in the file, in the order of the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.domain.facts import HISTORY_FACTS
from sandbox.domain.playbook import By, Channel, NextStep
from sandbox.domain.tables import Stage
from sandbox.engine.condition import OTHERWISE, Condition, facts_read
from sandbox.engine.policy import Direction, GradeRow, Policy
from sandbox.report.plain_english.conditions import Speech, condition_words, number_words, speech_of
from sandbox.report.plain_english.playbook import (
    accountability_section,
    cadence_section,
    place_words,
    queue_section,
    reply_section,
    team_section,
)
from sandbox.report.plain_english.text import Entry, Section
from sandbox.report.plain_english.times import counted, wait_words

SIGNATURES = ("For marketing", "For sales")
"""Who signs; each line has room for a name, a date and a signature."""

_MISSING = (
    "What is said of a fact does not hold where the fact is not known, here and in every line below, unless the line "
    "says so."
)
_FIRST_MATCH = "The first line that fits a lead decides."


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPolicy:
    """A policy as people read it; `about` are pairs of a heading and what it says."""

    name: str
    summary: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signatures: tuple[str, ...] = SIGNATURES


def plain_policy(policy: Policy) -> PlainPolicy:
    """Return a policy in plain English."""
    speech = speech_of(policy.vocabulary)
    sections = (
        _definitions(policy, speech),
        _form(policy, speech),
        _scoring(policy, speech),
        _grades(policy, speech),
        _routing(policy, speech),
        queue_section(policy.playbook),
        cadence_section(policy.playbook),
        reply_section(policy.playbook),
        _after_contact(policy, speech),
        _nurture(policy, speech),
        _recycling(policy),
        accountability_section(policy.playbook),
        team_section(policy.playbook),
    )
    return PlainPolicy(name=policy.name, summary=policy.summary, about=_about(policy), sections=sections)


def _about(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return who answers for the policy and which edition it is, with its file's hash."""
    about = policy.about
    return (
        ("Owner", about.owner or "not named"),
        ("Approved by", ", ".join(about.approved_by) or "nobody yet"),
        ("In force from", about.effective_from.isoformat() if about.effective_from else "not said"),
        ("Revision", "not said" if about.revision is None else str(about.revision)),
        ("File", f"{policy.id}, SHA-256 {policy.sha256[:12] or 'not known'}"),
    )


def _definitions(policy: Policy, speech: Speech) -> Section:
    return Section(
        title="What counts as a lead",
        intro=_MISSING,
        entries=(
            Entry(text=f"A lead is marketing qualified {_if(policy.mql, speech)}."),
            Entry(text=f"After a conversation it is sales qualified {_if(policy.sql, speech)}."),
        ),
    )


def _if(condition: Condition, speech: Speech) -> str:
    said = condition_words(condition, speech)
    return said if said in {"always", "never"} else f"if {said}"


def _form(policy: Policy, speech: Speech) -> Section:
    asked = policy.playbook.form
    if asked is None:
        said = "The web form asks all that a form can ask."
    elif not asked:
        said = "The web form asks nothing."
    else:
        labels = [speech.subjects[name] for name in asked]
        said = f"The web form asks {counted(len(asked), 'question')}: {'; '.join(labels)}."
    return Section(title="What the web form asks", entries=(Entry(text=said),))


def _scoring(policy: Policy, speech: Speech) -> Section:
    if not policy.scoring:
        return Section(title="How leads are scored", intro="No points are given: every score is 0.")
    agreed = tuple(
        Entry(text=f"Agreed: a higher “{speech.facts[name].label}” never {_NEVER[direction]} the score.")
        for name, direction in policy.monotone.items()
    )
    entries = tuple(
        Entry(
            name=rule.id,
            text=f"{_sentence(condition_words(rule.when, speech))}: {number_words(rule.points, sign=True)} points"
            f"{f' of {rule.part}' if rule.part else ''}.",
        )
        for rule in policy.scoring
    )
    intro = "Every line that fits a lead adds its points to the score."
    if any(rule.part for rule in policy.scoring):
        intro += " Points of fit say who the lead is, points of engagement what it does; each are added up as well."
    return Section(title="How leads are scored", intro=intro, entries=(*entries, *agreed))


_NEVER = {Direction.UP: "lowers", Direction.DOWN: "raises"}


def _grades(policy: Policy, speech: Speech) -> Section:
    if not policy.grades:
        return Section(title="Grades", intro="Leads get no grade.")
    entries = tuple(Entry(text=_grade_words(row, speech)) for row in policy.grades)
    return Section(title="Grades", intro=_FIRST_MATCH, entries=entries, is_ordered=True)


def _grade_words(row: GradeRow, speech: Speech) -> str:
    return f"{_case(row.when, speech)}: grade {row.grade}."


def _routing(policy: Policy, speech: Speech) -> Section:
    entries = tuple(
        Entry(
            name=row.id,
            text=f"{_case(row.when, speech)}: {place_words(row.to)}{_cadence_words(row.cadence)}.",
        )
        for row in policy.routing
    )
    return Section(title="Where each lead goes", intro=_arrival_words(policy), entries=entries, is_ordered=True)


def _arrival_words(policy: Policy) -> str:
    returning = " A lead that comes back is looked at anew." if policy.nurture or _reads_history(policy) else ""
    return f"When a lead arrives: {_FIRST_MATCH[0].lower()}{_FIRST_MATCH[1:]}{returning}"


def _reads_history(policy: Policy) -> bool:
    return any(facts_read(row.when) & HISTORY_FACTS.keys() for row in policy.routing)


def _case(condition: Condition, speech: Speech) -> str:
    """Return when a line of a list fits."""
    return "Everybody else" if condition == OTHERWISE else f"If {condition_words(condition, speech)}"


def _cadence_words(cadence: str | None) -> str:
    return f", with the touches {cadence}" if cadence is not None else ""


def _after_contact(policy: Policy, speech: Speech) -> Section:
    title = "After a conversation"
    if not policy.after_contact:
        intro = (
            "Who is ready to buy becomes a deal of the rep who spoke with it; who buys later goes to nurture; "
            "all others are closed."
        )
        return Section(title=title, intro=intro)
    entries = tuple(
        Entry(name=row.step.id, text=f"{_case(row.when, speech)}: {_step_words(row.step)}.")
        for row in policy.after_contact
    )
    return Section(title=title, intro=_FIRST_MATCH, entries=entries, is_ordered=True)


def _step_words(step: NextStep) -> str:
    said = f"{place_words(step.to)}{_cadence_words(step.cadence)}"
    if step.meeting is None:
        return said
    booked = f", with a meeting within {wait_words(step.meeting.within)}"
    again = counted(step.meeting.rebook, "time")
    return f"{said}{booked}, booked again up to {again} when nobody shows up" if step.meeting.rebook else said + booked


def _nurture(policy: Policy, speech: Speech) -> Section:
    if not policy.nurture:
        return Section(title="Nurture", intro="Marketing sends no messages, and nobody notices signals.")
    entries = []
    for row in policy.nurture:
        program = row.program
        team = f"team {program.team}" if program.team else "the team that had the lead last"
        how = f"by a rep of {team}" if program.by is By.REP else "automatic"
        until = f", for {wait_words(program.stop_after)}" if program.stop_after else ", without end"
        is_any = row.promote_when == OTHERWISE
        back = "any signal brings it back" if is_any else f"a signal brings it back {_if(row.promote_when, speech)}"
        what = f"{_CHANNELS[program.channel]} every {wait_words(program.every)} ({how}){until}"
        entries.append(Entry(name=program.id, text=f"{_case(row.when, speech)}: {what}; {back}."))
    return Section(title="Nurture", intro=_FIRST_MATCH, entries=tuple(entries), is_ordered=True)


_CHANNELS = {Channel.PHONE: "a call", Channel.EMAIL: "a mail", Channel.SMS: "a text message"}


def _recycling(policy: Policy) -> Section:
    rules = policy.playbook.recycling
    if not rules:
        return Section(title="Leads in which nothing moves", intro="They stay where they are.")
    entries = tuple(
        Entry(
            name=rule.id,
            text=f"{_STAGES[rule.stage]}, idle for {wait_words(rule.idle_for)}: {place_words(rule.to)}.",
        )
        for rule in rules
    )
    intro = (
        "Idle is counted from when a person last tried the lead or, if that is later, from when it came so far. "
        "The first line for a stage counts."
    )
    return Section(title="Leads in which nothing moves", intro=intro, entries=entries, is_ordered=True)


_STAGES = {
    Stage.MQL: "A marketing qualified lead",
    Stage.SAL: "A lead that sales has tried",
    Stage.SQL: "A sales qualified lead",
    Stage.OPPORTUNITY: "An open deal",
}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def plain_lines(plain: PlainPolicy) -> Sequence[str]:
    """Return a policy in plain English as lines of text, for terminals and files."""
    lines = [plain.name, *([plain.summary] if plain.summary else [])]
    lines += [f"{heading}: {said}" for heading, said in plain.about]
    for section in plain.sections:
        lines += ["", section.title.upper(), *([section.intro] if section.intro else [])]
        for number, entry in enumerate(section.entries, start=1):
            mark = f"{number}. " if section.is_ordered else "- "
            lines.append(f"{mark}{f'[{entry.name}] ' if entry.name else ''}{entry.text}")
            lines += [f"   {'  ' * section.is_ordered}{n}. {step}" for n, step in enumerate(entry.steps, start=1)]
    return [*lines, "", *(f"{who}: name, date, signature" for who in plain.signatures)]
