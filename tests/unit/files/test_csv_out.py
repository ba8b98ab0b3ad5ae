"""CSV that we write: in any order, without formulas, whole or not at all."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.files.csv_out import defused, write_sorted

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
CELLS = st.one_of(TEXT, st.sampled_from(["=1+1", "@x", "+49 1", "-", '"', ",", "a\r\nb", "", "-5", "'=x"]))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        *[("=SUM(A1)", "'=SUM(A1)"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\tx", "'\tx"), ("\nx", "'\nx")],
        *[("a", "a"), ("", ""), ("-5", "-5"), ("+4.5e3", "+4.5e3"), ("-1,5", "-1,5"), ("-5+cmd", "'-5+cmd")],
    ],
)
def test_spreadsheets_find_no_formula(text: str, safe: str) -> None:
    assert defused(text) == safe


@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), max_size=6)), st.data())
def test_what_is_read_back_are_the_cells_in_the_order_asked(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    path = tmp_path_factory.mktemp("out") / "out.csv"
    header = ["=h"] * (len(rows[0]) if rows else 1)
    write_sorted(path, header, rows, np.array(order, dtype=np.intp), None)
    with path.open(encoding="utf-8", newline="") as stream:
        found = list(csv.reader(stream, strict=True))
    assert found == [["'=h"] * len(header), *([defused(cell) for cell in rows[at]] for at in order)]


def test_the_same_rows_are_the_same_compressed_bytes(tmp_path: Path) -> None:
    for name in ("a.csv.gz", "b.csv.gz"):
        write_sorted(tmp_path / name, ["x"], [["1"], ["2"]], np.array([1, 0]), None)
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == b"x\n2\n1\n"


def test_progress_ends_with_all_rows(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = [[str(n)] for n in range(20_000)]
    write_sorted(tmp_path / "a.csv", ["x"], rows, np.arange(20_000), lambda done, of: told.append((done, of)))
    assert told == [(16_384, 20_000), (20_000, 20_000)]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_where_reading_fails_the_old_file_stays_and_nothing_is_left(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("old")

    def rows() -> Iterator[list[str]]:
        yield ["1"]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        write_sorted(tmp_path / name, ["x"], rows(), np.arange(2), None)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "old")]


def test_a_device_is_written_to_as_it_is(tmp_path: Path) -> None:
    write_sorted(Path("/dev/null"), ["x"], [["1"]], np.arange(1), None)
    assert Path("/dev/null").is_char_device()
