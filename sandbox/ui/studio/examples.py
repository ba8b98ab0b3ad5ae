"""The examples of a policy, and a table of more: what it should decide of some leads, and whether it does."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sandbox.domain.diagnostics import Diagnostic, has_errors
from sandbox.engine.policy import Policy
from sandbox.report.cases import outcome_words
from sandbox.report.diff_words import decision_words
from sandbox.study.cases import CaseResult, PolicyResult, run_examples
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.studio.case_table import ask_table, forget_table, is_in_table, tested_with
from sandbox.ui.studio.findings import list_findings
from sandbox.ui.studio.text import NOT_YET, Draft, show_command

MOST_ROWS: Final = 100
"""How many cases of a table are drawn, those that fail first."""
_HOW_TO: Final = """\
examples:
  - name: A director at a large firm goes to sales
    lead: {role: decision_maker, employees: 1200}
    expect: {mql: true}
"""


def show_examples(draft: Draft, policy: Policy | None) -> None:
    """Run the examples in the text and the cases of a table, and draw what came of each.

    Without a policy the upload is drawn all the same: a file goes with its widget, and a mistake is soon corrected.
    """
    paragraph(
        "An example says what the policy should decide of a lead. When you change a rule, they tell what you broke."
    )
    uploaded = ask_table()
    if policy is None:
        paragraph(NOT_YET)
        return
    tested = _tested(policy, uploaded)
    is_used = uploaded is not None and tested.is_usable
    if uploaded is not None:
        _show_table_findings(tested.diagnostics)
    if not tested.is_usable:
        tested = run_examples(policy)
    if not tested.results:
        paragraph("This policy has no examples. One can be added at the end of the text, for instance:")
        st.code(_HOW_TO, language=None)
        return
    outcome = outcome_words(tested)
    paragraph(f"{outcome[:1].upper()}{outcome[1:]}.", "verdict")
    _show_failed(tested.failed)
    _show_results(tested.results)
    if tested.missed:
        st.subheader(f"What no {'case' if is_used else 'example'} reaches", anchor=False)
        list_findings(tested.missed)
    if tested.why_not:
        paragraph(tested.why_not, "muted")
    show_command(draft, "test", draft.in_terminal, *(["cases.csv"] if is_used else []))


def _tested(policy: Policy, uploaded: UploadedFile | None) -> PolicyResult:
    if uploaded is None:
        forget_table()
        return run_examples(policy)
    return tested_with(policy, uploaded)


def _show_table_findings(findings: Sequence[Diagnostic]) -> None:
    """Draw what is to be said of the table itself: what cannot be read, or is not."""
    if not findings:
        return
    st.subheader("What is to be said of the table", anchor=False)
    if has_errors(findings):
        paragraph(
            "The table cannot be used as it is, so only the examples in the text were tried. "
            "Lines count from 1, the header is the first."
        )
    list_findings(findings, cell=True)


def _show_failed(failed: Sequence[CaseResult]) -> None:
    """Draw why cases fail: those in the text by its lines, those of the table by the table's."""
    for title, of_table in (("Examples that fail", False), ("Cases of the table that fail", True)):
        told = [one for result in failed if is_in_table(result.example.at) is of_table for one in result.diagnostics]
        if told:
            st.subheader(title, anchor=False)
            list_findings(told, cell=of_table)


def _show_results(results: Sequence[CaseResult]) -> None:
    in_text = [result for result in results if not is_in_table(result.example.at)]
    of_table = sorted(
        (result for result in results if is_in_table(result.example.at)), key=lambda result: result.is_as_expected
    )
    heads = [Cell(text="Case" if of_table else "Example"), Cell(text="As expected?"), Cell(text="What is decided")]
    table(heads, [_row(result) for result in (*in_text, *of_table[:MOST_ROWS])])
    if len(of_table) > MOST_ROWS:
        paragraph(f"And {len(of_table) - MOST_ROWS:,} more of the table.", "muted")


def _row(result: CaseResult) -> list[Cell]:
    outcome = "✓ as expected" if result.is_as_expected else "✗ otherwise"
    at = result.example.at
    name = Cell(text=result.example.name, note=f"line {at.line:,}{' of the table' if is_in_table(at) else ''}")
    return [name, Cell(text=outcome), Cell(text=decision_words(result.decision))]
