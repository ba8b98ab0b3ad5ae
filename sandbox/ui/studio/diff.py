"""What the changes to a text change: for which leads, by which rules and settings."""

from typing import Final

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.engine.proof.equivalence import Different
from sandbox.report.diff_words import change_words, diff_summary, lines_words, rule_words, witness_lines
from sandbox.study.diff import Diff, Result, diff_of
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.studio.text import SHIPPED, Draft, show_command

_CHANGES: Final = "condition: when a rule applies; effect: what it does"
_NOT_SETTLED: Final = (
    "No lead was found that is decided differently, and it could not be made sure that there is none: the rules allow "
    "too many kinds of lead to try them all."
)


def show_differences(draft: Draft, original: Policy | None, policy: Policy) -> None:
    """Draw what differs between the original and the text; every lead there can be was considered, none is needed."""
    if original is None:
        paragraph("The original cannot be used itself, so nothing can be compared with it.")
        return
    paragraph(f"A is {draft.file} {draft.origin}, B is your text. Every kind of lead there can be is considered.")
    found = diff_of(original, policy)
    paragraph(diff_summary(found), "verdict")
    if found.result is Result.UNKNOWN:
        paragraph(_NOT_SETTLED)
    if isinstance(found.proof, Different):
        st.subheader("A lead that is decided differently", anchor=False)
        for line in witness_lines(found.proof):
            paragraph(line)
    _show_rules(found)
    _show_settings(found)
    show_command(draft, "diff", draft.name if draft.origin == SHIPPED else draft.file, draft.in_terminal)


def _show_rules(found: Diff) -> None:
    if not found.rules:
        return
    st.subheader("Rules that are not the same", anchor=False)
    heads = [Cell(text="Rule"), Cell(text="Change", note=_CHANGES), Cell(text="Lines")]
    rows = [
        [Cell(text=rule_words(rule)), Cell(text=change_words(rule)), Cell(text=lines_words(rule.places))]
        for rule in found.rules
    ]
    table(heads, rows)


def _show_settings(found: Diff) -> None:
    if not found.settings:
        return
    st.subheader("Settings that are not the same", anchor=False)
    heads = [Cell(text="Setting"), Cell(text="A"), Cell(text="B"), Cell(text="Lines")]
    rows = [
        [Cell(text=".".join(one.path)), *(Cell(text=value) for value in one.values), Cell(text=lines_words(one.places))]
        for one in found.settings
    ]
    table(heads, rows)
