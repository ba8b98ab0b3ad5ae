"""Rows of a CSV file as text, with the line on which each begins: encodings, delimiters, compression, bad rows."""

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sandbox.domain.diagnostics import Checked, Diagnostic, Severity, Span
from sandbox.domain.limits import Limits
from sandbox.files.suggest import quoted
from sandbox.files.text import looks_like_utf16, refuse, why_unreadable

_GZIP = b"\x1f\x8b"
_BLOCK_BYTES = 1 << 20
_LONGEST_LINE = 1 << 20
_DELIMITERS = ",;\t"
_BROKEN = (OSError, EOFError, zlib.error)

Row = tuple[int, list[str]]
"""The line on which a row begins, counted from 1, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFile:
    """How a CSV file is to be read; `sha256` is that of the file's bytes as they lie on disk."""

    path: Path
    encoding: str
    sha256: str


class RowError(Exception):
    """The rows cannot be read further, and why; never leaves `sandbox.files`."""

    def __init__(self, code: str, message: str, line: int = 1, help_text: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.help_text = help_text


def open_csv(path: Path, limits: Limits, encoding: str | None = None) -> Checked[CsvFile]:
    """Return how to read a CSV or CSV.gz file, having looked at all its bytes once.

    Without an `encoding` (a name that Python knows) the bytes decide. Findings: `unreadable`, `empty`, `too-large`,
    `encoding` (a warning where it is read as windows-1252).
    """
    file = str(path)
    if encoding is not None and not _is_encoding(encoding):
        message = f"there is no text encoding {quoted(encoding)}"
        return refuse(file, "encoding", message, "use utf-8, utf-16, windows-1252, or another name that Python knows")
    try:
        sniffed = _encoding(path, limits)
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except RowError as error:
        return refuse(file, error.code, error.message)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return refuse(file, "unreadable", "the compressed file is damaged or incomplete")
    except (OSError, ValueError) as error:
        return refuse(file, "unreadable", why_unreadable(path, error))
    warnings: tuple[Diagnostic, ...] = ()
    if sniffed == "cp1252" and encoding is None:
        message = "the file is not UTF-8; it is read as windows-1252"
        warnings = (Diagnostic(code="encoding", message=message, span=Span(file=file), severity=Severity.WARNING),)
    return Checked(value=CsvFile(path=path, encoding=encoding or sniffed, sha256=sha256), diagnostics=warnings)


def _is_encoding(name: str) -> bool:
    try:
        "".encode(name)
    except (LookupError, ValueError):  # a NUL in the name raises the latter
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as stream:
        compressed = stream.read(len(_GZIP)) == _GZIP
        stream.seek(0)
        if compressed:
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield unpacked  # type: ignore[misc]  # GzipFile reads like any binary stream
        else:
            yield stream


def _encoding(path: Path, limits: Limits) -> str:
    with _opened(path) as stream:
        block = stream.read(_BLOCK_BYTES)
        if looks_like_utf16(block):
            return _utf16(block)
        if not block.removeprefix(codecs.BOM_UTF8).strip():
            raise RowError("empty", "the file is empty")
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8 = True
        size = 0
        while block:
            size += len(block)
            if size > limits.trace_bytes:
                raise RowError("too-large", f"the file holds more than {limits.trace_bytes:,} bytes")
            if b"\0" in block:
                raise RowError("encoding", "this is a binary file, not text")
            try:
                is_utf8 = is_utf8 and decoder.decode(block) is not None
            except UnicodeDecodeError:
                is_utf8 = False
            block = stream.read(_BLOCK_BYTES)
        return "utf-8-sig" if is_utf8 else "cp1252"


def _utf16(block: bytes) -> str:
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-le" if block[1:2] == b"\0" else "utf-16-be"


def read_rows(source: CsvFile) -> Iterator[Row]:
    """Yield the rows of a file, the header first, blank lines left out; raises `RowError` where reading must stop."""
    line = 1
    try:
        with _opened(source.path) as raw, io.TextIOWrapper(raw, source.encoding, newline="") as text:
            first = text.readline(_LONGEST_LINE)
            lines = _Lines(text, first)
            if first.strip().lower() in {"sep=,", "sep=;", "sep=\t", "sep="}:  # Excel's own hint
                lines.skip()
            for cells in csv.reader(lines, delimiter=_delimiter(lines.next_line), strict=True):
                if cells:
                    yield line, cells
                line = lines.taken + 1
    except csv.Error as error:
        why = "a quote is opened and not closed, or text follows a closing quote"
        raise RowError("bad-row", f"{why} ({error})", line) from error
    except UnicodeError as error:
        raise RowError("encoding", f"the text is not {source.encoding}", line) from error
    except _BROKEN as error:
        raise RowError("unreadable", f"reading stopped: {error}", line) from error


class _Lines:
    """The lines of a text, counted as they are taken; none may be endless."""

    def __init__(self, text: IO[str], first: str) -> None:
        self.text = text
        self.next_line = first
        self.taken = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if not self.next_line:
            raise StopIteration
        if len(self.next_line) >= _LONGEST_LINE:
            raise RowError("too-large", f"the line is longer than {_LONGEST_LINE:,} characters", self.taken + 1)
        return self.skip()

    def skip(self) -> str:
        """Take the next line as it is."""
        line = self.next_line
        self.next_line = self.text.readline(_LONGEST_LINE)
        self.taken += 1
        return line


def _delimiter(header: str) -> str:
    """Return the delimiter that stands most often in the header outside quotes; a comma where there is none."""
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)
