"""Reasons in the words of a reader, who knows the policy but not how it is evaluated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.facts import FactValue
from sandbox.engine.condition import Comparator, Compare, Condition, Flag, Member, Missing, Not
from sandbox.engine.deciding import rule_on
from sandbox.report.reasons import reason_words, value_words

BIG = Compare("employees", Comparator.GE, 50.0)
STUDENT = Compare("role", Comparator.EQ, "student")
OTHER = Compare("role", Comparator.NE, "student")
TWO = Member("industry", ("software", "finance"))


@pytest.mark.parametrize(
    ("condition", "value", "words"),
    [
        (BIG, 12.0, "employees = 12, needs >= 50"),
        (BIG, 50.0, "employees = 50, is >= 50"),
        (BIG, None, "employees is not known, needs >= 50"),
        (Not(BIG), 12_000.0, "employees = 12,000, needs < 50 or unknown"),
        (Not(BIG), None, "employees is not known, so not >= 50"),
        (STUDENT, "student", "role = student"),
        (STUDENT, "user", "role = user, needs student"),
        (Not(STUDENT), "user", "role = user, is other than student"),
        (Not(STUDENT), "student", "role = student, needs other than student or unknown"),
        (Not(STUDENT), None, "role is not known, so not student"),
        (OTHER, None, "role is not known, needs other than student"),
        (Not(OTHER), "user", "role = user, needs student or unknown"),
        (TWO, "finance", "industry = finance, is one of software, finance"),
        (TWO, None, "industry is not known, needs one of software, finance"),
        (Not(TWO), "biotech", "industry = biotech, is none of software, finance"),
        (Member("industry", ("finance",), negated=True), "finance", "industry = finance, needs other than finance"),
        (Flag("phone"), True, "phone = yes"),
        (Flag("phone"), False, "phone = no, needs yes"),
        (Flag("phone"), None, "phone is not known, needs yes"),
        (Not(Flag("phone")), None, "phone is not known, so not yes"),
        (Not(Flag("phone")), True, "phone = yes, needs no or unknown"),
        (Not(Flag("mql")), True, "mql = yes, needs no"),
        (Missing("budget"), None, "budget is not known"),
        (Missing("budget"), 5.0, "budget = 5, needs to be unknown"),
        (Not(Missing("budget")), 5.0, "budget = 5"),
        (Not(Missing("budget")), None, "budget is not known, needs to be known"),
        (Not(Not(BIG)), 12.0, "employees = 12, needs >= 50"),
    ],
)
def test_a_reason_in_words(condition: Condition, value: FactValue, words: str) -> None:
    [fact] = {"employees", "role", "industry", "phone", "budget", "mql"} & {*words.replace(",", "").split()}
    [reason] = rule_on(condition, {fact: value}).reasons
    assert reason_words(reason) == words


def test_the_column_stands_beside_what_was_read() -> None:
    [reason] = rule_on(BIG, {"employees": 12.0}).reasons
    assert reason_words(reason, "column Company Size") == "employees = 12 (column Company Size), needs >= 50"


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_two_numbers_that_differ_never_look_alike(one: float, other: float) -> None:
    assert (value_words(one) == value_words(other)) is (one == other)
    assert value_words(one) != "-0"
