"""CSV that we write: no cell of text is a formula, and rows in an order of their own never stand in memory together."""

import csv
import gzip
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from sandbox.files.atomic import writing

CSV_SUFFIXES = (".csv", ".csv.gz")
"""What the name of a CSV file that we write may end with; the second is compressed."""

OnRows = Callable[[int, int], None]
"""Told how many rows have been written, and how many there are."""

_BLOCK_ROWS = 16_384
_FORMULA = frozenset("=+-@\t\r\n")
_NUMBER = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)


def defused(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; a number stays one, whatever its sign."""
    return f"'{text}" if text[:1] in _FORMULA and not _NUMBER.fullmatch(text) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a small table as CSV text with commas, its cells defused."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([defused(cell) for cell in row] for row in (header, *rows))
    return out.getvalue()


def write_sorted(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], order: NDArray[np.intp], on_rows: OnRows | None
) -> None:
    """Write rows in another order than they come in, as UTF-8 with commas; raises OSError, leaving nothing behind.

    `order` says which row stands first, second, and so on. Text is kept in a nameless file beside the new one.
    """
    with tempfile.TemporaryFile(dir=path.resolve().parent if _is_plain(path) else None) as spool:
        ends = _spooled(spool, rows, len(order), on_rows)
        with _packed(path) as out:
            lines = _Lines()
            csv.writer(lines).writerow([defused(name) for name in header])
            out.write(lines.text)
            for start in range(0, len(order), _BLOCK_ROWS):
                block = order[start : start + _BLOCK_ROWS]
                spans = zip(ends[block].tolist(), ends[block + 1].tolist(), strict=True)
                out.write(b"".join(os.pread(spool.fileno(), end - begin, begin) for begin, end in spans))


def _spooled(spool: IO[bytes], rows: Iterable[Sequence[str]], count: int, on_rows: OnRows | None) -> NDArray[np.int64]:
    """Write rows one after another; return where each begins, and at last where all end."""
    ends = np.zeros(count + 1, dtype=np.int64)
    lines = _Lines()
    writer = csv.writer(lines)
    for number, cells in enumerate(rows):
        # Nearly all cells are harmless, and a call for each would take most of the time.
        writer.writerow([defused(cell) if cell[:1] in _FORMULA else cell for cell in cells])
        ends[number + 1] = ends[number] + spool.write(lines.text)
        if on_rows is not None and (number + 1) % _BLOCK_ROWS == 0:
            on_rows(number + 1, count)
    spool.flush()
    if on_rows is not None:
        on_rows(count, count)
    return ends


class _Lines:
    """Where a CSV writer writes: keeps the last row as bytes."""

    text = b""

    def write(self, row: str) -> int:
        """Take one row."""
        # Up to Python 3.12 only characters of the line end are quoted: the writer's own, \r\n, has both that matter.
        self.text = (row.removesuffix("\r\n") + "\n").encode()
        return len(row)


@contextmanager
def _packed(path: Path) -> Iterator[IO[bytes]]:
    with writing(path) as stream:
        if path.name.lower().endswith(".gz"):
            # Without a time and a name, the same rows are the same bytes.
            with gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0) as packed:
                yield packed  # type: ignore[misc]  # GzipFile writes like any binary stream
        else:
            yield stream


def _is_plain(path: Path) -> bool:
    return not path.exists() or path.is_file()
