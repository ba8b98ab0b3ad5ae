"""Reading text: every file that cannot be read ends in one sentence."""

import hashlib
from pathlib import Path

import pytest

from sandbox.files.text import read_text


def refusal(path: Path, *, max_bytes: int = 1000) -> str:
    read = read_text(path, max_bytes=max_bytes)
    assert read.value is None
    (finding,) = read.diagnostics
    return finding.render().replace(str(path), "FILE")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "FILE:1:1: error[empty]: the file is empty"),
        (b"\xef\xbb\xbf \n", "FILE:1:1: error[empty]: the file is empty"),
        ("version: 1\n".encode("utf-16"), "FILE:1:1: error[encoding]: this file is UTF-16; save it as UTF-8"),
        ("version: 1\n".encode("utf-16-le"), "FILE:1:1: error[encoding]: this file is UTF-16; save it as UTF-8"),
        ("version: 1\n".encode("utf-16-be"), "FILE:1:1: error[encoding]: this file is UTF-16; save it as UTF-8"),
        (b"\x89PNG\0\0\0\1", "FILE:1:1: error[encoding]: this is a binary file, not text"),
        (b"x" * 1001, ("FILE:1:1: error[too-large]: the file is larger than 1,000 bytes\n"
                      "  help: split it, or raise the limit")),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes, expected: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(raw)
    assert refusal(path) == expected


def test_a_byte_that_is_not_utf8_is_shown_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(b"version: 1\r\nname: M\xfcnchen\r\n")
    assert refusal(path) == (
        "FILE:2:8: error[encoding]: the byte 0xfc is not UTF-8\n"
        "  | name: M\N{REPLACEMENT CHARACTER}nchen\n"
        "  |        ^\n"
        "  help: save the file as UTF-8 (it may be windows-1252, Excel's and Notepad's older encoding)"
    )


@pytest.mark.parametrize("name", ["missing.yaml", "no/such/folder.yaml", "x" * 300, "nul\0byte"])
def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path, name: str) -> None:
    assert "error[unreadable]" in refusal(tmp_path / name)


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "FILE:1:1: error[unreadable]: this is a directory, not a file"


def test_a_byte_order_mark_is_accepted_and_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: M\xc3\xbcnchen\n")
    read = read_text(path, max_bytes=100)
    assert read.value is not None
    assert read.value.text == "name: München\n"
    assert read.value.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
