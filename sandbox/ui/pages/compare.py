"""Compare: two policies, one market, and what differs."""

from typing import Final

import streamlit as st

from sandbox.report.figure_style import policy_colours
from sandbox.report.words import leads_words, policy_names, replications_words
from sandbox.study.compare import StudyResult
from sandbox.study.spec import StudySpec
from sandbox.ui.choice import choice_problems, choose, command_line, study_key
from sandbox.ui.findings import show_findings
from sandbox.ui.markup import paragraph
from sandbox.ui.running import Seat, visitor_seat
from sandbox.ui.shelf import Shelf, read_shelf
from sandbox.ui.style import apply_style

RESULTS: Final = "results"
SHOWN: Final = "shown"
NOTICE: Final = "notice"
KEPT: Final = 8


def show() -> None:
    """Draw the page: settings, what is under way, and the latest result."""
    apply_style()
    st.title("Compare two lead policies", anchor=False)
    paragraph("Both meet the same people with the same luck, before anybody bets a real quarter on either.")
    shelf = read_shelf()
    _show_problems(shelf)
    if not shelf.policies or not shelf.scenarios:
        return
    seat = visitor_seat()
    _collect(seat)
    with st.container(border=True):
        spec = choose(shelf)
        problems = choice_problems(spec)
        if st.button("Run", type="primary", disabled=bool(problems) or seat.run is not None, key="run"):
            st.session_state.pop(NOTICE, None)
            seat.begin(spec)
            st.rerun()
        for problem in problems:
            paragraph(problem)
        if seat.run is not None:
            _show_progress()
        if NOTICE in st.session_state:
            paragraph(st.session_state[NOTICE])
    results: dict[tuple[str, ...], StudyResult] = st.session_state.get(RESULTS, {})
    key = study_key(spec)
    shown = results.get(key) or results.get(st.session_state.get(SHOWN, ()))
    if shown is not None:
        _show_result(shown, shelf, is_current=key in results)


def _show_problems(shelf: Shelf) -> None:
    if shelf.problems:
        st.warning("Some of the files that ship cannot be used; what they hold is not offered here.")
        st.code("\n\n".join(problem.render() for problem in shelf.problems), language=None, wrap_lines=True)
    if not shelf.policies or not shelf.scenarios:
        st.error("There is nothing to compare: no policy or no scenario could be read.")


def _collect(seat: Seat[StudySpec, StudyResult]) -> None:
    """Take what a finished study left into the session, where it outlives every rerun."""
    run = seat.run
    if run is None or not run.is_over:
        return
    seat.run = None
    if run.result is None:
        st.session_state[NOTICE] = run.message
        return
    key = study_key(run.spec)
    results = {**st.session_state.get(RESULTS, {}), key: run.result}
    st.session_state[RESULTS] = dict(list(results.items())[-KEPT:])
    st.session_state[SHOWN] = key


@st.fragment(run_every=0.5)
def _show_progress() -> None:
    seat = visitor_seat()
    run = seat.run
    if run is None or run.is_over:
        st.rerun()
    done = f"{run.done} of {run.total} quarters simulated, {run.seconds:.0f} s" if run.done else "Starting"
    st.progress(run.done / max(1, run.total), text=done)
    if st.button("Cancel", key="cancel"):
        run.cancel()
        st.rerun()


def _show_result(result: StudyResult, shelf: Shelf, *, is_current: bool) -> None:
    st.divider()
    names = policy_names(result)
    baseline, challenger = (names[policy.id] for policy in result.spec.policies)
    times = replications_words(result.spec.replications, result.spec.scenario.window)
    world, leads = result.spec.scenario.name, leads_words(result)
    paragraph(f"{challenger} against {baseline}: {world}, {times} of {leads}.", "muted")
    if not is_current:
        paragraph("The settings above, or a file, have changed since: press Run to compare anew.", "muted")
    show_findings(result, policy_colours(sorted({*shelf.policies, *names})))
    paragraph("The same in a terminal:", "muted")
    st.code(command_line(result.spec), language=None, wrap_lines=True)
