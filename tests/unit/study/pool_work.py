"""Work for tests of the pool, importable by workers and runnable as a program."""

import os
import sys
import time
from pathlib import Path

from sandbox.study.pool import WorkerLost, results


def square(number: int) -> int:
    """The later tasks finish first."""
    time.sleep(0.02 * (4 - number % 5))
    return number * number


def die_at_three(number: int) -> int:
    if number == 3:
        os._exit(9)
    return number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def report_pid(folder: str) -> int:
    pid = os.getpid()
    (Path(folder) / f"{pid}.pid").touch()
    time.sleep(60)
    return pid


def main(folder: str) -> None:
    for found in results(report_pid, [folder] * 4, jobs=2):
        assert not isinstance(found, WorkerLost)


if __name__ == "__main__":
    main(sys.argv[1])
