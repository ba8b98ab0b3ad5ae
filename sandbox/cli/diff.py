"""`sandbox diff`: what a change to a policy changes, for leads at hand or for every lead; a gate for CI."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.exports import csv_reading
from sandbox.cli.terminal import EXIT_NO, fail, say, show_diagnostics, width, write_json, write_out, write_report
from sandbox.domain.diagnostics import Checked
from sandbox.domain.limits import Limits
from sandbox.report.diff_words import diff_summary
from sandbox.report.terminal.diff import diff_report
from sandbox.study.diff import (
    OTHER_VOCABULARIES,
    Diff,
    Pair,
    csv_leads,
    diff_of,
    load_pair,
    load_world,
    scenario_leads,
)
from sandbox.study.diff_document import diff_document
from sandbox.study.diff_leads import Leads
from sandbox.study.spec import MAX_SEED

T = TypeVar("T")


def percentage(text: str) -> float:
    """Return a percentage that was typed, with or without its sign."""
    try:
        value = float(text.strip().removesuffix("%"))
    except ValueError:
        value = math.nan
    if not 0 <= value <= 100:
        raise typer.BadParameter(f"'{text}' is not a percentage between 0 and 100")
    return value


def diff(  # noqa: PLR0913, PLR0917 - one parameter an option
    first: Annotated[str, typer.Argument(metavar="A", help="Name of a shipped policy, or a file: how it was.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one, or another revision of it: how it is now.")],
    leads: options.LeadsOption = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="SCENARIO", help="Take the leads of a scenario: a shipped one, or a file."),
    ] = None,
    seed: options.SeedOption = options.SEED,
    fail_over: Annotated[
        float | None,
        typer.Option(
            "--fail-over",
            parser=percentage,
            metavar="PCT",
            help="Exit with 1 if more leads are decided differently; without leads 0: unless proven equivalent.",
        ),
    ] = None,
    vocabulary: Annotated[
        Path | None,
        typer.Option(
            "--vocabulary",
            metavar="FILE",
            show_default="the nearest one beside or above each policy",
            help="Read both policies with this vocabulary.",
        ),
    ] = None,
    encoding: options.EncodingOption = None,
    columns: options.MapOption = None,
    skip_bad: options.SkipBadOption = False,
    output_format: options.FormatOption = options.Format.TABLE,
    quiet: options.QuietOption = False,
) -> None:
    """Tell which leads two policies decide differently, how many, and by which rule.

    Without leads: prove that there is no such lead, or show one.
    """
    _check_call(leads, scenario, fail_over, encoding, columns, skip_bad=skip_bad)
    bounds = limits()
    pair = _usable(load_pair([first, second], vocabulary, bounds), quiet=quiet)
    if pair[0].vocabulary != pair[1].vocabulary:
        fail(OTHER_VOCABULARIES)
    if leads is not None:
        reading = csv_reading(encoding, columns, skip_bad=skip_bad)
        found = diff_of(*pair, _usable(csv_leads(leads, pair, reading, bounds), quiet=quiet), source=str(leads))
    elif scenario is not None:
        found = diff_of(*pair, _leads_of(scenario, seed, pair, bounds, quiet=quiet), source=scenario)
    else:
        found = diff_of(*pair)
    _write(found, output_format, quiet=quiet)
    if fail_over is not None and exceeds(found, fail_over):
        say(f"Gate: {_why(found, fail_over)}")
        raise typer.Exit(EXIT_NO)


def _check_call(
    leads: Path | None,
    scenario: str | None,
    fail_over: float | None,
    encoding: str | None,
    columns: Sequence[str] | None,
    *,
    skip_bad: bool,
) -> None:
    """End the command where options do not go together."""
    if leads is not None and scenario is not None:
        fail("leads come from a CSV or from a scenario: give --leads or --scenario, not both")
    if leads is None and (encoding is not None or columns or skip_bad):
        fail("--encoding, --map and --skip-bad say how a CSV is read: give --leads as well")
    if leads is None and scenario is None and fail_over:
        fail("without leads there is no share: give --leads or --scenario, or --fail-over 0 to ask for a proof")


def _usable(read: Checked[T], *, quiet: bool) -> T:
    """Return what was read; findings are printed, and errors end the command."""
    show_diagnostics(read.diagnostics, quiet=quiet)
    if read.value is None:
        fail("nothing was compared: see the findings above")
    return read.value


def _leads_of(scenario: str, seed: int, pair: Pair, bounds: Limits, *, quiet: bool) -> Leads:
    if not 0 <= seed <= MAX_SEED:
        fail(f"the seed must lie between 0 and {MAX_SEED}, not {seed}")
    leads = scenario_leads(pair, _usable(load_world(scenario, pair, bounds), quiet=quiet), seed)
    return leads if len(leads) else fail(f"no lead arrives in the measured period of {scenario}")


def _write(found: Diff, output_format: options.Format, *, quiet: bool) -> None:
    summary = diff_summary(found)
    if output_format is options.Format.JSON:
        write_json(diff_document(found, summary=summary))
    elif quiet:
        write_out(f"{summary}\n")
    else:
        write_report(diff_report(found, width=width()))


def exceeds(found: Diff, most_percent: float) -> bool:
    """Whether more leads are decided differently than so many percent; without leads, whether it is not equivalent."""
    if found.leads is None:
        return found.is_equivalent is not True
    # In whole leads: a share in percent may be rounded across the line.
    return 100 * found.leads.different > most_percent * found.leads.leads


def _why(found: Diff, most_percent: float) -> str:
    if found.leads is None:
        return "the policies are not proven equivalent"
    return f"more than {most_percent:g} % of leads are decided differently"
