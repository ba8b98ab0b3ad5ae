"""Which rows of an export are of one lead, and who owns it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.facts import Vocabulary
from sandbox.files.shipped import vocabulary_file
from sandbox.files.trace import Trace, read_trace
from sandbox.files.vocabulary import load_vocabulary

DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


def read(folder: Path, vocabulary: Vocabulary, text: str) -> Trace:
    path = folder / "leads.csv"
    path.write_text(text, encoding="utf-8")
    trace = read_trace(path, vocabulary, "UTC").value
    assert trace is not None
    return trace


def test_a_later_row_of_a_lead_is_its_further_inquiry(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Order is that of time, not of the file; case and spaces around a key do not count, nor do later facts."""
    text = (
        "Lead ID,created,source,employees\n"
        "B7,2026-01-04,social,\n"
        "a1,2026-01-03,,20\n"
        " A1 ,2026-01-01,referral,\n"
        "b7,2026-01-02,direct,10\n"
        "A1,2026-01-04,email,\n"
    )
    trace = read(tmp_path, vocabulary, text)
    first_ms = int(trace.created_utc_ms[0])
    assert trace.row.tolist() == [4, 5]
    assert trace.facts["source"].tolist() == [0, 3]
    assert np.array_equal(trace.facts["employees"], [np.nan, 10], equal_nan=True)
    assert trace.again_lead.tolist() == [0, 0, 1]
    assert ((trace.again_utc_ms - first_ms) // DAY_MS).tolist() == [2, 3, 3]


@pytest.mark.parametrize("blank", ["", "  ", "N/A", "null", "Unknown"])
def test_a_blank_key_is_no_key(tmp_path: Path, vocabulary: Vocabulary, blank: str) -> None:
    trace = read(tmp_path, vocabulary, f"created,id\n2026-01-01,{blank}\n2026-01-02,{blank}\n")
    assert len(trace) == 2
    assert len(trace.again_lead) == 0


def test_without_a_column_of_keys_every_row_is_a_lead_that_nobody_owns(tmp_path: Path, vocabulary: Vocabulary) -> None:
    trace = read(tmp_path, vocabulary, "created,source\n2026-01-01,social\n2026-01-01,social\n")
    assert len(trace) == 2
    assert np.isnan(trace.owner).all()


def test_owners_are_numbered_by_name(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = "created,Lead Owner\n2026-01-01,Zoe\n2026-01-02,ann\n2026-01-03, ANN\n2026-01-04,\n2026-01-05,Mia\n"
    owner = read(tmp_path, vocabulary, text).owner
    assert np.array_equal(owner, [5 / 6, 1 / 6, 1 / 6, np.nan, 1 / 2], equal_nan=True)


def test_a_trace_keeps_no_key_and_no_name(tmp_path: Path, vocabulary: Vocabulary) -> None:
    trace = read(tmp_path, vocabulary, "created,id,owner\n2026-01-01,jo@example.com,Zoe Zed\n")
    assert "example" not in repr(trace)
    assert "zed" not in repr(trace).lower()


ROWS = st.lists(
    st.tuples(
        st.integers(1, 9), st.sampled_from(["", "a", "A ", "b", "c", "n/a"]), st.sampled_from(["", "Zoe", "ann"])
    ),
    min_size=1,
    max_size=40,
)


@given(rows=ROWS)
def test_leads_and_further_inquiries_are_the_rows(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, rows: list[tuple[int, str, str]]
) -> None:
    lines = [f"2026-01-0{day},{key},{owner}" for day, key, owner in rows]
    trace = read(tmp_path_factory.getbasetemp(), vocabulary, "\n".join(["created,id,owner", *lines, ""]))
    plain = [key.strip().lower() for _, key, _ in rows]
    blank = sum(key in {"", "n/a"} for key in plain)
    assert len(trace) + len(trace.again_lead) == len(rows)
    assert len(trace) == blank + len(set(plain) - {"", "n/a"})
    every_ms = sorted([*trace.created_utc_ms.tolist(), *trace.again_utc_ms.tolist()])
    first_ms = read(tmp_path_factory.getbasetemp(), vocabulary, "created\n2026-01-01\n").created_utc_ms[0]
    assert every_ms == sorted(int(first_ms) + (day - 1) * DAY_MS for day, _, _ in rows)
    assert (trace.again_utc_ms >= trace.created_utc_ms[trace.again_lead]).all()
    # Each further inquiry is of the lead that the first row of the same key made.
    lead_of = {plain[row - 2]: lead for lead, row in enumerate(trace.row.tolist())}
    of_key = {key: plain.count(key) - 1 for key in set(plain) - {"", "n/a"}}
    assert {key: trace.again_lead.tolist().count(lead_of[key]) for key in of_key} == of_key
