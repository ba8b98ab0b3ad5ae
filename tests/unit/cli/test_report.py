"""`--report`: a page or a zip, whole or not at all, refused before the work where it cannot be written."""

import importlib.util
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sandbox.cli.commands import sandbox
from tests.unit.report.pages import Page
from tests.unit.study.small import write_policy, write_scenario


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    names = [write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="1 h")]
    return [*names, "--scenario", write_scenario(tmp_path), "--replications", "2", "--jobs", "1"]


def typed(*words: str) -> Result:
    return CliRunner().invoke(sandbox, list(words))


def test_compare_writes_a_page_with_its_verdict_and_command_and_says_so(small: list[str], tmp_path: Path) -> None:
    done = typed("compare", *small, "--report", str(tmp_path / "report.html"), "--quiet")
    assert done.exit_code == 0, done.stderr
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert done.stdout.strip() in " ".join(page.texts)
    assert any(text.startswith("sandbox compare ") and "--seed 1" in text for text in page.texts)
    assert done.stderr == ""


def test_run_writes_a_zip_that_its_suffix_asks_for(small: list[str], tmp_path: Path) -> None:
    done = typed("run", small[0], *small[2:], "--report", str(tmp_path / "all.ZIP"))
    assert done.exit_code == 0, done.stderr
    assert f"Written: {tmp_path / 'all.ZIP'}" in " ".join(done.stderr.split("\n"))
    assert "policies/a.yaml" in zipfile.ZipFile(tmp_path / "all.ZIP").namelist()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("report.pdf", "--report writes .html or .zip, not .pdf"),
        ("report", "--report writes .html or .zip, not a file without a suffix"),
        ("nowhere/report.html", "there is no such folder"),
        ("folder.html", "the name is that of a folder"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_before_the_work(
    small: list[str], tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    for command in (["compare", *small], ["run", small[0], *small[2:]]):
        done = typed(*command, "--report", str(tmp_path / name))
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr


def test_without_plotly_it_says_what_to_install(
    small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = typed("compare", *small, "--report", str(tmp_path / "report.html"))
    assert done.exit_code == 2
    assert "pip install 'lead-policy-sandbox[app]'" in done.stderr


def test_a_kept_result_is_reported_without_simulating_it_again(
    small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, at_once = str(tmp_path / "kept"), tmp_path / "at_once.html"
    done = typed("compare", *small, "--out", kept, "--report", str(at_once))
    assert done.exit_code == 0, done.stderr
    monkeypatch.setattr("sandbox.cli.studies.run_study", lambda *_: pytest.fail("simulated again"))
    for named in (kept, f"{kept}/result.json", f"{kept}/replications.npz"):
        later = tmp_path / "later.html"
        done = typed("report", named, "--out", str(later), "--quiet")
        assert done.exit_code == 0, done.stderr
        assert later.read_text(encoding="utf-8") == at_once.read_text(encoding="utf-8")
        later.unlink()


def test_a_result_of_other_files_or_none_is_refused(small: list[str], tmp_path: Path) -> None:
    kept, out = tmp_path / "kept", str(tmp_path / "later.html")
    assert typed("compare", *small, "--out", str(kept)).exit_code == 0
    (tmp_path / "bad.npz").write_bytes(b"PK nothing")
    assert "damaged" in typed("report", str(tmp_path / "bad.npz"), "--out", out).stderr
    assert "no result to report" in typed("report", str(tmp_path / "nowhere"), "--out", out).stderr
    assert "--out writes .html or .zip" in typed("report", str(kept), "--out", "x.pdf").stderr
    policy = Path(small[0])
    policy.write_text(policy.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    done = typed("report", str(kept), "--out", out)
    assert done.exit_code == 2
    assert "of other policies" in " ".join(done.stderr.split())
    assert not Path(out).exists()
