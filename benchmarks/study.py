"""How long measures and whole studies take, and what running policies on the same leads is worth.

`python -m benchmarks.study` prints three tables.
"""

import time
from dataclasses import replace

import numpy as np

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.comparison import pairing_gain
from sandbox.analysis.fold import fold_run
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.load import Loaded, load_study
from sandbox.study.pool import WorkerLost
from sandbox.study.spec import StudySpec, default_jobs
from sandbox.study.tasks import simulate_once

DEMO = ("eight_hours_two_touches", "five_minutes_six_touches")
ORDERS = ("newest_first", "oldest_first")
SCENARIO = "midmarket_saas"
MEASURES = ("contact_rate", "qualification_rate", "close_rate", "revenue")
RUNS = 5
REPLICATIONS = 20
OTHER_SEED = 2


def load(policies: tuple[str, ...]) -> Loaded:
    loaded = load_study(policies, SCENARIO).value
    assert loaded is not None
    return loaded


def run(spec: StudySpec) -> StudyResult:
    result = run_study(spec)
    assert not isinstance(result, WorkerLost)
    return result


def print_measures() -> None:
    """Time the fold of one run: all measures, over the cohort and by segment."""
    loaded = load(ORDERS)
    tables = simulate_once(loaded.policies[0], loaded.scenario, seed=1)
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        fold_run(tables, follow_cohort(tables))
        seconds.append(time.process_time() - start)
    print("| leads | events | all measures with segments, ms |")
    print("| ---: | ---: | ---: |")
    print(f"| {len(tables.leads):,} | {len(tables.events):,} | {1000 * sorted(seconds)[RUNS // 2]:.0f} |\n")


def print_studies() -> None:
    """Time the main job, as `make demo` runs it, for one worker and for all processors."""
    loaded = load(DEMO)
    print("| jobs | replications | seconds |")
    print("| ---: | ---: | ---: |")
    for jobs in sorted({1, default_jobs()}):
        for replications in (5, REPLICATIONS):
            spec = StudySpec(policies=loaded.policies, scenario=loaded.scenario, replications=replications, jobs=jobs)
            start = time.perf_counter()
            run(spec)
            print(f"| {jobs} | {replications} | {time.perf_counter() - start:.1f} |")
    print()


def print_common_luck() -> None:
    """Compare the standard error of newest minus oldest first on the same leads with that on other leads."""
    loaded = load(ORDERS)
    spec = StudySpec(policies=loaded.policies, scenario=loaded.scenario, replications=REPLICATIONS, jobs=default_jobs())
    same, other = run(spec), run(replace(spec, seed=OTHER_SEED))
    print("| measure | same leads | separate luck | ratio | other seeds, as run |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name in MEASURES:
        newest, oldest = same.main.folds
        gain = pairing_gain(newest, oldest, name)
        apart = newest.of([name]).values()[:, 0] - other.main.folds[1].of([name]).values()[:, 0]
        error = float(np.std(apart, ddof=1) / np.sqrt(REPLICATIONS))
        ratio = "-" if gain.ratio is None else f"{gain.ratio:.2f}"
        print(f"| {name} | {gain.paired_error:.3g} | {gain.independent_error:.3g} | {ratio} | {error:.3g} |")


def main() -> None:
    """Print the three tables."""
    print_measures()
    print_studies()
    print_common_luck()


if __name__ == "__main__":
    main()
