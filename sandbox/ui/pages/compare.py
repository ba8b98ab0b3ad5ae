"""Compare: two policies, one market, and what differs."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from sandbox.report.figure_style import policy_colours
from sandbox.report.verdict import verdict_text
from sandbox.report.words import leads_words, policy_names, replications_words
from sandbox.study.compare import StudyResult
from sandbox.study.identity import study_key
from sandbox.study.request import (
    StudyRequest,
    command_of,
    from_query,
    load_request,
    names_only_shipped,
    to_query,
)
from sandbox.ui.choice import choice_problems, choose, link_of, take_over
from sandbox.ui.findings import show_findings
from sandbox.ui.markup import paragraph
from sandbox.ui.running import Seat, visitor_seat
from sandbox.ui.shelf import Shelf, read_shelf
from sandbox.ui.style import apply_style

RESULTS: Final = "results"
SHOWN: Final = "shown"
NOTICE: Final = "notice"
LINK: Final = "link"
KEPT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A result of this session, and the words that it was made from."""

    request: StudyRequest
    result: StudyResult


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
    _open_link(shelf)
    _collect(seat)
    with st.container(border=True):
        request = _ask(shelf)
        loaded = load_request(request)
        spec = loaded.value
        problems = choice_problems(request, loaded)
        is_ready = spec is not None and not problems and seat.job is None
        if st.button("Run", type="primary", disabled=not is_ready, key="run") and spec is not None:
            st.session_state.pop(NOTICE, None)
            seat.begin(request, spec)
            st.rerun()
        for problem in problems:
            paragraph(problem)
        if seat.job is not None:
            _show_progress()
        if NOTICE in st.session_state:
            paragraph(st.session_state[NOTICE])
    key = "" if spec is None or problems else study_key(spec)
    if spec is not None and key and key not in _results():
        found = seat.find(request, spec)
        if found is not None:
            _keep(key, Kept(request=request, result=found))
    shown = _results().get(key) or _results().get(st.session_state.get(SHOWN, ""))
    if shown is not None:
        _show_result(shown, shelf, is_current=key in _results())


def _results() -> dict[str, Kept]:
    found: dict[str, Kept] = st.session_state.get(RESULTS, {})
    return found


def _keep(key: str, kept: Kept) -> None:
    """Keep a result in the session, where it outlives every rerun, and let it be what is shown."""
    st.session_state[RESULTS] = dict(list({**_results(), key: kept}.items())[-KEPT:])
    st.session_state[SHOWN] = key


def _open_link(shelf: Shelf) -> None:
    """Take over the study that the address names, once a session; say what is wrong with it."""
    if LINK in st.session_state:
        return
    st.session_state[LINK] = None
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    if not query:
        return
    read = from_query(query)
    if read.value is None:
        told = (f"{finding.message} ({finding.help})." for finding in read.diagnostics)
        st.session_state[NOTICE] = " ".join(told)
    elif not take_over(read.value, shelf):
        st.session_state[LINK] = read.value


def _ask(shelf: Shelf) -> StudyRequest:
    """Return what is asked for: the study of a link that the settings cannot show, else that of the settings."""
    linked: StudyRequest | None = st.session_state[LINK]
    if linked is None:
        return choose(shelf)
    paragraph("This study was opened by a link:")
    st.code(command_of(linked), language=None, wrap_lines=True)
    if st.button("Choose another study", key="leave_link"):
        st.session_state[LINK] = None
        st.rerun()
    return linked


def _show_problems(shelf: Shelf) -> None:
    if shelf.problems:
        st.warning("Some of the files that ship cannot be used; what they hold is not offered here.")
        st.code("\n\n".join(problem.render() for problem in shelf.problems), language=None, wrap_lines=True)
    if not shelf.policies or not shelf.scenarios:
        st.error("There is nothing to compare: no policy or no scenario could be read.")


def _collect(seat: Seat) -> None:
    """Take what a finished study left into the session, and its words into the address, where F5 finds them."""
    job, request = seat.job, seat.request
    if job is None or request is None or not job.is_over:
        return
    seat.job = None
    if job.result is None:
        st.session_state[NOTICE] = job.message
        return
    _keep(study_key(job.spec), Kept(request=request, result=job.result))
    if names_only_shipped(request):
        st.query_params.from_dict(to_query(request))


@st.fragment(run_every=0.5)
def _show_progress() -> None:
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


def _show_result(kept: Kept, shelf: Shelf, *, is_current: bool) -> None:
    result = kept.result
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
    st.code(command_of(kept.request), language=None, wrap_lines=True)
    if names_only_shipped(kept.request):
        paragraph("Copy link, to open it in another browser:", "muted")
        st.code(link_of(kept.request), language=None, wrap_lines=True)
