"""`sandbox explain`: why a policy decides as it does of one lead, rule by rule."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.exports import csv_reading, reading_words
from sandbox.cli.terminal import EXIT_DEFECT, fail, say, show_diagnostics, width, write_json, write_report
from sandbox.domain.limits import Limits
from sandbox.engine.policy import Policy
from sandbox.files.lead_csv import read_leads
from sandbox.files.lead_words import read_lead
from sandbox.report.explanation import record_words
from sandbox.report.explanation_document import explanation_document
from sandbox.report.terminal.explanation import explanation_report
from sandbox.study.explain import Explained, explain_lead, explain_row
from sandbox.study.load import load_one_policy


class ProseFormat(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which lead was asked for: one that was typed, or a row of a file."""

    lead: str | None
    leads: Path | None
    row: int | None
    encoding: str | None
    columns: Sequence[str]
    quiet: bool


def explain(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="Name of a shipped policy, or a file.")],
    lead: Annotated[
        str | None,
        typer.Option(
            "--lead",
            metavar="FACT=VALUE,..",
            help="The lead, e.g. 'source=referral, employees=200'; also touches, times_recycled, last_outcome and, "
            "after a conversation, need, timing, budget_confirmed, authority. What is left out is not known.",
        ),
    ] = None,
    leads: Annotated[Path | None, typer.Option("--leads", metavar="CSV", help="Leads of a CSV export.")] = None,
    row: Annotated[
        int | None,
        typer.Option(
            "--row",
            parser=options.whole_number,
            metavar="N",
            help="Which of its leads: rows below the header, from 1.",
        ),
    ] = None,
    encoding: options.EncodingOption = None,
    columns: options.MapOption = None,
    settings: options.SetOption = None,
    output_format: Annotated[
        ProseFormat, typer.Option("--format", help="How the explanation is written.")
    ] = ProseFormat.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", help="No warnings.")] = False,
) -> None:
    """Say of one lead which rules fire, and which part of each condition decided.

    The lead is typed (--lead) or read from a file (--leads, --row). The rules engine decides it as well.
    """
    asked = _Asked(lead=lead, leads=leads, row=row, encoding=encoding, columns=columns or (), quiet=quiet)
    _check(asked)
    bounds = limits()
    read = load_one_policy(policy, bounds, settings=settings or ())
    show_diagnostics(read.diagnostics, quiet=quiet)
    if read.value is None:
        _refuse()
    explained = _typed(read.value, lead) if lead is not None else _of_file(read.value, asked, bounds)
    if output_format is ProseFormat.JSON:
        write_json(explanation_document(explained, command=_command_line(policy, asked, settings or ())))
    else:
        write_report(explanation_report(explained, width=width()))
    if not explained.record.agrees:
        say(f"error: {record_words(explained.record)}")
        raise typer.Exit(EXIT_DEFECT)


def _check(asked: _Asked) -> None:
    """End the command where it does not say which lead is meant."""
    if (asked.lead is None) is (asked.leads is None):
        fail("say which lead: either --lead 'source=referral, employees=200', or --leads FILE.csv --row N")
    if asked.leads is not None and asked.row is None:
        fail("--leads needs --row N: which of the leads, counted from 1 below the header")
    if asked.leads is None and (asked.row is not None or asked.encoding is not None or asked.columns):
        fail("--row, --encoding and --map speak of a file: name it with --leads")


def _refuse() -> NoReturn:
    fail("nothing was explained: see the findings above")


def _typed(policy: Policy, words: str) -> Explained:
    read = read_lead(words, policy.vocabulary)
    show_diagnostics(read.diagnostics)
    return explain_lead(policy, read.value) if read.value is not None else _refuse()


def _of_file(policy: Policy, asked: _Asked, bounds: Limits) -> Explained:
    path, row = asked.leads or Path(), asked.row or 0
    sheet = read_leads(path, policy.vocabulary, csv_reading(asked.encoding, asked.columns), bounds)
    show_diagnostics(sheet.diagnostics, quiet=asked.quiet)
    if sheet.value is None:
        _refuse()
    if not 1 <= row <= len(sheet.value):
        fail(f"{path} holds the rows 1 to {len(sheet.value):,} below its header; there is no row {row:,}")
    return explain_row(policy, sheet.value, row)


def _command_line(policy: str, asked: _Asked, settings: Sequence[str]) -> str:
    """Return the command that reproduces an explanation."""
    parts = ["sandbox", "explain", policy]
    parts += (
        ["--lead", asked.lead] if asked.lead is not None else ["--leads", str(asked.leads), "--row", str(asked.row)]
    )
    parts += reading_words(csv_reading(asked.encoding, asked.columns))
    parts += [word for text in settings for word in ("--set", text)]
    return shlex.join(parts)
