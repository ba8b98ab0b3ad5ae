"""Results of a visitor's session, which outlive every rerun of the page."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from sandbox.study.compare import StudyResult
from sandbox.study.identity import study_key
from sandbox.study.request import StudyRequest, names_only_shipped, to_query
from sandbox.ui.comparison.asking import NOTICE
from sandbox.ui.comparison.running import Seat

_RESULTS: Final = "results"
_SHOWN: Final = "shown"
_MOST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A result, and the words that it was made from."""

    request: StudyRequest
    result: StudyResult


def results() -> dict[str, Kept]:
    """Return the results of the session by what they depend on."""
    found: dict[str, Kept] = st.session_state.get(_RESULTS, {})
    return found


def keep(key: str, kept: Kept) -> None:
    """Keep a result, and let it be what is shown."""
    st.session_state[_RESULTS] = dict(list({**results(), key: kept}.items())[-_MOST:])
    st.session_state[_SHOWN] = key


def shown(key: str) -> Kept | None:
    """Return the result of that key, else the one that was shown last."""
    if key in results():
        st.session_state[_SHOWN] = key
    return results().get(st.session_state.get(_SHOWN, ""))


def collect(seat: Seat) -> None:
    """Take what a finished study left into the session, and its words into the address, where F5 finds them."""
    job, request = seat.job, seat.request
    if job is None or request is None or not job.is_over:
        return
    seat.job = None
    if job.result is None:
        st.session_state[NOTICE] = job.message
        return
    keep(study_key(job.spec), Kept(request=request, result=job.result))
    if names_only_shipped(request):
        st.query_params.from_dict(to_query(request))
