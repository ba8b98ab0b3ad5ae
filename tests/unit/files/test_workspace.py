"""What may be written into a workspace, and what never is."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.files import workspace
from sandbox.files.shipped import list_policies, shipped_folder
from sandbox.files.workspace import save, saved_policies, workspace_problem

TEXT = "version: 1\n"


def test_a_policy_is_saved_under_its_name(tmp_path: Path) -> None:
    assert save(tmp_path, "mine_2", TEXT, replace=False) == ""
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"mine_2.yaml": TEXT}
    assert list(saved_policies(tmp_path)) == ["mine_2"]


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", "a\\b", "A", "x.yaml", "é", "x\n", "x" * 61, ".", "-", "٣", "vocabulary"]
)
def test_no_other_name_is_taken(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    assert save(folder, name, TEXT, replace=True).startswith("Nothing was saved")
    assert list(tmp_path.rglob("*")) == [folder]


@given(name=st.text(max_size=12) | st.text("./\\a_", max_size=12))
def test_whatever_the_name_nothing_is_written_outside(name: str) -> None:
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "workspace"
        folder.mkdir()
        problem = save(folder, name, TEXT, replace=True)
        written = [path for path in Path(above).rglob("*") if path != folder]
        assert written == ([] if problem else [folder / f"{name}.yaml"])


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "workspace", tmp_path / "outside.yaml"
    folder.mkdir()
    outside.write_text("precious", encoding="utf-8")
    (folder / "mine.yaml").symlink_to(outside)
    (folder / "new.yaml").symlink_to(tmp_path / "not_there.yaml")
    assert "is a link" in save(folder, "mine", TEXT, replace=True)
    assert "is a link" in save(folder, "new", TEXT, replace=True)
    assert outside.read_text(encoding="utf-8") == "precious"
    assert not (tmp_path / "not_there.yaml").exists()
    assert saved_policies(folder) == {}


def test_what_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    assert save(tmp_path, "mine", TEXT, replace=False) == ""
    assert "is there already" in save(tmp_path, "mine", "other", replace=False)
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == TEXT
    assert save(tmp_path, "mine", "other", replace=True) == ""
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "other"


def test_files_that_ship_are_never_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(shipped_folder() / "policies", tmp_path / "policies")
    monkeypatch.setattr(workspace, "shipped_folder", lambda: tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "policies").iterdir()}
    (tmp_path / "link").symlink_to(tmp_path / "policies")
    for folder in (tmp_path / "policies", tmp_path / "link", tmp_path / "link" / ".." / "policies"):
        assert "files that ship" in workspace_problem(folder)
        for name in ("newest_first", "new"):
            assert save(folder, name, TEXT, replace=True).startswith("Nothing was saved")
    assert {path: path.read_bytes() for path in (tmp_path / "policies").iterdir()} == before


def test_a_second_name_of_a_file_that_ships_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, folder = tmp_path / "shipped.yaml", tmp_path / "workspace"
    shutil.copy(list_policies()[0], copy)
    folder.mkdir()
    (folder / "mine.yaml").hardlink_to(copy)
    monkeypatch.setattr(workspace, "list_policies", lambda: (copy,))
    assert "is a file that ships" in save(folder, "mine", TEXT, replace=True)


def test_a_workspace_must_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "is not a folder" in workspace_problem(tmp_path / "file")
    assert "there is no folder" in workspace_problem(tmp_path / "not_there")
    assert workspace_problem(tmp_path) == ""


def test_a_folder_of_that_name_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").mkdir()
    assert "is not a file" in save(tmp_path, "mine", TEXT, replace=True)


def test_a_text_that_no_file_can_hold_leaves_nothing_behind(tmp_path: Path) -> None:
    assert "cannot be written" in save(tmp_path, "mine", "\ud800", replace=False)
    assert list(tmp_path.iterdir()) == []
