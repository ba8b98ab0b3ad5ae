"""The columns of an export that hold facts: which they are, and their cells as stored facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import MISSING_CODE, Fact, Kind, Vocabulary
from sandbox.files.cells import OutsideValuesError, fact_cell
from sandbox.files.csv_rows import Row, RowError
from sandbox.files.findings import Findings
from sandbox.files.suggest import printable

_REMEMBERED = 100_000
_DTYPES: Mapping[Kind, Any] = {Kind.CATEGORY: np.int32, Kind.NUMBER: np.float64, Kind.FLAG: np.int8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first row of an export: what it calls its columns, fit to be shown, and the line on which it stands."""

    names: tuple[str, ...]
    line: int
    findings: Findings

    def find(self, words: Iterable[str], meaning: str) -> int | None:
        """Return the first column, counted from 0, that bears one of these names, without case; None: there is none."""
        known = {word.strip().lower() for word in words}
        found = [at for at, name in enumerate(self.names) if name.lower() in known]
        if len(found) > 1:
            first, second = (self.names[at] for at in found[:2])
            message = f"columns '{first}' and '{second}' both name {meaning}; the first is read"
            self.findings.warn("ambiguous-column", message, self.line, found[1] + 1)
        return found[0] if found else None

    def facts(self, vocabulary: Vocabulary, *, taken: Iterable[int] = ()) -> dict[int, Fact]:
        """Return the facts of a vocabulary by column; columns that are `taken` hold something else."""
        found: dict[int, Fact] = {}
        for name, fact in vocabulary.facts.items():
            at = self.find((name, fact.label, *fact.columns), name)
            if at is not None and at not in taken:
                found.setdefault(at, fact)
        return found


def header_of(cells: Iterable[str], line: int, findings: Findings) -> Header:
    """Return the header of an export, given its first row."""
    return Header(names=tuple(printable(name.strip(), width=40) for name in cells), line=line, findings=findings)


class FactColumns:
    """Cells becoming columns of facts; what cannot be read is noted, and counts as missing."""

    def __init__(self, facts: Mapping[int, Fact], header: Header) -> None:
        self._facts = facts
        self._header = header
        self._stored: dict[int, list[float]] = {at: [] for at in facts}
        # Cells repeat: each distinct one is read once. What is remembered is bounded, and holds good cells only.
        self._known: dict[int, dict[str, float]] = {at: {} for at in facts}

    def take(self, line: int, cells: list[str]) -> bool:
        """Store the facts of one row; return whether each of its cells could be read."""
        is_good = True
        for at, stored in self._stored.items():
            value = self._known[at].get(cells[at])
            if value is None:
                value = self._read(cells[at], line, at)
                is_good = is_good and value is not None
            stored.append(MISSING_CODE if value is None else value)
        return is_good

    def _read(self, cell: str, line: int, at: int) -> float | None:
        fact = self._facts[at]
        try:
            value = fact_cell(fact, cell)
        except OutsideValuesError:
            self._header.findings.add_outside(fact, cell.strip(), line, at + 1)
            return MISSING_CODE
        except ValueError as error:
            bad_cell(self._header, error, line, at)
            return None
        if len(self._known[at]) < _REMEMBERED:
            self._known[at][cell] = value
        return value

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the facts of all rows taken, as `sandbox.domain.facts.Columns` holds them."""
        return {fact.name: np.array(self._stored[at], dtype=_DTYPES[fact.kind]) for at, fact in self._facts.items()}


def bad_cell(header: Header, error: ValueError, line: int, at: int) -> None:
    """Note a cell that cannot be read; `at` is its column, counted from 0."""
    header.findings.add("bad-cell", f"column '{header.names[at]}': {error}", line, at + 1)


def full_rows(rows: Iterator[Row], header: Header, most: int) -> Iterator[Row]:
    """Yield the rows that have a cell for each column; raise `RowError` beyond `most` rows.

    Lines of a single cell after the last row are the footer of a report, told once and left out; elsewhere they are bad
    rows, as are all that are shorter or longer than the header.
    """
    width, taken = len(header.names), 0
    footer: list[int] = []
    for line, cells in rows:
        if len(cells) == 1 < width:
            footer.append(line)
            continue
        _bad_rows(header, footer)
        footer.clear()
        if taken >= most:
            raise RowError("too-large", f"the file holds more than {most:,} rows", line)
        taken += 1
        if len(cells) == width:
            yield line, cells
        else:
            _bad_row(header, len(cells), line)
    if footer and not taken:
        _bad_rows(header, footer)
    elif footer:
        lines = "1 line" if len(footer) == 1 else f"{len(footer):,} lines"
        message = f"{lines} of a single cell at the end: taken for the footer of a report, and left out"
        header.findings.warn("report-footer", message, footer[0], 1)


def _bad_rows(header: Header, lines: Iterable[int]) -> None:
    for line in lines:
        _bad_row(header, 1, line)


def _bad_row(header: Header, cells: int, line: int) -> None:
    message = f"expected {len(header.names)} cells as in the header, found {cells}"
    header.findings.add("bad-row", message, line)
