"""The JSON document: its keys, and no NaN."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from sandbox.domain.tables import NONE, Event, EventTable, LostReason, Outcome, WonReason
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.document import to_document
from sandbox.study.pool import WorkerLost
from sandbox.study.store import document_text, event_frame, metrics_frame, write_event_log, write_result
from sandbox.study.tasks import simulate_once
from tests.unit.study.small import load, spec_of, write_policy, write_scenario

ESTIMATE_KEYS = {"mean", "low", "high", "n", "unit"}
DIFFERENCE_KEYS = ESTIMATE_KEYS | {"p05", "p95", "ahead"}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    folder = tmp_path_factory.mktemp("study")
    policies = [write_policy(folder, "a"), write_policy(folder, "b", after="3 h")]
    found = run_study(spec_of(load(policies, write_scenario(folder)), regimes=True))
    assert not isinstance(found, WorkerLost)
    return found


@pytest.fixture(scope="module")
def document(result: StudyResult) -> dict[str, Any]:
    made = document_text(to_document(result, verdict_text="said", command="sandbox compare a b"))
    read: dict[str, Any] = json.loads(made, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    return read


def test_keys_are_exactly_those_of_the_interface(document: dict[str, Any]) -> None:
    assert set(document) == {
        *("schema", "kind", "scenario", "seed", "replications", "simulator", "confidence"),
        *("policies", "differences", "regimes", "verdict", "manifest"),
    }
    assert (document["schema"], document["kind"], document["simulator"]) == (1, "comparison", "simpy")
    assert set(document["scenario"]) == {"name", "sha256"}
    assert set(document["verdict"]) == {"text", "outcome", "winner", "metric", "indifference", "robust", "margin"}
    assert set(document["verdict"]["margin"]) == DIFFERENCE_KEYS
    assert set(document["manifest"]) == {"versions", "command"}
    assert set(document["manifest"]["versions"]) == {"sandbox", "python", "numpy", "simpy", "holidays"}


def test_policies_and_differences_have_the_keys_of_the_interface(document: dict[str, Any]) -> None:
    for policy in document["policies"]:
        assert set(policy) == {"id", "name", "sha256", "metrics", "segments"}
        assert set(policy["segments"]) <= {"source", "industry", "grade", "quality"}
        for labels in policy["segments"].values():
            for metrics in labels.values():
                assert all(set(found) == ESTIMATE_KEYS for found in metrics.values())
        assert all(set(found) == ESTIMATE_KEYS for found in policy["metrics"].values())
    (difference,) = document["differences"]
    assert set(difference) == {"policy", "baseline", "metrics", "leads_changed"}
    assert (difference["policy"], difference["baseline"]) == ("b", "a")
    assert set(difference["leads_changed"]) == {"share"}
    assert all(set(found) == DIFFERENCE_KEYS for found in difference["metrics"].values())


def test_metric_names_are_those_of_the_model(document: dict[str, Any]) -> None:
    waits = {
        f"{wait}_{what}"
        for wait in ("speed_to_lead", "speed_to_lead_business", "time_to_first_contact")
        for what in ("p50_min", "p90_min", "within_5min", "within_1h", "within_24h")
    }
    assert set(document["policies"][0]["metrics"]) == waits | {
        *("sla_attainment", "contact_rate", "connect_rate", "attempts_per_lead", "calls_to_first_contact", "mql_rate"),
        *("qualification_rate", "sal_to_sql", "opportunity_rate", "close_rate", "win_rate", "wins", "revenue"),
        *("leads", "meetings_held", "show_rate", "days_to_close_p50", "pipeline_created", "pipeline_open"),
        *("cost", "cost_per_sql", "cost_per_win", "margin", "return_on_spend", "opt_out_rate"),
        *("recycle_rate", "recycled_wins", "missed_sales", "ignored_rate", "dropped_rate", "lead_spread"),
        *("hours_used", "rep_utilisation.sdr", "backlog_mean", "unworked_rate", "stalled_rate", "reassignment_rate"),
        *("open_rate", "handoffs_per_lead", "handoff_wait_p50_min"),
    }


def test_regimes_hold_the_same_objects_and_the_own_view_is_on_top(document: dict[str, Any]) -> None:
    assert list(document["regimes"]) == ["sceptical", "central", "vendor"]
    for found in document["regimes"].values():
        assert set(found) == {"policies", "differences"}
    assert document["regimes"]["central"]["policies"] == document["policies"]


def test_an_undefined_measure_is_null_with_its_count(document: dict[str, Any]) -> None:
    never = document["policies"][0]["metrics"]["time_to_first_contact_p90_min"]
    assert never == {"mean": None, "low": None, "high": None, "n": 0, "unit": "min"}


def test_nothing_in_the_document_says_how_many_workers_made_it(result: StudyResult) -> None:
    assert "jobs" not in document_text(to_document(result, verdict_text="", command=""))


def test_results_on_disk(result: StudyResult, document: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    write_result(folder, result, document)
    assert sorted(path.name for path in folder.iterdir()) == ["metrics.parquet", "result.json"]
    assert json.loads((folder / "result.json").read_text(encoding="utf-8")) == document
    frame = pl.read_parquet(folder / "metrics.parquet")
    assert frame.columns == ["regime", "policy", "replication", "segment", "metric", "value", "unit"]
    assert frame["replication"].unique().sort().to_list() == [0, 1]
    assert not frame["value"].is_nan().any()


def test_stored_metrics_are_those_of_the_document(result: StudyResult, document: dict[str, Any]) -> None:
    wins = metrics_frame(result).filter(metric="wins", segment="all", policy="a", regime="central")
    assert wins["value"].mean() == pytest.approx(document["policies"][0]["metrics"]["wins"]["mean"])


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_event_log_has_xes_columns_and_every_event(result: StudyResult, tmp_path: Path, suffix: str) -> None:
    policy, scenario = result.spec.policies[0], result.spec.scenario
    tables = simulate_once(policy, scenario, seed=1)
    path = tmp_path / f"log{suffix}"
    write_event_log(path, tables.events, policy, scenario)
    log = pl.read_csv(path, infer_schema=False) if suffix == ".csv" else pl.read_parquet(path)
    assert log.columns[:4] == ["case:concept:name", "concept:name", "time:timestamp", "org:resource"]
    assert len(log) == len(tables.events)
    assert log["concept:name"].null_count() == 0
    assert log["case:concept:name"].n_unique() == len(tables.leads)
    first = log["time:timestamp"].to_list()[0]
    assert first.startswith("2026-01-05T")
    assert first.endswith("-05:00")
    assert set(log["org:resource"].drop_nulls()) == {"sdr 1", "sdr 2"}


def test_the_log_names_why_deals_were_won_and_lost(result: StudyResult) -> None:
    events = EventTable(
        rows=np.array([
            [0, 0, 0, Event.DIALED, *[NONE] * 4, Outcome.NO_ANSWER, NONE, 2, 1, 0, 0],
            [1, 0, 0, Event.LOST, *[NONE] * 4, LostReason.NO_BUDGET, NONE, 6, 1, 0, 0],
            [2, 0, 0, Event.LOST, *[NONE] * 4, NONE, NONE, 6, 1, 0, 0],
            [2, 0, 0, Event.WON, *[NONE] * 4, WonReason.PRICE, NONE, 5, 1, 0, 0],
            [3, 0, 0, Event.JUDGED, *[NONE] * 4, Outcome.NEVER, NONE, 6, 1, 0, 0],
        ])
    )
    frame = event_frame(events, result.spec.policies[0], result.spec.scenario)
    assert frame["outcome"].to_list() == ["no_answer", "no_budget", None, "price", "never"]
