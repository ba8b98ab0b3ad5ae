"""Rankings by hand, as people write them into a column."""

from pathlib import Path

import numpy as np
import pytest

from sandbox.domain.diagnostics import Checked
from sandbox.files.hand_csv import read_hand, read_hands
from sandbox.files.lead_csv import CsvReading, LeadSheet, own_rows, read_leads
from tests.worlds import vocabulary


def sheet_of(path: Path, text: str, *, skip_bad: bool = False) -> LeadSheet:
    path.write_text(text, encoding="utf-8")
    read = read_leads(path, vocabulary(), CsvReading(skip_bad=skip_bad))
    assert read.value is not None
    return read.value


def hand(path: Path, cells: list[str]) -> Checked[np.ndarray[tuple[int], np.dtype[np.float64]]]:
    rows = "\n".join(f"12,{cell}" for cell in cells)
    return read_hand(sheet_of(path, f"employees,Sales Rank\n{rows}\n"), "sales rank")


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        (["1", "#2", "3.", "2.5"], [1.0, 2.0, 3.0, 2.5]),
        (["B", "a", "D", "C"], [1.0, 0.0, 3.0, 2.0]),
        (["", "4", "N/A", "1"], [np.nan, 4.0, np.nan, 1.0]),
    ],
)
def test_places_and_grades_less_is_better(tmp_path: Path, cells: list[str], places: list[float]) -> None:
    read = hand(tmp_path / "a.csv", cells)
    assert read.value is not None
    np.testing.assert_array_equal(read.value, places)


@pytest.mark.parametrize(
    ("cells", "line", "message"),
    [
        (["1", "high"], 3, "column 'Sales Rank': expected a number, 1 for the best, or a grade A to D, found 'high'"),
        (["1", "A"], 3, "column 'Sales Rank': expected a number, 1 for the best, or a grade A to D, found 'A'"),
        (["A", "B", "1"], 4, "column 'Sales Rank': expected a grade from A to D, as above, found '1'"),
        (["inf"], 2, "column 'Sales Rank': expected a number, 1 for the best, or a grade A to D, found 'inf'"),
    ],
)
def test_what_is_neither_is_named_by_line(tmp_path: Path, cells: list[str], line: int, message: str) -> None:
    read = hand(tmp_path / "a.csv", cells)
    assert read.value is None
    assert [(f.code, f.span.line, f.span.column, f.message) for f in read.diagnostics] == [
        ("bad-cell", line, 2, message)
    ]


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    read = read_hand(sheet_of(tmp_path / "a.csv", "employees,sales_rank\n1,1\n"), "sales_rang")
    assert [(f.code, f.help) for f in read.diagnostics] == [("missing-column", "did you mean sales_rank?")]


def test_several_columns_are_read_or_all_that_is_wrong_with_them_is_told(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.csv", "employees,sales,bad,worse\n1,2,x,A\n5,1,1,y\n")
    read = read_hands(sheet, ["SALES", "employees"])
    assert read.value is not None
    assert {column: places.tolist() for column, places in read.value.items()} == {"SALES": [2, 1], "employees": [1, 5]}
    read = read_hands(sheet, ["bad", "sales", "worse"])
    assert read.value is None
    assert [(f.span.line, f.span.column) for f in read.diagnostics] == [(2, 3), (3, 4)]
    assert read_hands(sheet, []).value == {}


def test_rows_that_were_left_out_stay_out(tmp_path: Path) -> None:
    text = "employees,Rank\n1,3\nmany,9\n2\n5,1\n"
    sheet = sheet_of(tmp_path / "a.csv", text, skip_bad=True)
    read = read_hand(sheet, "Rank")
    assert read.value is not None
    assert read.value.tolist() == [3.0, 1.0]
    assert list(own_rows(sheet)) == [["employees", "Rank"], ["1", "3"], ["5", "1"]]


@pytest.mark.parametrize("text", ["", "employees\n1\n", "employees,Rank\n1,3\n", 'employees,Rank\n1,3\n"5,1\n'])
def test_a_file_that_has_changed_is_noticed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    sheet = sheet_of(path, "employees,Rank\n1,3\n5,1\n")
    path.write_text(text)
    with pytest.raises(OSError, match="has changed since it was read"):
        list(own_rows(sheet))
