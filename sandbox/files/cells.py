"""One cell of an export as a stored fact: codes, numbers and times, or what is wrong with it."""

import math
import re
from datetime import UTC, datetime, timedelta, tzinfo

from sandbox.domain.facts import MISSING_CODE, Fact, Kind
from sandbox.files.suggest import quoted

MISSING_WORDS = frozenset({"", "null", "--none--", "n/a", "[not provided]", "select", "unknown"})
"""What exports write where a fact is missing, in lower case."""

_TRUE = frozenset({"true", "yes", "y", "1", "x", "on", "t"})
_FALSE = frozenset({"false", "no", "n", "0", "off", "f"})
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_PHONE = re.compile(r"(?=(?:\D*\d){5})[-+()/. \d]+(?: ?(?:x|ext)\.? ?\d+)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_YEARS = range(1900, 2201)


class OutsideValuesError(ValueError):
    """A category's cell that is none of its values: it counts as missing, with a warning."""


def fact_cell(fact: Fact, cell: str) -> float:
    """Return a cell as a column stores it: a code, a number (NaN where missing), 0 or 1.

    Raises `OutsideValuesError` for a category, ValueError with the reason for anything else that cannot be read.
    """
    text = cell.strip().lower()
    match fact.kind:
        case Kind.CATEGORY:
            return _category(fact, text)
        case Kind.FLAG:
            return _flag(text)
        case Kind.NUMBER:
            return _number(fact, text)


def _category(fact: Fact, text: str) -> int:
    code = fact.code(text)
    if code == MISSING_CODE and text not in MISSING_WORDS:
        raise OutsideValuesError
    return code


def _flag(text: str) -> int:
    if text in MISSING_WORDS:
        return MISSING_CODE
    if text in _FALSE:
        return 0
    if text in _TRUE or _PHONE.fullmatch(text):  # a phone column holds the number, a flag says that there is one
        return 1
    raise ValueError(f"expected yes or no, found {quoted(text)}")


def _number(fact: Fact, text: str) -> float:
    if text in fact.bands:
        return fact.bands[text]
    if text in MISSING_WORDS:
        return float("nan")
    number = float(text) if _NUMBER.fullmatch(text) else float("nan")
    if not math.isfinite(number):
        bands = " or a band such as " + quoted(next(iter(fact.bands))) if fact.bands else ""
        raise ValueError(f"expected a number{bands}, found {quoted(text)}")
    low = -math.inf if fact.low is None else fact.low
    high = math.inf if fact.high is None else fact.high
    if not low <= number <= high:
        raise ValueError(
            f"{number:g} is outside {low:g} to {high:g}" if math.isfinite(high) else f"{number:g} is below {low:g}"
        )
    return number


def time_cell(cell: str, zone: tzinfo) -> int:
    """Return an ISO 8601 time in ms since the Unix epoch; raises ValueError with the reason.

    A time without an offset is local in `zone`. When clocks change, it is read as Python's fold=0 says: a time that
    happens twice is the first of the two, one that is skipped counts on from before the change.
    """
    text = cell.strip()
    if text.lower() in MISSING_WORDS:
        raise ValueError("the time is missing")
    try:
        time = datetime.fromisoformat(text)
        utc = time.replace(tzinfo=zone) if time.tzinfo is None else time
        since_epoch_ms = (utc - _EPOCH) // _MS
    except (ValueError, OverflowError):
        raise ValueError(f"expected a time such as 2026-01-31 14:05:00, found {quoted(text)}") from None
    if time.year not in _YEARS:
        raise ValueError(f"the year {time.year} is outside {_YEARS.start} to {_YEARS.stop - 1}")
    return since_epoch_ms
