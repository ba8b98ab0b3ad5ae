"""What is told of a file: in the order of the file, nothing that only follows from something else, not endlessly."""

from collections.abc import Iterable

from sandbox.domain.diagnostics import Diagnostic, Severity, has_errors
from sandbox.files.document import MOST_FINDINGS


def in_order(syntax: Iterable[Diagnostic], found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return all findings as they stand in the file, without those at a place that is bad YAML already."""
    every = dict.fromkeys(syntax)
    spoilt = {(finding.span.line, finding.span.column) for finding in every}
    every |= dict.fromkeys(f for f in found if (f.span.line, f.span.column) not in spoilt)
    ordered = sorted(every, key=lambda finding: (finding.span.line, finding.span.column))
    if len(ordered) <= MOST_FINDINGS:
        return tuple(ordered)
    severity = Severity.ERROR if has_errors(ordered) else Severity.WARNING
    message = f"more problems follow; {MOST_FINDINGS} are told at once"
    last = ordered[MOST_FINDINGS - 1].span
    rest = Diagnostic(code="too-many-problems", message=message, span=last, severity=severity)
    return (*ordered[:MOST_FINDINGS], rest)
