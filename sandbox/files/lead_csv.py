"""Leads of a CSV export, as they stand there: what is known of each, whatever else the file holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.diagnostics import Checked, Diagnostic, Severity
from sandbox.domain.facts import Columns, Fact, Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.csv_rows import CsvFile, Row, RowError, open_csv, read_rows
from sandbox.files.fact_columns import FactColumns, Header, full_rows, header_of
from sandbox.files.findings import Findings
from sandbox.files.suggest import did_you_mean, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvReading:
    """How a CSV is to be read: what it does not say itself.

    `encoding` None: the bytes decide. `columns` names the column of a fact where its own name, label and CRM names do
    not. With `skip_bad` rows that cannot be read are left out, and told as warnings.
    """

    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    skip_bad: bool = False


AS_IT_STANDS = CsvReading()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSheet:
    """Leads of an export in file order; arrays of shape (leads,).

    `line` is that on which a lead's row begins, `names` what the file calls its columns, `columns` the place among
    them of each fact that was found, counted from 0. `source` reads the rows themselves once more.
    """

    source: CsvFile
    names: tuple[str, ...]
    columns: Mapping[str, int]
    line: NDArray[np.int64]
    facts: Columns

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.line)


OnRead = Callable[[int], None]
"""Told now and then, and at the end, how many rows have been read, bad ones included."""

_BLOCK_ROWS = 4_096


def read_leads(
    path: Path,
    vocabulary: Vocabulary,
    reading: CsvReading = AS_IT_STANDS,
    limits: Limits = DEFAULT_LIMITS,
    on_read: OnRead | None = None,
) -> Checked[LeadSheet]:
    """Return the leads of a CSV or CSV.gz file; an exception in `on_read` ends the reading.

    A diagnostic's line is that of the file and its column counts cells. Findings: `unreadable`, `empty`, `encoding`,
    `too-large`, `missing-column` (no column holds a fact, or a named one is not there), `unknown-fact`, `bad-row`,
    `bad-cell`, and the warnings `unknown-value` (a category outside its values is missing), `ambiguous-column` and
    `report-footer`.
    """
    opened = open_csv(path, limits, reading.encoding)
    if opened.value is None:
        return Checked(value=None, diagnostics=opened.diagnostics)
    findings = Findings(file=str(path))
    sheet = None
    try:
        rows = _counted(read_rows(opened.value), on_read)
        sheet = _read(opened.value, rows, vocabulary, reading, limits, findings)
    except RowError as error:
        findings.add(error.code, error.message, error.line, help_text=error.help_text)
        return Checked(value=None, diagnostics=(*opened.diagnostics, *findings.told()))
    told = tuple(findings.told())
    if reading.skip_bad:
        return Checked(value=sheet, diagnostics=(*opened.diagnostics, *map(_as_warning, told)))
    return Checked(value=None if findings.errors else sheet, diagnostics=(*opened.diagnostics, *told))


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvColumns:
    """What a file calls its columns, as `LeadSheet.names` has them, and the names of the facts found by name."""

    names: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()


def read_columns(path: Path, vocabulary: Vocabulary, limits: Limits = DEFAULT_LIMITS) -> Checked[CsvColumns]:
    """Return what a CSV or CSV.gz file calls its columns, and which of them are facts, without reading its leads.

    Findings are those of `open_csv`, and `bad-row` where the header cannot be read.
    """
    opened = open_csv(path, limits)
    if opened.value is None:
        return Checked(value=None, diagnostics=opened.diagnostics)
    findings = Findings(file=str(path))
    try:
        line, cells = next(read_rows(opened.value), (1, []))
    except RowError as error:
        findings.add(error.code, error.message, error.line, help_text=error.help_text)
        return Checked(value=None, diagnostics=(*opened.diagnostics, *findings.told()))
    header = header_of(cells, line, findings)
    facts = frozenset(fact.name for fact in header.facts(vocabulary).values())
    return Checked(value=CsvColumns(names=header.names, facts=facts), diagnostics=opened.diagnostics)


def own_rows(sheet: LeadSheet) -> Iterator[list[str]]:
    """Yield the header, then each lead's row, as they stand in the file.

    Raises OSError where that is not the file read.
    """
    changed = OSError(f"{sheet.source.path} has changed since it was read")
    wanted = iter(sheet.line.tolist())
    next_line = next(wanted, None)
    rows = read_rows(sheet.source)
    try:
        _, header = next(rows, (1, []))
        if len(header) != len(sheet.names):
            raise changed
        yield header
        for line, cells in rows:
            if line == next_line and len(cells) == len(header):
                yield cells
                next_line = next(wanted, None)
    except RowError as error:
        raise changed from error
    if next_line is not None:
        raise changed


def _counted(rows: Iterator[Row], on_read: OnRead | None) -> Iterator[Row]:
    """Yield rows, the header first, telling how many there were below it."""
    below = 0
    for below, row in enumerate(rows):
        if on_read is not None and below and below % _BLOCK_ROWS == 0:
            on_read(below)
        yield row
    if on_read is not None:
        on_read(below)


def _read(
    source: CsvFile,
    rows: Iterator[Row],
    vocabulary: Vocabulary,
    reading: CsvReading,
    limits: Limits,
    findings: Findings,
) -> LeadSheet:
    line, cells = next(rows, (1, []))
    header = header_of(cells, line, findings)
    facts = _facts_of(header, vocabulary, reading.columns)
    columns = FactColumns(facts, header)
    lines: list[int] = []
    is_good: list[bool] = []
    for line, cells in full_rows(rows, header, limits.trace_rows):
        lines.append(line)
        is_good.append(columns.take(line, cells))
    if not lines and not findings.errors:
        raise RowError("empty", "the file holds a header and no rows")
    kept = np.array(is_good, dtype=np.bool_)
    if not kept.any():
        raise RowError("empty", "no row of the file could be read")
    return LeadSheet(
        source=source,
        names=header.names,
        columns={fact.name: at for at, fact in facts.items()},
        line=np.array(lines, dtype=np.int64)[kept],
        facts={name: column[kept] for name, column in columns.columns().items()},
    )


def _facts_of(header: Header, vocabulary: Vocabulary, named: Mapping[str, str]) -> dict[int, Fact]:
    """Return the facts by column: first those whose column the caller names, then those that the file calls by name."""
    found: dict[int, Fact] = {}
    for name, column in named.items():
        fact = vocabulary.facts.get(name)
        if fact is None:
            help_text = did_you_mean(name, vocabulary.facts, noun="facts")
            raise RowError("unknown-fact", f"the vocabulary has no fact {quoted(name)}", header.line, help_text)
        at = header.find((column,), name)
        if at is None:
            help_text = did_you_mean(column, header.names, noun="columns")
            raise RowError("missing-column", f"there is no column {quoted(column)}", header.line, help_text)
        found[at] = fact
    by_name = header.facts(vocabulary, taken=tuple(found))
    found |= {at: fact for at, fact in by_name.items() if fact.name not in named}
    if not found:
        help_text = "name columns as the vocabulary does, or say which column holds which fact"
        raise RowError("missing-column", "no column of the file holds a fact of the vocabulary", header.line, help_text)
    return found


def _as_warning(finding: Diagnostic) -> Diagnostic:
    return replace(finding, severity=Severity.WARNING)
