"""What environment variables say: every limit can be changed, and nothing that is wrong passes in silence."""

import re
from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.limits import DEFAULT_LIMITS, Limits, megabytes
from sandbox.study.environment import jobs_of, limits_of, server_of
from sandbox.study.spec import default_jobs
from tests.worlds import ROOT

NAMES = [limit.name for limit in fields(Limits)]


def variable(name: str) -> str:
    return f"SANDBOX_{name.upper()}"


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(2, 50)))
def test_what_is_named_is_changed_and_nothing_else(wanted: dict[str, int]) -> None:
    found = limits_of({variable(name): f" {number}" for name, number in wanted.items()}).value
    assert found is not None
    assert asdict(found) == {**asdict(DEFAULT_LIMITS), **wanted}


def test_without_variables_everything_is_as_by_default() -> None:
    others = {"SANDBOX_TRACE_ROWS": "", "SANDBOX_HOME": "/x", "SANDBOX_REPLICATIONS": "3", "TRACE_ROWS": "7", "A": "b"}
    assert limits_of(others).value == DEFAULT_LIMITS
    assert jobs_of({"SANDBOX_JOBS": " "}).value == default_jobs()


@pytest.mark.parametrize("text", ["many", "-1", "2M", "1e6", "1,000", "0x10", "٣", "1_000", "1.5", "nan", "9" * 30])
@pytest.mark.parametrize("name", ["trace_rows", "study_replications"])
def test_what_is_no_whole_number_is_told_with_its_name_and_text(name: str, text: str) -> None:
    read = limits_of({variable(name): text})
    (told,) = read.diagnostics
    assert read.value is None
    assert (told.code, told.span.file, told.span.source) == ("bad-variable", variable(name), text)
    assert f"{variable(name)} should be a whole number" in told.message
    assert "in digits" in told.help


@pytest.mark.parametrize(
    ("name", "text", "bounds"),
    [
        ("trace_rows", "0", "between 1 and"),
        ("yaml_depth", "51", "between 1 and 50"),
        ("policies_on_a_page", "1", "between 2 and"),
        ("rules", "9999999999999999", "between 1 and 1,000,000,000,000,000"),
        ("study_seconds", "0", "more than 0"),
        ("stored_days", "0.0", "more than 0"),
    ],
)
def test_what_is_out_of_range_is_told_with_the_range(name: str, text: str, bounds: str) -> None:
    read = limits_of({variable(name): text})
    assert read.value is None
    assert bounds in read.diagnostics[0].message


def test_all_that_is_wrong_is_told_at_once() -> None:
    read = limits_of({variable("rules"): "few", variable("stored_days"): "a month", variable("case_rows"): "5"})
    assert [told.span.file for told in read.diagnostics] == ["SANDBOX_RULES", "SANDBOX_STORED_DAYS"]


def test_times_may_be_fractions() -> None:
    found = limits_of({variable("study_seconds"): "0.5", variable("stored_days"): "1.25"}).value
    assert found is not None
    assert (found.study_seconds, found.stored_days) == (0.5, 1.25)


@pytest.mark.parametrize("text", ["many", "0", "257", "-2", "1.5"])
def test_jobs_that_cannot_be_are_told_and_not_replaced(text: str) -> None:
    read = jobs_of({"SANDBOX_JOBS": text})
    assert read.value is None
    assert [told.code for told in read.diagnostics] == ["bad-variable"]
    assert jobs_of({"SANDBOX_JOBS": "3"}).value == 3


def test_all_that_keeps_a_server_from_starting_is_told_at_once() -> None:
    read = server_of({"SANDBOX_JOBS": "many", "SANDBOX_RULES": "few"})
    assert read.value is None
    assert {told.span.file for told in read.diagnostics} == {"SANDBOX_JOBS", "SANDBOX_RULES"}
    server = server_of({"SANDBOX_JOBS": "3", "SANDBOX_RULES": "7"}).value
    assert server is not None
    assert (server.jobs, server.limits.rules) == (3, 7)


def test_a_page_takes_exports_of_its_own_size() -> None:
    found = limits_of({variable("upload_rows"): "7", variable("upload_bytes"): "9"}).value
    assert found is not None
    assert (found.of_upload.trace_rows, found.of_upload.trace_bytes) == (7, 9)
    assert found.of_upload.rules == found.rules
    assert found.trace_rows == DEFAULT_LIMITS.trace_rows


def test_megabytes_hold_all_bytes() -> None:
    assert [megabytes(size) for size in (1, 1 << 20, (1 << 20) + 1, 20 << 20)] == [1, 1, 2, 20]


def test_the_page_on_limits_names_every_one_with_its_default() -> None:
    page = (ROOT / "docs" / "limits.md").read_text("utf-8")
    table = page[: page.index("Other variables")]
    rows = re.findall(r"^\| `SANDBOX_(\w+)` \| ([\d,.]+) \|", table, re.MULTILINE)
    assert {name.lower(): float(default.replace(",", "")) for name, default in rows} == asdict(DEFAULT_LIMITS)
    assert len(rows) == len(NAMES)
