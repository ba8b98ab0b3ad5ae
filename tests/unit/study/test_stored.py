"""Stored results: equal when read back, absent when they cannot be; the shelf is bounded and forgets."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study.compare import StudyResult, run_study
from sandbox.study.document import to_document
from sandbox.study.identity import result_key, study_key
from sandbox.study.request import StudyRequest, load_request
from sandbox.study.result_shelf import ResultShelf
from sandbox.study.spec import StudySpec
from sandbox.study.stored import Stored, Unread, open_stored, result_of, to_bytes
from tests.unit.study.small import write_policy, write_scenario

DAY_S = 86_400


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> StudyRequest:
    folder = tmp_path_factory.mktemp("stored")
    policies = (write_policy(folder, "a"), write_policy(folder, "b", after="3 h"))
    return StudyRequest(policies=policies, scenario=write_scenario(folder), replications=2, regimes=True)


@pytest.fixture(scope="module")
def result(request_: StudyRequest) -> StudyResult:
    spec = load_request(request_).value
    assert spec is not None
    found = run_study(spec)
    assert isinstance(found, StudyResult)
    return found


@pytest.fixture(scope="module")
def content(result: StudyResult, request_: StudyRequest) -> bytes:
    return to_bytes(result, request_)


def document(result: StudyResult) -> dict[str, Any]:
    return to_document(result, verdict_text="", request=StudyRequest(policies=("a",)))


def assert_equal(one: StudyResult, other: StudyResult) -> None:
    assert document(one) == document(other)
    assert list(one.regimes) == list(other.regimes)
    for name, found in one.regimes.items():
        again = other.regimes[name]
        assert (found.leads_changed, found.cohort_leads) == (again.leads_changed, again.cohort_leads)
        assert (found.events, found.simulated_leads, found.verdict) == (
            again.events,
            again.simulated_leads,
            again.verdict,
        )
        for folds, read in zip(found.folds, again.folds, strict=True):
            assert (folds.policy, folds.measures, folds.groups) == (read.policy, read.measures, read.groups)
            assert folds.sums.numerators.tobytes() == read.sums.numerators.tobytes()
            assert folds.sums.denominators.tobytes() == read.sums.denominators.tobytes()
            assert (folds.sums.is_quantile == read.sums.is_quantile).all()


def test_reading_gives_the_same_result_to_the_last_bit(
    result: StudyResult, request_: StudyRequest, content: bytes
) -> None:
    stored = open_stored(content)
    assert isinstance(stored, Stored)
    assert stored.request == request_
    again = result_of(stored, result.spec)
    assert isinstance(again, StudyResult)
    assert_equal(result, again)
    assert to_bytes(again, request_) == content


def test_a_result_is_not_that_of_another_study(result: StudyResult, content: bytes) -> None:
    stored = open_stored(content)
    assert isinstance(stored, Stored)
    for changes in ({"seed": 2}, {"replications": 3}, {"regimes": False}, {"confidence": 0.9}):
        other = replace(result.spec, **changes)
        assert study_key(other) != study_key(result.spec)
        assert isinstance(result_of(stored, other), Unread)
    assert study_key(replace(result.spec, jobs=7)) == study_key(result.spec)


@given(data=st.data())
def test_a_damaged_file_is_told_in_words(content: bytes, result: StudyResult, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    cut = data.draw(
        st.sampled_from([content[:place], content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :]])
    )
    stored = open_stored(cut)
    if isinstance(stored, Stored):  # what was hit is no part of what is read
        again = result_of(stored, result.spec)
        assert isinstance(again, Unread) or document(again) == document(result)
    else:
        assert "stored result" in stored.why


def rewritten(content: bytes, **changes: Any) -> bytes:
    """The same file with other values in `about`, and without the arrays that are None."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(np.load(io.BytesIO(parts["about.npy"])).tobytes())
    out = io.BytesIO()
    np.save(out, np.frombuffer(json.dumps({**about, **changes}).encode(), dtype=np.uint8))
    with zipfile.ZipFile(out2 := io.BytesIO(), "w") as archive:
        for name, part in {**parts, "about.npy": out.getvalue()}.items():
            archive.writestr(name, part)
        archive.writestr("central/0/profiles.npy", parts["central/series.npy"])
    return out2.getvalue()


