"""A comparison that is under way: how far it is, how long it will take, what it says so far, and the way to stop it."""

import streamlit as st

from sandbox.report.verdict import verdict_text
from sandbox.report.words import replications_words
from sandbox.ui.comparison.running import visitor_seat
from sandbox.ui.markup import paragraph


@st.fragment(run_every=0.5)
def show_progress() -> None:
    """Draw the progress anew twice a second, and the whole page once the study is over."""
    job = visitor_seat().job
    if job is None or job.is_over:
        st.rerun()
    st.progress(job.done / job.total, text=progress_words(job.done, job.total, job.seconds_left))
    if st.button("Cancel", key="cancel"):
        job.cancel()
        st.rerun()
    so_far = job.partial
    if so_far is not None:
        times = replications_words(so_far.spec.replications, so_far.spec.scenario.window)
        paragraph(f"So far, after {times}: {verdict_text(so_far)}", "muted")


def progress_words(done: int, total: int, seconds_left: float | None) -> str:
    """Return how far a study is, and how long it will still take."""
    if seconds_left is None:
        return "Starting"
    return f"{done} of {total} quarters simulated, about {max(1, round(seconds_left))} s left"
