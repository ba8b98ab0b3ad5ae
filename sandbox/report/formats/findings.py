"""Findings for other programs: as JSON, and where their files lie as seen from a folder."""

from pathlib import Path
from typing import Any

from sandbox.domain.diagnostics import Diagnostic


def finding_document(finding: Diagnostic) -> dict[str, Any]:
    """Return a finding as JSON holds it."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "file": finding.span.file,
        "line": finding.span.line,
        "column": finding.span.column,
        "length": finding.span.length,
        "help": finding.help,
    }


def path_from(root: Path, file: str) -> str:
    """Return a file's path as seen from a folder, with `/`; the absolute path where it lies elsewhere."""
    path = (root / file).resolve()
    folder = root.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def has_column(finding: Diagnostic) -> bool:
    """Whether the place of a finding counts characters: in a CSV file it counts cells, and no line is kept."""
    return bool(finding.span.source)
