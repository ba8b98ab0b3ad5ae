"""What a visitor can take away of a result: the command, a link, a report, everything in one file."""

from typing import Final

import streamlit as st

from sandbox.report.bundle import bundle
from sandbox.report.html import report_html
from sandbox.report.summary import summary_text
from sandbox.study.request import command_of, names_only_shipped
from sandbox.ui.comparison.asking import link_of, shown_command
from sandbox.ui.comparison.kept import Kept
from sandbox.ui.markup import paragraph

TAKE_AWAY: Final = "Take it with you: report, lines for a mail, command, link"


def show_take_away(kept: Kept) -> None:
    """Draw, folded away, the downloads, the command that gives the same numbers, and the link."""
    with st.expander(TAKE_AWAY):
        _show(kept)


def _show(kept: Kept) -> None:
    request, result = kept.request, kept.result
    left, right = st.columns(2, gap="medium")
    with left:
        st.download_button(
            "Report to read and print",
            data=lambda: report_html(result, command=shown_command(request)),
            file_name="lead-policy-report.html",
            mime="text/html",
            on_click="ignore",
            key="report",
            help="One file that opens in any browser, without a network.",
        )
    with right:
        st.download_button(
            "Everything, to run it again",
            data=lambda: bundle(result, request),
            file_name="lead-policy-study.zip",
            mime="application/zip",
            on_click="ignore",
            key="bundle",
            help="The policies, the scenario, the result, the report, and how to get the same numbers again.",
        )
    paragraph("For a mail:", "muted")
    st.code(summary_text(result), language=None, wrap_lines=True)
    paragraph("The same in a terminal:", "muted")
    st.code(shown_command(request), language=None, wrap_lines=True)
    if names_only_shipped(request):
        paragraph("Copy link, to open it in another browser:", "muted")
        st.code(link_of(request), language=None, wrap_lines=True)
    elif command_of(request) != shown_command(request):
        paragraph("Policies and scenarios of your own go with this tab: download them to keep them.", "muted")
