"""Compare: policies in one market, and what differs."""

from dataclasses import replace

import streamlit as st

from sandbox.report.pictures.style import policy_colours
from sandbox.report.words import leads_words, policy_names, replications_words
from sandbox.study.identity import study_key
from sandbox.study.request import StudyRequest, load_request
from sandbox.study.spec import StudySpec
from sandbox.ui.choice import say_where
from sandbox.ui.comparison.asking import LINK, NOTICE, ask, given, open_link, show_questions
from sandbox.ui.comparison.findings import show_findings, show_verdict
from sandbox.ui.comparison.kept import Kept, collect, keep, results, shown
from sandbox.ui.comparison.progress import show_progress
from sandbox.ui.comparison.running import Seat, visitor_seat
from sandbox.ui.comparison.take_away import show_take_away
from sandbox.ui.environment import server
from sandbox.ui.markup import paragraph, sentence
from sandbox.ui.shelf import Shelf, read_shelf
from sandbox.ui.style import apply_style


def show() -> None:
    """Draw the page: settings beside it, then what is under way or the latest answer, questions, and its pictures."""
    apply_style()
    st.title("Compare lead policies", anchor=False)
    paragraph("Every policy meets the same leads with the same luck, before anybody bets a real quarter.", "slogan")
    shelf = read_shelf()
    _show_problems(shelf)
    if not shelf.policies or not shelf.scenarios:
        return
    seat = visitor_seat()
    open_link()
    collect(seat)
    with st.sidebar:
        key = _settings(shelf, seat)
    say_where()
    if NOTICE in st.session_state:
        paragraph(st.session_state[NOTICE])
    show_questions(seat)
    found = None if seat.job is not None else shown(key)
    if seat.job is not None:
        show_progress()
    if found is not None:
        _show_answer(found, is_current=key in results())
        show_take_away(found)
        show_findings(found.result, policy_colours(list(policy_names(found.result))))
    elif key and seat.job is None:
        paragraph("Nothing has been compared yet with these settings: press Run.")


def _settings(shelf: Shelf, seat: Seat) -> str:
    """Draw what is compared, start the study where it is wanted, and return its key; empty where it cannot be run."""
    st.header("What to compare", anchor=False)
    request = ask(shelf, seat)
    spec, problems = _read(request)
    with st.container(key="run_bar"):
        for problem in problems:
            paragraph(problem)
        is_wanted = st.button("Run", type="primary", disabled=spec is None or seat.job is not None, key="run")
    if spec is None:
        return ""
    key = study_key(spec)
    is_known = _is_known(key, request, spec, seat)
    if seat.job is None and (is_wanted or (_runs_now() and not is_known)):
        st.session_state.pop(NOTICE, None)
        seat.begin(request, spec)
        st.rerun()
    return key


def _read(request: StudyRequest) -> tuple[StudySpec | None, tuple[str, ...]]:
    """Return the study that is asked for, or in plain words why it cannot be run."""
    if len(set(request.policies)) < len(request.policies):
        return None, ("Choose two different policies: a policy compared with itself shows no difference.",)
    if len(request.policies) < 2:
        return None, ("Choose two policies: one alone can be simulated with `sandbox run`.",)
    loaded = load_request(request, limits=server().limits)
    return loaded.value, tuple(sentence(finding) for finding in loaded.diagnostics if finding.is_error)


def _is_known(key: str, request: StudyRequest, spec: StudySpec, seat: Seat) -> bool:
    """Whether the answer is there already: in this session, or kept from an earlier one."""
    if key not in results():
        found = seat.find(request, spec)
        if found is not None:
            keep(key, Kept(request=request, result=found))
    return key in results()


def _runs_now() -> bool:
    """Whether a card was pressed for this study just now."""
    found = given()
    if found is None or not found.is_run:
        return False
    st.session_state[LINK] = replace(found, is_run=False)
    return True


def _show_problems(shelf: Shelf) -> None:
    if shelf.problems:
        st.warning("Some of the files that ship cannot be used; what they hold is not offered here.")
        st.code("\n\n".join(problem.render() for problem in shelf.problems), language=None, wrap_lines=True)
    if not shelf.policies or not shelf.scenarios:
        st.error("There is nothing to compare: no policy or no scenario could be read.")


def _show_answer(kept: Kept, *, is_current: bool) -> None:
    result = kept.result
    times = replications_words(result.spec.replications, result.spec.scenario.window)
    found = given()
    said = f"{found.said[-1]} " if found is not None and found.is_card and found.request == kept.request else ""
    paragraph(f"{said}{result.spec.scenario.name}: {times} of {leads_words(result)}.", "muted")
    if not is_current:
        st.info("This is the answer from before your change: press Run to compare anew.")
    show_verdict(result)
