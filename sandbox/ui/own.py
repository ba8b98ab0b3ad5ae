"""Scenarios that the visitor made on the page, kept as text for as long as the tab is open."""

import re
from pathlib import Path
from typing import Final

import streamlit as st

from sandbox.domain.diagnostics import Checked
from sandbox.files.shipped import list_scenarios
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import parse_scenario
from sandbox.ui.environment import server
from sandbox.ui.shelf import Shelf

OWN: Final = "own_scenarios"
"""In the session: texts of own scenarios by name, the stem of the file in which each would be saved."""

MOST_OWN: Final = 8
_OTHER = re.compile(r"[^a-z0-9]+")


def own_texts() -> dict[str, str]:
    """Return the texts of the visitor's own scenarios by name."""
    found: dict[str, str] = st.session_state.get(OWN, {})
    return found


def keep_own(name: str, text: str) -> None:
    """Keep a scenario for the other pages, in place of one of the same name; the oldest of too many goes."""
    kept = {**{known: other for known, other in own_texts().items() if known != name}, name: text}
    st.session_state[OWN] = dict(list(kept.items())[-MOST_OWN:])


def offered_scenarios(shelf: Shelf) -> dict[str, Scenario]:
    """Return what ships, and the visitor's own scenarios."""
    read = {name: read_own(name, text, shelf).value for name, text in own_texts().items()}
    return {**shelf.scenarios, **{name: one for name, one in read.items() if one is not None}}


def read_own(name: str, text: str, shelf: Shelf) -> Checked[Scenario]:
    """Return the scenario of a text, or what is wrong with it; a trace is looked for beside the shipped scenarios."""
    folder = list_scenarios()[0].parent if list_scenarios() else Path()
    vocabulary = next(iter(shelf.scenarios.values())).vocabulary
    return parse_scenario(text, folder / f"{name}.yaml", vocabulary, server().limits)


def file_stem(name: str, shelf: Shelf) -> str:
    """Return the stem of the file for a scenario of that name: small letters, digits and `_`, none that ships."""
    stem = _OTHER.sub("_", name.lower()).strip("_")[:60] or "my_scenario"
    return f"{stem}_own" if stem in shelf.scenarios else stem
