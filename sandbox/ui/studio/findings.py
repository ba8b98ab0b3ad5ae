"""What is to be said of the text in the studio, and where: a list, and the text with those lines marked."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import streamlit as st

from sandbox.domain.diagnostics import Diagnostic, has_errors
from sandbox.engine.policy import Policy
from sandbox.report.words import many
from sandbox.study.cases import run_examples
from sandbox.ui.markup import Mark, finding, numbered, paragraph
from sandbox.ui.studio.text import Draft

MOST_SHOWN: Final = 20
MOST_LINES: Final = 2_000
_MOST_EXAMPLES: Final = 100
_TESTED: Final = "studio_examples_that_fail"


def show_findings(draft: Draft, findings: Sequence[Diagnostic], policy: Policy | None) -> None:
    """Draw what `lint` says of the text and what became of its examples, then the text with numbers and marks."""
    paragraph(" ".join(filter(None, [_headline(findings), _changes(draft), _broken(policy)])))
    by_line = sorted(findings, key=lambda one: (not one.is_error, one.span.line, one.span.column))
    list_findings(by_line)
    lines = draft.text.split("\n")
    with st.expander("The text with line numbers", expanded=True):
        numbered(lines[:MOST_LINES], [_mark(one) for one in by_line], f"{draft.file} with line numbers")
        if len(lines) > MOST_LINES:
            paragraph(f"The first {MOST_LINES:,} of {len(lines):,} lines are shown here.", "muted")


def list_findings(findings: Sequence[Diagnostic], *, cell: bool = False) -> None:
    """Draw findings one after another; `cell`: their columns count cells of a CSV file, not characters."""
    for one in findings[:MOST_SHOWN]:
        place = f"line {one.span.line:,}, {'cell' if cell else 'column'} {one.span.column}"
        finding(place, one.message, one.help, is_error=one.is_error)
    if len(findings) > MOST_SHOWN:
        paragraph(f"And {len(findings) - MOST_SHOWN:,} more.", "muted")


def _headline(findings: Sequence[Diagnostic]) -> str:
    errors = sum(one.is_error for one in findings)
    warnings = len(findings) - errors
    if not findings:
        return "This policy can be used, and nothing in it looks like a mistake."
    told = [many(errors, "error")] if errors else []
    told += [many(warnings, "warning")] if warnings else []
    usable = "cannot be used yet" if has_errors(findings) else "can be used"
    return f"This policy {usable}: {' and '.join(told)}."


def _changes(draft: Draft) -> str:
    """Return how many lines are others than in the text that was started from: that a change has been taken."""
    if draft.text == draft.original:
        return ""
    before, after = (Counter(text.split("\n")) for text in (draft.original, draft.text))
    changed = max((before - after).total(), (after - before).total())
    return f"You changed {many(changed, 'line')}." if changed else "You changed the order of lines."


def _broken(policy: Policy | None) -> str:
    """Return how many of the policy's own examples come out differently; of very many, only their tab tells."""
    if policy is None or len(policy.examples) > _MOST_EXAMPLES:
        return ""
    sha256, failed = st.session_state.get(_TESTED, ("", 0))
    if sha256 != policy.sha256:  # most clicks change no rule
        failed = len(run_examples(policy).failed)
        st.session_state[_TESTED] = (policy.sha256, failed)
    every = many(len(policy.examples), "example")
    return f"{failed:,} of its {every} now come out otherwise: see Examples." if failed else ""


def _mark(one: Diagnostic) -> Mark:
    return Mark(line=one.span.line, column=one.span.column, length=one.span.length, is_error=one.is_error)
