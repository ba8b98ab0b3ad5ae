"""What a plain YAML word stands for: the core schema of YAML 1.2.

`no`, `9:30`, `2026-01-05` and `08:00-20:00` are text; only true and false are flags. Numbers that a computation
could not hold exactly, or at all, are refused rather than rounded.
"""

import math
import re
from dataclasses import dataclass

LARGEST_WHOLE_NUMBER = 2**53
"""Whole numbers up to this one are exact as floating-point numbers, too."""

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MOST_DIGITS = 400

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class BadNumber:
    """A plain word that is a number which cannot be used, and why."""

    why: str


def plain_value(text: str) -> Scalar | BadNumber:
    """Return what an unquoted YAML word means."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _NOT_FINITE.fullmatch(text):
        return BadNumber("is not a finite number")
    if _DECIMAL.fullmatch(text):
        return _whole(text, 10)
    if _OCTAL_OR_HEX.fullmatch(text):
        return _whole(text, 0)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else BadNumber("is too large a number")
    return text


def _whole(text: str, base: int) -> int | BadNumber:
    # Python refuses to convert some thousands of digits; nobody means them.
    number = int(text, base) if len(text) <= _MOST_DIGITS else LARGEST_WHOLE_NUMBER + 1
    if abs(number) > LARGEST_WHOLE_NUMBER:
        return BadNumber(f"is too large a whole number (the largest is {LARGEST_WHOLE_NUMBER})")
    return number
