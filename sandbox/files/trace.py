"""Real arrivals from a CSV export: when each lead came, what is known of it, and when it came again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.diagnostics import Checked
from sandbox.domain.facts import MISSING_CODE, Columns, Fact, Kind, Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.cells import OutsideValuesError, fact_cell, time_cell
from sandbox.files.csv_header import header_of
from sandbox.files.csv_rows import Row, RowError, open_csv, read_rows
from sandbox.files.findings import Findings
from sandbox.files.suggest import listing, quoted
from sandbox.files.text import refuse
from sandbox.files.trace_keys import NO_KEY, NO_OWNER, lead_key, leads_of_rows, owner_number, owner_places

_REMEMBERED = 100_000
_DTYPES: Mapping[Kind, Any] = {Kind.CATEGORY: np.int32, Kind.NUMBER: np.float64, Kind.FLAG: np.int8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Leads of an export in order of arrival, those of one instant in file order; arrays of shape (leads,).

    `created_utc_ms` is ms since the Unix epoch, `row` the line of the file on which the lead's first row begins.
    `facts` holds only facts for which the file has a column, as that row states them. `owner` is (i + .5) / n for the
    i-th of n owners in order of name, NaN where the row names none. `sha256` is that of the file.

    Later rows of a lead are further inquiries: `again_lead` is the lead's place in the other arrays, `again_utc_ms`
    the time; arrays of shape (further inquiries,) in order of time, then lead.
    """

    created_utc_ms: NDArray[np.int64]
    row: NDArray[np.int64]
    facts: Columns
    owner: NDArray[np.float64]
    again_lead: NDArray[np.int64]
    again_utc_ms: NDArray[np.int64]
    sha256: str

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.row)


def read_trace(path: Path, vocabulary: Vocabulary, zone: str, limits: Limits = DEFAULT_LIMITS) -> Checked[Trace]:
    """Return the leads of a CSV or CSV.gz file; times without an offset are local in `zone` (an IANA name).

    A diagnostic's line is that of the file and its column counts cells. Findings: `unreadable`, `empty`, `encoding`,
    `too-large`, `missing-column`, `bad-row`, `bad-cell`, `unknown-zone`, and the warnings `unknown-value` (a category
    outside its values is missing) and `ambiguous-column`.
    """
    file = str(path)
    local = _zone(zone)
    if local is None:
        return refuse(file, "unknown-zone", f"there is no time zone {quoted(zone)}", "use a name such as Europe/Berlin")
    opened = open_csv(path, limits)
    if opened.value is None:
        return Checked(value=None, diagnostics=opened.diagnostics)
    findings = Findings(file=file)
    trace = None
    try:
        rows = read_rows(opened.value)
        line, header = next(rows, (1, []))
        reader = _Reader(_match(header, line, vocabulary, findings), local, findings)
        reader.read(rows, limits.trace_rows)
        trace = reader.trace(opened.value.sha256)
    except RowError as error:
        findings.add(error.code, error.message, error.line, help_text=error.help_text)
    told = (*opened.diagnostics, *findings.told())
    return Checked(value=None if findings.errors else trace, diagnostics=told)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError; odd names raise the others
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matched:
    """Where in a row time, lead, owner and each fact stand, counted from 0, and what the file calls its columns."""

    created: int
    lead: int | None
    owner: int | None
    facts: Mapping[int, Fact]
    names: tuple[str, ...]


def _match(cells: list[str], line: int, vocabulary: Vocabulary, findings: Findings) -> _Matched:
    header = header_of(cells, line)
    words = vocabulary.keys.get("created", ("created",))
    created = header.find(words, "the time of creation", findings)
    if created is None:
        help_text = f"call it one of: {listing(words)}"
        raise RowError("missing-column", "no column says when a lead was created", line, help_text)
    facts = header.find_facts(vocabulary, findings, taken=[created])
    lead = header.find(vocabulary.keys.get("lead", ()), "the lead", findings)
    owner = header.find(vocabulary.keys.get("owner", ()), "the owner", findings)
    return _Matched(created=created, lead=lead, owner=owner, facts=facts, names=header.names)


class _Reader:
    """Rows becoming arrays; what cannot be read is noted, and its row has no meaning."""

    def __init__(self, columns: _Matched, zone: ZoneInfo, findings: Findings) -> None:
        self.columns = columns
        self.zone = zone
        self.findings = findings
        self.line: list[int] = []
        self.created_ms: list[int] = []
        self.lead_keys: list[int] = []
        self.owners: list[int] = []
        self.owner_numbers: dict[str, int] = {}
        self.facts: dict[int, list[float]] = {at: [] for at in columns.facts}
        # Cells repeat: each distinct one is read once. What is remembered is bounded, and holds good cells only.
        self.known: dict[int, dict[str, float]] = {at: {} for at in columns.facts}

    def read(self, rows: Iterator[Row], most: int) -> None:
        """Read all rows, at most `most`."""
        width = len(self.columns.names)
        for line, cells in rows:
            if len(self.line) >= most:
                raise RowError("too-large", f"the file holds more than {most:,} rows", line)
            if len(cells) != width:
                message = f"expected {width} cells as in the header, found {len(cells)}"
                self.findings.add("bad-row", message, line)
                continue
            self._take(line, cells)
        if not self.line and not self.findings.errors:
            raise RowError("empty", "the file holds a header and no rows")

    def _take(self, line: int, cells: list[str]) -> None:
        self.line.append(line)
        try:
            self.created_ms.append(time_cell(cells[self.columns.created], self.zone))
        except ValueError as error:
            self.created_ms.append(0)
            self._bad_cell(error, line, self.columns.created)
        lead, owner = self.columns.lead, self.columns.owner
        self.lead_keys.append(NO_KEY if lead is None else lead_key(cells[lead]))
        self.owners.append(NO_OWNER if owner is None else owner_number(cells[owner], self.owner_numbers))
        for at, stored in self.facts.items():
            cell = cells[at]
            value = self.known[at].get(cell)
            stored.append(self._read(cell, line, at) if value is None else value)

    def _read(self, cell: str, line: int, at: int) -> float:
        fact = self.columns.facts[at]
        try:
            value = fact_cell(fact, cell)
        except OutsideValuesError:
            self.findings.add_outside(fact, cell.strip(), line, at + 1)
            return MISSING_CODE
        except ValueError as error:
            self._bad_cell(error, line, at)
            return MISSING_CODE
        if len(self.known[at]) < _REMEMBERED:
            self.known[at][cell] = value
        return value

    def _bad_cell(self, error: ValueError, line: int, at: int) -> None:
        self.findings.add("bad-cell", f"column '{self.columns.names[at]}': {error}", line, at + 1)

    def trace(self, sha256: str) -> Trace:
        """Return what was read in order of arrival, each lead at its first inquiry."""
        created_ms = np.array(self.created_ms, dtype=np.int64)
        order = np.argsort(created_ms, kind="stable")
        lead, is_first = leads_of_rows(np.array(self.lead_keys, dtype=np.int64)[order])
        first, again = order[is_first], order[~is_first]
        by_time = np.lexsort((lead[~is_first], created_ms[again]))
        return Trace(
            created_utc_ms=created_ms[first],
            row=np.array(self.line, dtype=np.int64)[first],
            facts={
                fact.name: np.array(self.facts[at], dtype=_DTYPES[fact.kind])[first]
                for at, fact in self.columns.facts.items()
            },
            owner=owner_places(self.owners, self.owner_numbers)[first],
            again_lead=lead[~is_first][by_time],
            again_utc_ms=created_ms[again][by_time],
            sha256=sha256,
        )
