"""What visitors chose or typed, remembered for as long as their tab is open, whatever page they look at.

Streamlit sends a value that the program set to the browser once only. If a click comes in while the page is still
being drawn, that message is lost: the browser then shows, and sends back, an empty text or the first of the options.
So nothing is set in a widget here. It gets its value as its default, which every drawing sends anew, and a widget of a
new key stands in its place whenever the value is to be another one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, TypeVar

import streamlit as st

_REMEMBERED: Final = "remembered"
_VISIT: Final = "visit"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Widget:
    """One widget: its number among those of one name, where it began, and what it shows now."""

    number: int
    start: Any
    now: Any
    offered: tuple[tuple[Any, str], ...] | None = None
    visit: int = 0

    def key(self, name: str) -> str:
        return f"{name}~{self.number}" if self.number else name

    def anew(self, value: Any) -> "_Widget":
        return replace(self, number=self.number + 1, start=value, now=value)


def remembered(name: str, default: T, draw: Callable[[str, T], T], offered: Mapping[Any, str] | None = None) -> T:
    """Draw a widget and return its value, at first `default`.

    `draw` gets the key of the widget and the value to begin with. A value that is no longer `offered`, options and how
    they are shown, gives way to `default`; of a list, only what is still offered remains.
    """
    widget = _widget_to_draw(name, default, offered)
    _note(name, widget)
    value = draw(widget.key(name), widget.start)
    _note(name, replace(widget, now=value))
    return value


def pick(name: str, label: str, offered: Mapping[T, str], default: T, tip: str = "") -> T:
    """Draw a choice among options, each with how it is shown, and return it; without `default`, the first is it."""
    options = list(offered)
    first = default if default in offered else options[0]
    return remembered(
        name,
        first,
        lambda key, start: _meant(
            st.selectbox(
                label,
                [_Stand.FOR_NONE if one is None else one for one in options],
                index=options.index(start),
                format_func=lambda one: offered[_meant(one)],
                key=key,
                help=tip or None,
            )
        ),
        offered,
    )


class _Stand(Enum):
    """What stands for None among options: a choice whose value is None would not be sent as the default."""

    FOR_NONE = "none"


def _meant(option: Any) -> Any:
    return None if option is _Stand.FOR_NONE else option


def put(name: str, value: Any) -> None:
    """Set the value of a widget; it shows it when it is drawn next."""
    known = _all().get(name)
    _note(name, _Widget(number=0, start=value, now=value) if known is None else known.anew(value))


def value_of(name: str) -> Any:
    """Return the value of a widget, whatever page it is on; None before it was drawn or set."""
    known = _all().get(name)
    return None if known is None else known.now


def note_page(name: str) -> None:
    """Tell which page is being drawn: on another page, and on return, a widget is another one."""
    latest, visit = st.session_state.get(_VISIT, (name, 0))
    if latest != name:
        visit += 1
        for other, widget in _all().items():  # a last choice may come in together with the change of page
            _note(other, replace(widget, now=_now(other, widget)))
    st.session_state[_VISIT] = (name, visit)


def _widget_to_draw(name: str, default: Any, offered: Mapping[Any, str] | None) -> _Widget:
    _, visit = st.session_state.get(_VISIT, ("", 0))
    shown = None if offered is None else tuple(offered.items())
    known = _all().get(name)
    if known is None:
        return _Widget(number=0, start=default, now=default, offered=shown, visit=visit)
    key = known.key(name)
    now = _now(name, known)
    was_hidden = key not in st.session_state and known.now != known.start
    if (known.offered, known.visit) == (shown, visit) and not was_hidden:
        return known
    fitting = now if offered is None else _still_offered(now, offered, default)
    return replace(known.anew(fitting), offered=shown, visit=visit)


def _now(name: str, widget: _Widget) -> Any:
    return _meant(st.session_state.get(widget.key(name), widget.now))


def _still_offered(value: Any, offered: Mapping[Any, str], default: Any) -> Any:
    if isinstance(value, list):
        return [one for one in value if one in offered]
    return value if value in offered else default


def _all() -> dict[str, _Widget]:
    found: dict[str, _Widget] = st.session_state.setdefault(_REMEMBERED, {})
    return found


def _note(name: str, widget: _Widget) -> None:
    _all()[name] = widget
