"""A case table of the visitor: leads with what is expected of each, put to the policy in the studio."""

from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sandbox.domain.diagnostics import Span
from sandbox.domain.limits import megabytes
from sandbox.engine.policy import Policy
from sandbox.study.cases import PolicyResult, run_examples
from sandbox.ui.environment import server
from sandbox.ui.markup import paragraph
from sandbox.ui.studio.uploads import on_disk

TABLE: Final = "cases.csv"
"""What the table is called here, whatever the visitor calls it."""
_TESTED: Final = "studio_tested"


def ask_table() -> UploadedFile | None:
    """Draw the upload, and return the table."""
    limits = server().limits
    uploaded = st.file_uploader(
        "More cases, from a table (CSV)",
        type=["csv"],
        key="studio_cases",
        max_upload_size=megabytes(limits.upload_bytes),
        help="One lead a row: columns of facts, named as in an export, and columns such as expect_mql, expect_score, "
        "expect_grade and expect_queue for what the policy should decide. A column called name tells rows apart.",
    )
    paragraph(f"At most {limits.upload_cases:,} cases. The table is not kept.", "muted")
    return uploaded


def tested_with(policy: Policy, uploaded: UploadedFile) -> PolicyResult:
    """Return what the policy's examples and the cases of the table come to; the latest answer is remembered."""
    asked = (policy.sha256, uploaded.file_id)
    remembered: tuple[tuple[str, str], PolicyResult] | None = st.session_state.get(_TESTED)
    if remembered is not None and remembered[0] == asked:
        return remembered[1]
    with st.spinner("Deciding the cases"), on_disk(uploaded.getvalue(), TABLE) as table:
        tested = run_examples(policy, [table], server().limits.of_upload)
    st.session_state[_TESTED] = (asked, tested)
    return tested


def is_in_table(place: Span) -> bool:
    """Whether a place is in the table, not in the text of the policy."""
    return place.file.endswith(TABLE)


def forget_table() -> None:
    """Remember nothing of a table that has been taken away."""
    st.session_state.pop(_TESTED, None)
