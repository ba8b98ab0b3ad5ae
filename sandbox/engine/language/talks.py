"""Rules of a policy after a conversation, and of leads that marketing holds, while they are being read."""

from sandbox.domain.facts import CONVERSATION_FACTS, DERIVED_FACTS, SQL_FACT
from sandbox.domain.playbook import Meeting, NextStep, NurtureProgram
from sandbox.engine.condition import OTHERWISE, Condition
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.rules import keys_of, read_first_match
from sandbox.engine.language.talk_shape import ContactShape, NurtureShape
from sandbox.engine.policy import NEED_AND_TIMING, ContactRow, NurtureRow

_AFTER_A_CONVERSATION = (*DERIVED_FACTS, *CONVERSATION_FACTS)


def read_sql(draft: Draft) -> Condition:
    """Return what both teams call a sales qualified lead; `NEED_AND_TIMING`, where the policy does not say."""
    if "sql" not in draft.entries("definitions"):
        return NEED_AND_TIMING
    return draft.condition(("definitions", "sql"), *_AFTER_A_CONVERSATION) or NEED_AND_TIMING


def read_after_contact(draft: Draft) -> tuple[ContactRow, ...]:
    """Return what follows conversations; rows in which something is wrong are noted and left out."""
    rows = read_first_match(draft, "after_contact", ContactShape, *_AFTER_A_CONVERSATION, SQL_FACT.name)
    return tuple(ContactRow(when=when, step=_step(row)) for _, row, when in rows)


def read_nurture(draft: Draft) -> tuple[NurtureRow, ...]:
    """Return how marketing keeps in touch; rows in which something is wrong are noted and left out."""
    waits = {index: _promote_when(draft, index) for index in draft.row_numbers("nurture")}
    rows = read_first_match(draft, "nurture", NurtureShape, *DERIVED_FACTS)
    return tuple(
        NurtureRow(when=when, program=_program(row), promote_when=promotes)
        for index, row, when in rows
        if (promotes := waits[index]) is not None
    )


def _promote_when(draft: Draft, index: int) -> Condition | None:
    """Return when a signal sends a lead of a row through routing; always, where the row does not say."""
    if "promote_when" not in keys_of(draft, ("nurture", index)):
        return OTHERWISE
    return draft.condition(("nurture", index, "promote_when"), *DERIVED_FACTS)


def _step(row: ContactShape) -> NextStep:
    meeting = None if row.meeting is None else Meeting(within=row.meeting.within, rebook=row.meeting.rebook)
    return NextStep(id=row.id, to=row.to, cadence=row.cadence, meeting=meeting)


def _program(row: NurtureShape) -> NurtureProgram:
    touches = row.touches
    return NurtureProgram(
        id=row.id,
        channel=touches.channel,
        every=touches.every,
        by=touches.by,
        stop_after=row.stop_after,
        team=touches.team,
    )
