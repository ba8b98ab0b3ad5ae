"""Leads of a visitor, ranked beside the page; nothing of them stays on disk."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

import streamlit as st

from sandbox.domain.diagnostics import Diagnostic
from sandbox.engine.policy import Policy
from sandbox.files.lead_csv import CsvReading, read_leads
from sandbox.study.score import Scored, score_leads, write_ranking
from sandbox.ui.beside import Beside, Places, Seat

STOPPED: Final = "Stopped. Nothing was kept of the ranking that was under way."
TOO_LONG: Final = "The ranking was stopped after {minutes} minutes, the most that a page may take."
BUSY: Final = "{most} rankings are already running here. Please try again in a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What came of a visitor's leads; without `scored` the file could not be used, and `findings` say why.

    `csv` is the ranked file, the best lead first.
    """

    findings: tuple[Diagnostic, ...]
    scored: Scored | None = None
    csv: bytes = b""


@dataclass(slots=True, kw_only=True)
class RankingRun(Beside[Ranking]):
    """One ranking; its parts are leads. `stage` says in a word what is being done with them."""

    places: ClassVar = Places()
    busy: ClassVar = BUSY
    stopped: ClassVar = STOPPED
    too_long: ClassVar = TOO_LONG

    policy: Policy
    csv: bytes
    skip_bad: bool = False
    stage: str = "Reading"

    def work(self) -> Ranking:
        """Return the leads ranked, or the findings of their file."""
        # The name of the upload is the visitor's, and never one of a file here; the folder goes with the work.
        with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
            leads, ranked = Path(folder) / "leads.csv", Path(folder) / "ranked.csv"
            leads.write_bytes(self.csv)
            reading = CsvReading(skip_bad=self.skip_bad)
            read = read_leads(leads, self.policy.vocabulary, reading, self.limits.of_upload, self._note_read)
            if read.value is None:
                return Ranking(findings=read.diagnostics)
            self.stage = "Ranking"
            self.progress(0, len(read.value))
            scored = score_leads(self.policy, read.value, on_leads=self.progress)
            self.stage = "Writing"
            write_ranking(ranked, scored, self.progress)
            return Ranking(findings=read.diagnostics, scored=scored, csv=ranked.read_bytes())

    def _note_read(self, rows: int) -> None:
        """Note how far the reading is: of as many rows as the file has lines, fewer where cells hold several."""
        self.progress(rows, max(rows, self.csv.count(b"\n")))


@st.cache_resource(scope="session", on_release=Seat.leave, show_spinner=False)
def ranking_seat() -> Seat[RankingRun]:
    """Return the visitor's seat; closing the tab ends the work."""
    return Seat()
