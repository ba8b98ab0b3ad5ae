"""`--report FILE`: the report of a study as a page, or as a zip with everything that it takes to get the same again."""

import importlib.util
from pathlib import Path

from sandbox.cli.studies import Words, reason
from sandbox.cli.terminal import fail, say
from sandbox.files.atomic import write_bytes
from sandbox.study.compare import StudyResult
from sandbox.study.request import command_of

_PAGE, _ZIP = ".html", ".zip"


def check_report(path: Path, option: str = "--report") -> None:
    """End the command where a report cannot be written, before any work is done."""
    if path.suffix.lower() not in {_PAGE, _ZIP}:
        fail(f"{option} writes .html or .zip, not {path.suffix or 'a file without a suffix'}: {path}")
    if importlib.util.find_spec("plotly") is None:
        fail("the pictures of a report need Plotly: install it with pip install 'lead-policy-sandbox[app]'")
    try:
        is_there = path.parent.is_dir() and not path.is_dir()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        fail(f"cannot write {path}: there is no such folder, or the name is that of a folder")


def save_report(path: Path, result: StudyResult, words: Words) -> None:
    """Write the report of a study, a page or a zip by the suffix of the file, and say so."""
    from sandbox.report.bundle import bundle  # noqa: PLC0415 - loads Plotly, which most runs do not need
    from sandbox.report.html import report_html  # noqa: PLC0415 - likewise

    if path.suffix.lower() == _ZIP:
        content = bundle(result, words.request)
    else:
        content = report_html(result, command=command_of(words.request, with_defaults=True)).encode()
    try:
        write_bytes(path, content)
    except OSError as error:
        fail(f"cannot write {path}: {reason(error)}")
    if not words.quiet:
        say(f"Written: {path}")
