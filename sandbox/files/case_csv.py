"""Case tables: a CSV file in which each row is a lead and what a policy is expected to decide of it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.domain.diagnostics import Checked, Span
from sandbox.domain.example import EXPECTED_KEYS, Example, Expectation
from sandbox.domain.facts import DERIVED_FACTS, Fact, FactValue, Kind, Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.cells import MISSING_WORDS, OutsideValuesError, fact_cell
from sandbox.files.csv_header import Header, header_of
from sandbox.files.csv_rows import Row, RowError, open_csv, read_rows
from sandbox.files.findings import Findings
from sandbox.files.suggest import closest, did_you_mean, listing, printable, quoted

PREFIX = "expect_"
EXPECTED_COLUMNS: Mapping[str, str] = {PREFIX + key: key for key in EXPECTED_KEYS}
"""The columns that say what is expected, and of what."""

_NAME = "name"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesOfPolicy:
    """What an expectation may name: destinations, cadences and rules of the policy to which a table is put."""

    queue: tuple[str, ...]
    cadence: tuple[str, ...]
    fired: tuple[str, ...]


def read_cases(
    path: Path, vocabulary: Vocabulary, names: NamesOfPolicy, limits: Limits = DEFAULT_LIMITS
) -> Checked[tuple[Example, ...]]:
    """Return the cases of a CSV or CSV.gz file, one a row; rows whose cells are all empty are left out.

    Columns are facts, by name, label or what exports call them, `name`, and `expect_mql`, `expect_score` and so on.
    An empty fact is missing, an empty expectation says nothing. A diagnostic's line is that of the file and its column
    counts cells. Errors: those of `open_csv`, `missing-column`, `bad-row`, `bad-cell`, `unknown-value`, `unknown-key`,
    `unknown-queue`, `unknown-cadence`, `unknown-rule`; warnings: `ambiguous-column` and, for a column that is not read,
    `unknown-fact`.
    """
    opened = open_csv(path, limits)
    if opened.value is None:
        return Checked(value=None, diagnostics=opened.diagnostics)
    findings = Findings(file=str(path))
    cases: tuple[Example, ...] = ()
    try:
        rows = read_rows(opened.value)
        line, cells = next(rows, (1, []))
        columns = _match(header_of(cells, line), vocabulary, findings)
        cases = tuple(_Reader(columns, names, findings).cases(rows, limits.case_rows))
        if not cases and not findings.errors:
            findings.add("empty", "the file holds a header and no cases", line)
    except RowError as error:
        findings.add(error.code, error.message, error.line, help_text=error.help_text)
    told = (*opened.diagnostics, *findings.told())
    return Checked(value=None if findings.errors else cases, diagnostics=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matched:
    """Where in a row the case's name, each fact and each expectation stand, counted from 0."""

    header: Header
    name: int | None
    facts: Mapping[int, Fact]
    expected: Mapping[int, str]


def _match(header: Header, vocabulary: Vocabulary, findings: Findings) -> _Matched:
    name = header.find((_NAME,), "the case", findings)
    facts = header.find_facts(vocabulary, findings, taken=[name])
    found = {header.find((word,), word, findings): key for word, key in EXPECTED_COLUMNS.items()}
    expected = {at: key for at, key in found.items() if at is not None}
    known = _words_of(vocabulary)
    for at, word in enumerate(header.lower):
        if word.startswith(PREFIX) and word not in EXPECTED_COLUMNS:
            help_text = did_you_mean(word, EXPECTED_COLUMNS, noun="expectations")
            findings.add("unknown-key", f"nothing is called {quoted(header.names[at])}", header.line, at + 1, help_text)
        elif word not in {"", _NAME, *EXPECTED_COLUMNS, *known}:
            near = PREFIX + word if PREFIX + word in EXPECTED_COLUMNS else closest(word, known)
            message = f"the column {quoted(header.names[at])} is not read"
            findings.warn("unknown-fact", message + (f"; did you mean {near}?" if near else ""), header.line, at + 1)
    if not expected and not findings.errors:
        help_text = f"add one or more of: {listing(EXPECTED_COLUMNS)}"
        raise RowError("missing-column", "no column says what is expected", header.line, help_text)
    return _Matched(header=header, name=name, facts=facts, expected=expected)


