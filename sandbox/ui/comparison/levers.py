"""The levers people argue about, as controls; what they are set to are the same changes as `--set` makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import streamlit as st

from sandbox.domain.playbook import Order
from sandbox.domain.units import Wait, wait_of
from sandbox.engine.policy import Policy
from sandbox.engine.setting_words import wait_words
from sandbox.report.words import many
from sandbox.sim.scenario import Scenario
from sandbox.study.levers import Levers, levers_of, settings_of
from sandbox.ui.remembered import pick, put

KEYS: Final = ("lever_response", "lever_attempts", "lever_order", "lever_reps")
_RESPONSES: Final = [wait for text in ("0 s", "30 min", "1 h", "4 h", "8 h", "1 day") if (wait := wait_of(text))]
_ORDERS: Final = {
    Order.NEWEST_FIRST: "newest first",
    Order.OLDEST_FIRST: "oldest first",
    Order.BEST_SCORE: "best score first",
    Order.BEST_GRADE_NEWEST: "best grade first, then newest",
    Order.EARLIEST_DUE: "most urgent promise first",
}
_MOST_ATTEMPTS: Final = 10
_MOST_REPS: Final = 40
_REPS_TIP: Final = "Only under this policy: the other keeps its own. To change the team of both, see the page Market."

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The changes that levers ask for, KEY=VALUE, and in words; both are empty as long as nobody moves one."""

    settings: tuple[str, ...]
    words: str


def choose_settings(policy: Policy, scenario: Scenario) -> Moved:
    """Draw the levers of a policy and return the changes that they ask for."""
    now = levers_of(policy, scenario)
    left, right = st.columns(2, gap="small")
    with left:
        response = _pick("First call", _RESPONSES, now.response, response_words, KEYS[0])
    with right:
        attempts = _pick("Attempts", range(1, _MOST_ATTEMPTS + 1), now.attempts, str, KEYS[1])
    with left:
        order = _pick("Next lead", list(_ORDERS), now.order, _ORDERS.__getitem__, KEYS[2])
    with right:
        reps = _pick("Its reps", range(1, _MOST_REPS + 1), now.reps, str, KEYS[3], _REPS_TIP)
    wanted = Levers(response=response, attempts=attempts, order=order, reps=reps)
    return Moved(settings=settings_of(policy, wanted, now), words=_words(wanted))


def _words(wanted: Levers) -> str:
    """Return what levers are set to: `first call after 1 h, 3 attempts`."""
    said = [
        "" if wanted.response is None else f"first call {response_words(wanted.response)}",
        "" if wanted.attempts is None else many(wanted.attempts, "attempt"),
        "" if wanted.order is None else _ORDERS[wanted.order],
        "" if wanted.reps is None else many(wanted.reps, "rep"),
    ]
    return ", ".join(filter(None, said))


def reset_levers() -> None:
    """Let all levers stand where the policy has them."""
    for name in KEYS:
        put(name, None)


def response_words(wait: Wait) -> str:
    """Return how long after its inquiry a lead is worked."""
    return "at once" if wait.elapsed_ms == 0 and not wait.is_business else f"after {wait_words(wait)}"


def _pick(
    label: str, offered: Sequence[T], now: T | None, words: Callable[[T], str], key: str, tip: str = ""
) -> T | None:
    """Return what was chosen; None where it is left as the policy has it."""
    shown: dict[T | None, str] = {None if value == now else value: words(value) for value in offered}
    if None not in shown:
        shown = {None: words(now) if now is not None else "as it is", **shown}
    return pick(key, label, shown, None, tip)
