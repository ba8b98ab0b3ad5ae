"""What is wrong with a file, where, and the way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class Severity(StrEnum):
    """How bad a finding is: errors stop the work, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a file, carrying its source line so that it can always be shown.

    Lines and columns count from 1; `length` is in characters, at least 1.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1
    source: str = ""

    def within(self, offset: int, length: int) -> "Span":
        """Return the place `offset` characters further on the same line."""
        return Span(
            file=self.file, line=self.line, column=self.column + offset, length=max(1, length), source=self.source
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: what, where, how bad, and what to do about it."""

    code: str
    message: str
    span: Span
    severity: Severity = Severity.ERROR
    help: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the file cannot be used."""
        return self.severity is Severity.ERROR

    def render(self) -> str:
        """Return the finding as text: place and message, the source line with a caret, the help."""
        where = f"{self.span.file}:{self.span.line}:{self.span.column}"
        lines = [f"{where}: {self.severity}[{self.code}]: {self.message}"]
        if self.span.source:
            lines += _excerpt(self.span)
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)


def _excerpt(span: Span, *, width: int = 120) -> list[str]:
    """Return the source line, cut to `width` characters around the place, and a caret under it."""
    start = max(0, span.column - 1 - width // 2) if len(span.source) > width else 0
    text = span.source[start : start + width].replace("\t", " ")
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    offset = min(span.column - 1 - start, len(text))
    carets = "^" * max(1, min(span.length, len(text) - offset))
    return [f"  | {text}", f"  | {' ' * offset}{carets}"]


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding stops the work."""
    return any(diagnostic.is_error for diagnostic in diagnostics)


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Generic[T]):
    """What was read, and everything that is to be said about it; `value` is None exactly when there is an error."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()
