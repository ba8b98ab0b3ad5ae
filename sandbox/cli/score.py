"""`sandbox score`: real leads ranked by a policy, what is missing of them, and how people ranked them."""

import shlex
from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
import typer
from numpy.typing import NDArray

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.exports import csv_reading, reading_words
from sandbox.cli.studies import reason
from sandbox.cli.terminal import (
    counting,
    fail,
    progress,
    say,
    show_diagnostics,
    width,
    write_json,
    write_out,
    write_report,
)
from sandbox.domain.diagnostics import Checked
from sandbox.domain.limits import Limits
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.files.csv_out import CSV_SUFFIXES
from sandbox.files.hand_csv import read_hands
from sandbox.files.lead_csv import LeadSheet, read_leads
from sandbox.files.shipped import find_policy
from sandbox.report.score_words import score_headline
from sandbox.report.terminal.score import score_report
from sandbox.report.words import many
from sandbox.study.score import MOST_HANDS, Scored, score_leads, write_ranking
from sandbox.study.score_document import score_document

Read = TypeVar("Read")


def score(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="Name of a shipped policy, or a file.")],
    leads: Annotated[Path, typer.Argument(metavar="LEADS", help="The leads, as .csv or .csv.gz.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write all leads, best first, as .csv or .csv.gz."),
    ] = None,
    hand: Annotated[
        list[str] | None,
        typer.Option(
            "--hand",
            metavar="COLUMN",
            help="Compare with a column of places (1 is best) or grades A to D; may be given twice.",
        ),
    ] = None,
    columns: options.MapOption = None,
    encoding: options.EncodingOption = None,
    skip_bad: options.SkipBadOption = False,
    output_format: options.FormatOption = options.Format.TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only one sentence; no progress, no warnings.")] = False,
) -> None:
    """Rank real leads by a policy, the best grade and score first.

    Tells what missing facts cost, which questions would pay, and how far people's own rankings agree.
    """
    hands = list(dict.fromkeys(hand or ()))
    if len(hands) > MOST_HANDS:
        fail(f"--hand can be given {MOST_HANDS} times, for two rankings of the same leads")
    if out is not None:
        _check_out(out, leads)
    reading = csv_reading(encoding, columns, skip_bad=skip_bad)
    bounds = limits()
    rules = _read_policy(policy, bounds, quiet=quiet)
    with counting("Reading", quiet=quiet) as on_read:
        read = read_leads(leads, rules.vocabulary, reading, bounds, on_read)
    sheet = _used(read, quiet=quiet)
    places = _read_hands(sheet, hands, quiet=quiet)
    with progress("Ranking", quiet=quiet) as on_leads:
        scored = score_leads(rules, sheet, places, on_leads)
    if out is not None:
        _write(out, scored, quiet=quiet)
    words = [policy, str(leads), *(part for name in hands for part in ("--hand", name))]
    command = shlex.join(["sandbox", "score", *words, *reading_words(reading)])
    if output_format is options.Format.JSON:
        write_json(score_document(scored, command=command))
    elif quiet:
        write_out(f"{score_headline(scored)}\n")
    else:
        write_report(score_report(scored, width=width(), command=command))
    if out is not None and not quiet:
        say(f"Written: {out}, {many(len(sheet), 'lead')}, best first")


def _check_out(out: Path, leads: Path) -> None:
    """End the command where the ranking cannot be written, before any work is done."""
    if not out.name.lower().endswith(CSV_SUFFIXES):
        fail(f"--out writes {' or '.join(CSV_SUFFIXES)}, not {out.name}")
    try:
        is_there = out.resolve().parent.is_dir() and not out.is_dir()
        is_input = out.exists() and leads.exists() and out.samefile(leads)
    except (OSError, ValueError):
        is_there = is_input = False
    if is_input:
        fail(f"{out} is the file of the leads itself: write into another")
    if not is_there:
        fail(f"cannot write {out}: there is no such folder, or the name is that of a folder")


def _read_policy(name: str, bounds: Limits, *, quiet: bool) -> Policy:
    return _used(load_policy(_used(find_policy(name), quiet=quiet), bounds), quiet=quiet)


def _read_hands(sheet: LeadSheet, hands: list[str], *, quiet: bool) -> dict[str, NDArray[np.float64]]:
    try:
        return _used(read_hands(sheet, hands), quiet=quiet)
    except OSError as error:
        fail(reason(error))


def _write(out: Path, scored: Scored, *, quiet: bool) -> None:
    try:
        with progress("Writing", quiet=quiet) as on_rows:
            write_ranking(out, scored, on_rows)
    except OSError as error:
        fail(f"cannot write {out}: {reason(error)}")


def _used(checked: Checked[Read], *, quiet: bool) -> Read:
    """Return what was read; findings are printed, and errors end the command."""
    show_diagnostics(checked.diagnostics, quiet=quiet)
    if checked.value is None:
        fail("no lead was ranked: see the findings above")
    return checked.value
