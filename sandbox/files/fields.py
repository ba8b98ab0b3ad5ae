"""Kinds of values that files share: durations, times of day, dates, names, one-line titles; for use in a `Shape`."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, WithJsonSchema

from sandbox.domain.hours import WEEKDAYS, hours_span, weekdays
from sandbox.domain.units import BUSINESS_UNITS, DAY_MS, DURATION_UNITS_MS, Wait, duration_ms, time_of_day_ms, wait_of
from sandbox.files.shape import describe, problem
from sandbox.files.suggest import closest, quoted

NAME_CHARACTERS = 64
TITLE_CHARACTERS = 120
SUMMARY_CHARACTERS = 2_000

_NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_-]{{0,{NAME_CHARACTERS - 1}}}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNITS = ", ".join(DURATION_UNITS_MS)
_WRITE_DURATION = f"write a number and a unit, e.g. 5 min or 1.5 days; units: {_UNITS}"
_WRITE_WAIT = (
    f"write e.g. 5 min, 8 business h or 1 business day; units: {_UNITS}, and business {', '.join(BUSINESS_UNITS)}"
)

Choice = TypeVar("Choice", bound=StrEnum)


def one_of(kind: type[Choice]) -> Callable[[object], Choice]:
    """Return a validator that reads one of a few words."""

    def read(value: object) -> Choice:
        words = [str(member) for member in kind]
        if isinstance(value, str) and value in words:
            return kind(value)
        expected = ", ".join(words[:-1]) + " or " + words[-1]
        near = closest(value, words) if isinstance(value, str) else None
        help_text = f"did you mean {near}?" if near else ""
        raise problem("unknown-value", f"expected {expected}, found {describe(value)}", help_text)

    return read


def is_name(text: str) -> bool:
    """Whether text can name a rule, queue, cadence or team: ASCII letters, digits, - and _, a letter first."""
    return _NAME.fullmatch(text) is not None


def _duration(value: object) -> int:
    if not isinstance(value, str):
        raise problem("bad-duration", f"expected a duration such as 5 min, found {describe(value)}", _WRITE_DURATION)
    found = duration_ms(value)
    if found is not None:
        return found
    if "business" in value:
        message = f"{quoted(value)}: only elapsed time can stand here, not business time"
        raise problem("bad-duration", message, _WRITE_DURATION)
    raise problem("bad-duration", f"{quoted(value)} is not a duration that can be used", _WRITE_DURATION)


def _positive_duration(value: object) -> int:
    found = _duration(value)
    if found == 0:
        raise problem("out-of-range", "expected a duration longer than 0")
    return found


def _wait(value: object) -> Wait:
    if not isinstance(value, str):
        raise problem("bad-duration", f"expected a duration such as 5 min, found {describe(value)}", _WRITE_WAIT)
    found = wait_of(value)
    if found is not None:
        return found
    if "business" in value and "." in value and wait_of(value.replace(".", "")) is not None:
        message = f"{quoted(value)}: business days and weeks cannot be divided"
        raise problem("bad-duration", message, "write whole days, or business h")
    raise problem("bad-duration", f"{quoted(value)} is not a duration that can be used", _WRITE_WAIT)


def _positive_wait(value: object) -> Wait:
    found = _wait(value)
    if not (found.elapsed_ms or found.business_ms or found.business_days):
        raise problem("out-of-range", "expected a duration longer than 0")
    return found


def _days(value: object) -> tuple[int, ...]:
    found = [(text, weekdays(text) if isinstance(text, str) else None) for text in _one_or_several(value)]
    for text, days in found:
        if days is None:
            help_text = f"write days such as Mon-Fri or Sat, from {', '.join(WEEKDAYS)}"
            raise problem("bad-days", f"expected a day or a range of days, found {describe(text)}", help_text)
    return tuple(day for _, days in found for day in days or ())


def _hours(value: object) -> tuple[tuple[int, int], ...]:
    found = [(text, hours_span(text) if isinstance(text, str) else None) for text in _one_or_several(value)]
    for text, span in found:
        if span is None:
            help_text = "write 09:00-17:00, the end after the beginning, up to 24:00"
            raise problem("bad-hours", f"expected a span of hours, found {describe(text)}", help_text)
    return tuple(span for _, span in found if span is not None)


def _one_or_several(value: object) -> list[object]:
    return value if isinstance(value, list) and value else [value]


def _zone(value: object) -> str:
    if not isinstance(value, str):
        raise problem("wrong-type", f"expected the name of a time zone, found {describe(value)}")
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        help_text = "use an IANA name such as America/New_York or Europe/Amsterdam"
        raise problem("unknown-zone", f"unknown time zone {quoted(value)}", help_text) from error
    return value


def _time_of_day(value: object) -> int:
    found = time_of_day_ms(value) if isinstance(value, str) else None
    if found is None or found == DAY_MS:
        message = f"expected a time of day such as 09:00, found {describe(value)}"
        raise problem("bad-time", message, "write hours and minutes from 00:00 to 23:59")
    return found


def _calendar_date(value: object) -> date:
    help_text = "write year, month and day, e.g. 2026-01-05"
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise problem("bad-date", f"expected a date such as 2026-01-05, found {describe(value)}", help_text)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise problem("bad-date", f"{value} is no day of the calendar", help_text) from None


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise problem("wrong-type", f"expected a name, found {describe(value)}")
    if not is_name(value):
        raise bad_name(value)
    return value


def bad_name(value: str) -> Exception:
    """Return the error for text that cannot be a name."""
    message = f"{quoted(value)} cannot be used as a name"
    help_text = f"use letters, digits, - and _, beginning with a letter, at most {NAME_CHARACTERS} characters"
    return problem("bad-name", message, help_text)


def _title(value: object) -> str:
    return _prose(value, TITLE_CHARACTERS)


def _summary(value: object) -> str:
    return _prose(" ".join(value.split()) if isinstance(value, str) else value, SUMMARY_CHARACTERS)


def _prose(value: object, most: int) -> str:
    if not isinstance(value, str):
        help_text = "put it in quotes if it is meant as text" if isinstance(value, bool | int | float) else ""
        raise problem("wrong-type", f"expected text, found {describe(value)}", help_text)
    text = value.strip()
    if not text or len(text) > most:
        raise problem("out-of-range", f"expected 1 to {most:,} characters, found {len(text):,}")
    if not text.isprintable():
        raise problem("wrong-type", "expected one line of text without control characters")
    return text


_DURATION_PATTERN = rf"[0-9]{{1,9}}(\.[0-9]{{1,6}})? ?({'|'.join(DURATION_UNITS_MS)})\s*$"
_DURATION_TEXT = {"type": "string", "pattern": rf"^\s*{_DURATION_PATTERN}", "examples": ["5 min", "1.5 days"]}
_POSITIVE_TEXT = {**_DURATION_TEXT, "pattern": rf"^\s*(?![0.]+ ?[a-z]){_DURATION_PATTERN}"}
_TIME_TEXT = {"type": "string", "pattern": r"^\s*([01]?[0-9]|2[0-3]):[0-5][0-9]\s*$", "examples": ["09:00"]}

DurationMs = Annotated[int, BeforeValidator(_duration), WithJsonSchema(_DURATION_TEXT)]
"""An elapsed duration such as `5 min`, in ms; 0 is allowed."""

PositiveDurationMs = Annotated[int, BeforeValidator(_positive_duration), WithJsonSchema(_POSITIVE_TEXT)]
"""An elapsed duration longer than 0, in ms."""

_WAIT_PATTERN = rf"[0-9]{{1,9}}(\.[0-9]{{1,6}})? ?(business )?({'|'.join(DURATION_UNITS_MS)})\s*$"
_WAIT_TEXT = {"type": "string", "pattern": rf"^\s*{_WAIT_PATTERN}", "examples": ["5 min", "1 business day"]}
_POSITIVE_WAIT_TEXT = {**_WAIT_TEXT, "pattern": rf"^\s*(?![0.]+ ?[a-z]){_WAIT_PATTERN}"}
_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

WaitTime = Annotated[Wait, BeforeValidator(_wait), WithJsonSchema(_WAIT_TEXT)]
"""A duration of elapsed or of business time, such as `5 min` or `1 business day`; 0 is allowed."""

PositiveWaitTime = Annotated[Wait, BeforeValidator(_positive_wait), WithJsonSchema(_POSITIVE_WAIT_TEXT)]
"""A duration of elapsed or of business time, longer than 0."""

Days = Annotated[tuple[int, ...], BeforeValidator(_days), WithJsonSchema(_TEXTS)]
"""Days of the week: `Mon-Fri`, or a list such as `[Mon-Wed, Sat]`; Monday is 0."""

Hours = Annotated[tuple[tuple[int, int], ...], BeforeValidator(_hours), WithJsonSchema(_TEXTS)]
"""Hours of the day: `08:00-20:00`, or a list of such spans, in ms after midnight."""

Zone = Annotated[str, BeforeValidator(_zone), WithJsonSchema({"type": "string"})]
"""An IANA time zone."""

TimeOfDayMs = Annotated[int, BeforeValidator(_time_of_day), WithJsonSchema(_TIME_TEXT)]
"""A time of day from 00:00 to 23:59, in ms after midnight."""

CalendarDate = Annotated[date, BeforeValidator(_calendar_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A day such as 2026-01-05."""

NameKey = Annotated[str, WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}$"})]
"""What a queue, cadence or team is called, as a key; checked where the section is read."""

Name = Annotated[str, BeforeValidator(_name), WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}$"})]
"""What a rule, queue, cadence or team is called."""

Title = Annotated[
    str,
    BeforeValidator(_title),
    WithJsonSchema({"type": "string", "pattern": rf"^\s*\S(.{{0,{TITLE_CHARACTERS - 2}}}\S)?\s*$"}),
]
"""One line of plain text."""

Summary = Annotated[str, BeforeValidator(_summary), WithJsonSchema({"type": "string", "pattern": r"\S"})]
"""A paragraph of plain text; line breaks become spaces."""
