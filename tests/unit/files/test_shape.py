"""Shapes of documents, told in the reader's words."""

from typing import Literal

import pytest
from pydantic import Field

from sandbox.files.fields import DurationMs, Name, Summary, TimeOfDayMs, Title
from sandbox.files.shape import Shape, check
from sandbox.files.yaml_places import parse_document


class Touch(Shape):
    channel: Literal["phone", "email"] = "phone"
    after: DurationMs = 0
    weight: float = Field(default=1, gt=0, le=10)


class Plan(Shape):
    count: int = 0
    title: Title = "x"
    summary: Summary = ""
    name: Name = "x"
    start: TimeOfDayMs = 0
    active: bool = False
    cadences: dict[str, list[Touch]] = Field(default_factory=dict)
    maybe: Touch | None = None
    one_of: list[int] | Touch | None = None


def told(text: str) -> list[str]:
    document = parse_document(text, "f.yaml").value
    assert document is not None
    return [
        f"{f.span.line}:{f.span.column} {f.code}: {f.message}" + (f" ({f.help})" if f.help else "")
        for f in check(Plan, document).diagnostics
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count: six", "1:8 wrong-type: expected a whole number, found text 'six'"),
        ("count: '6'", "1:8 wrong-type: expected a whole number, found text '6'"),
        ("count: true", "1:8 wrong-type: expected a whole number, found true"),
        ("count: 1.5", "1:8 wrong-type: expected a whole number, found the number 1.5"),
        ("count:", "1:7 wrong-type: expected a whole number, found nothing"),
        ("active: 1", "1:9 wrong-type: expected true or false, found the number 1"),
        ("active: no", "1:9 wrong-type: expected true or false, found text 'no'"),
        ("title: 5", "1:8 wrong-type: expected text, found the number 5 (put it in quotes if it is meant as text)"),
        ("title: ''", "1:8 out-of-range: expected 1 to 120 characters, found 0"),
        ('title: "a\\nb"', "1:8 wrong-type: expected one line of text without control characters"),
        ("cadences: [a]", "1:11 wrong-type: expected a mapping (key: value), found a list"),
        ("cadences: {a: {}}", "1:15 wrong-type: expected a list, found a mapping"),
        ("cadences: {a: [5]}", "1:16 wrong-type: expected a mapping (key: value), found the number 5"),
        ("cadnces: {}", "1:1 unknown-key: unknown key 'cadnces' (did you mean cadences?)"),
        ("cadences: {chanel: [{chanel: phone}]}", "1:22 unknown-key: unknown key 'chanel' (did you mean channel?)"),
        ("cadences: {a: [{by: rep}]}", "1:17 unknown-key: unknown key 'by' (keys here: channel, after, weight)"),
        ("maybe: {chanel: phone}", "1:9 unknown-key: unknown key 'chanel' (did you mean channel?)"),
        ("maybe: {channel: phon}", ("1:18 unknown-value: expected phone or email, found text 'phon'"
         " (did you mean phone?)")),
        ("maybe: {weight: 0}", "1:17 out-of-range: expected a number above 0, found the number 0"),
        ("maybe: {weight: 11}", "1:17 out-of-range: expected a number of at most 10, found the number 11"),
        ("maybe: {after: 5}", ("1:16 bad-duration: expected a duration such as 5 min, found the number 5"
         " (write a number and a unit, e.g. 5 min or 1.5 days; units: s, min, h, day, days, week, weeks)")),
        ("start: 9", ("1:8 bad-time: expected a time of day such as 09:00, found the number 9"
         " (write hours and minutes from 00:00 to 23:59)")),
        ("name: a b", ("1:7 bad-name: 'a b' cannot be used as a name"
         " (use letters, digits, - and _, beginning with a letter, at most 64 characters)")),
    ],
)  # fmt: skip
def test_one_mistake(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_all_mistakes_in_the_order_of_the_file() -> None:
    text = "cadences:\n  a:\n    - {channel: fax}\n    - {after: soon}\ncount: x\nfoo: 1\n"
    assert [line.split(":")[0] + ":" + line.split(" ")[1] for line in told(text)] == [
        "3:unknown-value:", "4:bad-duration:", "5:wrong-type:", "6:unknown-key:",
    ]  # fmt: skip


def test_a_union_is_told_at_the_value_that_fits_no_member() -> None:
    assert all(line.startswith(("1:9 ", "1:10 ")) for line in told("one_of: [x]"))


def test_times_written_without_quotes_and_paragraphs_are_read() -> None:
    document = parse_document("start: 9:30\nsummary: >\n  one\n  two\nmaybe: {after: 1.5 h}\n", "f.yaml").value
    assert document is not None
    plan = check(Plan, document).value
    assert plan is not None
    assert (plan.start, plan.summary) == (34_200_000, "one two")
    assert plan.maybe is not None
    assert plan.maybe.after == 5_400_000


def test_a_part_of_a_document_is_told_at_its_own_place() -> None:
    document = parse_document("rows:\n  - {weight: 1}\n  - {weight: x}\n", "f.yaml").value
    assert document is not None
    (finding,) = check(Touch, document, ("rows", 1)).diagnostics
    assert (finding.span.line, finding.span.column) == (3, 14)


def test_very_many_mistakes_are_told_up_to_a_bound() -> None:
    assert len(told("\n".join(f"k{n}: 1" for n in range(5_000)))) <= 101
