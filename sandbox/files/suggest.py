"""Did you mean: the known word that is closest to what was written."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST_WORD = 60
_CUTOFF = 0.65
"""Of difflib's ratio: slips of the hand are above it, other words (headcount, named_account: 0.64) below."""
_LONGEST_LIST = 12


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, without case; None where nothing is near."""
    by_lower = {name.lower(): name for name in known}
    if len(word) > _LONGEST_WORD:
        return None
    match = get_close_matches(word.lower(), by_lower, n=1, cutoff=_CUTOFF)
    return by_lower[match[0]] if match else None


def did_you_mean(word: str, known: Iterable[str], *, noun: str = "") -> str:
    """Return a help text: the closest known word, else what there is; `noun` is a plural, e.g. `queues`."""
    names = list(known)
    near = closest(word, names)
    if near is not None:
        return f"did you mean {near}?"
    if not names:
        return ""
    return f"{noun or 'possible here'}: {listing(names)}"


def listing(names: Iterable[str]) -> str:
    """Return names as one line, cut after a dozen."""
    every = list(names)
    shown = ", ".join(every[:_LONGEST_LIST])
    return shown if len(every) <= _LONGEST_LIST else f"{shown} and {len(every) - _LONGEST_LIST} more"


def printable(text: str, *, width: int = 200) -> str:
    """Return text from outside on one line without control characters, cut to `width` characters."""
    shown = text if len(text) <= width else text[: width - 3] + "..."
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)


def quoted(text: str) -> str:
    """Return text from a file for a message: in quotes, on one line, short."""
    return f"'{printable(text, width=40)}'"
