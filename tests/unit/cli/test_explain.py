"""`sandbox explain` as somebody in revenue operations would use it."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import Columns
from sandbox.engine.chain import DurableRulesError
from sandbox.engine.table import DecisionTable
from sandbox.study import explain as study
from tests.unit.cli.test_commands import typed

POLICY = """\
version: 1
name: Explained
scoring:
  - {id: target, part: fit, when: 'industry in ["software", "finance"]', points: 25}
  - {id: big, part: fit, when: employees >= 50, points: 20}
  - {id: soon, part: engagement, when: timeframe_days <= 30 or signals_30d >= 3, points: 15}
grades: {A: 40, B: 20, D: below}
definitions:
  mql: score >= 20 and not (role == "student")
  sql: need and timing
routing:
  - {id: early, when: not mql, to: nurture}
  - {id: hot, when: 'grade == "A"', to: sales, cadence: light}
  - {id: rest, otherwise: true, to: sales}
after_contact:
  - {id: ready, when: sql, to: keep}
  - {id: later, otherwise: true, to: nurture}
queues:
  sales: {team: sdr, cadence: calls}
cadences:
  calls: {touches: [{channel: phone}], then: nurture}
  light: {touches: [{channel: email}], then: nurture}
nurture:
  - {id: drip, otherwise: true, touches: {channel: email, every: 14 days}, promote_when: score >= 40}
