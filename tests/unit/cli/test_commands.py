"""Commands as a user types them, in this process: exit codes, what goes where, no traceback."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from sandbox.cli.commands import sandbox
from sandbox.files.shipped import list_policies
from tests.unit.study.small import SCENARIO, write_policy, write_scenario

TWO = ["newest_first", "oldest_first"]


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SANDBOX_JOBS", "1")


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    """Two policies and a scenario that take a moment."""
    scenario = write_scenario(tmp_path)
    policies = [write_policy(tmp_path, "slow", after="2 days"), write_policy(tmp_path, "fast", after="1 h")]
    return [*policies, "--scenario", scenario, "--replications", "2"]


def typed(*words: str) -> Result:
    result = CliRunner().invoke(sandbox, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def test_compare_says_verdict_table_and_command_on_stdout(small: list[str]) -> None:
    result = typed("compare", *small)
    assert result.exit_code == 0
    assert "Contact rate" in result.stdout
    assert "Reproduce: sandbox compare" in result.stdout
    assert max(map(len, result.stdout.splitlines()[:20])) <= 80
    assert result.stderr == ""


def test_compare_as_json(small: list[str]) -> None:
    document = json.loads(typed("compare", *small, "--format", "json").stdout)
    assert document["kind"] == "comparison"
    assert [policy["id"] for policy in document["policies"]] == ["slow", "fast"]
    assert document["manifest"]["command"].endswith("--replications 2 --seed 1")
    assert document["verdict"]["text"]


def test_the_command_that_is_printed_reproduces_the_result(small: list[str]) -> None:
    first = json.loads(typed("compare", *small, "--regimes", "--seed", "7", "--format", "json").stdout)
    words = first["manifest"]["command"].split()[1:]
    assert json.loads(typed(*words, "--format", "json").stdout) == first


def test_quiet_says_the_verdict_alone(small: list[str]) -> None:
    result = typed("compare", *small, "--quiet")
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == ""


def test_out_writes_both_files_and_says_so_on_stderr(small: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    result = typed("compare", *small, "--out", str(folder), "--format", "json")
    assert (folder / "result.json").read_text(encoding="utf-8") == result.stdout
    assert "Written" in result.stderr
    frame = pl.read_parquet(folder / "metrics.parquet")
    assert frame.columns == ["policy", "replication", "segment", "metric", "value", "unit"]


def test_run_writes_its_event_log(small: list[str], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    result = typed("run", small[0], *small[2:], "--log", str(log))
    assert result.exit_code == 0
    assert "Close rate" in result.stdout
    assert log.read_text(encoding="utf-8").startswith("case:concept:name,concept:name,time:timestamp,org:resource,")


def test_run_as_json_has_no_differences(small: list[str]) -> None:
    document = json.loads(typed("run", small[0], *small[2:], "--format", "json").stdout)
    assert (document["kind"], document["differences"], document["verdict"]) == ("run", [], None)


def test_environment_sets_defaults_and_options_win(small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_REPLICATIONS", "3")
    bare = small[:-2]
    assert json.loads(typed("run", bare[0], *bare[2:], "--format", "json").stdout)["replications"] == 3
    assert json.loads(typed("run", small[0], *small[2:], "--format", "json").stdout)["replications"] == 2
    monkeypatch.setenv("SANDBOX_JOBS", "many")
    assert typed("run", *bare[:1], *bare[2:]).exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "newest_first"], "at least two policies"),
        (["compare", "newest_first", "newest_first"], "two policies are called `newest_first`"),
        (["compare", "newest_frist", "oldest_first"], "did you mean newest_first?"),
        (["compare", *TWO, "--scenario", "midmarket"], "midmarket_saas"),
        (["compare", *TWO, "--replications", "0"], "replications must lie between 1 and 2,000"),
        (["compare", *TWO, "--replications", "2001"], "replications must lie between 1 and 2,000"),
        (["compare", *TWO, "--replications", "many"], "'many' is not a whole number"),
        (["compare", *TWO, "--seed", "-1"], "the seed must lie between 0"),
        (["compare", *TWO, "--jobs", "0"], "jobs must lie between 1"),
        (["compare", *TWO, "--format", "xml"], "xml"),
        (["compare", *TWO, "--no-such-option"], "--no-such-option"),
        (["run", *TWO], "oldest_first"),
        (["run", "newest_first", "--log", "log.txt"], ".csv or .parquet"),
        (["run", "newest_first", "--log", "no/such/folder/log.csv"], "no such folder"),
        (["lint"], "PATH"),
        (["test"], "PATH"),
        (["schema"], "KIND"),
        (["schema", "polcy"], "'polcy' is not one of"),
        (["app", "--port", "0"], "between 1 and 65535"),
        (["no-such-command"], "no-such-command"),
    ],
)
def test_a_call_that_cannot_be_used_exits_with_2_and_says_why(words: list[str], said: str) -> None:
    result = typed(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_an_out_folder_that_cannot_be_made_is_refused_before_the_work(small: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = typed("compare", *small, "--out", str(tmp_path / "file" / "folder"))
    assert result.exit_code == 2
    assert "cannot write into" in result.stderr


BAD_FILES = {
    "missing": None,
    "empty": b"",
    "blank": b"\n\n  \n",
    "binary": bytes(range(256)) * 20,
    "utf16": "version: 1\nname: Wide\n".encode("utf-16"),
    "latin": b"version: 1\nname: caf\xe9\n",
    "list": b"- 1\n- 2\n",
    "scalar": b"just text\n",
    "number": b"42\n",
    "nothing": b"null\n",
    "wrong_types": b"version: one\nname: [1]\nrouting: yes\nqueues: 5\ncadences: [1, 2]\nteams: 3\ndemand: much\n",
    "ten_thousand_lines": b"version: 1\nname: Long\nrouting:\n" + b"  - {id: r, when: x == 1, to: y}\n" * 10_000,
    "unclosed": b"version: 1\nname: {a: [\n",
    "tabs": b"version:\t1\n\tname: x\n",
    "deep": b"[" * 3_000,
    "bomb": b"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
    "tag": b"!!python/object/apply:os.system ['true']\n",
    "newer": b"version: 99\nname: From the future\n",
    "nan": b"version: .nan\nname: .inf\n",
    "nul_in_text": b'version: 1\nname: "a\\0b"\n',
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_policies_and_scenarios_are_told_at_their_place_without_a_traceback(kind: str, tmp_path: Path) -> None:
    content, path = BAD_FILES[kind], tmp_path / f"{kind}.yaml"
    if content is not None:
        path.write_bytes(content)
    for words in (
        ["compare", str(path), "oldest_first"],
        ["run", str(path)],
        ["compare", *TWO, "--scenario", str(path)],
    ):
        result = typed(*words)
        assert result.exit_code == 2, words
        assert f"{path}:" in result.stderr
        assert "error[" in result.stderr
        assert result.stdout == ""
    linted = typed("lint", str(path))
    assert linted.exit_code in {1, 2}
    assert "error[" in linted.stdout


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a" * 5_000, "with\0nul", "~", "*", "policies"])
def test_odd_file_names_are_refused_without_a_traceback(name: str) -> None:
    assert typed("compare", name, "oldest_first").exit_code == 2
    assert typed("run", "newest_first", "--scenario", name).exit_code == 2
    assert typed("lint", "--scenario", name, "newest_first").exit_code == 2


def test_lint_exit_codes_tell_wrong_from_unreadable(tmp_path: Path) -> None:
    good, wrong = write_policy(tmp_path, "good"), write_policy(tmp_path, "wrong", order="sideways")
    assert typed("lint", good).exit_code == 0
    assert typed("lint", good, wrong).exit_code == 1
    assert typed("lint", good, wrong, str(tmp_path / "missing.yaml")).exit_code == 2


def test_lint_prints_findings_and_a_summary_on_stdout(tmp_path: Path) -> None:
    wrong = write_policy(tmp_path, "wrong", order="newest_frist")
    result = typed("lint", wrong, write_policy(tmp_path, "good"))
    assert f"{wrong}:" in result.stdout
    assert "did you mean newest_first?" in result.stdout
    assert result.stdout.endswith("2 files checked: 1 error, 0 warnings.\n")
    assert typed("lint", "--quiet", write_policy(tmp_path, "good")).stdout == ""


def test_lint_does_not_break_long_lines(tmp_path: Path) -> None:
    path = Path(write_policy(tmp_path, "long"))
    rule = f"scoring: [{{id: a, when: 'industry == \"{'x' * 90}\"', points: 5}}]\n"
    path.write_text(path.read_text(encoding="utf-8") + rule, encoding="utf-8")
    assert max(map(len, typed("lint", str(path)).stdout.splitlines())) > 100


def test_lint_with_a_scenario_checks_teams(tmp_path: Path) -> None:
    policy = write_policy(tmp_path, "a", team="nobody")
    assert typed("lint", policy).exit_code == 0
    result = typed("lint", policy, "--scenario", write_scenario(tmp_path))
    assert result.exit_code == 1
    assert "unknown-team" in result.stdout


def test_lint_as_json(tmp_path: Path) -> None:
    result = typed("lint", write_policy(tmp_path, "wrong", order="sideways"), "--format", "json")
    document = json.loads(result.stdout)
    assert (document["schema"], document["kind"], document["summary"]["errors"]) == (1, "lint", 1)
    (finding,) = document["files"][0]["diagnostics"]
    assert set(finding) == {"code", "severity", "message", "file", "line", "column", "length", "help"}


def test_a_warning_goes_to_stderr_and_does_not_stop_the_work(tmp_path: Path) -> None:
    scenario = write_scenario(tmp_path, SCENARIO + "  night: {count: 0}\n")
    words = ["run", write_policy(tmp_path, "a"), "--scenario", scenario, "--replications", "1"]
    loud, quiet = typed(*words), typed(*words, "--quiet")
    assert (loud.exit_code, quiet.exit_code) == (0, 0)
    assert "warning[no-reps]" in loud.stderr
    assert quiet.stderr == ""


def test_no_leads_and_a_calendar_that_never_opens_give_answers(tmp_path: Path) -> None:
    for change in (("leads_per_week: 60", "leads_per_week: 0"), ("teams:", "business_hours: {}\nteams:")):
        scenario = write_scenario(tmp_path, SCENARIO.replace(*change))
        policies = [write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="1 h")]
        result = typed("compare", *policies, "--scenario", scenario, "--replications", "2")
        assert result.exit_code in {0, 2}, result.output
        assert "nan" not in result.stdout


def test_help_and_version_go_to_stdout() -> None:
    assert typed("--version").stdout.startswith("sandbox ")
    commands = ("compare", "run", "score", "lint", "test", "explain", "schema", "app")
    for words in ([], ["--help"], *([command, "--help"] for command in commands)):
        result = typed(*words)
        assert result.exit_code == 0
        assert "Usage: sandbox" in result.stdout


def test_app_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = typed("app")
    assert result.exit_code == 2
    assert "lead-policy-sandbox[app]" in result.stderr


def test_app_tells_the_pages_of_the_workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[dict[str, str]] = []

    def start(_: str, __: list[str], environment: dict[str, str]) -> None:
        started.append(environment)

    monkeypatch.setattr("os.execve", start)
    monkeypatch.delenv("SANDBOX_WORKSPACE", raising=False)
    typed("app")
    typed("app", "--workspace", str(tmp_path))
    assert [one.get("SANDBOX_WORKSPACE") for one in started] == [None, str(tmp_path)]


def test_app_lets_the_server_take_what_a_page_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("os.execve", lambda _, words, __: started.append(words))
    typed("app")
    monkeypatch.setenv("SANDBOX_UPLOAD_BYTES", str(50 << 20))
    typed("app")
    assert [words[words.index("--server.maxUploadSize") + 1] for words in started] == ["20", "50"]


@pytest.mark.parametrize(("name", "text"), [("SANDBOX_UPLOAD_ROWS", "lots"), ("SANDBOX_JOBS", "many")])
def test_app_does_not_start_with_a_variable_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setattr("os.execve", lambda *_: pytest.fail("the app was started"))
    monkeypatch.setenv(name, text)
    result = typed("app")
    assert result.exit_code == 2
    assert f"{name} should be a whole number, not '{text}'" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["compare", *TWO],
        ["run", "newest_first"],
        ["lint", "newest_first"],
        ["test", "newest_first"],
        ["score", "newest_first", "leads.csv"],
        ["diff", *TWO],
        ["explain", "newest_first", "--lead", "employees=3"],
        ["replay", "result.json"],
        ["report", "out", "--out", "report.html"],
        ["schema", "policy"],
    ],
    ids=lambda words: words[0],
)
def test_every_command_refuses_a_limit_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setenv("SANDBOX_RULES", "few")
    result = typed(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "SANDBOX_RULES:1:1: error[bad-variable]: SANDBOX_RULES should be a whole number, not 'few'" in result.stderr


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("STUDY_REPLICATIONS", ["run", "newest_first", "--replications", "6"], "must lie between 1 and 5"),
        ("RULES", ["lint", "best_grade_first"], "too-large"),
        ("YAML_BYTES", ["test", "newest_first"], "too-large"),
        ("YAML_BYTES", ["explain", "newest_first", "--lead", "employees=3"], "too-large"),
        ("YAML_BYTES", ["diff", *TWO], "too-large"),
        ("YAML_BYTES", ["schema", "policy"], "too-large"),
        ("TRACE_BYTES", ["score", "newest_first", "LEADS"], "too-large"),
        ("TRACE_BYTES", ["diff", *TWO, "--leads", "LEADS"], "too-large"),
        ("RESULT_BYTES", ["replay", "LEADS"], "too-large"),
    ],
)
def test_a_limit_of_the_environment_holds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, words: list[str], said: str
) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("employees\n200\n", encoding="utf-8")
    monkeypatch.setenv(f"SANDBOX_{name}", "5")
    result = typed(*(str(leads) if word == "LEADS" else word for word in words))
    assert result.exit_code != 0
    assert said in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--workspace", "no/such/folder"], "there is no folder no/such/folder"),
        (["--workspace", str(list_policies()[0].parent)], "holds files that ship"),
        (["--workspace", ".", "--address", "0.0.0.0"], "for your own machine"),  # noqa: S104 - what is to be refused
    ],
)
def test_app_refuses_a_workspace_that_cannot_be_one(
    monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.setattr("os.execve", lambda *_: pytest.fail("the app was started"))
    result = typed("app", *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
