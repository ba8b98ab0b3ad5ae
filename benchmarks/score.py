"""How fast real leads are ranked, and in how much memory: the file read, ranked with its gaps, written best first.

`python -m benchmarks.score` prints one table; each row is a process of its own.
"""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from sandbox.engine.language.parse import load_policy
from sandbox.files.lead_csv import read_leads
from sandbox.files.shipped import find_policy
from sandbox.study.score import score_leads, write_ranking

POLICY = "long_form"
SIZES = (1_000, 100_000, 1_000_000)
BLOCK = 10_000
CELLS = {
    "Name": ("Ann Example", "Zoë Beispiel", "Bob, Jr.", "Dan Long-Lastname"),
    "Email": ("someone@example.com", "x@example.org"),
    "Lead Source": ("referral", "event", "paid_search", "direct", ""),
    "Industry": ("software", "finance", "biotech", ""),
    "Job Level": ("ceo", "manager", "user", ""),
    "Company Size": ("1-10", "51-200", "700", ""),
    "Timeframe": ("this month", "90", "365", ""),
    "Budget": ("4000", "20000", "50000", ""),
    "Product": ("core", "premium", ""),
    "Email Type": ("company", "free", ""),
}


def write_leads(path: Path, count: int) -> None:
    """Write an export of so many leads, each cell drawn evenly, never many of them in memory: a child inherits that."""
    draw = np.random.default_rng(1)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(CELLS)
        for start in range(0, count, BLOCK):
            size = min(BLOCK, count - start)
            columns = [np.array(cells)[draw.integers(0, len(cells), size)].tolist() for cells in CELLS.values()]
            writer.writerows(zip(*columns, strict=True))


def measure(path: Path) -> dict[str, float]:
    """Return the seconds of each step, and the peak memory of this process in MB at its end and before it."""
    found = find_policy(POLICY).value
    policy = None if found is None else load_policy(found).value
    assert policy is not None
    before = _peak_mb()
    start = time.perf_counter()
    sheet = read_leads(path, policy.vocabulary).value
    assert sheet is not None
    read = time.perf_counter()
    scored = score_leads(policy, sheet)
    ranked = time.perf_counter()
    write_ranking(path.with_name("ranked.csv"), scored)
    written = time.perf_counter()
    seconds = {"read": read - start, "ranked": ranked - read, "written": written - ranked, "all": written - start}
    return {**seconds, "leads": float(len(sheet)), "before_mb": before, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    """Print seconds and memory by the number of leads, or, given a file, what was measured of it."""
    if sys.argv[1:]:
        print(" ".join(f"{key}={value}" for key, value in measure(Path(sys.argv[1])).items()))
        return
    print(f"{'leads':>9}  {'read s':>7}  {'ranked s':>8}  {'written s':>9}  {'leads/s':>9}  {'peak MB':>7}  before")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "leads.csv"
            write_leads(path, size)
            command = [sys.executable, "-m", "benchmarks.score", str(path)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        row = {key: float(value) for key, value in (pair.split("=") for pair in said.split())}
        print(
            f"{size:>9,}  {row['read']:>7.2f}  {row['ranked']:>8.2f}  {row['written']:>9.2f}  "
            f"{size / row['all']:>9,.0f}  {row['peak_mb']:>7.0f}  {row['before_mb']:.0f}"
        )


if __name__ == "__main__":
    main()