"""
LEADS = """\
Lead Source,Company Size,Sector,job level,Phone
Webinar,51-200,software,vp,+1 555 010 99 88
referral,11-50,,student,
"""


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "explained.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)


@pytest.fixture
def leads(tmp_path: Path) -> str:
    path = tmp_path / "leads.csv"
    path.write_text(LEADS, encoding="utf-8")
    return str(path)


def document(*words: str) -> Any:
    result = typed("explain", *words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def rules(found: Any, link: str) -> list[tuple[str, str, str]]:
    [block] = [block for block in found["chain"] if block["link"] == link]
    return [(rule["rule"], rule["outcome"], rule["text"]) for rule in block["rules"]]


def line_of(text: str, words: str) -> str:
    [line] = [line for line in text.splitlines() if words in line]
    return " ".join(line.split())


def test_every_rule_is_told_with_what_decided_it(policy: str) -> None:
    result = typed("explain", policy, "--lead", "industry=saas, employees=12, timeframe_days=90")
    assert (result.exit_code, result.stderr) == (0, "")
    assert line_of(result.stdout, "target") == "[x] target +25 fit industry = software, is one of software, finance"
    assert line_of(result.stdout, " big ") == "[ ] big +20 fit employees = 12, needs >= 50"
    assert "signals_30d is not known, needs >= 3" in result.stdout
    assert "Cadence: calls, that of the queue sales" in result.stdout
    assert "Decided alike by the rules engine, durable_rules." in result.stdout
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_in_a_narrow_terminal_reasons_stand_below_their_rule(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "46")
    lines = typed("explain", policy, "--lead", "employees=12").stdout.splitlines()
    assert max(map(len, lines)) <= 46
    place = next(n for n, line in enumerate(lines) if " big " in line)
    assert lines[place + 1].strip() == "employees = 12, needs >= 50"


def test_the_chain_stands_in_its_order(policy: str) -> None:
    found = document(policy, "--lead", "industry=saas, employees=51-200, role=vp")
    assert [block["link"] for block in found["chain"]] == ["scoring", "grades", "mql", "routing", "cadence"]
    assert [block["result"] for block in found["chain"]] == [
        *("score 45 (fit 45, engagement 0)", "A", "yes", "sales", "light, that of the row hot")
    ]
    assert found["decision"] == {
        "mql": True,
        "fit": 45.0,
        "engagement": 0.0,
        "score": 45.0,
        "grade": "A",
        "queue": "sales",
        "cadence": "light",
        "fired": ["target", "big", "hot"],
    }
    assert rules(found, "grades")[1:] == [("B", "not reached", "not reached"), ("D", "not reached", "not reached")]
    assert rules(found, "mql") == [
        ("mql", "fired", "score = 45, is >= 20; role = decision_maker, is other than student")
    ]


def test_json_says_where_rules_stand_and_what_was_read(policy: str) -> None:
    found = document(policy, "--lead", "employees=12")
    assert (found["schema"], found["kind"], found["policy"]["id"]) == (1, "explanation", "explained")
    [scoring, grades, mql, routing, _, nurture, promote] = found["chain"]
    assert [rule["line"] for block in (scoring, grades, mql) for rule in block["rules"]] == [4, 5, 6, 7, 7, 7, 9]
    assert [rule["line"] for block in (routing, nurture, promote) for rule in block["rules"]] == [12, 13, 14, 24, 24]
    [reason] = scoring["rules"][1]["reasons"]
    assert reason == {
        "fact": "employees",
        "value": 12.0,
        "column": None,
        "asked": ">= 50",
        "met": False,
        "text": "employees = 12, needs >= 50",
    }
    assert found["record"] == {"decided_by": "durable_rules", "agrees": True, "why_not_engine": None}
    assert found["conversation"] is None
    assert found["nurture"] == {"row": "drip", "promotes": False}


def test_the_command_that_is_told_explains_the_same(policy: str) -> None:
    first = document(policy, "--lead", 'industry="saas", employees=12', "--set", "scoring.big.points=30")
    assert document(*shlex.split(first["manifest"]["command"])[2:]) == first


def test_what_follows_a_conversation(policy: str) -> None:
    lead = "industry=saas, employees=200"
    ready = document(policy, "--lead", f"{lead}, need=yes, timing=yes")
    assert ready["conversation"] == {"sql": True, "row": "ready", "to": "keep"}
    assert ready["nurture"] is None
    later = document(policy, "--lead", f"{lead}, need=yes")
    assert later["conversation"] == {"sql": False, "row": "later", "to": "nurture"}
    assert later["nurture"] == {"row": "drip", "promotes": True}
    assert rules(later, "sql") == [("sql", "not fired", "timing is not known, needs yes")]


def test_a_setting_changes_the_policy_that_is_explained(policy: str) -> None:
    found = document(policy, "--lead", "employees=12", "--set", "scoring.big.when=employees >= 10")
    assert rules(found, "scoring")[1] == ("big", "fired", "employees = 12, is >= 10")
    refused = typed("explain", policy, "--lead", "employees=12", "--set", "scoring.bg.points=1")
    assert refused.exit_code == 2
    assert "error[unknown-key]" in refused.stderr


def test_a_row_of_a_file_names_line_and_columns(policy: str, leads: str) -> None:
    result = typed("explain", policy, "--leads", leads, "--row", "2")
    assert result.exit_code == 0
    assert line_of(result.stdout, "Lead: ").startswith("Lead: line 3 of")
    text = " ".join(result.stdout.split())
    assert "employees = 30 (column Company Size), needs >= 50" in text.replace("[ ] ", "")
    assert "role = student column job level" in text
    assert "industry is not known (no column)" in text


def test_a_column_is_named_by_hand(policy: str, leads: str) -> None:
    found = document(policy, "--leads", leads, "--row", "1", "--map", "industry=Sector")
    assert found["lead"]["line"] == 2
    assert {"fact": "industry", "value": "software", "column": "Sector"} in found["lead"]["facts"]
    assert {"fact": "employees", "value": 125.0, "column": "Company Size"} in found["lead"]["facts"]
    assert document(*shlex.split(found["manifest"]["command"])[2:]) == found


def test_an_encoding_is_named_by_hand(policy: str, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes("Größe,industry\n1,software\n".encode("cp1252"))
    words = [policy, "--leads", str(path), "--row", "1", "--encoding", "windows-1252", "--map", "employees=Größe"]
    assert document(*words)["decision"]["fired"][0] == "target"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "either --lead"),
        (["--lead", "employees=5", "--leads", "LEADS", "--row", "1"], "either --lead"),
        (["--leads", "LEADS"], "--leads needs --row N"),
        (["--leads", "LEADS", "--row", "3"], "rows 1 to 2 below its header; there is no row 3"),
        (["--leads", "LEADS", "--row", "0"], "there is no row 0"),
        (["--leads", "LEADS", "--row", "two"], "'two' is not a whole number"),
        (["--leads", "LEADS", "--row", "1", "--map", "industry"], "--map takes FACT=COLUMN"),
        (["--leads", "LEADS", "--row", "1", "--map", "industry=Sectr"], "did you mean Sector?"),
        (["--leads", "no_such.csv", "--row", "1"], "there is no such file"),
        (["--leads", "LEADS", "--row", "1", "--encoding", "klingon"], "no text encoding 'klingon'"),
        (["--lead", "employees=5", "--row", "1"], "name it with --leads"),
        (["--lead", "employes=5"], "did you mean employees?"),
        (["--lead", "source=refferal"], "did you mean referral?"),
        (["--lead", "score=50"], "derived by a policy"),
        (["--lead", ""], "nothing is said of the lead"),
        (["--lead", "employees=5", "--format", "xml"], "xml"),
    ],
)
def test_a_call_that_cannot_be_used_says_why(policy: str, leads: str, words: list[str], said: str) -> None:
    result = typed("explain", policy, *(leads if word == "LEADS" else word for word in words))
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_a_policy_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    result = typed("explain", str(tmp_path / "none.yaml"), "--lead", "employees=5")
    assert result.exit_code == 2
    assert "error[unknown-file]" in result.stderr


def test_without_the_rules_engine_the_table_decides_and_it_is_said(
    policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "is_available", lambda: False)
    result = typed("explain", policy, "--lead", "employees=12")
    assert result.exit_code == 0
    assert "Decided alike by the decision table. durable_rules is not installed" in " ".join(result.stdout.split())


def test_a_policy_that_the_rules_engine_cannot_hold_is_decided_by_the_table(
    policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise DurableRulesError("It cannot hold the policy.")

    monkeypatch.setattr(study, "DurableRulebook", refuse)
    record = document(policy, "--lead", "employees=12")["record"]
    assert record == {
        "decided_by": "the decision table",
        "agrees": True,
        "why_not_engine": "It cannot hold the policy.",
    }


def test_a_disagreement_is_told_as_a_mistake_of_the_sandbox(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = DecisionTable.decide

    def other_way(self: DecisionTable, columns: Columns, count: int) -> Decisions:
        found = right(self, columns, count)
        found.mql[:] = ~found.mql
        return found

    monkeypatch.setattr(study, "is_available", lambda: False)
    monkeypatch.setattr(DecisionTable, "decide", other_way)
    result = typed("explain", policy, "--lead", "employees=12")
    assert result.exit_code == 70
    assert "decides this lead OTHERWISE" in " ".join(result.stdout.split())
    assert "please report it" in result.stderr


def test_the_page_on_the_language_shows_what_is_printed() -> None:
    page = (Path(__file__).parents[3] / "docs" / "policy-language.md").read_text(encoding="utf-8")
    section = page.split("## Why a lead is decided as it is")[1]
    command = section.split("```sh\n")[1].splitlines()[0]
    shown = section.split("```text\n")[1].split("```")[0].splitlines()
    printed = typed(*shlex.split(command)[1:]).stdout.splitlines()
    assert len(shown) > 10
    assert [line for line in shown if line not in printed] == []
