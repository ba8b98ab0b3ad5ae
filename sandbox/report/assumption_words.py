"""Assumptions of a scenario in words: values as people write them, and headings for their groups."""

from typing import Any, Final

from sandbox.sim.scenario_file.assumptions import Assumption

GROUPS: Final = {
    "demand": "How leads arrive",
    "leads": "Who inquires",
    "buyers": "How buyers behave",
    "handling": "How long tasks take",
    "teams": "Who works",
    "money": "Money",
}
OTHERS: Final = "Time, hours and rules of the game"


def group_of(assumption: Assumption) -> str:
    """Return the heading under which an assumption stands."""
    return GROUPS.get(assumption.path[0], OTHERS)


def path_words(assumption: Assumption) -> str:
    """Return the keys that lead to a figure in the file."""
    return ".".join(assumption.path)


def plain_words(text: str) -> str:
    """Return what a file says of a figure without the marks that set off its keys."""
    return text.replace("`", "")


def figure_words(value: Any) -> str:
    """Return a value as people write it: tables as `name: value`, numbers without rounding errors."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_inner(part)}" for key, part in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(_inner(part) for part in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "never"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _inner(value: Any) -> str:
    return f"({figure_words(value)})" if isinstance(value, dict) else figure_words(value)
