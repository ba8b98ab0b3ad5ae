"""Arrivals from a CSV export."""

import csv
import gzip
import io
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.diagnostics import Checked, Severity
from sandbox.domain.facts import Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.cells import time_cell
from sandbox.files.shipped import vocabulary_file
from sandbox.files.trace import Trace, read_trace
from sandbox.files.vocabulary import load_vocabulary

BERLIN = "Europe/Berlin"
Reading = Callable[..., Checked[Trace]]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


@pytest.fixture
def reading(tmp_path: Path, vocabulary: Vocabulary) -> Reading:
    def read(raw: bytes | str, zone: str = BERLIN, limits: Limits = DEFAULT_LIMITS) -> Checked[Trace]:
        path = tmp_path / "leads.csv"
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return read_trace(path, vocabulary, zone, limits)

    return read


def good(read: Checked[Trace]) -> Trace:
    assert read.value is not None, told(read)
    return read.value


def told(read: Checked[Trace]) -> list[str]:
    return [f"{f.span.line}:{f.span.column} {f.severity}[{f.code}] {f.message}" for f in read.diagnostics]


def test_leads_come_out_in_order_of_arrival_with_their_facts(reading: Reading) -> None:
    read = reading(
        "id,Created,Lead Source,COMPANY SIZE,Phone,notes\n"
        '3,2011-10-02 00:38:44,Webinar,51-200,+1 (555) 123-4567,"a\nb"\n'
        "1,2011-09-30T22:38:44Z,referral,12,no,\n"
        "\n"
        "2,2011-10-01T00:38:44+02:00,N/A,--None--,,\n"
    )
    assert read.diagnostics == ()
    trace = good(read)
    assert trace.row.tolist() == [4, 6, 2]
    assert trace.created_utc_ms.tolist() == [1317422324000, 1317422324000, 1317508724000]
    assert trace.facts["source"].tolist() == [0, -1, 7]
    assert np.array_equal(trace.facts["employees"], [12, np.nan, 125], equal_nan=True)
    assert trace.facts["phone"].tolist() == [0, -1, 1]
    assert set(trace.facts) == {"source", "employees", "phone"}
    assert len(trace.sha256) == 64


DAMAGED_GZIP = gzip.compress(b"created\n2011-10-01\n", mtime=0)[:-9]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_encodings_delimiters_and_compression(
    reading: Reading, encoding: str, delimiter: str, pack: Callable[[bytes], bytes]
) -> None:
    text = 'created,source,"who, when"\r\n2011-10-01,social,Jürgen\r\n'.replace(",", delimiter)
    read = reading(pack(text.encode(encoding)))
    assert good(read).facts["source"].tolist() == [4]
    assert [f.code for f in read.diagnostics] == (["encoding"] if encoding == "cp1252" else [])


def test_excels_own_hint_of_the_delimiter_is_not_a_header(reading: Reading) -> None:
    assert good(reading("sep=;\ncreated;source\n2011-10-01;social\n")).row.tolist() == [3]


def test_bad_cells_are_named_by_row_and_column_all_counted(reading: Reading) -> None:
    read = reading("created,employees,phone\n2011-13-01,many,perhaps\n,0,yes\n" + "x,1,yes\n" * 40)
    assert read.value is None
    lines = told(read)
    assert lines[:5] == [
        "2:1 error[bad-cell] column 'created': expected a time such as 2026-01-31 14:05:00, found '2011-13-01'",
        "2:2 error[bad-cell] column 'employees': expected a number or a band such as '1-10', found 'many'",
        "2:3 error[bad-cell] column 'phone': expected yes or no, found 'perhaps'",
        "3:1 error[bad-cell] column 'created': the time is missing",
        "3:2 error[bad-cell] column 'employees': 0 is outside 1 to 5e+06",
    ]
    assert len(lines) == 21
    assert lines[-1] == "1:1 error[bad-cell] and 25 more of this kind, 45 in all"


