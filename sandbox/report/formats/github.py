"""Findings as workflow commands, which GitHub Actions shows beside the lines of a change."""

from collections.abc import Sequence
from pathlib import Path

from sandbox.domain.diagnostics import Diagnostic
from sandbox.report.formats.findings import has_column, path_from


def github(findings: Sequence[Diagnostic], *, root: Path) -> str:
    """Return one command a line and finding; paths are relative to `root`, the folder that holds the repository."""
    return "".join(f"{_command(finding, root)}\n" for finding in findings)


def _command(finding: Diagnostic, root: Path) -> str:
    span = finding.span
    place: dict[str, str | int] = {"file": path_from(root, span.file), "line": span.line}
    if has_column(finding):
        place |= {"col": span.column, "endColumn": span.column + span.length}
    place["title"] = finding.code
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    message = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    return f"::{finding.severity} {properties}::{_text(message)}"


def _text(text: str) -> str:
    """Return text in which no line break ends the command early."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
