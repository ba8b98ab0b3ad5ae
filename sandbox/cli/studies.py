"""From the words of a command to a study that has been run, for `compare` and `run`."""

import logging
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.cli.terminal import fail, progress, show_diagnostics
from sandbox.domain.limits import Limits
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.pool import WorkerLost
from sandbox.study.request import StudyRequest, load_request
from sandbox.study.spec import StudySpec, default_jobs

_LOG = logging.getLogger("sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What was typed."""

    request: StudyRequest
    limits: Limits
    jobs: int | None
    quiet: bool
    verbose: bool = False


def read_spec(words: Words) -> StudySpec:
    """Return the study that the words ask for; findings are printed, and errors end the command."""
    if words.verbose:
        logging.basicConfig(stream=sys.stderr, format="%(name)s: %(message)s")
        _LOG.setLevel(logging.DEBUG)
    jobs = default_jobs() if words.jobs is None else words.jobs
    loaded = load_request(words.request, jobs=jobs, limits=words.limits)
    show_diagnostics(loaded.diagnostics, quiet=words.quiet)
    if loaded.value is None:
        fail("nothing was simulated: see the findings above")
    return loaded.value


def run(spec: StudySpec, words: Words) -> StudyResult:
    """Run a study, showing progress."""
    started = time.monotonic()
    _LOG.info("%d policies, %d replications, %d jobs", len(spec.policies), spec.replications, spec.jobs)
    with progress("Simulating", quiet=words.quiet) as on_progress:
        result = run_study(spec, on_progress)
    if isinstance(result, WorkerLost):
        fail(result.message)
    _LOG.info("simulated in %.1f s", time.monotonic() - started)
    return result


def check_folder(folder: Path) -> None:
    """End the command where a folder for results cannot be made, before any work is done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        fail(f"cannot write into {folder}: {reason(error)}")


def reason(error: OSError | ValueError) -> str:
    """Return in a few words why a file could not be written."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
