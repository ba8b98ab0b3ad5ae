"""`sandbox report`: the report of a result that was kept, without simulating it again."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.reports import check_report, save_report
from sandbox.cli.studies import Words, read_spec
from sandbox.cli.terminal import fail, show_diagnostics
from sandbox.domain.limits import Limits
from sandbox.files.text import read_bytes
from sandbox.report.words import printable
from sandbox.study.store import RESULT_FILE
from sandbox.study.stored import STORED_FILE, Stored, Unread, open_stored, result_of


def report(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A folder that --out wrote, or its replications.npz.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The report as .html, or everything as .zip.")],
    quiet: options.QuietOption = False,
) -> None:
    """Write the report of a result that `compare --out` or `run --out` kept.

    The policies and the scenario must still be what they were; exits with 2 where they are not.
    """
    check_report(out, "--out")
    bounds = limits()
    stored = _stored(result, bounds)
    words = Words(request=stored.request, limits=bounds, jobs=1, quiet=quiet)
    found = result_of(stored, read_spec(words))
    if isinstance(found, Unread):
        fail(f"{printable(str(result))}: {found.why}; `sandbox replay` says what has changed")
    save_report(out, found, words)


def _stored(path: Path, bounds: Limits) -> Stored:
    file = path.with_name(STORED_FILE) if path.name == RESULT_FILE else path
    read = read_bytes(file / STORED_FILE if file.is_dir() else file, max_bytes=bounds.result_bytes)
    show_diagnostics(read.diagnostics)
    if read.value is None:
        fail(f"there is no result to report: name a folder that --out wrote, or its {STORED_FILE}")
    stored = open_stored(read.value, bounds)
    return fail(f"{printable(str(path))}: {stored.why}") if isinstance(stored, Unread) else stored
