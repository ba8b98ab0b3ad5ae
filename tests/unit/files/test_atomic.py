"""Files appear whole or not at all."""

import stat
from pathlib import Path

import pytest

from sandbox.files.atomic import write_bytes, write_text


def test_text_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    write_text(path, "{}\n")
    write_text(path, "ü\r\n")
    assert path.read_bytes() == "ü\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_its_permissions_and_a_link_its_target(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text("old")
    path.chmod(0o640)
    link = tmp_path / "latest.json"
    link.symlink_to(path)
    write_text(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "result.json"
    path.write_text("old")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(path, b"new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_text(tmp_path / "no" / "result.json", "x")


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_text(Path("/dev/null"), "x")
    assert not Path("/dev/null").is_file()
