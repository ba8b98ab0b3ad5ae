"""Studies: the same for any number of workers, exactly zero against oneself, unmoved by who else takes part."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.document import to_document
from sandbox.study.pool import WorkerLost
from sandbox.study.request import StudyRequest
from sandbox.study.spec import StudySpec, spec_problems
from sandbox.study.store import document_text
from sandbox.study.tasks import Replication, StudyWork, Task
from tests.unit.study.small import SCENARIO, load, shipped, spec_of, write_policy, write_scenario


def run(spec: StudySpec) -> StudyResult:
    result = run_study(spec)
    assert not isinstance(result, WorkerLost)
    return result


def text(spec: StudySpec) -> str:
    return document_text(to_document(run(spec), verdict_text="said", request=StudyRequest(policies=("a", "b"))))


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    return write_scenario(tmp_path)


def test_any_number_of_workers_gives_the_same_result_to_the_last_bit(tmp_path: Path, scenario: str) -> None:
    policies = [write_policy(tmp_path, "a"), write_policy(tmp_path, "b", order="newest_first")]
    loaded = load(policies, scenario)
    inline = text(spec_of(loaded, regimes=True, jobs=1))
    assert text(spec_of(loaded, regimes=True, jobs=2)) == inline
    assert text(spec_of(loaded, regimes=True, jobs=5)) == inline


def test_the_same_policy_under_another_name_differs_by_exactly_zero(tmp_path: Path, scenario: str) -> None:
    policies = [write_policy(tmp_path, "a", name="First"), write_policy(tmp_path, "copy", name="Second")]
    result = run(spec_of(load(policies, scenario), replications=3))
    for name, found in result.main.differences[0].metrics.items():
        known = [v for v in (found.mean, found.low, found.high, found.p05, found.p95, found.ahead) if v is not None]
        assert all(value == 0 for value in known), name
    assert result.main.leads_changed["copy"] == 0
    assert result.main.differences[0].metrics["close_rate"].mean == 0


def test_a_third_policy_changes_nothing_for_the_others(tmp_path: Path, scenario: str) -> None:
    two = [write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="3 h")]
    three = [*two, write_policy(tmp_path, "c", order="newest_first")]
    of_two, of_three = (run(spec_of(load(names, scenario))) for names in (two, three))
    assert of_three.main.policies[:2] == of_two.main.policies
    assert of_three.main.differences[0] == of_two.main.differences[0]


def test_the_scenarios_own_view_is_the_same_alone_and_among_three(tmp_path: Path, scenario: str) -> None:
    loaded = load([write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="3 h")], scenario)
    alone, among = run(spec_of(loaded)), run(spec_of(loaded, regimes=True))
    assert list(alone.regimes) == ["central"]
    assert list(among.regimes) == ["sceptical", "central", "vendor"]
    assert among.main.policies == alone.main.policies
    assert alone.verdict is not None
    assert among.verdict is not None
    assert alone.verdict.robust is None
    assert among.verdict.robust in {True, False}


def test_the_seed_is_the_luck(tmp_path: Path, scenario: str) -> None:
    loaded = load([write_policy(tmp_path, "a")], scenario)
    one, again, other = (run(spec_of(loaded, seed=seed)).main.policies for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_more_replications_begin_with_the_same_ones(tmp_path: Path, scenario: str) -> None:
    loaded = load([write_policy(tmp_path, "a")], scenario)
    few, many = (run(spec_of(loaded, replications=n)).main.folds[0].sums for n in (2, 4))
    assert (many.numerators[:2] == few.numerators).all()


def test_one_policy_is_a_run_without_a_verdict(tmp_path: Path, scenario: str) -> None:
    result = run(spec_of(load([write_policy(tmp_path, "a")], scenario)))
    document = json.loads(
        document_text(to_document(result, verdict_text="", request=StudyRequest(policies=("a", "b"))))
    )
    assert (document["kind"], document["differences"], document["verdict"]) == ("run", [], None)


def test_progress_counts_every_task_and_can_stop_a_study(tmp_path: Path, scenario: str) -> None:
    spec = spec_of(load([write_policy(tmp_path, "a")], scenario), replications=3)
    seen: list[tuple[int, int]] = []
    run_study(spec, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(spec_of(load([write_policy(tmp_path, "a")], scenario), replications=4, jobs=2), stop)


def test_no_reps_leave_every_lead_unworked(tmp_path: Path, scenario: str) -> None:
    """A study of nobody at work is refused; the simulator itself knows what to do."""
    spec = spec_of(load([write_policy(tmp_path, "a")], scenario))
    nobody = {name: replace(team, count=0) for name, team in spec.scenario.teams.items()}
    metrics = run(replace(spec, scenario=replace(spec.scenario, teams=nobody))).main.policies[0].metrics
    assert metrics["unworked_rate"].mean == 1
    assert metrics["contact_rate"].mean == 0
    assert metrics["speed_to_lead_p50_min"].mean is None
    assert metrics["rep_utilisation.sdr"].mean is None


def test_policies_may_have_teams_of_their_own(tmp_path: Path, scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def results(work: StudyWork, tasks: Sequence[Task], jobs: int) -> Iterator[Replication]:
        for task in tasks:
            found = work(task)
            base, other = found.folds
            assert base.measures[-1] == "rep_utilisation.sdr"
            renamed = replace(other, measures=(*other.measures[:-1], "rep_utilisation.weekend"))
            yield replace(found, folds=(base, renamed))

    loaded = load([write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="3 h")], scenario)
    plain = run(spec_of(loaded))
    monkeypatch.setattr("sandbox.study.compare.results", lambda *given: (one for one in results(*given)))
    result = run(spec_of(loaded))
    document = json.loads(
        document_text(to_document(result, verdict_text="", request=StudyRequest(policies=("a", "b"))))
    )
    base, other = (policy["metrics"] for policy in document["policies"])
    assert list(base) == list(other) == list(document["differences"][0]["metrics"])
    undefined = {"mean": None, "low": None, "high": None, "n": 0, "unit": "share"}
    assert (base["rep_utilisation.weekend"], other["rep_utilisation.sdr"]) == (undefined, undefined)
    assert base["rep_utilisation.sdr"]["mean"] == plain.main.policies[0].metrics["rep_utilisation.sdr"].mean
    assert other["rep_utilisation.weekend"]["mean"] == plain.main.policies[1].metrics["rep_utilisation.sdr"].mean
    assert document["differences"][0]["metrics"]["rep_utilisation.weekend"]["mean"] is None
    assert result.verdict == plain.verdict


def test_workers_do_not_load_what_only_the_parent_needs() -> None:
    heavy = {"scipy", "polars", "rich", "typer"}
    program = f"import sys, sandbox.study.tasks, sandbox.study.pool; print({heavy!r} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"replications": 0}, "replications"),
        ({"replications": 2001}, "replications"),
        ({"seed": -1}, "seed"),
        ({"jobs": 0}, "jobs"),
    ],
)
def test_impossible_numbers_are_refused_in_plain_words(changes: dict[str, int], word: str) -> None:
    problems = spec_problems(replace(spec_of(shipped()), **changes), DEFAULT_LIMITS)  # type: ignore[arg-type]
    assert len(problems) == 1
    assert word in problems[0]
    assert spec_problems(spec_of(shipped()), DEFAULT_LIMITS) == ()


def test_policies_with_different_forms_are_compared_by_visitor(tmp_path: Path) -> None:
    world = write_scenario(tmp_path, SCENARIO.replace("leads_per_week: 60", "visitors_per_week: 300"))
    paths = [write_policy(tmp_path, name) for name in ("short", "copy", "long")]
    for path, form in zip(paths, ("[role]", "[product]", "[role, product, industry, employees, budget]"), strict=True):
        Path(path).write_text(Path(path).read_text(encoding="utf-8") + f"form: {form}\n", encoding="utf-8")
    loaded = load(paths, world)
    short, copy, long = loaded.policies
    alike, unlike = (run(replace(spec_of(loaded), policies=pair)) for pair in ((short, copy), (short, long)))
    assert alike.main.leads_changed["copy"] == 0  # no rule reads what the two forms ask
    assert alike.verdict is not None
    assert alike.verdict.metric == "close_rate"
    leads = unlike.main.cohort_leads
    assert leads["short"] == alike.main.cohort_leads["short"] == alike.main.cohort_leads["copy"]
    changed = unlike.main.leads_changed["long"]
    assert changed is not None
    assert round(changed * leads["short"]) >= leads["short"] - leads["long"] > 30  # whom the long form put off
    assert unlike.verdict is not None
    assert unlike.verdict.metric == "wins"
    metrics = unlike.main.differences[0].metrics["leads"]
    assert metrics.mean == (leads["long"] - leads["short"]) / 2
