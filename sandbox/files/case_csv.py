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
from sandbox.files.csv_rows import Row, RowError, open_csv, read_rows
from sandbox.files.fact_columns import Header, bad_cell, full_rows, header_of
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
        columns = _match(header_of(cells, line, findings), vocabulary)
        cases = tuple(_Reader(columns, names).cases(rows, limits.case_rows))
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


def _match(header: Header, vocabulary: Vocabulary) -> _Matched:
    name = header.find((_NAME,), "the case")
    facts = header.facts(vocabulary, taken=() if name is None else (name,))
    found = {header.find((word,), word): key for word, key in EXPECTED_COLUMNS.items()}
    expected = {at: key for at, key in found.items() if at is not None}
    _tell_unread(header, (_NAME, *EXPECTED_COLUMNS, *_words_of(vocabulary)))
    if not expected and not header.findings.errors:
        help_text = f"add one or more of: {listing(EXPECTED_COLUMNS)}"
        raise RowError("missing-column", "no column says what is expected", header.line, help_text)
    return _Matched(header=header, name=name, facts=facts, expected=expected)


def _tell_unread(header: Header, known: Sequence[str]) -> None:
    """Refuse expectations that do not exist, and warn of columns that hold nothing that is known."""
    for at, name in enumerate(header.names):
        word = name.lower()
        if word.startswith(PREFIX) and word not in EXPECTED_COLUMNS:
            help_text = did_you_mean(word, EXPECTED_COLUMNS, noun="expectations")
            header.findings.add("unknown-key", f"nothing is called {quoted(name)}", header.line, at + 1, help_text)
        elif word and word not in known:
            near = PREFIX + word if PREFIX + word in EXPECTED_COLUMNS else closest(word, known)
            message = f"the column {quoted(name)} is not read" + (f"; did you mean {near}?" if near else "")
            header.findings.warn("unknown-fact", message, header.line, at + 1)


def _words_of(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield in lower case what facts and keys may be called."""
    for fact in vocabulary.facts.values():
        yield from (word.lower() for word in (fact.name, fact.label, *fact.columns))
    for words in vocabulary.keys.values():
        yield from (word.lower() for word in words)


class _Reader:
    """Rows becoming cases; what cannot be read is noted, and its row has no meaning."""

    def __init__(self, columns: _Matched, names: NamesOfPolicy) -> None:
        self.columns = columns
        self.header = columns.header
        self.names = names

    def cases(self, rows: Iterator[Row], most: int) -> Iterator[Example]:
        """Yield a case for each row, at most `most`; rows whose cells are all empty are left out."""
        filled = (row for row in rows if any(cell.strip() for cell in row[1]))
        for line, cells in full_rows(filled, self.header, most):
            yield self._case(line, cells)

    def _case(self, line: int, cells: Sequence[str]) -> Example:
        read = {fact.name: self._fact(fact, cells[at], line, at) for at, fact in self.columns.facts.items()}
        expected = {
            key: self._expected(key, cells[at], line, at)
            for at, key in self.columns.expected.items()
            if cells[at].strip()
        }
        if not expected:
            help_text = "say what should be decided, or remove the row"
            self.header.findings.add("bad-row", "nothing is expected of this case", line, help_text=help_text)
        at = self.columns.name
        name = "" if at is None else printable(cells[at].strip(), width=_LONGEST_NAME)
        return Example(
            name=name or f"row {line}",
            lead={fact: value for fact, value in read.items() if value is not None},
            expect=Expectation(**expected),
            at=Span(file=self.header.findings.file, line=line, column=1 if at is None else at + 1),
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
            bad_cell(self.header, error, line, at)
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
        text = f"column '{self.header.names[at]}': {message}"
        self.header.findings.add(code, text, line, at + 1, help_text)
