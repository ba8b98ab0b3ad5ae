"""A comparison that is under way: how far it is, how long it will take, what it says so far, and the way to stop it."""

from typing import Final

import streamlit as st

from sandbox.report.pictures.catalogue import PICTURES
from sandbox.report.pictures.style import policy_colours
from sandbox.report.verdict import verdict_words
from sandbox.report.words import policy_names, replications_words
from sandbox.ui.comparison.running import visitor_seat
from sandbox.ui.drawing import draw_figure
from sandbox.ui.markup import paragraph

_FEWEST_TOLD: Final = 5
"""With how many quarters a study under way begins to say what they come to: with fewer the range is absurdly wide."""


def show_progress() -> None:
    """Draw how far the study is, and what it says so far; the whole page once it is over."""
    _show_bar()
    _show_so_far()


@st.fragment(run_every=0.5)
def _show_bar() -> None:
    job = visitor_seat().job
    if job is None or job.is_over:
        st.rerun()
    views = len(job.spec.regime_names)
    st.progress(job.done / job.total, text=progress_words(job.done, job.total, job.seconds_left, views))
    if st.button("Cancel", key="cancel"):
        job.cancel()
        st.rerun()


@st.fragment(run_every=3.0)  # less often than the bar: a picture takes the time of server and browser
def _show_so_far() -> None:
    """Draw what the quarters say that are over: the answer, and the interval as it tightens."""
    job = visitor_seat().job
    result = None if job is None else job.partial
    if result is None:
        return
    times = replications_words(result.spec.replications, result.spec.scenario.window)
    if result.spec.replications < _FEWEST_TOLD:
        paragraph(f"{times} simulated so far: too early to say.", "muted")
    elif (said := verdict_words(result)) is not None:
        paragraph(f"So far, after {times}:", "muted")
        paragraph(said.headline, "verdict")
    (difference,) = [picture for picture in PICTURES if picture.key == "difference"]
    draw_figure(difference, result, policy_colours(list(policy_names(result))))


def progress_words(done: int, total: int, seconds_left: float | None, views: int = 1) -> str:
    """Return how far a study is, and how long it will still take."""
    if seconds_left is None:
        return "Starting"
    each = f" ({total // views} in each of {views} views of the market)" if views > 1 else ""
    return f"{done} of {total} quarters simulated{each}, about {max(1, round(seconds_left))} s left"
