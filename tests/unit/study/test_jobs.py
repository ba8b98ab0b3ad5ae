"""Studies beside pages: fair, bounded, cancelled at once; a dead worker is one study's loss; nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study import job as job_module
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.document import to_document
from sandbox.study.job import STOPPED, Job
from sandbox.study.jobs import FAULT, WORKER_LOST, Jobs, busy, too_long
from sandbox.study.request import StudyRequest
from sandbox.study.spec import StudySpec
from tests.unit.study.jobs_work import ENDLESS_SEED, FAULTY_SEED, PIDS, SomeEndless
from tests.unit.study.small import load, spec_of, write_policy, write_scenario

ROOT = Path(__file__).parents[3]
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def spec(tmp_path: Path) -> StudySpec:
    policies = [write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="3 h")]
    return spec_of(load(policies, write_scenario(tmp_path)), replications=3)


@pytest.fixture
def pids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Let some seeds be endless; returns the workers that have begun an endless task."""
    folder = tmp_path / "pids"
    folder.mkdir()
    monkeypatch.setenv(PIDS, str(folder))
    monkeypatch.setattr(job_module, "StudyWork", SomeEndless)
    return lambda: [int(path.stem) for path in folder.glob("*.pid")]


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs(workers=2)
    yield made
    made.close()


def document(result: StudyResult | None) -> object:
    assert result is not None
    return to_document(result, verdict_text="", request=StudyRequest(policies=("a", "b")))


def run(spec: StudySpec) -> object:
    found = run_study(spec)
    assert isinstance(found, StudyResult)
    return document(found)


def test_what_is_known_so_far_is_the_result_of_a_shorter_study(spec: StudySpec) -> None:
    job = Job(spec=replace(spec, replications=4, regimes=True), clock=Clock())
    first, second, third = (job.tasks[3 * number : 3 * number + 3] for number in range(3))
    for task in (*second, *first[:2]):
        job.take(task, job.work(task))
    assert job.partial is None  # of the first replication one regime is missing
    job.take(first[2], job.work(first[2]))
    assert document(job.partial) == run(replace(job.spec, replications=2))
    known = job.partial
    job.take(third[0], job.work(third[0]))
    assert job.partial is known
    assert job.finish() is None
    assert job.done == 7


def test_the_time_left_is_that_of_the_pace(spec: StudySpec) -> None:
    clock = Clock()
    job = Job(spec=replace(spec, replications=40), clock=clock)
    found = job.work(job.tasks[0])
    assert job.seconds_left is None
    for number, task in enumerate(job.tasks[:30]):
        clock.now_s += 10.0 if number < 10 else 2.0  # others leave, and it goes faster
        job.take(task, found)
    assert job.seconds_left == pytest.approx(10 * 2.0)
    clock.now_s += 5.0
    assert job.seconds_left == pytest.approx(15.0)
    assert job.seconds == pytest.approx(145.0)


def test_three_visitors_on_two_workers_all_get_on_and_get_their_answers(jobs: Jobs, spec: StudySpec) -> None:
    specs = [replace(spec, replications=count, seed=count) for count in (6, 4, 5)]
    done_at_first_end: list[int] = []
    started: list[Job] = []

    def note(_: StudyResult) -> None:
        if not done_at_first_end:
            done_at_first_end.extend(job.done for job in started)

    for number, one in enumerate(specs):
        started.append(jobs.start(one, visitor=number, keep=note))
    wait_for(lambda: all(job.is_over for job in started))
    assert [job.message for job in started] == ["", "", ""]
    assert all(done >= 2 for done in done_at_first_end)
    for job, one in zip(started, specs, strict=True):
        assert document(job.result) == run(one)


@needs_proc
def test_cancelling_ends_the_workers_and_harms_nobody_else(
    jobs: Jobs, spec: StudySpec, pids: Callable[[], list[int]]
) -> None:
    endless = jobs.start(replace(spec, seed=ENDLESS_SEED), "one")
    wait_for(lambda: len(pids()) == 2)
    other = jobs.start(spec, "other")
    endless.cancel()
    assert (endless.is_over, endless.message, endless.result) == (True, STOPPED, None)
    wait_for(lambda: not any(map(is_running, pids())))
    wait_for(lambda: other.is_over)
    assert document(other.result) == run(spec)


@needs_proc
def test_a_killed_worker_is_a_message_for_the_study_it_worked_on(
    jobs: Jobs, spec: StudySpec, pids: Callable[[], list[int]]
) -> None:
    endless = jobs.start(replace(spec, seed=ENDLESS_SEED, replications=1), "one")
    other = jobs.start(replace(spec, replications=5), "other")
    wait_for(lambda: len(pids()) == 1)
    os.kill(pids()[0], signal.SIGKILL)
    wait_for(lambda: endless.is_over)
    assert endless.message == WORKER_LOST
    wait_for(lambda: other.is_over)
    assert document(other.result) == run(replace(spec, replications=5))
    again = jobs.start(replace(spec, seed=2), "one")
    wait_for(lambda: again.is_over)
    assert again.result is not None


def test_a_fault_is_a_message_and_the_next_study_works(
    jobs: Jobs, spec: StudySpec, pids: Callable[[], list[int]]
) -> None:
    faulty = jobs.start(replace(spec, seed=FAULTY_SEED), "one")
    wait_for(lambda: faulty.is_over)
    assert faulty.message == FAULT
    good = jobs.start(spec, "one")
    wait_for(lambda: good.is_over)
    assert good.result is not None


def test_one_study_a_visitor_and_so_many_a_server(spec: StudySpec, pids: Callable[[], list[int]]) -> None:
    limits = replace(DEFAULT_LIMITS, studies_at_once=2)
    jobs = Jobs(workers=1, limits=limits)
    endless = replace(spec, seed=ENDLESS_SEED)
    first, second, third = (jobs.start(endless, visitor) for visitor in ("one", "two", "three"))
    assert (first.is_over, second.is_over, third.message) == (False, False, busy(limits))
    instead = jobs.start(endless, "one")
    assert (first.message, instead.message) == (STOPPED, "")
    jobs.close()
    assert (second.message, instead.message) == (STOPPED, STOPPED)


def test_a_study_may_not_take_for_ever(spec: StudySpec, pids: Callable[[], list[int]]) -> None:
    clock = Clock()
    jobs = Jobs(workers=1, clock=clock)
    job = jobs.start(replace(spec, seed=ENDLESS_SEED), "one")
    wait_for(lambda: len(pids()) == 1)
    assert not job.is_over
    clock.now_s = DEFAULT_LIMITS.study_seconds + 1
    wait_for(lambda: job.is_over)
    assert job.message == too_long(DEFAULT_LIMITS)
    assert "10 minutes" in job.message
    jobs.close()


@needs_proc
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_never_outlive_the_server(tmp_path: Path, how: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.study.jobs_work", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, PIDS: str(tmp_path)},
        start_new_session=True,
    )
    try:
        wait_for(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
    finally:
        server.send_signal(how)
        server.wait()
    wait_for(lambda: not any(is_running(int(path.stem)) for path in tmp_path.glob("*.pid")))
