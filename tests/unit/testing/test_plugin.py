"""`pytest --sandbox-policies`: what is collected, how it is told, and that nobody else notices the plugin."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sandbox.testing.collecting  # noqa: F401 - before the runs inside: they forget imports, NumPy loads once
from tests.unit.testing.small import RULES, VOCABULARY, checked, run, shown_examples, write_policies

ROOT = Path(__file__).parents[3]
pytest_plugins = ["pytester"]

EVERY = """
monotone: {timeframe_days: down}
examples: [{name: Nobody knows anything, lead: {}, expect: {score: 0, queue: nurture}}]
"""


def names(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if re.fullmatch(r"\S+::\S+", line)]


def test_each_invariant_of_each_policy_is_a_test(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies", small=RULES + EVERY)
    assert names(checked(pytester, "--collect-only", "-q")) == [
        "policies/small.yaml::total",
        "policies/small.yaml::one-grade",
        "policies/small.yaml::implementations-agree",
        "policies/small.yaml::explain-agrees",
        "policies/small.yaml::unread-facts-do-not-matter",
        "policies/small.yaml::examples",
        "policies/small.yaml::monotone-timeframe_days",
    ]
    checked(pytester).assert_outcomes(passed=7)
    run(pytester, "policies/small.yaml::total", "--sandbox-policies", "policies").assert_outcomes(passed=1)


def test_what_cannot_be_checked_is_no_test(pytester: pytest.Pytester) -> None:
    every_fact = "scoring: [{id: all, when: known(source) and known(region) and known(employees), points: 1}]\n"
    write_policies(pytester.path / "policies", small=f"{every_fact}definitions: {{mql: timeframe_days < 5}}\n")
    found = names(checked(pytester, "--collect-only", "-q"))
    assert [name.split("::")[1] for name in found] == ["total", "one-grade", "implementations-agree", "explain-agrees"]


def test_a_broken_file_is_one_failure_that_says_what_is_wrong_and_where(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies", small=RULES, broken=RULES.replace("timeframe_days", "timeframe"))
    result = checked(pytester)
    result.assert_outcomes(passed=5, failed=1)
    assert "FAILED policies/broken.yaml::valid" in result.stdout.str()
    place = "policies/broken.yaml:11:22: error[unknown-fact]: there is no fact 'timeframe'"
    assert place in result.outlines
    assert "  help: did you mean timeframe_days?" in result.outlines
    assert "Traceback" not in result.stdout.str()
    assert ".py" not in result.stdout.str().split("FAILURES")[1]


def test_a_file_that_is_no_yaml_is_told_as_well(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies")
    (pytester.path / "policies" / "odd.yml").write_text("routing: [")
    result = checked(pytester)
    result.assert_outcomes(failed=1)
    assert "error[syntax-error]" in result.stdout.str()


def test_scenarios_vocabularies_and_hidden_files_are_no_policies(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies", small=RULES)
    (pytester.path / "policies" / "world.yaml").write_text("version: 1\nname: World\nteams: {}\nleads: {}\n")
    (pytester.path / "policies" / ".hidden.yaml").write_text("routing: 1\n")
    assert {name.split("::")[0] for name in names(checked(pytester, "--collect-only", "-q"))} == {"policies/small.yaml"}


def test_a_file_asked_for_by_name_is_a_policy_whatever_it_says(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path)
    result = run(pytester, "vocabulary.yaml", "--sandbox-policies", "vocabulary.yaml")
    result.assert_outcomes(failed=1)
    assert "error[missing-key]" in result.stdout.str()


def test_an_example_that_fails_is_told_with_what_is_decided_now(pytester: pytest.Pytester) -> None:
    wrong = "examples: [{name: Buys soon, lead: {timeframe_days: 30}, expect: {score: 20, grade: B, fired: [tiny]}}]\n"
    write_policies(pytester.path / "policies", small=RULES + wrong)
    result = checked(pytester)
    result.assert_outcomes(passed=5, failed=1)
    assert "  score: 20 expected, 25 decided" in result.outlines
    assert "  grade: B expected, A decided" in result.outlines
    (policy,) = (pytester.path / "policies").glob("small.yaml")
    policy.write_text(policy.read_text().replace(wrong, ""))
    (example,) = shown_examples(result.stdout.str(), policy)
    assert example.expect.score == 25.0
    assert example.expect.fired == ("soon", "rest")


def test_a_score_that_rises_where_it_must_not_is_told_with_the_two_simplest_leads(pytester: pytest.Pytester) -> None:
    rushed = RULES.replace("grades", "  - {id: rush, when: timeframe_days < 7, points: -5}\ngrades")
    write_policies(pytester.path / "policies", small=f"{rushed}monotone: {{timeframe_days: down}}\n")
    result = checked(pytester)
    result.assert_outcomes(passed=5, failed=1)
    assert "FAILED policies/small.yaml::monotone-timeframe_days" in result.stdout.str()
    low, high = shown_examples(result.stdout.str(), pytester.path / "policies" / "small.yaml")
    assert (low.lead, low.expect.score) == ({"timeframe_days": 0.0}, 20.0)
    assert (high.lead, high.expect.score) == ({"timeframe_days": 7.0}, 25.0)
    again = checked(pytester).stdout.str()
    assert shown_examples(again, pytester.path / "policies" / "small.yaml") == (low, high)


def test_a_seed_may_be_given(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies", small=RULES)
    checked(pytester, "--hypothesis-seed=3", "--sandbox-examples=5").assert_outcomes(passed=5)


def test_the_configuration_file_names_policies_for_runs_without_arguments(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies", small=RULES)
    pytester.makeini("[pytest]\nsandbox_policies = policies\nsandbox_examples = 5\ntestpaths = tests\n")
    (pytester.path / "tests").mkdir()
    (pytester.path / "tests" / "test_own.py").write_text("def test_own(): pass\n")
    run(pytester).assert_outcomes(passed=6)
    run(pytester, "tests").assert_outcomes(passed=1)
    run(pytester, "tests", "--sandbox-policies", "policies").assert_outcomes(passed=6)
    run(pytester, "policies").assert_outcomes(passed=5)


def test_each_policy_is_checked_once_where_paths_overlap(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies", small=RULES)
    twice = ("--sandbox-policies", "policies", "--sandbox-policies", "policies/small.yaml", "--sandbox-examples", "5")
    run(pytester, *twice).assert_outcomes(passed=5)
    run(pytester, ".", *twice).assert_outcomes(passed=5)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--sandbox-policies", "nowhere"), "there is no file or folder"),
        (("--sandbox-policies", "empty"), "there is no YAML file in"),
        (("--sandbox-policies", "policies", "--sandbox-examples", "0"), "expected a number of leads above 0, found 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(pytester: pytest.Pytester, arguments: tuple[str, ...], told: str) -> None:
    write_policies(pytester.path / "policies", small=RULES)
    (pytester.path / "empty").mkdir()
    result = run(pytester, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in result.stderr.str()


def test_without_hypothesis_the_way_out_is_told(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    write_policies(pytester.path / "policies", small=RULES)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *at: None if name == "hypothesis" else real(name, *at)
    )
    result = checked(pytester)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "pip install 'lead-policy-sandbox[testing]'" in result.stderr.str()


def test_a_run_that_does_not_ask_for_policies_collects_none(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path, small=RULES)
    pytester.makepyfile("def test_own(): pass")
    run(pytester).assert_outcomes(passed=1)


def test_the_plugin_alone_imports_nothing_that_takes_time() -> None:
    heavy = ("numpy", "durable", "hypothesis", "pydantic", "sandbox.engine", "sandbox.domain")
    code = f"import sys, sandbox.testing.plugin; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_policies_are_shared_among_processes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    write_policies(pytester.path / "policies", small=RULES, broken="grades: 1\n")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    options = ("--sandbox-policies", "policies", "--sandbox-examples", "5", "-n", "1")
    result = pytester.runpytest_subprocess("-p", "sandbox.testing.plugin", *options)
    result.assert_outcomes(passed=5, failed=1)
    assert "error[wrong-type]" in result.stdout.str()


def test_the_vocabulary_is_the_one_beside_the_policies(pytester: pytest.Pytester) -> None:
    write_policies(pytester.path / "policies", small="scoring: [{id: vip, when: vip, points: 1}]\n")
    assert "unknown-fact" in checked(pytester).stdout.str()
    (pytester.path / "policies" / "vocabulary.yaml").write_text(f"{VOCABULARY}  vip: {{kind: flag, label: VIP}}\n")
    checked(pytester).assert_outcomes(passed=5)
