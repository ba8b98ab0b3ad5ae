"""A policy while it is being read: its document, and everything found so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.facts import HISTORY_FACTS, LEARNT_FACTS, Fact, Vocabulary
from sandbox.domain.limits import Limits
from sandbox.engine.condition import Always, Condition
from sandbox.engine.language.expression import parse_expression
from sandbox.files.document import MOST_FINDINGS, Document, Place
from sandbox.files.shape import check, describe

M = TypeVar("M", bound=BaseModel)


@dataclass(slots=True, kw_only=True)
class Draft:
    """What is being read; findings are collected, so that all of them can be told at once."""

    document: Document
    vocabulary: Vocabulary
    limits: Limits
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether so much is wrong already that looking further would only cost time."""
        return len(self.findings) >= 2 * MOST_FINDINGS

    def error(self, code: str, message: str, at: Place, help_text: str = "") -> None:
        """Note an error at a value; at its key where it is a mapping."""
        self._note(Severity.ERROR, code, message, at, help_text)

    def warning(self, code: str, message: str, at: Place, help_text: str = "") -> None:
        """Note a warning at a value; at its key where it is a mapping."""
        self._note(Severity.WARNING, code, message, at, help_text)

    def key_error(self, code: str, message: str, at: Place, help_text: str = "") -> None:
        """Note an error at the key of a value."""
        span = self.document.key_place(at)
        self.findings.append(Diagnostic(code=code, message=message, span=span, help=help_text))

    def _note(self, severity: Severity, code: str, message: str, at: Place, help_text: str) -> None:
        inside = isinstance(self.value(at), dict | list)
        span = self.document.key_place(at) if inside else self.document.place(at)
        self.findings.append(Diagnostic(code=code, message=message, span=span, severity=severity, help=help_text))

    def part(self, model: type[M], at: Place) -> M | None:
        """Return a part of the document as a model, or note what is wrong with it."""
        if self.is_full:
            return None
        checked = check(model, self.document, at)
        self.findings += checked.diagnostics
        return checked.value

    def value(self, at: Place) -> Any:
        """Return what stands at a place, whatever it is; None where there is nothing."""
        found = self.document.data
        for step in at:
            if isinstance(found, dict):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def rows(self, key: str) -> list[Any]:
        """Return the rows of a list, none where it is no list."""
        found = self.value((key,))
        return found if isinstance(found, list) else []

    def row_numbers(self, key: str) -> range:
        """Return the numbers of the rows that are read: no more than there may be rules."""
        return range(min(len(self.rows(key)), self.limits.rules))

    def names(self, key: str) -> list[str]:
        """Return the names of the entries that are read: no more than there may be rules."""
        return list(self.entries(key))[: self.limits.rules]

    def entries(self, *at: str) -> dict[str, Any]:
        """Return the entries of a mapping, none where it is no mapping."""
        found = self.value(at)
        return found if isinstance(found, dict) else {}

    def text(self, at: Place) -> str | None:
        """Return the text at a place; None where it is no text, which is told elsewhere."""
        found = self.value(at)
        return found if isinstance(found, str) else None

    def condition(self, at: Place, *derived: str) -> Condition | None:
        """Return the condition at a place; it may read the vocabulary, a lead's history, and the `derived` facts."""
        written = self.value(at)
        if self.is_full:
            return None
        if isinstance(written, bool):
            return Always(written)
        if not isinstance(written, str):
            help_text = "write e.g. employees >= 50"
            self.error("wrong-type", f"expected a condition, found {describe(written)}", at, help_text)
            return None
        by_then = {**HISTORY_FACTS, **{name: LEARNT_FACTS[name] for name in derived}}
        known: Mapping[str, Fact] = {**self.vocabulary.facts, **by_then}
        later = {name: fact for name, fact in LEARNT_FACTS.items() if name not in known}
        condition, findings = parse_expression(written.rstrip("\n"), self.document.place(at), known, later, self.limits)
        self.findings += findings
        return condition
