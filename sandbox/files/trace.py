"""Real arrivals from a CSV export: when each lead came, what is known of it, and when it came again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.diagnostics import Checked
from sandbox.domain.facts import Columns, Fact, Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.cells import time_cell
from sandbox.files.csv_rows import Row, RowError, open_csv, read_rows
from sandbox.files.fact_columns import FactColumns, Header, bad_cell, full_rows, header_of
from sandbox.files.findings import Findings
from sandbox.files.suggest import listing, quoted
from sandbox.files.text import refuse
from sandbox.files.trace_keys import NO_KEY, NO_OWNER, lead_key, leads_of_rows, owner_number, owner_places


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
        reader = _Reader(header_of(header, line, findings), vocabulary, local)
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
    """Where in a row time, lead, owner and each fact stand, counted from 0."""

    created: int
    lead: int | None
    owner: int | None
    facts: Mapping[int, Fact]


def _match(header: Header, vocabulary: Vocabulary) -> _Matched:
    words = vocabulary.keys.get("created", ("created",))
    created = header.find(words, "the time of creation")
    if created is None:
        help_text = f"call it one of: {listing(words)}"
        raise RowError("missing-column", "no column says when a lead was created", header.line, help_text)
    return _Matched(
        created=created,
        lead=header.find(vocabulary.keys.get("lead", ()), "the lead"),
        owner=header.find(vocabulary.keys.get("owner", ()), "the owner"),
        facts=header.facts(vocabulary, taken=(created,)),
    )


class _Reader:
    """Rows becoming arrays; what cannot be read is noted, and its row has no meaning."""

    def __init__(self, header: Header, vocabulary: Vocabulary, zone: ZoneInfo) -> None:
        self.header = header
        self.at = _match(header, vocabulary)
        self.facts = FactColumns(self.at.facts, header)
        self.zone = zone
        self.line: list[int] = []
        self.created_ms: list[int] = []
        self.lead_keys: list[int] = []
        self.owners: list[int] = []
        self.owner_numbers: dict[str, int] = {}

    def read(self, rows: Iterator[Row], most: int) -> None:
        """Read all rows, at most `most`."""
        for line, cells in full_rows(rows, self.header, most):
            self._take(line, cells)
        if not self.line and not self.header.findings.errors:
            raise RowError("empty", "the file holds a header and no rows")

    def _take(self, line: int, cells: list[str]) -> None:
        self.line.append(line)
        try:
            self.created_ms.append(time_cell(cells[self.at.created], self.zone))
        except ValueError as error:
            self.created_ms.append(0)
            bad_cell(self.header, error, line, self.at.created)
        lead, owner = self.at.lead, self.at.owner
        self.lead_keys.append(NO_KEY if lead is None else lead_key(cells[lead]))
        self.owners.append(NO_OWNER if owner is None else owner_number(cells[owner], self.owner_numbers))
        self.facts.take(line, cells)

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
            facts={name: column[first] for name, column in self.facts.columns().items()},
            owner=owner_places(self.owners, self.owner_numbers)[first],
            again_lead=lead[~is_first][by_time],
            again_utc_ms=created_ms[again][by_time],
            sha256=sha256,
        )
