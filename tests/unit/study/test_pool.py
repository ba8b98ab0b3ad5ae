"""Workers: order, loss, interruption."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.study.pool import WorkerLost, results
from tests.unit.study.pool_work import die_at_three, fail_at_three, square

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(results(square, range(7), jobs)) == [0, 1, 4, 9, 16, 25, 36]


def test_no_tasks_no_results() -> None:
    assert list(results(square, [], 2)) == []


def test_a_lost_worker_is_a_value_and_the_next_study_runs() -> None:
    found = list(results(die_at_three, range(6), 2))
    assert isinstance(found[-1], WorkerLost)
    assert "worker" in found[-1].message
    assert list(results(square, range(2), 2)) == [0, 1]


def test_a_defect_in_the_work_is_raised() -> None:
    with pytest.raises(ValueError, match="three"):
        list(results(fail_at_three, range(6), 2))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition: object, seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if callable(condition) and condition():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def busy_study(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A study whose two workers have begun a long task, in a process group of its own as under a shell."""
    command = [sys.executable, "-m", "tests.unit.study.pool_work", str(folder)]
    parent = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert wait_until(lambda: len(list(folder.glob("*.pid"))) == 2)
        yield parent, [int(path.stem) for path in folder.glob("*.pid")]
    finally:
        parent.kill()
        parent.communicate()


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@needs_proc
def test_ctrl_c_leaves_no_worker_and_no_worker_complains(tmp_path: Path) -> None:
    with busy_study(tmp_path) as (parent, workers):
        os.killpg(parent.pid, signal.SIGINT)
        _, errors = parent.communicate(timeout=15)
        assert parent.returncode == -signal.SIGINT
        assert errors.count("Traceback") == 1  # the program's own: it does not catch the interrupt
        assert not any(is_running(pid) for pid in workers)


@needs_proc
def test_workers_leave_when_their_parent_is_killed(tmp_path: Path) -> None:
    with busy_study(tmp_path) as (parent, workers):
        parent.kill()
        assert wait_until(lambda: not any(is_running(pid) for pid in workers))
