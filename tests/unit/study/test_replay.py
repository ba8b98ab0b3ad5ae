"""Results run again: the same to the last digit, or what differs."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from sandbox.cli.commands import sandbox
from sandbox.files.shipped import list_results
from sandbox.sim.scenario import REGIMES
from sandbox.study.presets import SHIPPED
from sandbox.study.replay import changed_files, read_recorded
from sandbox.study.request import load_request
from sandbox.study.stored import Stored, result_of
from sandbox.study.tasks import StudyWork, Task
from tests.unit.study.small import write_policy, write_scenario


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JOBS", "1")


def typed(*words: str | Path) -> Result:
    result = CliRunner().invoke(sandbox, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that `compare --out` wrote."""
    policies = [write_policy(tmp_path, "slow", after="2 days"), f"quick={write_policy(tmp_path, 'fast')}"]
    words = [
        "--scenario",
        write_scenario(tmp_path),
        "--replications",
        "2",
        "--set",
        "quick:queues.calls.respond_within=2 h",
    ]
    assert typed("compare", *policies, *words, "--seed", "5", "--out", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def changed(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


@pytest.mark.parametrize("name", ["", "result.json", "replications.npz"])
def test_a_result_run_again_is_the_same(out: Path, name: str) -> None:
    said = typed("replay", out / name)
    assert (said.exit_code, said.stdout) == (0, "The same to the last digit.\n"), said.output


def test_the_last_digit_is_told_apart(out: Path) -> None:
    file = out / "result.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    found = document["policies"][1]["metrics"]["contact_rate"]
    found["mean"] = float(np.nextafter(found["mean"], 1))
    changed(file, policies=document["policies"])
    said = typed("replay", file)
    assert said.exit_code == 1
    assert "Not the same: 1 difference." in said.stdout
    assert "policies.quick.metrics.contact_rate.mean" in said.stdout
    assert json.loads(typed("replay", file, "--format", "json").stdout)["same"] is False


def test_a_changed_file_is_named_before_anything_is_simulated(out: Path, tmp_path: Path) -> None:
    write_policy(tmp_path, "slow", after="1 day")
    said = typed("replay", out)
    assert said.exit_code == 1
    assert "policy slow has changed" in said.stdout
    assert "quick" not in said.stdout


def test_other_versions_are_told(out: Path) -> None:
    file = out / "result.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))["manifest"]
    changed(file, manifest={**manifest, "versions": {**manifest["versions"], "numpy": "1.0"}})
    said = typed("replay", file)
    assert said.exit_code == 0
    assert "other versions" in said.stderr
    assert "numpy 1.0, now" in said.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "no result"),
        ("[]", "no result"),
        ('{"schema": 2}', "schema 2"),
        ('{"schema": 1, "manifest": {"versions": {}}}', "older sandbox"),
        ('{"schema": 1, "manifest": {"request": {"policies": 1}}}', "no result"),
    ],
)
def test_what_is_no_result_exits_with_2(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "result.json").write_text(text, encoding="utf-8")
    said = typed("replay", tmp_path)
    assert said.exit_code == 2
    assert why in said.stderr
    assert typed("replay", tmp_path / "absent").exit_code == 2


def test_a_policy_that_is_gone_exits_with_2(out: Path, tmp_path: Path) -> None:
    (tmp_path / "fast.yaml").unlink()
    assert typed("replay", out).exit_code == 2


@pytest.mark.parametrize("name", SHIPPED)
def test_every_result_that_ships_is_what_the_page_asks_for_and_current(name: str) -> None:
    """If not: `make demo-result`."""
    (file,) = (path for path in list_results() if path.parent.name == name)
    recorded = read_recorded(file).value
    assert recorded is not None
    assert recorded.request == SHIPPED[name]
    assert file.stat().st_size < 400_000
    spec = load_request(recorded.request).value
    assert spec is not None
    assert changed_files(recorded, spec) == ()
    assert isinstance(recorded.numbers, Stored)
    result = result_of(recorded.numbers, spec)
    work = StudyWork(policies=spec.policies, scenario=spec.scenario, seed=spec.seed)
    last = spec.replications - 1
    found = work(Task(regime=REGIMES[0], replication=last))
    for fold, stored in zip(found.folds, result.regimes[REGIMES[0]].folds, strict=True):  # type: ignore[union-attr]
        assert (fold.measures, fold.groups) == (stored.measures, stored.groups)
        assert (fold.numerators == stored.sums.numerators[last]).all()
        assert (fold.denominators == stored.sums.denominators[last]).all()
