"""Hours of a week as files write them, `Mon-Fri: 09:00-17:00`: scenarios and policies alike."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import WithJsonSchema

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.hours import WEEKDAYS, WeeklyHours, hours_span, weekdays
from sandbox.files.document import Document, Place

HoursSpan = Annotated[
    str,
    WithJsonSchema({"type": "string", "pattern": r"^\s*[0-9]{1,2}:[0-9]{2} ?- ?[0-9]{1,2}:[0-9]{2}\s*$"}),
]
HoursText = HoursSpan | list[HoursSpan]
"""A span such as `09:00-17:00`, or a list of them."""

DaysText = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^\s*[A-Za-z]{3}\s*(-\s*[A-Za-z]{3}\s*)?$"})]
"""A day or a range of days as a key: `Mon`, `Mon-Fri`."""


def weekly_hours(hours: Mapping[str, HoursText]) -> WeeklyHours:
    """Return opening hours from spans by day or range of days; what is no day or span is left out."""
    spans = []
    for days, texts in hours.items():
        for text in [texts] if isinstance(texts, str) else texts:
            span = hours_span(text)
            spans += [(day, *span) for day in weekdays(days) or ()] if span else []
    return WeeklyHours(spans=tuple(sorted(spans)))


def hours_findings(hours: Mapping[str, HoursText], document: Document, path: Place) -> Iterator[Diagnostic]:
    """Yield the findings `bad-days` and `bad-hours` of the hours that stand at a place."""
    for days, spans in hours.items():
        span = document.place((*path, days))
        if weekdays(days) is None:
            help_text = f"write days such as Mon-Fri or Sat, from {', '.join(WEEKDAYS)}"
            message = f"'{days}' is no day or range of days"
            yield Diagnostic(code="bad-days", message=message, span=span, help=help_text)
        for text in [spans] if isinstance(spans, str) else spans:
            if hours_span(text) is None:
                message = f"'{text}' is no span of hours"
                help_text = "write 09:00-17:00, the end after the beginning, up to 24:00"
                yield Diagnostic(code="bad-hours", message=message, span=span, help=help_text)
