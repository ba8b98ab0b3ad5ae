"""Leads of a visitor, ranked beside the page; nothing of them stays on disk."""

import codecs
from dataclasses import dataclass
from typing import ClassVar, Final

import streamlit as st

from sandbox.domain.diagnostics import Diagnostic
from sandbox.engine.policy import Policy
from sandbox.files.hand_csv import read_hands
from sandbox.files.lead_csv import CsvReading, read_leads
from sandbox.study.score import Scored, score_leads, write_ranking
from sandbox.ui.beside import Beside, Places, Seat
from sandbox.ui.studio.uploads import on_disk

CORRECT_ROWS: Final = "Correct the file, or leave out the rows that cannot be read."
CORRECT_PLACES: Final = "Correct the places or grades in these cells, empty them, or choose another column."

STOPPED: Final = "Stopped. Nothing was kept of the ranking that was under way."
TOO_LONG: Final = "The ranking was stopped after {minutes} minutes, the most that a page may take."
BUSY: Final = "{most} rankings are already running here. Please try again in a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """What the visitor says of the file's columns: in which people ranked by hand, and which hold which facts."""

    hands: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


NOTHING_CHOSEN: Final = ColumnChoice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What came of a visitor's leads; without `scored` the file could not be used, and `findings` say why.

    `way_out` says in a sentence what can be done about that. `csv` is the ranked file, the best lead first.
    """

    findings: tuple[Diagnostic, ...]
    way_out: str = ""
    choice: ColumnChoice = NOTHING_CHOSEN
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
    choice: ColumnChoice = NOTHING_CHOSEN
    skip_bad: bool = False
    stage: str = "Reading"

    def work(self) -> Ranking:
        """Return the leads ranked, or the findings of their file."""
        with on_disk(self.csv, "leads.csv") as leads:
            reading = CsvReading(columns=dict(self.choice.facts), skip_bad=self.skip_bad)
            read = read_leads(leads, self.policy.vocabulary, reading, self.limits.of_upload, self._note_read)
            if read.value is None:
                return Ranking(findings=read.diagnostics, way_out=CORRECT_ROWS)
            places = read_hands(read.value, self.choice.hands)
            self.progress(0, 1)
            if places.value is None:
                return Ranking(findings=(*places.diagnostics, *read.diagnostics), way_out=CORRECT_PLACES)
            self.stage = "Ranking"
            self.progress(0, len(read.value))
            scored = score_leads(self.policy, read.value, places.value, on_leads=self.progress)
            self.stage = "Writing"
            ranked = leads.with_name("ranked.csv")
            write_ranking(ranked, scored, self.progress)
            mark = codecs.BOM_UTF8 if self.csv.startswith(codecs.BOM_UTF8) else b""  # Excel reads UTF-8 by it
            csv = mark + ranked.read_bytes()
            return Ranking(findings=read.diagnostics, choice=self.choice, scored=scored, csv=csv)

    def _note_read(self, rows: int) -> None:
        """Note how far the reading is: of as many rows as the file has lines, fewer where cells hold several."""
        self.progress(rows, max(rows, self.csv.count(b"\n")))


@st.cache_resource(scope="session", on_release=Seat.leave, show_spinner=False)
def ranking_seat() -> Seat[RankingRun]:
    """Return the visitor's seat; closing the tab ends the work."""
    return Seat()
