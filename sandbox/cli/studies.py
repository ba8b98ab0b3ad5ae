"""From the words of a command to a study that has been run, for `compare` and `run`."""

import logging
import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.cli.terminal import fail, progress, show_diagnostics
from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.load import load_study
from sandbox.study.pool import WorkerLost
from sandbox.study.spec import DEFAULT_SEED, StudySpec, default_jobs, spec_problems

_LOG = logging.getLogger("sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What was typed."""

    command: str
    policies: Sequence[str]
    scenario: str
    replications: int
    seed: int
    regimes: bool
    jobs: int | None
    quiet: bool
    verbose: bool
    settings: Sequence[str] = ()


def read_spec(words: Words) -> StudySpec:
    """Return the study that the words ask for; findings are printed, and errors end the command."""
    if words.verbose:
        logging.basicConfig(stream=sys.stderr, format="%(name)s: %(message)s")
        _LOG.setLevel(logging.DEBUG)
    loaded = load_study(words.policies, words.scenario, settings=words.settings)
    show_diagnostics(loaded.diagnostics, quiet=words.quiet)
    if loaded.value is None:
        fail("nothing was simulated: see the findings above")
    spec = StudySpec(
        policies=loaded.value.policies,
        scenario=loaded.value.scenario,
        replications=words.replications,
        seed=words.seed,
        regimes=words.regimes,
        jobs=default_jobs() if words.jobs is None else words.jobs,
    )
    problems = spec_problems(spec, DEFAULT_LIMITS)
    if problems:
        fail("; ".join(problems))
    return spec


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


def command_line(words: Words, *, with_defaults: bool) -> str:
    """Return the command that reproduces a study; without defaults it leaves out the seed that everybody has."""
    parts = ["sandbox", words.command, *words.policies, "--scenario", words.scenario]
    parts += ["--replications", str(words.replications)]
    if with_defaults or words.seed != DEFAULT_SEED:
        parts += ["--seed", str(words.seed)]
    for setting in words.settings:
        parts += ["--set", setting]
    if words.regimes:
        parts.append("--regimes")
    return shlex.join(parts)


def check_folder(folder: Path) -> None:
    """End the command where a folder for results cannot be made, before any work is done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        fail(f"cannot write into {folder}: {reason(error)}")


def reason(error: OSError | ValueError) -> str:
    """Return in a few words why a file could not be written."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
