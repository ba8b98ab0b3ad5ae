"""The examples that a policy brings along: what it should decide of some leads, and whether it does."""

from typing import Final

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.report.cases import outcome_words
from sandbox.report.diff_words import decision_words
from sandbox.study.cases import CaseResult, run_examples
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.studio.findings import list_findings
from sandbox.ui.studio.text import Draft, show_command

_HOW_TO: Final = """\
examples:
  - name: A director at a large firm goes to sales
    lead: {role: decision_maker, employees: 1200}
    expect: {mql: true}
"""


def show_examples(draft: Draft, policy: Policy) -> None:
    """Run the examples in the text and draw what came of each."""
    paragraph(
        "An example says what the policy should decide of a lead. When you change a rule, they tell what you broke."
    )
    tested = run_examples(policy)
    if not tested.results:
        paragraph("This policy has no examples. One can be added at the end of the text, for instance:")
        st.code(_HOW_TO, language=None)
        return
    outcome = outcome_words(tested)
    paragraph(f"{outcome[:1].upper()}{outcome[1:]}.", "verdict")
    list_findings([finding for result in tested.failed for finding in result.diagnostics])
    heads = [Cell(text="Example"), Cell(text="As expected?"), Cell(text="What is decided")]
    table(heads, [_row(result) for result in tested.results])
    if tested.missed:
        st.subheader("What no example reaches", anchor=False)
        list_findings(tested.missed)
    if tested.why_not:
        paragraph(tested.why_not, "muted")
    show_command(draft, "test", draft.in_terminal)


def _row(result: CaseResult) -> list[Cell]:
    outcome = "✓ as expected" if result.is_as_expected else "✗ otherwise"
    name = Cell(text=result.example.name, note=f"line {result.example.at.line:,}")
    return [name, Cell(text=outcome), Cell(text=decision_words(result.decision))]
