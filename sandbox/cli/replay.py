"""`sandbox replay`: a recorded result, run again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.studies import Words, read_spec, run
from sandbox.cli.terminal import EXIT_NO, fail, say, show_diagnostics, write_json, write_out
from sandbox.report.words import many, printable
from sandbox.study.replay import changed_files, changed_versions, differences, read_recorded

_MOST = 20


def replay(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A result.json, a replications.npz, or the folder of --out.")
    ],
    jobs: options.JobsOption = None,
    output_format: options.FormatOption = options.Format.TABLE,
    quiet: options.QuietOption = False,
) -> None:
    """Run a result again from the words it carries, and check that it is the same to the last digit.

    Exits with 1 where it is not the same, with 2 where it cannot be run again.
    """
    bounds = limits()
    read = read_recorded(result, bounds)
    show_diagnostics(read.diagnostics, quiet=quiet)
    if read.value is None:
        fail("nothing was simulated: see the findings above")
    recorded = read.value
    versions = changed_versions(recorded)
    if versions and not quiet:
        say(f"warning: made with other versions, so numbers may differ: {'; '.join(versions)}")
    words = Words(request=recorded.request, limits=bounds, jobs=jobs, quiet=quiet)
    spec = read_spec(words)
    found = changed_files(recorded, spec) or differences(recorded, run(spec, words))
    if output_format is options.Format.JSON:
        write_json({
            "schema": 1,
            "kind": "replay",
            "same": not found,
            "differences": list(found),
            "versions_changed": list(versions),
        })
    else:
        _tell(found, quiet=quiet)
    if found:
        raise typer.Exit(EXIT_NO)


def _tell(found: Sequence[str], *, quiet: bool) -> None:
    if not found:
        write_out("The same to the last digit.\n")
        return
    shown = () if quiet else found[:_MOST]
    lines = [f"Not the same: {many(len(found), 'difference')}.", *(f"  {printable(line)}" for line in shown)]
    if len(found) > len(shown) > 0:
        lines.append(f"  and {len(found) - len(shown):,} more; --format json tells all")
    write_out("\n".join(lines) + "\n")
