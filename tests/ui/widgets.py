"""Widgets of a page by the name under which their value is remembered."""

from typing import Any


def named(widgets: Any, name: str) -> Any:
    """The widget of that name, whatever its number: its key is the name, with `~` and the number after the first."""
    (found,) = (one for one in widgets if one.key is not None and one.key.partition("~")[0] == name)
    return found
