"""Findings as SARIF 2.1.0, the format in which editors and code hosts read what checkers find."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sandbox.domain.diagnostics import Diagnostic
from sandbox.report.formats.findings import has_column, path_from

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Diagnostic], *, root: Path, version: str) -> dict[str, Any]:
    """Return a SARIF log of one run; paths are relative to `root`, those of files outside of it `file:` addresses.

    Each code is a rule, whose help names its page. Columns count characters. `version` is that of the sandbox.
    """
    codes = list(dict.fromkeys(finding.code for finding in findings))
    driver = {"name": "lead-policy-sandbox", "version": version, "rules": [_rule(code) for code in codes]}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, codes.index(finding.code), root) for finding in findings],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    words = {"text": code.replace("-", " ")}
    page = f"docs/rules/{code}.md"
    return {
        "id": code,
        "shortDescription": words,
        "fullDescription": words,
        "help": {"text": f"{page} says what to avoid, what to prefer, and why.", "markdown": f"See `{page}`."},
    }


def _result(finding: Diagnostic, rule: int, root: Path) -> dict[str, Any]:
    message = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    place = {"artifactLocation": _artifact(finding.span.file, root), "region": _region(finding)}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": str(finding.severity),
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }


def _artifact(file: str, root: Path) -> dict[str, str]:
    path = path_from(root, file)
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path, errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}


def _region(finding: Diagnostic) -> dict[str, int]:
    span = finding.span
    if not has_column(finding):
        return {"startLine": span.line}
    return {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
