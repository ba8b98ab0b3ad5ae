"""A file's text, or why it cannot be read."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sandbox.domain.diagnostics import Checked, Diagnostic, Span

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SNIFFED_BYTES = 4096

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """The text of a file without a byte order mark, and the SHA-256 of the file's bytes in hexadecimal."""

    text: str
    sha256: str


def read_text(path: Path, *, max_bytes: int) -> Checked[FileText]:
    """Return the UTF-8 text of a file.

    Findings: `unreadable`, `empty`, `too-large` (more than `max_bytes`), `encoding`.
    """
    raw = read_bytes(path, max_bytes=max_bytes)
    if raw.value is None:
        return Checked(value=None, diagnostics=raw.diagnostics)
    return decode_text(raw.value, str(path))


def read_bytes(path: Path, *, max_bytes: int) -> Checked[bytes]:
    """Return the bytes of a file; findings: `unreadable`, `too-large`."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        return refuse(str(path), "unreadable", why_unreadable(path, error))
    if len(raw) > max_bytes:
        message = f"the file is larger than {max_bytes:,} bytes"
        return refuse(str(path), "too-large", message, "split it, or raise the limit")
    return Checked(value=raw)


def decode_text(raw: bytes, file: str) -> Checked[FileText]:
    """Return the text of bytes that should be UTF-8, with or without a byte order mark; `file` names them."""
    if not raw.removeprefix(_UTF8_BOM).strip():
        return refuse(file, "empty", "the file is empty")
    if looks_like_utf16(raw):
        return refuse(file, "encoding", "this file is UTF-16; save it as UTF-8")
    if b"\0" in raw:
        return refuse(file, "encoding", "this is a binary file, not text")
    try:
        text = raw.removeprefix(_UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_of_byte(error.object, error.start, file)
        message = f"the byte 0x{error.object[error.start]:02x} is not UTF-8"
        help_text = "save the file as UTF-8 (it may be windows-1252, Excel's and Notepad's older encoding)"
        return Checked(
            value=None, diagnostics=(Diagnostic(code="encoding", message=message, span=place, help=help_text),)
        )
    return Checked(value=FileText(text=text, sha256=hashlib.sha256(raw).hexdigest()))


def looks_like_utf16(raw: bytes) -> bool:
    """Whether bytes start with a UTF-16 mark, or every other byte of their beginning is zero."""
    head = raw[:_SNIFFED_BYTES]
    if head.startswith(_UTF16_BOMS):
        return True
    halves = (head[0::2], head[1::2])
    fewer, more = sorted(half.count(0) for half in halves)
    return len(head) >= 4 and fewer == 0 and more > 0.4 * len(head) / 2


def why_unreadable(path: Path, error: Exception) -> str:
    """Return in plain words why a file could not be opened."""
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "this is a directory, not a file"
        case PermissionError():
            return "this is a directory, not a file" if path.is_dir() else "reading this file is not permitted"
        case OSError():
            return f"the file cannot be read: {error.strerror or error}"
        case _:
            return f"this cannot be the name of a file: {error}"


def _place_of_byte(raw: bytes, offset: int, file: str) -> Span:
    line_start = raw.rfind(b"\n", 0, offset) + 1
    line_end = raw.find(b"\n", offset)
    line = raw[line_start : line_end if line_end >= 0 else None].rstrip(b"\r")
    return Span(
        file=file,
        line=raw.count(b"\n", 0, offset) + 1,
        column=len(raw[line_start:offset].decode("utf-8", "replace")) + 1,
        source=line.decode("utf-8", "replace"),
    )


def refuse(file: str, code: str, message: str, help_text: str = "") -> Checked[T]:
    """Return one error about a file as a whole."""
    finding = Diagnostic(code=code, message=message, span=Span(file=file), help=help_text)
    return Checked(value=None, diagnostics=(finding,))