def test_values_outside_a_category_are_counted_by_value_and_missing(reading: Reading) -> None:
    read = reading("created,source\n" + "2011-10-01,refferal\n" * 3 + "2011-10-01,fax\n")
    assert good(read).facts["source"].tolist() == [-1] * 4
    assert told(read) == [
        "2:2 warning[unknown-value] 'refferal' is not among the values of source: 3 rows, counted as missing",
        "5:2 warning[unknown-value] 'fax' is not among the values of source: 1 row, counted as missing",
    ]
    assert read.diagnostics[0].help == "did you mean referral?"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "1:1 error[empty] the file is empty"),
        (b"\n\n", "1:1 error[empty] the file is empty"),
        (b"created\n", "1:1 error[empty] the file holds a header and no rows"),
        (b"when,source\n2011-10-01,social\n", "1:1 error[missing-column] no column says when a lead was created"),
        (b"created,a\n2011-10-01\n", "2:1 error[bad-row] expected 2 cells as in the header, found 1"),
        (b"created,a\n2011-10-01,x,y\n", "2:1 error[bad-row] expected 2 cells as in the header, found 3"),
        (b'created,a\n2011-10-01,x\n2011-10-01,"y\n2011-10-01,z\n', ("3:1 error[bad-row] a quote is opened and not"
         " closed, or text follows a closing quote (unexpected end of data)")),
        (b"created\n\0\1\2", "1:1 error[encoding] this is a binary file, not text"),
        (b"\x1f\x8b\x08garbage", "1:1 error[unreadable] the compressed file is damaged or incomplete"),
        (DAMAGED_GZIP, ("1:1 error[unreadable] the compressed file is damaged or"
         " incomplete")),
        (b"created\n" + b"x" * 2_000_000, "2:1 error[too-large] the line is longer than 1,048,576 characters"),
        (b"\xff\xfe\x00\xd8\x00\x00", "1:1 error[encoding] the text is not utf-16"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used(reading: Reading, raw: bytes, expected: str) -> None:
    read = reading(raw)
    assert read.value is None
    assert told(read) == [expected]


def test_missing_files_folders_and_zones(tmp_path: Path, vocabulary: Vocabulary) -> None:
    assert told(read_trace(tmp_path / "no.csv", vocabulary, BERLIN)) == ["1:1 error[unreadable] there is no such file"]
    assert "directory" in told(read_trace(tmp_path, vocabulary, BERLIN))[0]
    for zone in ("Mars/Olympus", "../etc/passwd", "", "\0"):
        assert "error[unknown-zone]" in told(read_trace(tmp_path, vocabulary, zone))[0]


def test_more_rows_or_bytes_than_allowed_are_refused(reading: Reading) -> None:
    raw = "created\n" + "2011-10-01\n" * 3
    assert told(reading(raw, limits=Limits(trace_rows=2))) == ["4:1 error[too-large] the file holds more than 2 rows"]
    assert "error[too-large]" in told(reading(gzip.compress(raw.encode()), limits=Limits(trace_bytes=20)))[0]


def test_a_column_that_two_names_fit_is_read_once(reading: Reading) -> None:
    read = reading("created,phone,has phone\n2011-10-01,yes,no\n")
    assert good(read).facts["phone"].tolist() == [1]
    assert told(read) == [
        "1:3 warning[ambiguous-column] columns 'phone' and 'has phone' both name phone; the first is read"
    ]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-29 02:30", "2026-03-29T01:30:00+00:00"),  # skipped by the clocks: counted on from before the change
        ("2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),  # happens twice: the first one
        ("2026-07-01", "2026-06-30T22:00:00+00:00"),
        ("2026-07-01 12:00:00.250", "2026-07-01T10:00:00.250+00:00"),
        ("2026-07-01T12:00:00-05:00", "2026-07-01T17:00:00+00:00"),
    ],
)
def test_times_in_a_zone(text: str, utc: str) -> None:
    assert time_cell(text, ZoneInfo(BERLIN)) == round(datetime.fromisoformat(utc).timestamp() * 1000)


@pytest.mark.parametrize(
    "text", ["0001-01-01", "9999-12-31T23:59:59-23:59", "2300-01-01", "12:00", "1317429524", "now"]
)
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"year|expected a time"):
        time_cell(text, ZoneInfo(BERLIN))


@given(st.binary(max_size=400), st.sampled_from([b"", b"created,source\n", b"created\n2011-10-01\n", b"\x1f\x8b\x08"]))
def test_any_bytes_end_in_a_trace_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, head: bytes
) -> None:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(head + raw)
    read = read_trace(path, found, BERLIN)
    assert (read.value is None) == any(f.severity is Severity.ERROR for f in read.diagnostics)


def test_a_hundred_thousand_rows_take_a_second(reading: Reading) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "created", "source", "employees", "state"])
    for number in range(100_000):
        writer.writerow([
            number,
            f"2026-01-{number % 28 + 1:02} 10:{number % 60:02}:00",
            "fair",
            number % 977 + 1,
            "NY",
        ])
    started = time.process_time()
    read = reading(out.getvalue())
    assert time.process_time() - started < 3
    assert len(good(read)) == 100_000
