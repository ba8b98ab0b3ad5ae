"""`sandbox score` as a user types it: exit codes, what goes where, and what is never shown."""

import csv
import gzip
import json
import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sandbox.cli.commands import sandbox
from sandbox.study import score as score_module
from tests.unit.study.small import write_policy

HEADER = "Name,Lead Source,Industry,Job Level,Company Size,Timeframe,Email Type,sales,marketing"
ROWS = [
    "Ann Secret,referral,software,ceo,51-200,this month,company,1,A",
    "Bob Secret,event,,manager,700,,free,2,B",
    "=cmd|' /C calc'!A0,email,,,,,,3,C",
    "Dan Secret,,,student,1-10,365,disposable,,",
]


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    return path


def typed(*words: str | Path) -> Result:
    result = CliRunner().invoke(sandbox, ["score", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def test_leads_are_told_by_line_and_never_by_name(leads: Path) -> None:
    result = typed("best_grade_first", leads, "--hand", "sales", "--hand", "marketing")
    assert result.exit_code == 0, result.stderr
    assert "4 leads ranked by Best grade first: 1 A, 1 B, 0 C, 2 D; 2 of 4 (50.0 %)" in result.stdout
    assert "1. line 2" in result.stdout
    assert "The policy and sales: agreement 1.00" in result.stdout
    assert "sales and marketing with each other: agreement 1.00" in result.stdout
    assert "Secret" not in result.output
    assert "calc" not in result.output
    assert max(map(len, result.stdout.splitlines())) <= 80 + len(str(leads))


def test_as_json(leads: Path) -> None:
    result = typed("best_grade_first", leads, "--hand", "sales", "--format", "json")
    document = json.loads(result.stdout)
    assert (document["kind"], document["leads"]["count"]) == ("score", 4)
    assert document["leads"]["columns"]["role"] == "Job Level"
    assert document["hands"][0]["tau"] == 1.0
    assert document["hands"][0]["top_shared"] is None
    again = typed(*document["manifest"]["command"].split()[2:], "--format", "json")
    assert json.loads(again.stdout) == document


def test_quiet_is_one_sentence(leads: Path) -> None:
    result = typed("best_grade_first", leads, "--quiet")
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz", "OUT.CSV"])
def test_out_has_all_leads_the_best_first(leads: Path, name: str) -> None:
    out = leads.with_name(name)
    result = typed("best_grade_first", leads, "--out", out)
    assert result.exit_code == 0
    assert result.stderr == f"Written: {out}, 4 leads, best first\n"
    raw = out.read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
    header, *rows = csv.reader(text.splitlines())
    assert header[-8:] == ["mql", "fit", "engagement", "score", "grade", "queue", "cadence", "fired"]
    assert [row[0] for row in rows] == ["Ann Secret", "Bob Secret", "'=cmd|' /C calc'!A0", "Dan Secret"]


@pytest.mark.parametrize("link", ["leads.csv", "./leads.csv", "link.csv"])
def test_the_leads_are_never_written_over(leads: Path, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(leads.parent)
    Path("link.csv").symlink_to(leads)
    before = leads.read_bytes()
    result = typed("best_grade_first", leads, "--out", link)
    assert result.exit_code == 2
    assert "is the file of the leads itself" in result.stderr
    assert leads.read_bytes() == before


@pytest.mark.parametrize("out", ["out.xlsx", "nowhere/out.csv", "folder.csv"])
def test_an_impossible_out_is_refused_before_any_work(leads: Path, out: str) -> None:
    leads.with_name("folder.csv").mkdir()
    result = typed("best_grade_first", leads.with_name("no such file.csv"), "--out", leads.parent / out)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "no such file" not in result.stderr


def test_a_disk_that_is_full_leaves_nothing(leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(score_module, "write_sorted", full)
    result = typed("best_grade_first", leads, "--out", leads.with_name("out.csv"))
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert not leads.with_name("out.csv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(leads: Path) -> None:
    leads.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert typed("best_grade_first", leads, "--out", leads.with_name("out.csv")).exit_code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no_such_policy", "LEADS"], "unknown-file"),
        (["best_grade_first", "missing.csv"], "unreadable"),
        (["best_grade_first", "LEADS", "--map", "employees=Nothing"], "missing-column"),
        (["best_grade_first", "LEADS", "--map", "employes=Name"], "unknown-fact"),
        (["best_grade_first", "LEADS", "--map", "employees"], "--map takes FACT=COLUMN"),
        (["best_grade_first", "LEADS", "--map", "role=a", "--map", "role=b"], "--map names two columns for role"),
        (["best_grade_first", "LEADS", "--hand", "sails"], "did you mean sales?"),
        (["best_grade_first", "LEADS", "--hand", "Name"], "bad-cell"),
        (["best_grade_first", "LEADS", "--hand", "a", "--hand", "b", "--hand", "c"], "--hand can be given 2 times"),
        (["best_grade_first", "LEADS", "--encoding", "klingon"], "there is no text encoding"),
        (["best_grade_first", "LEADS", "--map", "employees=Name"], "bad-cell"),
    ],
)
def test_what_cannot_be_used_is_said(leads: Path, words: list[str], told: str) -> None:
    result = typed(*(str(leads) if word == "LEADS" else word for word in words))
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_bad_rows_can_be_left_out(leads: Path) -> None:
    with leads.open("a") as stream:
        stream.write("Eve,referral,software,ceo,many,,company,5,A\n")
    refused = typed("best_grade_first", leads)
    assert refused.exit_code == 2
    assert f"{leads}:6:5: error[bad-cell]" in refused.stderr
    kept = typed("best_grade_first", leads, "--skip-bad")
    assert kept.exit_code == 0
    assert kept.stdout.startswith("4 leads ranked")
    assert "--skip-bad" in kept.stdout


def test_an_export_as_a_windows_crm_writes_it(leads: Path) -> None:
    text = "\r\n".join([HEADER, *ROWS, "", "Grand Totals (4 records)"]).replace(",", ";").replace("Ann", "Zoë")
    leads.write_bytes(text.encode("windows-1252"))
    out = leads.with_name("out.csv")
    result = typed("best_grade_first", leads, "--out", out, "--map", "employees=Company Size")
    assert result.exit_code == 0
    assert "warning[encoding]" in result.stderr
    assert "warning[report-footer]" in result.stderr
    assert "Zoë Secret,referral" in out.read_text(encoding="utf-8")


def test_a_policy_without_scores_ranks_as_the_file_stands(leads: Path, tmp_path: Path) -> None:
    result = typed(write_policy(tmp_path, "plain"), leads, "--hand", "sales")
    assert result.exit_code == 0
    assert "1. line 2" in result.stdout
    said = " ".join(result.stdout.split())
    assert "nothing that is missing could change a score" in said
    assert "too few, or all alike" in said
