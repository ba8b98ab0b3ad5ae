"""What commands say: results on standard output, everything else on standard error."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.files.lead_csv import OnRead
from sandbox.report.terminal.layout import render
from sandbox.report.words import printable
from sandbox.study.compare import Progress as OnProgress

EXIT_NO = 1
"""The answer is no: errors in a readable file."""
EXIT_UNUSABLE = 2
"""The call or a file cannot be used."""
EXIT_INTERRUPTED = 130
EXIT_DEFECT = 70
"""The sandbox itself failed (EX_SOFTWARE)."""

_WIDEST = 110
_NARROWEST = 40
_LONGEST_LINE = 100_000
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def width() -> int:
    """Return how many columns a report may take: those of the terminal, 80 where there is none."""
    return min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size((80, 24)).columns))


def write_out(text: str) -> None:
    """Write a result; a reader who has gone away ends it silently."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_pipe()


def _leave_pipe() -> None:
    """Let what Python still wants to flush at its end go nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except OSError:
        return


def write_report(report: RenderableType) -> None:
    """Write a report for people."""
    write_out(render(report, width=width()))


def write_lines(lines: Sequence[Text]) -> None:
    """Write lines as they are, however long."""
    if lines:
        write_out(render(Group(*lines), width=_LONGEST_LINE))


def write_json(value: Any) -> None:
    """Write a result for programs."""
    write_out(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def stderr() -> Console:
    """Return the console for everything but results; made anew, because tests and shells redirect it."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def say(text: str) -> None:
    """Tell something that is not a result."""
    stderr().print(Text(printable(text)))


def fail(message: str, code: int = EXIT_UNUSABLE) -> NoReturn:
    """Say in one line why nothing can be done, and end."""
    stderr().print(Text.assemble(("error", _STYLES[Severity.ERROR]), f": {printable(message)}"))
    raise typer.Exit(code)


def show_diagnostics(diagnostics: Iterable[Diagnostic], *, quiet: bool = False) -> None:
    """Print findings to standard error; `quiet` leaves out warnings."""
    console = stderr()
    for finding in diagnostics:
        if finding.is_error or not quiet:
            console.print(diagnostic_text(finding))


def diagnostic_text(finding: Diagnostic) -> Text:
    """Return a finding as it is rendered, its severity in colour."""
    text = Text(printable(finding.render()))
    text.highlight_words([f"{finding.severity}[{finding.code}]"], _STYLES[finding.severity])
    return text


@contextmanager
def counting(what: str, *, quiet: bool) -> Iterator[OnRead | None]:
    """Show on a terminal's standard error how many rows have been read; how many there are is not known yet."""
    console = stderr()
    if quiet or not console.is_terminal:
        yield None
        return
    with Progress(
        TextColumn("{task.description}"), TextColumn("{task.completed:,}"), console=console, transient=True
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda rows: bar.update(task, completed=rows)


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[OnProgress | None]:
    """Show on a terminal's standard error how far a study has come."""
    console = stderr()
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
