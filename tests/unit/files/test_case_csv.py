"""Case tables: leads as a spreadsheet holds them, and what is expected of each."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.domain.diagnostics import Checked
from sandbox.domain.example import Example, Expectation
from sandbox.domain.facts import Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.case_csv import EXPECTED_COLUMNS, NamesOfPolicy, read_cases
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary

NAMES = NamesOfPolicy(queue=("sales", "nurture", "close"), cadence=("calls",), fired=("hot", "tiny", "rest"))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


class Reads:
    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.path = path
        self.vocabulary = vocabulary

    def __call__(self, raw: bytes | str, limits: Limits = DEFAULT_LIMITS) -> Checked[tuple[Example, ...]]:
        self.path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return read_cases(self.path, self.vocabulary, NAMES, limits)


@pytest.fixture
def reads(tmp_path: Path, vocabulary: Vocabulary) -> Reads:
    return Reads(tmp_path / "five.cases.csv", vocabulary)


def good(read: Checked[tuple[Example, ...]]) -> tuple[Example, ...]:
    assert read.value is not None, told(read)
    return read.value


def told(read: Checked[tuple[Example, ...]]) -> list[str]:
    return [f"{f.span.line}:{f.span.column} {f.severity}[{f.code}] {f.message}" for f in read.diagnostics]


def test_columns_are_facts_by_name_label_or_crm_name_and_expectations(reads: Reads) -> None:
    text = (
        "Name,employees,Lead source,Buying influence,Phone,expect_mql,expect_score,expect_grade,expect_queue,"
        "expect_cadence,expect_fired,expect_fit,expect_engagement\n"
        "An owner,51-200,Webinar,CEO,+1 555 123 4567,yes,-12.5,a,sales,calls,hot rest,10,0\n"
    )
    (case,) = good(reads(text))
    assert case.name == "An owner"
    assert case.lead == {"employees": 125.0, "source": "event", "role": "decision_maker", "phone": True}
    assert case.expect == Expectation(
        mql=True,
        score=-12.5,
        grade="A",
        queue="sales",
        cadence="calls",
        fired=("hot", "rest"),
        fit=10.0,
        engagement=0.0,
    )
    assert (case.at.line, case.at.column) == (2, 1)


def test_an_empty_fact_is_missing_and_an_empty_expectation_says_nothing(reads: Reads) -> None:
    (case,) = good(reads("source;phone;employees;expect_mql;expect_queue\n;--None--; ;no;\n"))
    assert case.lead == {}
    assert case.expect == Expectation(mql=False)


def test_a_case_without_a_name_is_called_by_its_line(reads: Reads) -> None:
    cases = good(reads('name,role,expect_mql\n"two\nlines",ceo,yes\n,ceo,yes\n,,\n'))
    assert [(case.name, case.at.line) for case in cases] == [("two\N{REPLACEMENT CHARACTER}lines", 2), ("row 4", 4)]


def test_excel_writes_semicolons_a_mark_and_utf16(reads: Reads) -> None:
    text = "sep=;\nname;role;expect_mql\nZürich;ceo;yes\n"
    for encoding in ("utf-8-sig", "utf-16"):
        assert [case.name for case in good(reads(text.encode(encoding)))] == ["Zürich"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("role,expect_mql\nceo,perhaps\n", "2:2 error[bad-cell] column 'expect_mql': expected yes or no"),
        ("role,expect_mql\nceo,unknown\n", "2:2 error[bad-cell] column 'expect_mql': 'unknown' cannot be expected"),
        ("employees,expect_mql\nmany,yes\n", "2:1 error[bad-cell] column 'employees': expected a number"),
        ("role,expect_mql\nceoo,yes\n", "2:1 error[unknown-value] column 'role': role has no value 'ceoo'"),
        ("role,expect_grade\nceo,E\n", "2:2 error[unknown-value] column 'expect_grade': grade has no value 'E'"),
        ("role,expect_queue\nceo,sails\n", "2:2 error[unknown-queue] column 'expect_queue': the policy has no queue"),
        ("role,expect_cadence\nceo,x\n", "2:2 error[unknown-cadence] column 'expect_cadence': the policy has no"),
        ("role,expect_fired\nceo,hot tinny\n", "2:2 error[unknown-rule] column 'expect_fired': the policy has no rule"),
        ("role,expect_mql\nceo,\n", "2:1 error[bad-row] nothing is expected of this case"),
        ("role,expect_mql\nceo,yes,no\n", "2:1 error[bad-row] expected 2 cells as in the header, found 3"),
        ("role,expect_gade\nceo,A\n", "1:2 error[unknown-key] nothing is called 'expect_gade'"),
        ("role,phone\nceo,yes\n", "1:1 error[missing-column] no column says what is expected"),
        ("role,expect_mql\n", "1:1 error[empty] the file holds a header and no cases"),
        ("", "1:1 error[empty] the file is empty"),
        ('role,expect_mql\n"ceo,yes\n', "2:1 error[bad-row] a quote is opened and not closed"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(reads: Reads, text: str, said: str) -> None:
    read = reads(text)
    assert read.value is None
    assert [line for line in told(read) if line.startswith(said)], told(read)


def test_everything_wrong_is_told_at_once(reads: Reads) -> None:
    read = reads("role,employees,expect_mql\nceo,many,maybe\nceeo,0,yes\n")
    assert [line.split("]")[0] for line in told(read)] == [
        *("2:2 error[bad-cell", "2:3 error[bad-cell", "3:1 error[unknown-value", "3:2 error[bad-cell"),
    ]


def test_a_column_that_is_not_read_is_warned_of_unless_it_is_a_key(reads: Reads) -> None:
    read = reads("lead id,emploees,score,notes,role,expect_mql\n7,5,3,x,ceo,yes\n")
    assert len(good(read)) == 1
    assert told(read) == [
        "1:2 warning[unknown-fact] the column 'emploees' is not read; did you mean employees?",
        "1:3 warning[unknown-fact] the column 'score' is not read; did you mean expect_score?",
        "1:4 warning[unknown-fact] the column 'notes' is not read",
    ]


def test_cases_are_bounded(reads: Reads) -> None:
    read = reads("role,expect_mql\n" + "ceo,yes\n" * 4, Limits(case_rows=3))
    assert told(read) == ["5:1 error[too-large] the file holds more than 3 rows"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(cells=st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=4), max_size=4))
def test_no_table_ends_in_an_exception(reads: Reads, cells: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["role", "employees", *list(EXPECTED_COLUMNS)[:2]], *cells])
    read = reads(text.getvalue().encode("utf-8", "replace"))
    assert (read.value is None) is any(finding.is_error for finding in read.diagnostics)
