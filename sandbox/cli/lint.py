"""`sandbox lint`: everything that is wrong with policies, scenarios and vocabularies."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.text import Text

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.findings import write_findings
from sandbox.cli.terminal import EXIT_NO, EXIT_UNUSABLE, diagnostic_text, fail, show_diagnostics
from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.limits import Limits
from sandbox.files.shipped import find_scenario
from sandbox.report.formats.findings import finding_document
from sandbox.report.formats.junit import checks_of_lint
from sandbox.report.words import many
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.study.lint import Linted
from sandbox.study.lint import lint as lint_names
from sandbox.study.load import vocabulary_of

SCHEMA = 1


def lint(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders, or names of shipped files.")],
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="SCENARIO", help="Also check policies against this scenario.")
    ] = None,
    output_format: Annotated[
        options.FindingsFormat, typer.Option("--format", help="How findings are written.")
    ] = options.FindingsFormat.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", help="Errors only, no summary.")] = False,
) -> None:
    """Check policies, scenarios and vocabularies.

    Exits with 1 where a file has errors, with 2 where one cannot be read.
    """
    bounds = limits()
    world = None if scenario is None else _read_scenario(scenario, bounds)
    linted = list(lint_names(paths, bounds, world))
    write_findings(
        output_format,
        command="sandbox lint",
        lines=_report(linted, quiet=quiet),
        document=_document(linted),
        findings=_told(linted, quiet=quiet),
        checks=checks_of_lint(linted),
    )
    if not all(one.is_readable for one in linted):
        raise typer.Exit(EXIT_UNUSABLE)
    if any(one.has_errors for one in linted):
        raise typer.Exit(EXIT_NO)


def _read_scenario(name: str, bounds: Limits) -> Scenario:
    found = find_scenario(name)
    findings = found.diagnostics
    if found.value is not None:
        vocabulary = vocabulary_of(found.value, bounds)
        findings = vocabulary.diagnostics
        if vocabulary.value is not None:
            read = load_scenario(found.value, vocabulary.value, bounds)
            findings = read.diagnostics
            if read.value is not None:
                return read.value
    show_diagnostics(findings)
    return fail("the scenario cannot be used: see the findings above")


def _told(linted: Sequence[Linted], *, quiet: bool) -> list[Diagnostic]:
    return [finding for one in linted for finding in one.diagnostics if finding.is_error or not quiet]


def _report(linted: Sequence[Linted], *, quiet: bool) -> list[Text]:
    parts = [diagnostic_text(finding) for finding in _told(linted, quiet=quiet)]
    return parts if quiet else [*parts, Text(_summary(linted))]


def _summary(linted: Sequence[Linted]) -> str:
    errors, warnings = _counts(linted)
    return f"{many(len(linted), 'file')} checked: {many(errors, 'error')}, {many(warnings, 'warning')}."


def _counts(linted: Sequence[Linted]) -> tuple[int, int]:
    findings = [finding for one in linted for finding in one.diagnostics]
    errors = sum(finding.is_error for finding in findings)
    return errors, len(findings) - errors


def _document(linted: Sequence[Linted]) -> dict[str, Any]:
    errors, warnings = _counts(linted)
    return {
        "schema": SCHEMA,
        "kind": "lint",
        "files": [
            {
                "path": one.file,
                "kind": None if one.kind is None else str(one.kind),
                "diagnostics": [finding_document(finding) for finding in one.diagnostics],
            }
            for one in linted
        ],
        "summary": {"files": len(linted), "errors": errors, "warnings": warnings},
    }
