"""`sandbox diff` as a user types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sandbox.cli.commands import sandbox

TEXT = """\
version: 1
name: Calls
about: {revision: %(revision)s, effective_from: 2026-01-05}
scoring:
  - {id: large, when: employees %(sign)s 100, points: 20}
  - {id: soon, when: timeframe_days <= 30, points: 10}
grades: {A: 30, B: 10, C: below}
definitions: {mql: score >= 10}
routing:
  - {id: early, when: not mql, to: nurture}
  - {id: rest, otherwise: true, to: sales}
queues:
  sales: {team: sdr, cadence: calls, respond_within: %(promise)s}
cadences:
  calls: {touches: [{channel: phone}], then: nurture}
"""
LEADS = "Company Size,timeframe_days,E-Mail\n100,10,a@b.c\n100,90,d@e.f\n500,90,x@y.z\n7,,q@r.s\n"


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def typed(*words: str) -> Result:
    result = CliRunner().invoke(sandbox, ["diff", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def revision(folder: Path, number: int = 1, sign: str = ">=", promise: str = "1 h", extra: str = "") -> str:
    """Write a revision of calls.yaml into a folder of its own."""
    path = folder / str(number) / "calls.yaml"
    path.parent.mkdir(exist_ok=True)
    text = TEXT % {"revision": number, "sign": sign, "promise": promise}
    path.write_text(text + extra, encoding="utf-8")
    return str(path)


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    """Two revisions of one file of which the second says `>` for `>=`."""
    return [revision(tmp_path, 1), revision(tmp_path, 2, sign=">")]


@pytest.fixture
def leads(tmp_path: Path) -> str:
    path = tmp_path / "leads.csv"
    path.write_text(LEADS, encoding="utf-8")
    return str(path)


def test_a_sign_shows_the_lead_on_the_threshold(two: list[str]) -> None:
    result = typed(*two)
    assert result.exit_code == 0
    assert "employees: 100" in result.stdout
    assert "revision 1, from 2026-01-05" in " ".join(result.stdout.split())
    assert "scoring large" in result.stdout
    assert "A:5, B:5" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_without_leads_the_gate_asks_for_a_proof(two: list[str], tmp_path: Path) -> None:
    assert typed(*two, "--fail-over", "0").exit_code == 1
    assert typed(two[0], two[0], "--fail-over", "0").exit_code == 0
    promise = revision(tmp_path, 3, promise="2 h")
    result = typed(two[0], promise, "--fail-over", "0")
    assert result.exit_code == 1
    assert "queues.sales.respond_within (A:13, B:13): 1 h -> 2 h" in result.stdout
    assert typed(two[0], revision(tmp_path, 4, promise="60 min"), "--fail-over", "0").exit_code == 0


def test_leads_of_an_export(two: list[str], leads: str) -> None:
    document = json.loads(typed(*two, "--leads", leads, "--format", "json").stdout)
    assert (document["schema"], document["kind"], document["result"]) == (1, "diff", "compared")
    assert document["equivalent"] is False
    assert [one["revision"] for one in document["policies"]] == [1, 2]
    # Of the leads with 100 employees the one is A, then B; the other is B and called, then C and nurtured.
    found = document["leads"]
    assert found["different"] == {"leads": 2, "share": 0.5}
    assert found["by"]["queue"] == {"leads": 1, "share": 0.25}
    assert {"from": "A", "to": "B", "leads": 1} in found["grades"]
    assert {"from": "sales", "to": "nurture", "leads": 1} in found["queues"]
    assert sum(cell["leads"] for cell in found["grades"]) == found["count"] == 4
    assert [(one["id"], one["change"], one["leads"]) for one in document["rules"]] == [("large", "condition", 2)]
    assert sorted(one["line"] for one in found["examples"]) == [2, 3]
    assert "a@b.c" not in json.dumps(document)


@pytest.mark.parametrize(("limit", "code"), [("49.9", 1), ("50", 0), ("50%", 0), ("0", 1), ("100", 0)])
def test_the_gate_is_passed_up_to_its_percentage(two: list[str], leads: str, limit: str, code: int) -> None:
    assert typed(*two, "--leads", leads, "--fail-over", limit, "--quiet").exit_code == code


def test_quiet_is_one_line(two: list[str], leads: str) -> None:
    for words in ([], ["--leads", leads]):
        assert len(typed(*two, *words, "--quiet").stdout.splitlines()) == 1


def test_columns_may_be_named_and_bad_rows_left_out(two: list[str], tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Heads;note\n100;x\nmany;y\n", encoding="utf-8")
    assert typed(*two, "--leads", str(path), "--map", "employees=Heads").exit_code == 2
    result = typed(*two, "--leads", str(path), "--map", "employees=Heads", "--skip-bad", "--format", "json")
    assert json.loads(result.stdout)["leads"]["different"] == {"leads": 1, "share": 1.0}
    assert "bad-cell" in result.stderr


def test_leads_of_a_scenario_are_the_same_for_the_same_seed(two: list[str]) -> None:
    words = [*two, "--scenario", "midmarket_saas", "--format", "json"]
    first = typed(*words).stdout
    assert json.loads(first)["leads"]["count"] > 1_000
    assert typed(*words).stdout == first != typed(*words, "--seed", "2").stdout


def test_forms_that_ask_for_other_facts_make_a_difference_without_any_rule(tmp_path: Path) -> None:
    asks = revision(tmp_path, 1, extra="form: [employees]\n")
    does_not = revision(tmp_path, 2, extra="form: [timeframe_days]\n")
    document = json.loads(typed(asks, does_not, "--scenario", "midmarket_saas", "--format", "json").stdout)
    assert document["rules"] == []
    assert document["leads"]["unattributed"] == document["leads"]["different"]["leads"] > 0
    assert [one["key"] for one in document["settings"]] == ["form"]
    known, unknown = document["leads"]["examples"][0]["facts"]
    assert "employees" not in unknown
    assert "timeframe_days" not in known


def test_what_only_one_policy_has_is_told_as_a_whole(tmp_path: Path) -> None:
    other = "  mails: {touches: [{channel: email, after: 1 business day}], then: close}\nauto_reply: {channel: email}\n"
    pair = [revision(tmp_path, 1), revision(tmp_path, 2, extra=other)]
    document = json.loads(typed(*pair, "--format", "json").stdout)
    assert document["result"] == "settings"
    assert document["equivalent"] is False
    told = {one["key"]: one["values"] for one in document["settings"]}
    assert told == {"cadences.mails": ["not there", "there"], "auto_reply": ["none", "email after 0 s"]}


def test_what_is_said_after_a_conversation_counts(tmp_path: Path) -> None:
    rows = "after_contact:\n  - {id: on, when: need, to: keep}\n  - {id: end, otherwise: true, to: %s}\n"
    pair = [revision(tmp_path, 1, extra=rows % "close"), revision(tmp_path, 2, extra=rows % "nurture")]
    result = typed(*pair)
    assert "end to close" in result.stdout
    assert "end to nurture" in result.stdout
    assert "nothing is known of it" in result.stdout
    assert json.loads(typed(*pair, "--format", "json").stdout)["witness"]["differs"] == ["after_contact"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--leads", "no.csv", "--scenario", "midmarket_saas"], "not both"),
        (["--skip-bad"], "--leads"),
        (["--fail-over", "5"], "without leads there is no share"),
        (["--fail-over", "many"], "not a percentage"),
        (["--fail-over", "101"], "not a percentage"),
        (["--fail-over", "nan"], "not a percentage"),
        (["--leads", "no_such.csv"], "unreadable"),
        (["--scenario", "no_such"], "unknown-file"),
        (["--scenario", "midmarket_saas", "--seed", "-1"], "seed"),
        (["--vocabulary", "no_such.yaml"], "unreadable"),
    ],
)
def test_a_call_that_cannot_be_used_says_why(two: list[str], words: list[str], said: str) -> None:
    result = CliRunner().invoke(sandbox, ["diff", *two, *words])
    assert result.exit_code == 2
    assert said in f"{result.stderr}{result.exception}"
    assert result.stdout == ""


def test_a_mapping_needs_both_sides(two: list[str], leads: str) -> None:
    result = typed(*two, "--leads", leads, "--map", "employees")
    assert result.exit_code == 2
    assert "FACT=COLUMN" in result.stderr


def test_a_bad_policy_is_told_with_its_line(two: list[str], tmp_path: Path) -> None:
    bad = revision(tmp_path, 5, sign="=>")
    result = typed(two[0], bad)
    assert result.exit_code == 2
    assert f"{bad}:5:" in result.stderr


def test_vocabularies_that_differ_can_be_overruled(two: list[str], tmp_path: Path) -> None:
    own = tmp_path / "2" / "vocabulary.yaml"
    own.write_text(
        "version: 1\nfacts:\n"
        "  employees: {kind: number, label: Employees}\n"
        "  timeframe_days: {kind: number, label: Days}\n",
        encoding="utf-8",
    )
    result = typed(*two)
    assert result.exit_code == 2
    assert "--vocabulary" in result.stderr
    assert typed(*two, "--vocabulary", str(own)).exit_code == 0
