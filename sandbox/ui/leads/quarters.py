"""A quarter that is lived through beside the page, to look at single leads."""

from dataclasses import dataclass
from typing import ClassVar, Final

import streamlit as st

from sandbox.study.pool import WorkerLost
from sandbox.study.quarter import Quarter, QuarterSpec, live_through
from sandbox.ui.beside import Beside, Places, Seat

STOPPED: Final = "Stopped. Nothing was kept of the quarter that was under way."
TOO_LONG: Final = "The quarter was stopped after {minutes} minutes, the most that a page may take."
BUSY: Final = "{most} quarters are already being simulated here. Please try again in a minute."
WORKER_LOST: Final = (
    "The quarter could not be finished: one of the processes that simulate was ended by the system, often because "
    "memory ran out. You can try it again."
)


@dataclass(slots=True, kw_only=True)
class QuarterRun(Beside[Quarter]):
    """One quarter; its parts are policies."""

    places: ClassVar = Places()
    busy: ClassVar = BUSY
    stopped: ClassVar = STOPPED
    too_long: ClassVar = TOO_LONG

    spec: QuarterSpec

    def work(self) -> Quarter | str:
        """Return the quarter under both policies."""
        found = live_through(self.spec, self.progress)
        return WORKER_LOST if isinstance(found, WorkerLost) else found


@st.cache_resource(scope="session", on_release=Seat.leave, show_spinner=False)
def quarter_seat() -> Seat[QuarterRun]:
    """Return the visitor's seat for single quarters; closing the tab ends the work."""
    return Seat()
