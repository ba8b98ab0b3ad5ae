"""`sandbox schema` as a user types it."""

import json
from pathlib import Path

import pytest

from tests.schemas import check, mistakes
from tests.unit.cli.test_commands import typed


@pytest.mark.parametrize("kind", ["policy", "scenario", "vocabulary"])
def test_a_schema_goes_to_stdout_and_is_the_same_each_time(kind: str) -> None:
    first, second = typed("schema", kind), typed("schema", kind)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    check(json.loads(first.stdout))


def test_the_facts_are_those_of_the_nearest_vocabulary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "version: 1\nfacts: {sunshine: {kind: flag, label: Sunny}}\n"
    (tmp_path / "vocabulary.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert "Facts: sunshine (true or false)" in typed("schema", "policy").stdout


def test_a_vocabulary_that_cannot_be_read_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vocabulary.yaml").write_text("version: 1\nfacts: 5\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = typed("schema", "policy")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "vocabulary.yaml:2:8: error[wrong-type]" in result.stderr


def test_the_schema_refuses_a_misspelt_key() -> None:
    schema = json.loads(typed("schema", "policy").stdout)
    policy = {
        "version": 1,
        "name": "x",
        "routing": [],
        "queues": {"a": {"team": "sdr", "cadense": "c"}},
        "cadences": {},
    }
    assert any("cadense" in line for line in mistakes(schema, policy))
