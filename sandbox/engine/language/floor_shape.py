"""What a policy file says of the people on the floor, and of leads that lie idle."""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, TypeAdapter, WithJsonSchema, model_validator

from sandbox.domain.playbook import By, Channel
from sandbox.domain.units import NO_WAIT
from sandbox.engine.language.play_shape import refuse_automated_call
from sandbox.files.fields import Name, PositiveWaitTime, WaitTime, one_of
from sandbox.files.shape import Shape, describe, problem
from sandbox.files.suggest import closest
from sandbox.files.week import DaysText, HoursText

MOST_REPS = 10_000
MOST_LEADS = 1_000_000
RESTORED = "restored"
"""Says that a pause lasts until somebody ends it."""

_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,6})?) ?%\s*", re.ASCII)
_LEADS = re.compile(r"\s*(\d{1,9}) leads?\s*", re.ASCII)


class IdleStage(StrEnum):
    """The stages in which a lead can lie idle."""

    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    OPPORTUNITY = "opportunity"


def _writes(channel: Channel) -> Channel:
    refuse_automated_call(channel, By.AUTOMATION, "make it an email or sms")
    return channel


def _share(value: object) -> float:
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise problem("wrong-type", f"expected a percentage, found {describe(value)}", "write e.g. 90 %")
    percent = float(match[1])
    if not 0 < percent <= 100:
        raise problem("out-of-range", f"expected more than 0 % and at most 100 %, found {describe(value)}")
    return percent / 100


def _leads(value: object) -> int:
    match = _LEADS.fullmatch(value) if isinstance(value, str) else None
    count = int(match[1]) if match else value
    if isinstance(count, bool) or not isinstance(count, int):
        raise problem("wrong-type", f"expected a number of leads, found {describe(value)}", "write e.g. 50 leads")
    if not 1 <= count <= MOST_LEADS:
        raise problem("out-of-range", f"expected 1 to {MOST_LEADS:,} leads, found {describe(value)}")
    return count


def _until_restored(value: object) -> object:
    if value is None or (isinstance(value, str) and value != RESTORED and closest(value, [RESTORED])):
        help_text = f"write {RESTORED}, or e.g. 5 business days"
        raise problem("wrong-type", f"expected a duration or {RESTORED}, found {describe(value)}", help_text)
    return None if value == RESTORED else value


Percentage = Annotated[
    float,
    BeforeValidator(_share),
    WithJsonSchema({"type": "string", "pattern": r"^\s*[0-9]{1,3}(\.[0-9]{1,6})? ?%\s*$", "examples": ["90 %"]}),
]
"""A percentage such as `90 %`, as a share."""

LeadCount = Annotated[
    int,
    BeforeValidator(_leads),
    WithJsonSchema({
        "anyOf": [
            {"type": "string", "pattern": r"^\s*[0-9]{1,9} leads?\s*$", "examples": ["50 leads"]},
            {"type": "integer", "minimum": 1, "maximum": MOST_LEADS},
        ]
    }),
]
"""A number of leads: `50 leads`, or 50."""

Pause = Annotated[
    PositiveWaitTime | None,
    BeforeValidator(_until_restored),
    WithJsonSchema({"anyOf": [{"const": RESTORED}, TypeAdapter(PositiveWaitTime).json_schema()]}),
]
"""How long something is paused; None is until somebody ends it."""


class StaffShape(Shape):
    """A team as this policy staffs it, whatever the scenario says of it."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["count"]}, {"required": ["shifts"]}]})

    count: Annotated[int, Field(ge=0, le=MOST_REPS)] | None = Field(
        default=None, description="How many reps it has; without it as many as in the scenario."
    )
    shifts: dict[DaysText, HoursText] | None = Field(
        default=None, description="When they work, by days; without it as in the scenario."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.count is None and self.shifts is None:
            help_text = "staffing gives at least one of them"
            raise problem("missing-key", "the keys 'count' and 'shifts' are missing", help_text)
        return self


class AutoReplyShape(Shape):
    """A message by automation to everybody who inquires and gets into a queue."""

    channel: Annotated[
        Channel,
        BeforeValidator(one_of(Channel)),
        AfterValidator(_writes),
        WithJsonSchema({"type": "string", "enum": [channel for channel in Channel if channel is not Channel.PHONE]}),
    ] = Field(description="How it is sent: email or sms.")
    after: WaitTime = Field(default=NO_WAIT, description="Time since the inquiry; without it 0.")


class RecyclingShape(Shape):
    """A row that takes leads out of a stage in which nothing happens any more."""

    id: Name = Field(description="What you call this row; no two rules of a policy share an id.")
    stage: Annotated[IdleStage, BeforeValidator(one_of(IdleStage))] = Field(
        description="How far the leads have come: mql, sal, sql or opportunity."
    )
    idle_for: PositiveWaitTime = Field(
        description="Time since a person last tried the lead, or since it reached the stage."
    )
    to: str = Field(description="Where the leads go: a queue of this policy, nurture or close.")


class AccountabilityShape(Shape):
    """When a rep who leaves leads untried gets no more of them."""

    attempt_within: PositiveWaitTime = Field(description="In what time a lead that is given to a rep is to be tried.")
    at_least: Percentage = Field(description="What share of them a rep is to try in that time, e.g. 90 %.")
    over: LeadCount = Field(description="Over how many of its latest leads this is counted, e.g. 50 leads.")
    pause_for: Pause = Field(description="How long a rep who tries fewer gets no leads: a time, or restored.")
