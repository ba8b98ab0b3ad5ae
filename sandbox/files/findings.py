"""What is wrong with the rows of a table: counted in full, told one by one up to a bound."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.domain.diagnostics import Diagnostic, Severity, Span
from sandbox.domain.facts import Fact
from sandbox.files.suggest import closest, listing, quoted

SHOWN = 20
"""How many findings of one sort are told one by one; the rest is counted."""


@dataclass(slots=True, kw_only=True)
class Findings:
    """Findings of one table; a span's column counts cells, since the text of a row is never kept."""

    file: str
    errors: Counter[str] = field(default_factory=Counter)
    warned: list[Diagnostic] = field(default_factory=list)
    shown: list[Diagnostic] = field(default_factory=list)
    outside: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_outside: dict[tuple[str, str], tuple[Fact, int, int]] = field(default_factory=dict)

    def add(self, code: str, message: str, line: int, column: int = 1, help_text: str = "") -> None:
        """Add an error."""
        self.errors[code] += 1
        if self.errors[code] <= SHOWN:
            self.shown.append(self._finding(Severity.ERROR, code, message, line, column, help_text))

    def warn(self, code: str, message: str, line: int, column: int) -> None:
        """Add a warning."""
        self.warned.append(self._finding(Severity.WARNING, code, message, line, column))

    def add_outside(self, fact: Fact, value: str, line: int, column: int) -> None:
        """Count a value that its category does not have."""
        self.outside[fact.name, value] += 1
        self.first_outside.setdefault((fact.name, value), (fact, line, column))

    def told(self) -> Iterator[Diagnostic]:
        """Yield errors in file order, what more there is, then warnings: values outside a category by value."""
        yield from sorted(self.shown, key=lambda finding: (finding.span.line, finding.span.column))
        for code, count in self.errors.items():
            if count > SHOWN:
                message = f"and {count - SHOWN:,} more of this kind, {count:,} in all"
                yield self._finding(Severity.ERROR, code, message)
        yield from self.warned
        for (name, value), count in self.outside.most_common(SHOWN):
            fact, line, column = self.first_outside[name, value]
            near = closest(value, fact.aliases)
            help_text = f"did you mean {near}?" if near else f"values: {listing(fact.values)}"
            rows = "1 row, counted" if count == 1 else f"{count:,} rows, counted"
            message = f"{quoted(value)} is not among the values of {name}: {rows} as missing"
            yield self._finding(Severity.WARNING, "unknown-value", message, line, column, help_text)
        if len(self.outside) > SHOWN:
            message = f"and {len(self.outside) - SHOWN:,} more values outside their categories, counted as missing"
            yield self._finding(Severity.WARNING, "unknown-value", message)

    def _finding(
        self, severity: Severity, code: str, message: str, line: int = 1, column: int = 1, help_text: str = ""
    ) -> Diagnostic:
        span = Span(file=self.file, line=line, column=column)
        return Diagnostic(code=code, message=message, span=span, help=help_text, severity=severity)
