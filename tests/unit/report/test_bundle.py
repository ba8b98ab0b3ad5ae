"""The zip of a study: everything that it takes to get the same again, and the same bytes each time."""

import io
import json
import shlex
import zipfile
from dataclasses import replace
from pathlib import Path

from sandbox.report.bundle import bundle
from sandbox.report.html import report_html
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.load import load_study
from sandbox.study.spec import StudySpec
from tests.unit.report.made import study
from tests.unit.study.small import write_policy, write_scenario

SETTING = 'second:queues.calls.respond_within="8 h"'


def of_files(folder: Path) -> StudyResult:
    """A study of one file under two names, one of them changed for the call."""
    path, scenario = write_policy(folder, "calls"), write_scenario(folder)
    loaded = load_study([f"first={path}", f"second={path}"], scenario, settings=[SETTING]).value
    assert loaded is not None
    ran = run_study(StudySpec(policies=loaded.policies, scenario=loaded.scenario, replications=2, seed=3))
    assert isinstance(ran, StudyResult)
    return ran


def test_the_zip_holds_everything_and_gives_the_same_study_again(tmp_path: Path) -> None:
    result = of_files(tmp_path)
    content = bundle(result, command="sandbox compare ..", settings=[SETTING])
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [
        "README.txt",
        "plain/first.txt",
        "plain/second.txt",
        "policies/first.yaml",
        "policies/second.yaml",
        "report.html",
        "result.json",
        "scenario/small.yaml",
        "vocabulary.yaml",
    ]
    readme = archive.read("README.txt").decode()
    assert f"  {SETTING}" in readme.splitlines()
    assert archive.read("policies/first.yaml").decode() == (tmp_path / "calls.yaml").read_text(encoding="utf-8")

    unpacked = tmp_path / "unpacked"
    archive.extractall(unpacked)
    (line,) = (line for line in readme.splitlines() if line.startswith("  sandbox compare policies/"))
    words = shlex.split(line)
    assert words[:4] == ["sandbox", "compare", "policies/first.yaml", "policies/second.yaml"]
    assert words[4:] == [*("--scenario", "scenario/small.yaml", "--replications", "2", "--seed", "3", "--set", SETTING)]
    again = load_study(
        [str(unpacked / path) for path in words[2:4]], str(unpacked / words[5]), settings=[SETTING]
    ).value
    assert again is not None
    assert again.policies == result.spec.policies
    assert again.scenario == result.spec.scenario


def test_the_result_and_the_report_are_those_of_the_study() -> None:
    result = study([100.0, 110.0], [150.0, 160.0])
    archive = zipfile.ZipFile(io.BytesIO(bundle(result, command="sandbox compare a b")))
    assert archive.read("report.html").decode() == report_html(result, command="sandbox compare a b")
    document = json.loads(archive.read("result.json"))
    assert document["verdict"]["winner"] == result.spec.policies[1].id
    assert document["manifest"]["command"] == "sandbox compare a b"


def test_the_same_study_gives_the_same_bytes() -> None:
    result = study([100.0, 110.0])
    assert bundle(result, command="sandbox run a") == bundle(result, command="sandbox run a")
    archive = zipfile.ZipFile(io.BytesIO(bundle(result, command="sandbox run a")))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "sandbox run policies/" in archive.read("README.txt").decode()


def test_arrivals_from_a_file_are_not_in_the_zip_and_it_says_so() -> None:
    result = study([100.0, 110.0])
    plain = zipfile.ZipFile(io.BytesIO(bundle(result, command=""))).read("README.txt").decode()
    assert "replays arrivals" not in plain
    demand = replace(result.spec.scenario.demand, trace=object())  # type: ignore[arg-type]  # whatever it holds
    replayed = replace(result, spec=replace(result.spec, scenario=replace(result.spec.scenario, demand=demand)))
    readme = zipfile.ZipFile(io.BytesIO(bundle(replayed, command=""))).read("README.txt").decode()
    assert "replays arrivals from a file that is not in here" in readme
