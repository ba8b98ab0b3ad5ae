"""`sandbox test` as a user types it, and the formats in which it and `sandbox lint` write what they find."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from sandbox.cli.commands import sandbox
from sandbox.engine import chain

POLICY = """\
version: 1
name: Two rules
scoring: [{id: boss, when: 'role == "decision_maker"', points: 20}]
routing: [{id: junk, when: 'email_domain == "disposable"', to: close}, {id: rest, otherwise: true, to: sales}]
queues: {sales: {team: sdr, cadence: calls}}
cadences: {calls: {touches: [{channel: phone}], then: nurture}}
examples:
  - {name: A boss is worth twenty, lead: {role: ceo}, expect: {score: 20, queue: sales}}
"""
TABLE = "name,email type,expect_queue\nNobody,disposable,close\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def put(name: str, text: str = POLICY) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def typed(*words: str) -> Result:
    result = CliRunner().invoke(sandbox, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def wrong() -> str:
    return put("wrong.yaml", POLICY.replace("score: 20, queue", "score: 30, queue"))


def test_where_all_is_well_a_policy_takes_a_line() -> None:
    put("five.cases.csv", TABLE)
    result = typed("test", put("five.yaml"))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "five.yaml: 2 cases as expected; all 4 rules, grades and cadences reached",
        "1 policy tested: 2 cases, 0 failed.",
    ]
    assert result.stderr == ""


def test_a_failed_example_is_told_in_full_and_exits_with_1() -> None:
    result = typed("test", put("five.yaml"), wrong())
    assert result.exit_code == 1
    assert "five.yaml: 1 case as expected; 3 of 4 rules, grades and cadences reached (75 %)" in result.stdout
    assert "  warning[not-covered]: no case reaches routing row junk" in result.stdout
    assert "wrong.yaml: 1 of 1 case failed" in result.stdout
    assert "wrong.yaml:8:12: error[example-failed]: 'A boss is worth twenty' is decided otherwise:" in result.stdout
    assert "expected score 30, got 20\n" in result.stdout
    assert "these rules fired: boss, rest" in result.stdout
    assert result.stdout.endswith("2 policies tested: 2 cases, 1 failed.\n")


@pytest.mark.parametrize(("least", "code"), [("75", 0), ("75.5", 1), ("100 %", 1), ("0", 0)])
def test_coverage_below_the_floor_exits_with_1(least: str, code: int) -> None:
    result = typed("test", put("five.yaml"), "--coverage-min", least)
    assert result.exit_code == code
    assert ("error[not-covered]" in result.stdout) is (code == 1)
    assert ("coverage too low in 1 policy." in result.stdout) is (code == 1)


@pytest.mark.parametrize("least", ["-1", "101", "much", "nan", "1e2", ""])
def test_a_percentage_is_one(least: str) -> None:
    result = typed("test", put("five.yaml"), "--coverage-min", least)
    assert result.exit_code == 2
    assert "is not a percentage from 0 to 100" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bad.yaml"], "error[unknown-key]"),
        (["five.yaml", "bad.csv"], "bad.csv:2:2: error[unknown-queue]: column 'expect_queue': the policy has no queue"),
        (["five.yaml", "missing.csv"], "error[unreadable]: there is no such file"),
        (["missing.yaml", "five.yaml"], "error[unknown-file]"),
        (["bad.csv"], "no policy is named"),
    ],
)
def test_a_file_that_cannot_be_used_exits_with_2_and_the_others_are_tested(words: list[str], said: str) -> None:
    put("five.yaml")
    put("bad.yaml", POLICY.replace("team:", "tame:"))
    put("bad.csv", "role,expect_queue\nceo,sails\n")
    result = typed("test", *words)
    assert result.exit_code == 2
    assert said in result.stdout
    assert "cannot be tested" in result.stdout


def test_quiet_tells_only_what_failed() -> None:
    assert typed("test", put("five.yaml"), "--quiet").stdout == ""
    lines = typed("test", "five.yaml", wrong(), "--quiet").stdout.splitlines()
    assert lines[0].startswith("wrong.yaml: 1 of 1 case failed")
    assert not any("not-covered" in line or "tested" in line for line in lines)


def test_without_durable_rules_the_table_decides_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_WHY_UNAVAILABLE", "no C compiler")
    result = typed("test", put("five.yaml"), "--format", "json")
    assert result.exit_code == 0
    assert result.stderr.count("durable_rules cannot be used here (no C compiler)") == 1
    assert json.loads(result.stdout)["policies"][0]["engines"] == ["table"]


def test_as_json() -> None:
    document = json.loads(typed("test", wrong(), "no_such_policy", "--format", "json").stdout)
    assert (document["schema"], document["kind"]) == (1, "test")
    assert document["summary"] == {"policies": 2, "cases": 1, "failed": 1, "unusable": 1}
    tested, unusable = document["policies"]
    (case,) = tested["cases"]
    assert case["differences"] == [{"key": "score", "expected": 30.0, "decided": 20.0}]
    assert (case["passed"], case["decision"]["fired"]) == (False, ["boss", "rest"])
    assert tested["engines"] == ["durable_rules", "table"]
    assert (tested["coverage"]["reached"], tested["coverage"]["of"]) == (3, 4)
    assert tested["coverage"]["missed"] == [{"sort": "routing row", "name": "junk"}]
    assert (unusable["coverage"], unusable["diagnostics"][0]["code"]) == (None, "unknown-file")


def test_as_junit() -> None:
    put("five.cases.csv", TABLE)
    text = typed("test", put("five.yaml"), wrong(), "--format", "junit", "--coverage-min", "100").stdout
    root = ElementTree.fromstring(text)  # noqa: S314  # what was just written
    assert root.attrib == {"name": "sandbox test", "tests": "7", "failures": "2", "errors": "0"}
    places = [(case.attrib["name"], case.attrib["file"], case.attrib["line"]) for case in root[0]]
    assert places == [
        ("files", "five.yaml", "1"),
        ("A boss is worth twenty", "five.yaml", "8"),
        ("Nobody", "five.cases.csv", "2"),
        ("coverage", "five.yaml", "1"),
    ]


@pytest.mark.parametrize("command", ["test", "lint"])
def test_sarif_and_github_name_files_as_the_repository_does(command: str, folder: Path) -> None:
    spoilt = put("spoilt.yaml", POLICY.replace("team: sdr", "tame: sdr"))
    log = json.loads(typed(command, str(folder / spoilt), "--format", "sarif").stdout)
    (result,) = [one for one in log["runs"][0]["results"] if one["ruleId"] == "unknown-key"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "spoilt.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"]["startLine"] == 5
    commands = typed(command, str(folder / spoilt), "--format", "github").stdout.splitlines()
    assert any(line.startswith("::error file=spoilt.yaml,line=5,col=18,") for line in commands)


def test_lint_as_junit_fails_the_file_that_has_errors() -> None:
    spoilt = put("spoilt.yaml", POLICY.replace("team: sdr", "tame: sdr"))
    result = typed("lint", spoilt, put("five.yaml"), "missing.yaml", "--format", "junit")
    assert result.exit_code == 2
    root = ElementTree.fromstring(result.stdout)  # noqa: S314  # what was just written
    assert (root.attrib["tests"], root.attrib["failures"], root.attrib["errors"]) == ("3", "1", "1")


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github"])
@pytest.mark.parametrize("command", ["test", "lint"])
def test_exit_codes_are_the_same_in_every_format(command: str, form: str) -> None:
    good = put("five.yaml")
    bad = wrong() if command == "test" else put("wrong.yaml", POLICY.replace("team:", "tame:"))
    assert [typed(command, *words, "--format", form).exit_code for words in ([good], [bad], ["missing.yaml"])] == [
        *(0, 1, 2),
    ]


def test_shipped_policies_are_named_without_a_path() -> None:
    result = typed("test", "newest_first", "newest_first")
    assert result.exit_code == 0
    assert "1 policy tested: 5 cases, 0 failed." in result.stdout
