"""What the rows look like that say what follows a conversation, and how marketing keeps in touch."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from sandbox.domain.playbook import By, Channel
from sandbox.engine.language.play_shape import refuse_automated_call
from sandbox.engine.language.row_shape import FirstMatchShape, Written
from sandbox.files.fields import Name, PositiveWaitTime, one_of
from sandbox.files.shape import Shape, problem

MOST_REBOOKINGS = 20


class MeetingShape(Shape):
    """A meeting to book with the lead."""

    within: PositiveWaitTime = Field(description="How soon the meeting takes place, e.g. 3 business days.")
    rebook: int = Field(
        default=0,
        ge=0,
        le=MOST_REBOOKINGS,
        description="How often it is booked again when nobody shows up.",
    )


class ContactShape(FirstMatchShape):
    """A row that says where a lead goes after a conversation."""

    id: Name = Field(description="What you call this row; no two rules of a policy share an id.")
    to: str = Field(description="Where the lead goes: a queue of this policy, keep (its owner), nurture or close.")
    cadence: str | None = Field(
        default=None, description="The cadence of these leads instead of the queue's own; with a queue only."
    )
    meeting: MeetingShape | None = Field(
        default=None, description="The meeting that is booked; with a queue or keep only."
    )


class NurtureTouchesShape(Shape):
    """The messages of a program, one after another."""

    channel: Annotated[Channel, BeforeValidator(one_of(Channel))] = Field(
        description="How the program reaches out: a mail, an sms or a call."
    )
    every: PositiveWaitTime = Field(description="Time from one message to the next, e.g. 14 days.")
    by: Annotated[By, BeforeValidator(one_of(By))] = Field(
        default=By.AUTOMATION, description="Who makes the touch: automation, which sends email and sms only, or a rep."
    )

    team: Name | None = Field(
        default=None,
        description="With `by: rep`, the team that does it; else the one that had the lead last.",
    )

    @model_validator(mode="after")
    def _a_person_calls(self) -> Self:
        refuse_automated_call(self.channel, self.by, "write `by: rep`, or make it an email or sms")
        if self.team is not None and self.by is By.AUTOMATION:
            raise problem("misplaced-key", "automation belongs to no team", "write `by: rep`, or remove the team")
        return self


class NurtureShape(FirstMatchShape):
    """A row that says how marketing keeps in touch with the leads it matches, and no row above it does."""

    id: Name = Field(description="What you call this row; no two rules of a policy share an id.")
    touches: NurtureTouchesShape = Field(description="The messages, one every so often.")
    stop_after: PositiveWaitTime | None = Field(
        default=None, description="When the messages end, e.g. 365 days; without it they go on."
    )
    promote_when: Written = Field(
        default=True, description="Which of these leads a signal sends through routing again; without it all of them."
    )
