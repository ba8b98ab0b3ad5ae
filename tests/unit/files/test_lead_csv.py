"""Leads of an export, for which no time is needed."""

from pathlib import Path

import numpy as np
import pytest

from sandbox.domain.diagnostics import Checked
from sandbox.domain.facts import Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.lead_csv import AS_IT_STANDS, CsvColumns, CsvReading, LeadSheet, read_columns, read_leads
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


class Reads:
    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.path = path
        self.vocabulary = vocabulary

    def __call__(
        self, raw: bytes | str, reading: CsvReading = AS_IT_STANDS, limits: Limits = DEFAULT_LIMITS
    ) -> Checked[LeadSheet]:
        self.path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return read_leads(self.path, self.vocabulary, reading, limits)


@pytest.fixture
def reads(tmp_path: Path, vocabulary: Vocabulary) -> Reads:
    return Reads(tmp_path / "leads.csv", vocabulary)


def good(read: Checked[LeadSheet]) -> LeadSheet:
    assert read.value is not None, told(read)
    return read.value


def told(read: Checked[LeadSheet]) -> list[str]:
    return [f"{f.span.line}:{f.span.column} {f.severity}[{f.code}] {f.message}" for f in read.diagnostics]


def test_rows_stay_in_file_order_and_keep_their_lines(reads: Reads) -> None:
    sheet = good(reads('Company Size,Note,Source\n51-200,"a\nb",Webinar\n,x,--None--\n'))
    assert sheet.names == ("Company Size", "Note", "Source")
    assert sheet.columns == {"employees": 0, "source": 2}
    assert sheet.line.tolist() == [2, 4]
    np.testing.assert_array_equal(sheet.facts["employees"], [125.0, np.nan])
    assert sheet.facts["source"][1] == -1


def test_a_column_can_be_named_by_hand(reads: Reads) -> None:
    text = "Headcount,Employees\n12,99\n"
    assert good(reads(text)).facts["employees"].tolist() == [99.0]
    assert good(reads(text, CsvReading(columns={"employees": "headcount"}))).facts["employees"].tolist() == [12.0]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"employes": "Headcount"}, "1:1 error[unknown-fact] the vocabulary has no fact 'employes'"),
        ({"employees": "Headcounts"}, "1:1 error[missing-column] there is no column 'Headcounts'"),
    ],
)
def test_a_column_named_by_hand_must_be_there(reads: Reads, columns: dict[str, str], message: str) -> None:
    read = reads("Headcount,source\n12,event\n", CsvReading(columns=columns))
    assert read.value is None
    assert told(read) == [message]
    assert read.diagnostics[0].help.startswith("did you mean")


def test_a_file_in_which_nothing_is_known_is_refused(reads: Reads) -> None:
    read = reads("a,b\n1,2\n")
    assert told(read) == ["1:1 error[missing-column] no column of the file holds a fact of the vocabulary"]


def test_bad_rows_stop_the_work_unless_they_may_be_left_out(reads: Reads) -> None:
    text = "employees,source\nmany,event\n12,event\n13\n14,event\n"
    refused = reads(text)
    assert refused.value is None
    assert told(refused) == [
        "2:1 error[bad-cell] column 'employees': expected a number or a band such as '1-10', found 'many'",
        "4:1 error[bad-row] expected 2 cells as in the header, found 1",
    ]
    kept = reads(text, CsvReading(skip_bad=True))
    assert good(kept).line.tolist() == [3, 5]
    assert good(kept).facts["employees"].tolist() == [12.0, 14.0]
    assert [line.replace("warning", "error") for line in told(kept)] == told(refused)


def test_a_file_without_one_good_row_is_refused_even_then(reads: Reads) -> None:
    read = reads("employees\nmany\n", CsvReading(skip_bad=True))
    assert read.value is None
    assert "1:1 error[empty] no row of the file could be read" in told(read)


def test_the_footer_of_a_report_is_no_row(reads: Reads) -> None:
    read = reads('employees,source\n12,event\n\n"Grand Totals (1 record)"\n"Confidential - Do Not Distribute"\n')
    assert good(read).line.tolist() == [2]
    assert told(read) == [
        "4:1 warning[report-footer] 2 lines of a single cell at the end: taken for the footer of a report, and left out"
    ]


def test_an_encoding_can_be_given(reads: Reads) -> None:
    raw = "employees;Größe\n12;x\n".encode("latin-1")
    assert good(reads(raw, CsvReading(encoding="latin-1"))).names == ("employees", "Größe")
    assert told(reads(raw, CsvReading(encoding="latin-1"))) == []
    assert told(reads(raw, CsvReading(encoding="rot13"))) == ["1:1 error[encoding] there is no text encoding 'rot13'"]
    wrong = reads(raw, CsvReading(encoding="utf-8"))
    assert wrong.value is None
    assert wrong.diagnostics[0].code == "encoding"


def test_more_rows_than_allowed_are_refused(reads: Reads) -> None:
    read = reads("employees\n1\n2\n3\n", limits=Limits(trace_rows=2))
    assert told(read) == ["4:1 error[too-large] the file holds more than 2 rows"]


@pytest.mark.parametrize("rows", [1, 4_096, 10_000])
def test_who_waits_is_told_how_many_rows_have_been_read(tmp_path: Path, vocabulary: Vocabulary, rows: int) -> None:
    path, told_rows = tmp_path / "leads.csv", list[int]()
    path.write_text("employees,source\n" + "3\n" * (rows - 1) + "12,event\n", encoding="utf-8")
    read = read_leads(path, vocabulary, CsvReading(skip_bad=True), on_read=told_rows.append)
    assert len(good(read)) == 1
    assert told_rows == sorted(told_rows)
    assert told_rows[-1] == rows  # those that cannot be read take time as well
    assert len(set(told_rows)) > rows // 5_000


def test_who_waits_can_end_the_reading(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path, told_rows = tmp_path / "leads.csv", list[int]()
    path.write_text("employees\n" + "3\n" * 50_000, encoding="utf-8")

    def end(rows: int) -> None:
        told_rows.append(rows)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_leads(path, vocabulary, on_read=end)
    assert len(told_rows) == 1
    assert told_rows[0] < 10_000


@pytest.mark.parametrize("raw", [b"employees;Sales rank;\nx;y\n", "employees\tSales rank\t\n1\n".encode("utf-16")])
def test_columns_are_named_as_in_the_sheet_whatever_the_rows_hold(
    tmp_path: Path, vocabulary: Vocabulary, raw: bytes
) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(raw)
    assert read_columns(path, vocabulary).value == CsvColumns(
        names=("employees", "Sales rank", ""), facts=frozenset({"employees"})
    )


@pytest.mark.parametrize("raw", [b"", b"\0", b'"employees\n', b"\x1f\x8bx"])
def test_columns_of_a_file_that_cannot_be_read_are_unknown_and_it_is_said_why(
    tmp_path: Path, vocabulary: Vocabulary, raw: bytes
) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(raw)
    read = read_columns(path, vocabulary)
    assert read.value is None
    assert any(finding.is_error for finding in read.diagnostics)
