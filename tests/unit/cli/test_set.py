"""`--set` as somebody in revenue operations would use it."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_commands import typed
from tests.unit.study.small import write_policy, write_scenario

RULES = """\
version: 1
name: Scored
scoring:
  - {id: buys-soon, when: timeframe_days <= 30, points: 5}
routing:
  - {id: hot, when: score >= 20, to: calls}
  - {id: rest, otherwise: true, to: nurture}
queues:
  calls: {team: sdr, cadence: six}
cadences:
  six: {touches: [{channel: phone}, {channel: phone, after: 1 day}], then: nurture}
"""


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SANDBOX_JOBS", "1")


@pytest.fixture
def world(tmp_path: Path) -> list[str]:
    return ["--scenario", write_scenario(tmp_path), "--replications", "1"]


@pytest.fixture
def slow(tmp_path: Path) -> str:
    return write_policy(tmp_path, "slow", after="2 days")


@pytest.fixture
def scored(tmp_path: Path) -> str:
    path = tmp_path / "scored.yaml"
    path.write_text(RULES, encoding="utf-8")
    return str(path)


def ran(*words: str) -> Any:
    result = typed(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(*words: str) -> str:
    result = typed(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr


def test_a_later_second_call_is_another_policy_for_this_call(slow: str, world: list[str]) -> None:
    plain = ran("run", slow, *world)["policies"][0]
    later = ran("run", slow, *world, "--set", "cadences.calls.touches.1.after=30 days")["policies"][0]
    assert plain["id"] == later["id"]
    assert plain["sha256"] != later["sha256"]
    assert plain["metrics"] != later["metrics"]
    assert ran("run", slow, *world)["policies"][0] == plain


def test_without_anybody_to_work_the_leads_there_is_no_study(slow: str, world: list[str]) -> None:
    other = f"other={slow}"
    for words in (["run", slow], ["compare", slow, other]):
        said = refused(*words, *world, "--set", "slow:staffing.sdr.count=0")
        assert "error[nobody-works]: in scenario small no lead of policy slow could ever be worked" in said
        assert "team 'sdr' has nobody" in said
        assert "policy other" not in said


def test_a_promise_that_the_policy_leaves_out_can_be_made(scored: str, world: list[str]) -> None:
    words = ["run", scored, *world, "--set", "scoring.buys-soon.points=30"]
    promised = ran(*words, "--set", "queues.calls.respond_within=8 h")
    assert promised["policies"][0]["metrics"] != ran(*words)["policies"][0]["metrics"]


def test_a_rule_is_named_by_its_id(scored: str, world: list[str]) -> None:
    more = ran("run", scored, *world, "--set", "scoring.buys-soon.points=30")["policies"][0]["metrics"]
    fewer = ran("run", scored, *world, "--set", "routing.hot.to=close", "--set", "scoring.buys-soon.points=30")
    assert more["contact_rate"]["mean"] > 0 == fewer["policies"][0]["metrics"]["contact_rate"]["mean"]


def test_a_condition_is_checked_like_one_in_the_file(scored: str, world: list[str]) -> None:
    said = refused("run", scored, *world, "--set", 'scoring.buys-soon.when=timefame_days <= 30 and role == "usr"')
    assert "--set scoring.buys-soon.when:1:1: error[unknown-fact]" in said
    assert 'timefame_days <= 30 and role == "usr"' in said
    assert "did you mean timeframe_days?" in said
    assert "--set scoring.buys-soon.when:1:33: error[unknown-value]" in said


def test_a_bad_value_is_told_once_with_the_value_as_its_line(tmp_path: Path, slow: str, world: list[str]) -> None:
    other = write_policy(tmp_path, "other")
    said = refused("compare", slow, other, *world, "--set", "queues.calls.respond_within=5 minutes")
    assert said.count("--set queues.calls.respond_within:1:1: error[bad-duration]") == 1
    assert "  | 5 minutes\n  | ^^^^^^^^^\n" in said


def test_a_name_that_leads_nowhere_after_the_change_is_refused(slow: str, world: list[str]) -> None:
    said = refused("run", slow, *world, "--set", "queues.calls.cadence=cals")
    assert "--set queues.calls.cadence:1:1: error[unknown-cadence]" in said
    assert "did you mean calls?" in said


def test_a_team_that_the_scenario_does_not_have_is_told_where_it_was_typed(slow: str, world: list[str]) -> None:
    assert "--set queues.calls.team:1:1: error[unknown-team]" in refused(
        "run", slow, *world, "--set", "queues.calls.team=field"
    )


def test_a_misspelt_key_names_what_there_is(slow: str, world: list[str]) -> None:
    said = refused("run", slow, *world, "--set", "queues.calls.respond_wihtin=8 h")
    assert "error[unknown-key]: 'queues.calls' has no 'respond_wihtin'" in said
    assert "did you mean respond_within?" in said


@pytest.mark.parametrize("words", ["", "queues", "=8 h", "queues.calls.team="])
def test_a_change_that_is_none_is_refused(words: str, slow: str, world: list[str]) -> None:
    assert "error[bad-setting]" in refused("run", slow, *world, "--set", words)


def test_policies_that_a_change_does_not_fit_are_named(slow: str, scored: str, world: list[str]) -> None:
    words = ["compare", slow, scored, *world, "--set", "cadences.six.then=close"]
    result = typed(*words, "--format", "json")
    assert result.exit_code == 0
    assert "warning[setting-left-out]: slow stays as it is: 'cadences' has no 'six'" in result.stderr
    policies = json.loads(result.stdout)["policies"]
    before = ran("compare", slow, scored, *world)["policies"]
    assert policies[0]["sha256"] == before[0]["sha256"]
    assert policies[1]["sha256"] != before[1]["sha256"]
    assert typed(*words, "--quiet").stderr == ""


def test_a_change_that_fits_no_policy_is_an_error(slow: str, scored: str, world: list[str]) -> None:
    said = refused("compare", slow, scored, *world, "--set", "cadences.sixx.then=close")
    assert said.count("error[unknown-key]") == 1
    assert "setting-left-out" not in said


def test_all_that_is_wrong_is_told_at_once(slow: str, world: list[str]) -> None:
    said = refused("run", slow, *world, "--set", "nothing", "--set", "queus=1", "--set", "queues.calls.order=best")
    assert [code for code in ("bad-setting", "unknown-key", "unknown-value") if f"error[{code}]" in said] == [
        "bad-setting",
        "unknown-key",
        "unknown-value",
    ]


@pytest.mark.parametrize("command", ["run", "compare"])
def test_the_command_that_is_printed_holds_the_change_and_reproduces_the_result(
    command: str, tmp_path: Path, slow: str, world: list[str]
) -> None:
    policies = [slow] if command == "run" else [slow, write_policy(tmp_path, "other")]
    changes = ["--set", "cadences.calls.touches.1.after=1 h", "--set", "routing.all.when=phone or not phone"]
    first = ran(command, *policies, *world, *changes[:2], "--set", "name='It''s another'")
    printed = first["manifest"]["command"]
    assert "--set 'cadences.calls.touches.1.after=1 h'" in printed
    assert ran(*shlex.split(printed)[1:]) == first
    table = typed(command, *policies, *world, *changes[:2])
    assert "after=1 h'" in " ".join(table.stdout.split("Reproduce:")[1].split())


def test_the_same_file_cannot_be_given_twice_even_when_changed(slow: str, world: list[str]) -> None:
    assert "two policies are called `slow`" in refused("compare", slow, slow, *world, "--set", "name=Other")
