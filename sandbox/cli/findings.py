"""What was checked, written alike by the commands that find something: for people, and for programs."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from rich.text import Text

from sandbox.cli.options import FindingsFormat
from sandbox.cli.terminal import write_json, write_lines, write_out
from sandbox.domain.diagnostics import Diagnostic
from sandbox.report.formats.github import github
from sandbox.report.formats.junit import Check, junit
from sandbox.report.formats.sarif import sarif


def write_findings(
    form: FindingsFormat,
    *,
    command: str,
    lines: Sequence[Text],
    document: Mapping[str, Any],
    findings: Sequence[Diagnostic],
    checks: Sequence[Check],
) -> None:
    """Write lines for people, the command's own JSON document, or findings and checks in a format that others read.

    Paths in SARIF and GitHub commands are those from the working folder.
    """
    match form:
        case FindingsFormat.TEXT:
            write_lines(lines)
        case FindingsFormat.JSON:
            write_json(document)
        case FindingsFormat.SARIF:
            write_json(sarif(findings, root=Path.cwd(), version=installed_version("lead-policy-sandbox")))
        case FindingsFormat.GITHUB:
            write_out(github(findings, root=Path.cwd()))
        case FindingsFormat.JUNIT:
            write_out(junit(checks, name=command))
