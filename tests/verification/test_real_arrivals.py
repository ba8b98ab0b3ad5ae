"""A quarter of real arrivals, replayed: BPI Challenge 2012, every A_SUBMITTED of Oct to Dec 2011.

The log is not part of the project; the test is skipped where it is absent.
"""

import csv
import gzip
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.tables import Event, Stage
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.sim.world import simulate
from sandbox.study.compare import run_study
from sandbox.study.load import load_study
from sandbox.study.pool import WorkerLost
from sandbox.study.spec import StudySpec
from tests.worlds import ROOT, Everybody, one_queue, rows_of, vocabulary

LOG = Path(os.environ.get("SANDBOX_TEST_DATA", ROOT.parent / "shared" / "data")) / "bpi2012_2011q4_events.csv.gz"

pytestmark = pytest.mark.skipif(not LOG.exists(), reason=f"the BPI 2012 log is not at {LOG}")

SCENARIO = """
version: 1
name: Loan applications, last quarter of 2011
clock: {start: 2011-10-01, zone: Europe/Amsterdam}
demand: {trace: arrivals.csv}
teams: {sdr: {count: 9, shifts: {Mon-Fri: 08:00-20:00, Sat: 09:00-15:00}}}
"""


def real_arrivals(folder: Path) -> tuple[Scenario, list[str]]:
    """Return a scenario that replays the log's arrivals, and their local times as written."""
    with gzip.open(LOG, "rt", encoding="utf-8") as log:
        rows = [(row["case"], row["ts"]) for row in csv.DictReader(log) if row["activity"] == "A_SUBMITTED"]
    with (folder / "arrivals.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerows([("case", "created"), *rows])
    (folder / "loans.yaml").write_text(SCENARIO, encoding="utf-8")
    checked = load_scenario(folder / "loans.yaml", vocabulary())
    assert checked.value is not None, [d.render() for d in checked.diagnostics]
    return checked.value, sorted(time for _, time in rows)


def test_all_7455_applications_are_accounted_for(tmp_path: Path) -> None:
    scenario, times = real_arrivals(tmp_path)
    key = key_of(1, 0)
    people = sample_leads(scenario, key)
    tables = simulate(people, Everybody(), one_queue("phone", "phone 1 day"), scenario, key)
    assert len(times) == len(people) == len(tables.leads) == 7455
    assert tables.leads.in_cohort.all()
    last = dict(zip(tables.events.column("lead").tolist(), tables.events.column("stage").tolist(), strict=True))
    assert sorted(last) == list(range(7455))
    ended = Counter(Stage(stage).name for stage in last.values())
    assert sum(ended.values()) == 7455
    assert ended["NURTURE"]
    assert ended["CUSTOMER"]
    assert ended["DISQUALIFIED"]


def test_applications_arrive_at_the_local_times_of_the_log(tmp_path: Path) -> None:
    scenario, times = real_arrivals(tmp_path)
    people = sample_leads(scenario, key_of(1, 0))
    # The first application came at 00:38:44 on the first day; the clocks went back on 30 October.
    assert times[0] == "2011-10-01 00:38:44"
    assert people.created_ms[0] == ((0 * 60 + 38) * 60 + 44) * 1000
    days = np.bincount(people.created_ms // 86_400_000)
    assert len(days) in {92, 93}


def test_luck_differs_between_replications_but_arrivals_do_not(tmp_path: Path) -> None:
    scenario, _ = real_arrivals(tmp_path)
    first, second = (sample_leads(scenario, key_of(1, replication)) for replication in (0, 1))
    np.testing.assert_array_equal(first.created_ms, second.created_ms)
    assert (first.reachable != second.reachable).any()


def test_reps_start_work_on_them_in_their_shifts(tmp_path: Path) -> None:
    scenario, _ = real_arrivals(tmp_path)
    key = key_of(1, 0)
    tables = simulate(sample_leads(scenario, key), Everybody(), one_queue("phone"), scenario, key)
    assert len(rows_of(tables, Event.DIALED, "lead")) == 7455


def test_two_shipped_policies_are_compared_on_them(tmp_path: Path) -> None:
    real_arrivals(tmp_path)
    loaded = load_study(("newest_first", "eight_hours_two_touches"), str(tmp_path / "loans.yaml")).value
    assert loaded is not None
    spec = StudySpec(policies=loaded.policies, scenario=loaded.scenario, replications=2, jobs=1)
    result = run_study(spec)
    assert not isinstance(result, WorkerLost)
    assert set(result.main.cohort_leads.values()) == {2 * 7455}
    assert result.verdict is not None
    assert result.verdict.winner == "newest_first"
