"""`sandbox run`: one policy, and its event log."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli import options
from sandbox.cli.environment import limits
from sandbox.cli.reports import check_report, save_report
from sandbox.cli.studies import Words, read_spec, reason
from sandbox.cli.studies import run as run_words
from sandbox.cli.terminal import fail, say, width, write_json, write_report
from sandbox.report.terminal.study import study_report
from sandbox.study.document import to_document
from sandbox.study.request import StudyRequest, command_of
from sandbox.study.spec import StudySpec
from sandbox.study.store import LOG_SUFFIXES, write_event_log
from sandbox.study.tasks import simulate_once


def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="Name of a shipped policy, or a file.")],
    scenario: options.ScenarioOption = options.SCENARIO,
    replications: options.ReplicationsOption = options.REPLICATIONS,
    seed: options.SeedOption = options.SEED,
    regimes: options.RegimesOption = False,
    settings: options.SetOption = None,
    jobs: options.JobsOption = None,
    log: options.LogOption = None,
    report: options.ReportOption = None,
    output_format: options.FormatOption = options.Format.TABLE,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Simulate one policy, and write its event log where asked."""
    request = StudyRequest(
        policies=(policy,),
        scenario=scenario,
        settings=tuple(settings or ()),
        replications=replications,
        seed=seed,
        regimes=regimes,
    )
    words = Words(request=request, limits=limits(), jobs=jobs, quiet=quiet, verbose=verbose)
    if log is not None:
        _check_log(log)
    if report is not None:
        check_report(report)
    spec = read_spec(words)
    result = run_words(spec, words)
    if log is not None:
        _write_log(log, spec)
    if report is not None:
        save_report(report, result, words)
    if output_format is options.Format.JSON:
        write_json(to_document(result, verdict_text="", request=request))
    else:
        command = command_of(request, with_defaults=verbose)
        write_report(study_report(result, command=command, width=width(), verbose=verbose))
    if log is not None and not quiet:
        say(f"Written: {log}, the events of the first of {spec.replications} replications")


def _check_log(log: Path) -> None:
    """End the command where the log cannot be written, before any work is done."""
    if log.suffix.lower() not in LOG_SUFFIXES:
        fail(f"--log writes .csv or .parquet, not {log.suffix or 'a file without a suffix'}: {log}")
    try:
        is_there = log.parent.is_dir() and not log.is_dir()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        fail(f"cannot write {log}: there is no such folder, or the name is that of a folder")


def _write_log(log: Path, spec: StudySpec) -> None:
    policy = spec.policies[0]
    try:
        write_event_log(log, simulate_once(policy, spec.scenario, spec.seed).events, policy, spec.scenario)
    except OSError as error:
        fail(f"cannot write {log}: {reason(error)}")
