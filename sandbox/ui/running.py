"""A study that runs beside the page."""

import threading
from dataclasses import dataclass
from typing import ClassVar, Final

import streamlit as st

from sandbox.study.compare import StudyResult, run_study
from sandbox.study.pool import WorkerLost
from sandbox.study.spec import StudySpec
from sandbox.ui.beside import MAX_SECONDS, Beside, Seat

MAX_STUDIES: Final = 4

STOPPED: Final = "Stopped. Nothing was kept of the comparison that was under way."
WORKER_LOST: Final = (
    "The comparison could not be finished: one of the processes that simulate was ended by the system, often because "
    "memory ran out. You can run it again; with fewer quarters it needs less."
)
TOO_LONG: Final = (
    f"The comparison was stopped after {MAX_SECONDS / 60:.0f} minutes, the most that a page may take. "
    "The command line has no such limit."
)
BUSY: Final = f"{MAX_STUDIES} comparisons are already running here. Please try again in a minute."


@dataclass(slots=True, kw_only=True)
class StudyRun(Beside[StudyResult]):
    """One study; its parts are simulations."""

    places: ClassVar = threading.BoundedSemaphore(MAX_STUDIES)
    busy: ClassVar = BUSY
    stopped: ClassVar = STOPPED
    too_long: ClassVar = TOO_LONG

    spec: StudySpec

    def __post_init__(self) -> None:
        """Say how many simulations there are before the first is finished."""
        self.total = self.spec.replications * len(self.spec.regime_names)

    def work(self) -> StudyResult | str:
        """Return what came out of the study."""
        outcome = run_study(self.spec, self.progress)
        return WORKER_LOST if isinstance(outcome, WorkerLost) else outcome


@st.cache_resource(scope="session", on_release=Seat.leave, show_spinner=False)
def visitor_seat() -> Seat[StudyRun]:
    """Return the visitor's seat; closing the tab ends the work."""
    return Seat()
