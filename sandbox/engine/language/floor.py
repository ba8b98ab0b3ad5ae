"""What a policy says of the people on the floor, and of leads that lie idle, while it is being read."""

from sandbox.domain.facts import DERIVED_FACTS
from sandbox.domain.playbook import WORK_ORDER, Accountability, AutoReply, RecyclingRule, Staffing, Work
from sandbox.domain.tables import Stage
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.floor_shape import (
    AccountabilityShape,
    AutoReplyShape,
    RecyclingShape,
    StaffShape,
)
from sandbox.files.document import Place
from sandbox.files.suggest import did_you_mean, quoted
from sandbox.files.week import hours_findings, weekly_hours


def read_form(draft: Draft) -> tuple[str, ...] | None:
    """Return the facts that the form asks, having noted those that it cannot ask; None where the policy has none."""
    written = draft.value(("form",))
    if not isinstance(written, list):
        return None
    facts = draft.vocabulary.facts
    for index, name in enumerate(written):
        at: Place = ("form", index)
        if draft.is_full or not isinstance(name, str):
            continue
        if name not in facts:
            derived = f"the policy derives {name}; a form asks facts of the vocabulary"
            asked = [fact.name for fact in facts.values() if fact.asked]
            help_text = derived if name in DERIVED_FACTS else did_you_mean(name, asked, noun="facts that a form asks")
            draft.error("unknown-fact", f"there is no fact {quoted(name)}", at, help_text)
        elif not facts[name].asked:
            help_text = "take it out; what a form asks has `asked: true` in vocabulary.yaml"
            draft.error("cannot-be-asked", f"{quoted(name)} is known without a form", at, help_text)
    _check_once(draft, "form")
    return tuple(name for name in written if isinstance(name, str))


def read_work_order(draft: Draft) -> tuple[Work, ...]:
    """Return what a free rep does first; kinds that the policy leaves out come last, in the default order."""
    _check_once(draft, "work_order")
    named = [Work(kind) for kind in draft.rows("work_order") if isinstance(kind, str) and kind in [*Work]]
    return tuple(dict.fromkeys((*named, *WORK_ORDER)))


def _check_once(draft: Draft, section: str) -> None:
    """Note entries of a list that stand there already."""
    seen: set[str] = set()
    for index, entry in enumerate(draft.rows(section)):
        if isinstance(entry, str) and not draft.is_full:
            if entry in seen:
                message = f"{quoted(entry)} stands in this list already"
                draft.error("duplicate-entry", message, (section, index), "write it once")
            seen.add(entry)


def read_staffing(draft: Draft, team: str, shape: StaffShape) -> Staffing:
    """Return heads and shifts of a team, having noted days and hours that are none."""
    shifts = shape.shifts
    draft.findings += hours_findings(shifts or {}, draft.document, ("staffing", team, "shifts"))
    return Staffing(count=shape.count, shifts=None if shifts is None else weekly_hours(shifts))


def read_recycling(draft: Draft) -> tuple[RecyclingRule, ...]:
    """Return the rows about idle leads; those in which something is wrong are noted and left out."""
    shapes = [draft.part(RecyclingShape, ("recycling", index)) for index in draft.row_numbers("recycling")]
    return tuple(
        RecyclingRule(id=shape.id, stage=Stage[shape.stage.name], idle_for=shape.idle_for, to=shape.to)
        for shape in shapes
        if shape is not None
    )


def auto_reply_of(shape: AutoReplyShape) -> AutoReply:
    """Return the message that answers every inquiry."""
    return AutoReply(channel=shape.channel, after=shape.after)


def accountability_of(shape: AccountabilityShape) -> Accountability:
    """Return when reps are taken out of the distribution."""
    return Accountability(
        attempt_within=shape.attempt_within,
        at_least=shape.at_least,
        over_leads=shape.over,
        pause_for=shape.pause_for,
    )
