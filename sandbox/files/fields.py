"""Kinds of values that files share: durations, times of day, dates, names, one-line titles; for use in a `Shape`."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from sandbox.domain.units import DAY_MS, DURATION_UNITS_MS, duration_ms, time_of_day_ms
from sandbox.files.shape import describe, problem
from sandbox.files.suggest import quoted

NAME_CHARACTERS = 64
TITLE_CHARACTERS = 120
SUMMARY_CHARACTERS = 2_000

_NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_-]{{0,{NAME_CHARACTERS - 1}}}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNITS = ", ".join(DURATION_UNITS_MS)
_WRITE_DURATION = f"write a number and a unit, e.g. 5 min or 1.5 days; units: {_UNITS}"


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
        message = f"{quoted(value)}: durations in business time are not understood by this version yet"
        raise problem("bad-duration", message, "write elapsed time, e.g. 1 day")
    raise problem("bad-duration", f"{quoted(value)} is not a duration that can be used", _WRITE_DURATION)


def _positive_duration(value: object) -> int:
    found = _duration(value)
    if found == 0:
        raise problem("out-of-range", "expected a duration longer than 0")
    return found


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
