"""`sandbox test`: what policies decide of their examples and case tables, and which rules no case reaches."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.findings import write_findings
from sandbox.cli.terminal import EXIT_NO, EXIT_UNUSABLE, diagnostic_text, say
from sandbox.report.cases import cases_document, headline, missed_line, summary
from sandbox.report.formats.junit import checks_of_cases
from sandbox.report.words import printable
from sandbox.study.cases import PolicyResult, run_cases


def percentage(text: str) -> float:
    """Return the percentage that was typed, with or without its sign."""
    number = text.removesuffix("%").strip()
    if not number.replace(".", "", 1).isdecimal() or not 0 <= float(number) <= 100:  # per cent
        raise typer.BadParameter(f"'{text}' is not a percentage from 0 to 100")
    return float(number)


def try_cases(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Policy files, folders, names of shipped policies, and case tables (CSV). FIVE.cases.csv beside "
            "FIVE.yaml is found by itself; any other table is put to every policy that is named.",
        ),
    ],
    coverage_min: Annotated[
        float | None,
        typer.Option(
            "--coverage-min",
            parser=percentage,
            metavar="PCT",
            help="Fail where the cases of a policy reach less than this share of its rules, grades and routing rows.",
        ),
    ] = None,
    output_format: Annotated[
        options.FindingsFormat, typer.Option("--format", help="How results are written.")
    ] = options.FindingsFormat.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only what failed, no summary.")] = False,
) -> None:
    """Run the examples of policies, and case tables.

    Exits with 1 where a case is not decided as expected or too few rules are reached, with 2 where a file cannot be
    used.
    """
    tested = list(run_cases(paths, limits(), least_percent=coverage_min))
    for why in dict.fromkeys(one.why_not for one in tested if one.why_not):
        say(f"warning: {why}")
    write_findings(
        output_format,
        command="sandbox test",
        lines=_report(tested, quiet=quiet),
        document=cases_document(tested),
        findings=[finding for one in tested for finding in one.findings if finding.is_error or not quiet],
        checks=checks_of_cases(tested),
    )
    if not all(one.is_usable for one in tested):
        raise typer.Exit(EXIT_UNUSABLE)
    if any(finding.is_error for one in tested for finding in one.findings):
        raise typer.Exit(EXIT_NO)


def _report(tested: Sequence[PolicyResult], *, quiet: bool) -> list[Text]:
    lines = [line for one in tested for line in _lines(one, quiet=quiet)]
    return lines if quiet else [*lines, Text(summary(tested))]


def _lines(tested: PolicyResult, *, quiet: bool) -> list[Text]:
    """Return the headline of a policy, findings about its files and failed cases in full, and what is not reached."""
    told = [*tested.diagnostics, *(finding for result in tested.failed for finding in result.diagnostics)]
    lines = [diagnostic_text(finding) for finding in told if finding.is_error or not quiet]
    missed = missed_line(tested)
    if missed and (not quiet or any(finding.is_error for finding in tested.missed)):
        lines.append(Text(printable(missed)))
    is_headed = not quiet or any(finding.is_error for finding in tested.findings)
    return [Text(printable(headline(tested))), *lines] if is_headed else lines
