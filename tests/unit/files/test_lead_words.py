"""A lead typed on the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.facts import Lead, Vocabulary
from sandbox.files.lead_words import read_lead
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary


def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


VOCABULARY = vocabulary()


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("source=referral, employees=200", {"source": "referral", "employees": 200.0}),
        (" source = Referral ,employees= 51-200 ,", {"source": "referral", "employees": 125.0}),
        ("industry=SaaS", {"industry": "software"}),
        ('source="trade show"', {"source": "event"}),
        ("source='trade show'", {"source": "event"}),
        ("phone=yes,named_account=no", {"phone": True, "named_account": False}),
        ("timeframe_days=this month", {"timeframe_days": 30.0}),
        (
            "touches=3, times_recycled=1, last_outcome=lost",
            {"touches": 3.0, "times_recycled": 1.0, "last_outcome": "lost"},
        ),
        ("need=yes, timing=unknown", {"need": True, "timing": None}),
        ("budget=", {"budget": None}),
    ],
)
def test_facts_are_stored_as_the_vocabulary_says(words: str, lead: Lead) -> None:
    read = read_lead(words, VOCABULARY)
    assert (read.value, read.diagnostics) == (lead, ())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", ["1 bad-lead"]),
        (" , ", ["1 bad-lead"]),
        ("referral", ["1 bad-lead"]),
        ("=5", ["1 bad-lead"]),
        ("employees=1,200", ["13 bad-lead"]),
        ("employees=many", ["1 bad-lead"]),
        ("employees=0", ["1 bad-lead"]),
        ("touches=-1", ["1 bad-lead"]),
        ("phone=perhaps", ["1 bad-lead"]),
        ("phone=yes, employes=5", ["12 unknown-fact"]),
        ("score=80", ["1 unknown-fact"]),
        ("source=refferal", ["1 unknown-value"]),
        ("phone=yes, phone=no", ["12 duplicate-key"]),
        ("employes=5, source=x, foo", ["1 unknown-fact", "13 unknown-value", "23 bad-lead"]),
        ('source="a, b', ["8 bad-lead"]),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(words: str, told: list[str]) -> None:
    read = read_lead(words, VOCABULARY)
    assert read.value is None
    seen = [f"{finding.span.column} {finding.code}" for finding in read.diagnostics]
    assert seen[: len(told)] == told or set(told) <= set(seen)
    assert all(finding.help for finding in read.diagnostics)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("employes=5", "did you mean employees?"),
        ("source=refferal", "did you mean referral?"),
        ("source=carrier pigeon", "values: referral"),
        ("score=80", "derived by a policy"),
        ("sql=yes", "derived by a policy"),
        ("employees=many", "a number or a band such as '1-10'"),
        ("touches=-1", "-1 is below 0"),
    ],
)
def test_the_way_out_is_told(words: str, said: str) -> None:
    [finding] = read_lead(words, VOCABULARY).diagnostics
    assert said in finding.render()


@given(st.text(max_size=60) | st.from_regex(r"(source|phone|employees|need) ?= ?[\"'a-z0-9,= -]*", fullmatch=True))
def test_whatever_is_typed_becomes_a_lead_or_findings(words: str) -> None:
    read = read_lead(words, VOCABULARY)
    assert (read.value is None) == bool(read.diagnostics)
    assert all(finding.render() for finding in read.diagnostics)
