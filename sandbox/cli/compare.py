"""`sandbox compare`: policies side by side on the same leads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.reports import check_report, save_report
from sandbox.cli.studies import Words, check_folder, read_spec, reason, run
from sandbox.cli.terminal import fail, say, width, write_json, write_out, write_report
from sandbox.report.terminal.study import study_report
from sandbox.report.verdict import verdict_text
from sandbox.study.compare import StudyResult
from sandbox.study.document import to_document
from sandbox.study.request import StudyRequest, command_of
from sandbox.study.store import METRICS_FILE, RESULT_FILE, write_result
from sandbox.study.stored import STORED_FILE


def compare(  # noqa: PLR0913, PLR0917 - one parameter an option
    policies: Annotated[
        list[str],
        typer.Argument(
            metavar="POLICY",
            help="Names of shipped policies, or files; the first is the baseline. "
            "NAME=POLICY gives one another name, so that it can stand twice.",
        ),
    ],
    scenario: options.ScenarioOption = options.SCENARIO,
    replications: options.ReplicationsOption = options.REPLICATIONS,
    seed: options.SeedOption = options.SEED,
    regimes: options.RegimesOption = False,
    settings: options.SetOption = None,
    jobs: options.JobsOption = None,
    out: options.OutOption = None,
    report: options.ReportOption = None,
    output_format: options.FormatOption = options.Format.TABLE,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Compare policies on the same leads; the first is the baseline."""
    if len(policies) < 2:
        fail("compare needs at least two policies; `sandbox run` simulates one")
    request = StudyRequest(
        policies=tuple(policies),
        scenario=scenario,
        settings=tuple(settings or ()),
        replications=replications,
        seed=seed,
        regimes=regimes,
    )
    words = Words(request=request, limits=limits(), jobs=jobs, quiet=quiet, verbose=verbose)
    if report is not None:
        check_report(report)
    spec = read_spec(words)
    if out is not None:
        check_folder(out)
    result = run(spec, words)
    text = verdict_text(result)
    document = to_document(result, verdict_text=text, request=request)
    if out is not None:
        _store(out, result, document, request)
        if not quiet:
            say(f"Written: {out / RESULT_FILE}, {out / METRICS_FILE}, {out / STORED_FILE}")
    if report is not None:
        save_report(report, result, words)
    if output_format is options.Format.JSON:
        write_json(document)
    elif quiet:
        write_out(f"{text}\n")
    else:
        command = command_of(request, with_defaults=verbose)
        write_report(study_report(result, command=command, width=width(), verbose=verbose))


def _store(folder: Path, result: StudyResult, document: Mapping[str, Any], request: StudyRequest) -> None:
    try:
        write_result(folder, result, document, request)
    except OSError as error:
        fail(f"cannot write into {folder}: {reason(error)}")
