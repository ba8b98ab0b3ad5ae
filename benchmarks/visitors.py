"""Three visitors of one server at once, on two workers: whether all get answers, how evenly, and with how much memory.

`python -m benchmarks.visitors` prints the table.
"""

import multiprocessing
import resource
import time
from dataclasses import replace
from pathlib import Path

from sandbox.study.jobs import Jobs
from sandbox.study.presets import PRESETS
from sandbox.study.request import load_request
from sandbox.study.spec import StudySpec

WORKERS = 2
QUARTERS = 6
_TICK_S = 0.1


def resident_mb(process: int) -> float:
    """Return the memory of a process that is in use now, in MB (Linux)."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def workers_mb() -> float:
    """Return the memory of all worker processes."""
    children = [Path(f"/proc/{multiprocessing.current_process().pid}/task").glob("*/children")]
    numbers = {number for found in children for path in found for number in path.read_text(encoding="ascii").split()}
    return sum(resident_mb(int(number)) for number in numbers)


def _short(spec: StudySpec) -> StudySpec:
    return replace(spec, replications=QUARTERS, regimes=False)


def main() -> None:
    """Run the study of each card for a visitor of its own, all at once."""
    jobs, started = Jobs(workers=WORKERS), time.monotonic()
    under_way = {}
    for preset in PRESETS:
        read = load_request(preset.request)
        assert read.value is not None
        under_way[preset.question] = jobs.start(_short(read.value), preset.key, None)
    first: dict[str, float] = {}
    over: dict[str, float] = {}
    most_workers_mb = 0.0
    while len(over) < len(under_way):
        time.sleep(_TICK_S)
        most_workers_mb = max(most_workers_mb, workers_mb())
        for question, job in under_way.items():
            if job.done:
                first.setdefault(question, time.monotonic() - started)
            if job.is_over:
                over.setdefault(question, time.monotonic() - started)
    print("| visitor asks | first quarter after, s | answer after, s |")
    print("| --- | ---: | ---: |")
    for question, job in under_way.items():
        assert job.result is not None, job.message
        print(f"| {question} | {first[question]:.0f} | {over[question]:.0f} |")
    server_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(
        f"\nPeak memory: the server's process {server_mb:,.0f} MB, "
        f"{WORKERS} workers together {most_workers_mb:,.0f} MB."
    )
    jobs.close()


if __name__ == "__main__":
    main()