def _words_of(vocabulary: Vocabulary) -> set[str]:
    """Return in lower case what facts and keys may be called."""
    facts = [word for fact in vocabulary.facts.values() for word in (fact.name, fact.label, *fact.columns)]
    return {word.lower() for word in [*facts, *(word for words in vocabulary.keys.values() for word in words)]}


class _Reader:
    """Rows becoming cases; what cannot be read is noted, and its row has no meaning."""

    def __init__(self, columns: _Matched, names: NamesOfPolicy, findings: Findings) -> None:
        self.columns = columns
        self.names = names
        self.findings = findings

    def cases(self, rows: Iterator[Row], most: int) -> Iterator[Example]:
        """Yield a case for each row, at most `most`."""
        width = len(self.columns.header.names)
        count = 0
        for line, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > most:
                raise RowError("too-large", f"the file holds more than {most:,} cases", line)
            if len(cells) != width:
                message = f"expected {width} cells as in the header, found {len(cells)}"
                self.findings.add("bad-row", message, line)
                continue
            yield self._case(line, cells)

    def _case(self, line: int, cells: Sequence[str]) -> Example:
        read = {fact.name: self._fact(fact, cells[at], line, at) for at, fact in self.columns.facts.items()}
        expected = {
            key: self._expected(key, cells[at], line, at)
            for at, key in self.columns.expected.items()
            if cells[at].strip()
        }
        if not expected:
            self.findings.add("bad-row", "nothing is expected of this case", line, help_text="say what, or remove it")
        at = self.columns.name
        name = "" if at is None else printable(cells[at].strip(), width=_LONGEST_NAME)
        return Example(
            name=name or f"row {line}",
            lead={fact: value for fact, value in read.items() if value is not None},
            expect=Expectation(**expected),
            at=Span(file=self.findings.file, line=line, column=1 if at is None else at + 1),
        )

    def _fact(self, fact: Fact, cell: str, line: int, at: int) -> FactValue:
        """Return a fact as the vocabulary states it; None where it is missing, or wrong, which is noted."""
        try:
            stored = fact_cell(fact, cell)
        except OutsideValuesError:
            help_text = did_you_mean(cell.strip(), fact.aliases, noun="values")
            self._error("unknown-value", f"{fact.name} has no value {quoted(cell.strip())}", line, at, help_text)
            return None
        except ValueError as error:
            self._error("bad-cell", str(error), line, at)
            return None
        match fact.kind:
            case Kind.CATEGORY:
                return fact.values[int(stored)] if stored >= 0 else None
            case Kind.FLAG:
                return bool(stored) if stored >= 0 else None
            case Kind.NUMBER:
                return None if math.isnan(stored) else stored

    def _expected(self, key: str, cell: str, line: int, at: int) -> Any:
        """Return what a cell expects of a key; None where it is wrong, which is noted."""
        text = cell.strip()
        match key:
            case "fired":
                return tuple(self._known("rule", rule, self.names.fired, line, at) for rule in text.split())
            case "queue":
                return self._known("queue", text, self.names.queue, line, at)
            case "cadence":
                return self._known("cadence", text, self.names.cadence, line, at)
        if text.lower() in MISSING_WORDS:
            self._error("bad-cell", f"{quoted(text)} cannot be expected", line, at, "leave the cell empty")
            return None
        return self._fact(DERIVED_FACTS[key], text, line, at)

    def _known(self, noun: str, word: str, known: Sequence[str], line: int, at: int) -> str:
        if word not in known:
            help_text = did_you_mean(word, known, noun=f"{noun}s")
            self._error(f"unknown-{noun}", f"the policy has no {noun} {quoted(word)}", line, at, help_text)
        return word

    def _error(self, code: str, message: str, line: int, at: int, help_text: str = "") -> None:
        text = f"column '{self.columns.header.names[at]}': {message}"
        self.findings.add(code, text, line, at + 1, help_text)
