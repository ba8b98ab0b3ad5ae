"""A visitor's seat at the server's studies: at most one under way, which ends with the tab; results that are kept."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from sandbox.files.atomic import write_text
from sandbox.files.home import HOME_VARIABLE, home_folder
from sandbox.files.shipped import list_results
from sandbox.study.compare import StudyResult
from sandbox.study.job import Job
from sandbox.study.jobs import Jobs
from sandbox.study.request import StudyRequest, names_only_shipped
from sandbox.study.result_shelf import ResultShelf
from sandbox.study.spec import StudySpec
from sandbox.study.stored import Unread, open_stored, result_of
from sandbox.ui.environment import server


@st.cache_resource(on_release=Jobs.close, show_spinner=False)
def jobs() -> Jobs:
    """Return the studies of this server."""
    return Jobs(workers=server().jobs, limits=server().limits)


@dataclass(slots=True, kw_only=True, eq=False)
class Seat:
    """What one visitor has under way, and where results are kept that are nobody else's business."""

    job: Job | None = None
    request: StudyRequest | None = None
    _own: tempfile.TemporaryDirectory[str] | None = field(default=None)

    def begin(self, request: StudyRequest, spec: StudySpec) -> None:
        """Start a study in place of whatever ran before."""
        shelf = self._shelf(request)
        self.request = request
        self.job = jobs().start(spec, self, lambda result: shelf.put(result, request))

    def find(self, request: StudyRequest, spec: StudySpec) -> StudyResult | None:
        """Return the result of a study that ran before, here or, with files that ship, for anybody; else None."""
        kept = self._shelf(request).get(spec)
        if isinstance(kept, StudyResult):
            return kept
        return shipped_result(spec)

    def own_file(self, name: str, text: str) -> Path:
        """Return the file of a policy or scenario of the visitor's own, which goes with the session."""
        path = self._folder() / f"{name}.yaml"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)
        return path

    def _folder(self) -> Path:
        if self._own is None:
            self._own = tempfile.TemporaryDirectory(prefix="sandbox-visitor-")
        return Path(self._own.name)

    def _shelf(self, request: StudyRequest) -> ResultShelf:
        if names_only_shipped(request):
            return ResultShelf(folder=home_folder(os.environ.get(HOME_VARIABLE)) / "results", limits=server().limits)
        return ResultShelf(folder=self._folder(), limits=server().limits)

    def stop(self) -> None:
        """Stop what is under way, if anything is; nothing of it is kept."""
        if self.job is not None:
            self.job.cancel()
            self.job = None

    def leave(self) -> None:
        """Stop what is under way, and forget what was the visitor's own."""
        self.stop()
        if self._own is not None:
            self._own.cleanup()
            self._own = None


def shipped_result(spec: StudySpec) -> StudyResult | None:
    """Return the result of a study, if it is among those that ship."""
    for file in list_results():
        stored = open_stored(file.read_bytes(), server().limits)
        found = stored if isinstance(stored, Unread) else result_of(stored, spec)
        if not isinstance(found, Unread):
            return found
    return None


@st.cache_resource(scope="session", on_release=Seat.leave, show_spinner=False)
def visitor_seat() -> Seat:
    """Return the visitor's seat; closing the tab ends the work."""
    return Seat()
