"""Results on disk: result.json, metrics.parquet, and event logs. Files appear whole or not at all."""

import io
import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from sandbox.analysis.comparison import PolicyFolds
from sandbox.analysis.fold import EVERY_LEAD
from sandbox.analysis.measures import measure_named
from sandbox.domain.calendar import start_utc_ms
from sandbox.domain.tables import NONE, ChannelCode, Event, EventTable, LostReason, Outcome, Owner, Stage, WonReason
from sandbox.domain.units import MINUTE_MS
from sandbox.engine.policy import Policy
from sandbox.files.atomic import write_bytes, write_text
from sandbox.files.csv_out import defused
from sandbox.sim.scenario import Scenario
from sandbox.study.compare import StudyResult

if TYPE_CHECKING:
    import polars as pl

RESULT_FILE = "result.json"
METRICS_FILE = "metrics.parquet"
LOG_SUFFIXES = (".csv", ".parquet")
ALL_LEADS = "all"
"""What stands for the whole cohort in the column `segment`; a segment is `source=referral`."""


def write_result(folder: Path, result: StudyResult, document: Mapping[str, Any]) -> None:
    """Write `result.json` and `metrics.parquet` into a folder, made where needed; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / METRICS_FILE, _parquet(metrics_frame(result)))
    write_text(folder / RESULT_FILE, document_text(document))


def document_text(document: Mapping[str, Any]) -> str:
    """Return a document as JSON text; NaN is a defect and raises ValueError."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def metrics_frame(result: StudyResult) -> "pl.DataFrame":
    """Return every measure of every replication in long form; undefined is null; `regime` only where several ran."""
    import polars as pl  # noqa: PLC0415 - takes 0.3 s to load, and most runs write no tables

    rows = [row for found in result.regimes.values() for folds in found.folds for row in _rows(found.regime, folds)]
    schema = {
        "regime": pl.String,
        "policy": pl.String,
        "replication": pl.Int64,
        "segment": pl.String,
        "metric": pl.String,
        "value": pl.Float64,
        "unit": pl.String,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame if result.spec.regimes else frame.drop("regime")


def _rows(regime: str, folds: PolicyFolds) -> Iterator[tuple[str, str, int, str, str, float | None, str]]:
    values = folds.sums.values()
    for group_number, group in enumerate(folds.groups):
        segment = ALL_LEADS if group == EVERY_LEAD else f"{group[0]}={group[1]}"
        for measure_number, name in enumerate(folds.measures):
            column = values[:, group_number, measure_number]
            if group != EVERY_LEAD and np.isnan(column).all():
                continue
            unit = measure_named(name).unit
            for replication, value in enumerate(column.tolist()):
                yield regime, folds.policy, replication, segment, name, None if math.isnan(value) else value, unit


def write_event_log(path: Path, events: EventTable, policy: Policy, scenario: Scenario) -> None:
    """Write an event log as CSV with XES column names, or as Parquet, by the suffix of the file; raises OSError."""
    frame = event_frame(events, policy, scenario)
    write_bytes(path, _parquet(frame) if path.suffix.lower() == ".parquet" else _csv(frame))


def event_frame(events: EventTable, policy: Policy, scenario: Scenario) -> "pl.DataFrame":
    """Return events with names for codes; the first four columns are called as process mining (XES) expects."""
    import polars as pl  # noqa: PLC0415 - takes 0.3 s to load, and most runs write no tables

    queues = [queue.name for queue in policy.playbook.queues]
    reps = [f"{team.name} {number + 1}" for team in scenario.teams.values() for number in range(team.count)]
    return pl.DataFrame({
        "case:concept:name": pl.Series(events.column("lead")).cast(pl.String),
        "concept:name": _named(events, "event", _words(Event)),
        "time:timestamp": pl.Series(_timestamps(events, scenario)),
        "org:resource": _named(events, "rep", dict(enumerate(reps))),
        "sequence": pl.Series(range(len(events)), dtype=pl.Int64),
        "cycle": pl.Series(events.column("cycle")),
        "queue": _named(events, "queue", dict(enumerate(queues))),
        "channel": _named(events, "channel", _words(ChannelCode)),
        "k": pl.Series(events.column("k")),
        "outcome": _outcomes(events),
        "rule": _named(events, "rule", {number: row.id for number, row in enumerate(policy.routing)}),
        "stage": _named(events, "stage", _words(Stage)),
        "owner": _named(events, "owner", _words(Owner)),
        "duration_min": pl.Series(events.column("duration_ms") / MINUTE_MS),
        "amount": pl.Series(events.column("amount_cents") / 100),
    })


def _words(codes: Any) -> dict[int, str]:
    return {int(code): code.name.lower() for code in codes}


def _outcomes(events: EventTable) -> "pl.Series":
    """Return how attempts and conversations went, and why deals were won and lost."""
    import polars as pl  # noqa: PLC0415 - takes 0.3 s to load, and most runs write no tables

    said = _named(events, "outcome", _words(Outcome))
    for event, reasons in ((Event.WON, WonReason), (Event.LOST, LostReason)):
        why = _named(events, "outcome", _words(reasons))
        said = why.zip_with(pl.Series(events.column("event") == event), said)
    return said


def _named(events: EventTable, column: str, names: Mapping[int, str]) -> "pl.Series":
    """Return a column of codes as names, null where there is none; text is defused against formulas."""
    import polars as pl  # noqa: PLC0415 - takes 0.3 s to load, and most runs write no tables

    safe = {code: defused(name) for code, name in names.items()}
    codes = pl.Series(column, events.column(column))
    return codes.replace_strict(safe | {NONE: None}, return_dtype=pl.String, default=None)


def _timestamps(events: EventTable, scenario: Scenario) -> list[str]:
    """Return ISO 8601 times in the scenario's zone, to the millisecond, with their offset from UTC."""
    zone = ZoneInfo(scenario.zone)
    start = datetime.fromtimestamp(start_utc_ms(scenario.start, scenario.zone) / 1000, UTC)
    moments = (start + timedelta(milliseconds=time_ms) for time_ms in events.column("time_ms").tolist())
    return [moment.astimezone(zone).isoformat(timespec="milliseconds") for moment in moments]


def _parquet(frame: "pl.DataFrame") -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _csv(frame: "pl.DataFrame") -> bytes:
    return frame.write_csv().encode()