def test_a_newer_file_is_refused_and_more_arrays_are_passed_over(result: StudyResult, content: bytes) -> None:
    newer = open_stored(rewritten(content, version=2))
    assert isinstance(newer, Unread)
    assert "newer" in newer.why
    more = open_stored(rewritten(content))
    assert isinstance(more, Stored)
    again = result_of(more, result.spec)
    assert isinstance(again, StudyResult)
    assert_equal(result, again)


def test_pickles_are_never_loaded(content: bytes) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return (pytest.fail, ("a pickle was loaded",))

    trap = io.BytesIO()
    np.save(trap, np.array([Trap()], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(out := io.BytesIO(content), "a") as archive:
        archive.writestr("central/0/more.npy", trap.getvalue())
    assert isinstance(open_stored(out.getvalue()), Unread)


def test_a_file_that_unpacks_to_too_much_is_refused(content: bytes) -> None:
    told = open_stored(content, replace(DEFAULT_LIMITS, result_bytes=1000))
    assert isinstance(told, Unread)
    assert "larger than 1,000 bytes" in told.why


def test_another_process_finds_a_result(result: StudyResult, request_: StudyRequest, tmp_path: Path) -> None:
    assert ResultShelf(folder=tmp_path / "new").put(result, request_) == ""
    program = "from sandbox.study.identity import result_key\nfrom sandbox.study.request import *\n"
    program += f"print(result_key(load_request({request_!r}).value))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [path.stem for path in (tmp_path / "new").iterdir()] == [said.stdout.strip()]


def with_seed(result: StudyResult, seed: int) -> StudyResult:
    return replace(result, spec=replace(result.spec, seed=seed))


def age(folder: Path, spec: StudySpec, days: float) -> None:
    path = folder / f"{result_key(spec)}.npz"
    now = path.stat().st_mtime
    os.utime(path, (now - days * DAY_S, now - days * DAY_S))


def test_the_shelf_is_bounded_and_what_was_asked_for_longest_ago_goes_first(
    result: StudyResult, request_: StudyRequest, content: bytes, tmp_path: Path
) -> None:
    shelf = ResultShelf(folder=tmp_path, limits=replace(DEFAULT_LIMITS, stored_bytes=round(3.5 * len(content))))
    several = [with_seed(result, seed) for seed in range(1, 5)]
    for number, one in enumerate(several[:3]):
        assert shelf.put(one, request_) == ""
        age(tmp_path, one.spec, days=3 - number)
    assert shelf.get(several[0].spec) is not None  # asked for, and so the youngest
    assert shelf.put(several[3], request_) == ""
    assert [shelf.get(one.spec) is not None for one in several] == [True, False, True, True]
    tiny = ResultShelf(folder=tmp_path, limits=replace(DEFAULT_LIMITS, stored_bytes=10))
    assert "larger than all" in tiny.put(result, request_)


def test_the_shelf_forgets(result: StudyResult, request_: StudyRequest, tmp_path: Path) -> None:
    shelf = ResultShelf(folder=tmp_path, limits=replace(DEFAULT_LIMITS, stored_days=2.0))
    other = with_seed(result, 2)
    shelf.put(result, request_)
    age(tmp_path, result.spec, days=1)
    assert shelf.get(result.spec) is not None
    age(tmp_path, result.spec, days=3)
    assert shelf.get(result.spec) is None
    shelf.put(result, request_)
    age(tmp_path, result.spec, days=3)
    shelf.put(other, request_)
    assert [path.stem for path in tmp_path.iterdir()] == [result_key(other.spec)]


def test_what_cannot_be_read_or_written_is_told(result: StudyResult, request_: StudyRequest, tmp_path: Path) -> None:
    shelf = ResultShelf(folder=tmp_path / "shelf")
    assert shelf.get(result.spec) is None
    shelf.put(result, request_)
    (tmp_path / "shelf" / f"{result_key(result.spec)}.npz").write_bytes(b"PK\x03\x04")
    assert isinstance(shelf.get(result.spec), Unread)
    assert shelf.put(result, request_) == ""
    assert isinstance(shelf.get(result.spec), StudyResult)
    (tmp_path / "file").touch()
    assert "not kept" in ResultShelf(folder=tmp_path / "file").put(result, request_)
