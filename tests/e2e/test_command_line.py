"""The command line as a user runs it: real processes, pipes, signals and terminals."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.study.small import write_policy, write_scenario

SANDBOX = [sys.executable, "-m", "sandbox"]
LINUX = Path("/proc/self/stat").exists()
needs_linux = pytest.mark.skipif(not LINUX, reason="reads /proc")


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    scenario = write_scenario(tmp_path)
    return [write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="1 h"), "--scenario", scenario]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SANDBOX, *words], capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment}
    )


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def family_of(leader: int) -> set[int]:
    """The living processes of a session."""
    alive = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[3]) == leader:
            alive.add(int(entry.name))
    return alive


def start_long_study(small: list[str]) -> subprocess.Popen[str]:
    """A study of many replications on two workers, in a session of its own; returns once the workers are there."""
    words = [*SANDBOX, "compare", *small, "--replications", "2000", "--jobs", "2"]
    study = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert wait_until(lambda: len(family_of(study.pid)) >= 3)
    return study


def test_two_jobs_say_the_same_as_one_to_the_last_byte(small: list[str]) -> None:
    one, two = (run("compare", *small, "--replications", "3", "--jobs", n, "--format", "json") for n in ("1", "2"))
    assert (one.returncode, two.returncode) == (0, 0), two.stderr
    assert one.stdout == two.stdout
    assert json.loads(one.stdout)["kind"] == "comparison"
    assert two.stderr == ""


def test_a_table_in_ascii_does_not_fail(small: list[str], tmp_path: Path) -> None:
    named = write_policy(tmp_path, "c", name="Zürich früh")
    said = run("compare", small[0], named, *small[2:], "--replications", "2", "--jobs", "1", PYTHONIOENCODING="ascii")
    assert said.returncode == 0
    assert said.stderr == ""
    assert said.stdout.isascii()


def test_a_defect_in_a_file_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("version: 1\nname: [", encoding="utf-8")
    said = run("compare", str(tmp_path / "bad.yaml"), "newest_first")
    assert said.returncode == 2
    assert "bad.yaml:2:" in said.stderr
    assert "Traceback" not in said.stderr
    assert said.stdout == ""


CLOSED = [
    ["--help"],
    ["lint", "policies", "--format", "json"],
    ["test", "policies", "--format", "junit"],
    ["score", "short_form", "LEADS"],
]


@pytest.mark.parametrize("words", CLOSED)
def test_a_closed_pipe_ends_silently(words: list[str], tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("role,source\nceo,referral\n")
    words = [str(leads) if word == "LEADS" else word for word in words]
    reader, writer = os.pipe()
    os.close(reader)
    said = subprocess.run([*SANDBOX, *words], stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writer)
    assert said.stderr == ""


@needs_linux
def test_ctrl_c_exits_with_130_says_nothing_and_leaves_no_worker(small: list[str]) -> None:
    study = start_long_study(small)
    os.killpg(study.pid, signal.SIGINT)  # as a shell does: to every process in the foreground
    out, errors = study.communicate(timeout=20)
    assert study.returncode == 130
    assert (out, errors) == ("", "")
    assert wait_until(lambda: not family_of(study.pid))


@needs_linux
def test_workers_leave_when_the_command_is_killed(small: list[str]) -> None:
    study = start_long_study(small)
    study.kill()
    study.communicate(timeout=20)
    assert wait_until(lambda: not family_of(study.pid))


@needs_linux
def test_a_killed_worker_is_told_in_plain_words(small: list[str]) -> None:
    study = start_long_study(small)
    time.sleep(1.0)
    workers = family_of(study.pid) - {study.pid}
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in workers}
    os.kill(next(pid for pid, command in commands.items() if b"resource_tracker" not in command), signal.SIGKILL)
    out, errors = study.communicate(timeout=30)
    assert study.returncode == 2
    assert "worker process ended unexpectedly" in errors
    assert "Traceback" not in errors
    assert out == ""
    assert wait_until(lambda: not family_of(study.pid))


@needs_linux
@pytest.mark.parametrize("no_colour", [False, True])
def test_a_terminal_gets_colour_and_progress_unless_told_otherwise(small: list[str], no_colour: bool) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    environment = {**inherited, "TERM": "xterm-256color", "COLUMNS": "80"} | ({"NO_COLOR": "1"} if no_colour else {})
    words = [*SANDBOX, "compare", *small, "--replications", "2", "--jobs", "1"]
    parent, child = pty.openpty()
    study = subprocess.Popen(words, stdout=child, stderr=child, stdin=child, env=environment)
    os.close(child)
    shown = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(parent)
    assert study.wait(timeout=30) == 0
    assert b"Simulating" in shown
    assert b"Contact rate" in shown
    has_colour = any(f"\x1b[{style}{colour}m".encode() in shown for style in ("", "1;") for colour in (31, 32, 33, 36))
    assert has_colour is not no_colour
