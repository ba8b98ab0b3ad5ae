"""YAML as data with places."""

import time

import pytest
import yaml

from sandbox.domain.limits import Limits
from sandbox.files import yaml_composer
from sandbox.files.document import Document
from sandbox.files.yaml_places import compose, parse_document


def read(text: str) -> Document:
    document = parse_document(text, "f.yaml")
    assert document.value is not None, [finding.render() for finding in document.diagnostics]
    return document.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("9:30", "9:30"), ("08:00-20:00", "08:00-20:00"), ("2026-01-05", "2026-01-05"), ("1_000", "1_000"),
        ("true", True), ("False", False), ("TRUE", True),
        ("null", None), ("~", None), ("", None),
        ("12", 12), ("+12", 12), ("-3", -3), ("007", 7), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"),
        ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-1.5E-2", -0.015), ("1e", "1e"), ("1.2.3", "1.2.3"),
        ("5 min", "5 min"), ("90 %", "90 %"), ("'12'", "12"), ('"true"', "true"), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_plain_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    found = read(f"key: {text}").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_places_of_values_and_keys() -> None:
    document = read("a: 1\nrows:\n  - {id: x, ünï: 'two words'}\n  - text # comment\nlong: >\n  one\n  two\n")
    place = document.place(("rows", 0, "ünï"))
    assert (place.line, place.column, place.length) == (3, 18, 11)
    assert place.source == "  - {id: x, ünï: 'two words'}"
    key = document.key_place(("rows", 0, "ünï"))
    assert (key.line, key.column, key.length) == (3, 13, 3)
    item = document.place(("rows", 1))
    assert (item.line, item.column, item.length) == (4, 5, 4)
    assert document.key_place(("rows", 1)) == item
    assert (document.place(("long",)).line, document.data["long"]) == (5, "one two\n")


def test_the_place_of_what_is_not_there_is_what_surrounds_it() -> None:
    document = read("a: {b: 1}\n")
    assert document.place(("a", "c", 3)) == document.place(("a",))
    assert document.place(("z",)) == document.place(())


def test_all_that_is_not_allowed_is_told_at_once() -> None:
    text = "a: &x 1\nb: *x\nc: !!str 3\na: 2\nd: .inf\n1: x\n? [k]\n: v\n"
    document, findings = compose(text, "f.yaml")
    assert [(f.span.line, f.code) for f in findings] == [
        (1, "alias"), (2, "alias"), (3, "tag"), (4, "duplicate-key"), (5, "bad-number"), (6, "wrong-type"),
        (7, "wrong-type"),
    ]  # fmt: skip
    assert "the first is on line 1" in findings[3].message
    assert document is not None
    assert document.data["a"] == 1  # the first one stands, so that later checks can go on


def test_line_breaks_of_windows_and_old_macs_count_as_one() -> None:
    assert read("a: 1\r\nb: 2\rc: 3\n").place(("c",)).line == 3


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\ud800", "\ufffe"])
def test_control_characters_are_refused_at_their_place(character: str) -> None:
    (finding,) = parse_document(f"a: 1\nb: x{character}", "f.yaml").diagnostics
    assert (finding.code, finding.span.line, finding.span.column) == ("encoding", 2, 5)


ATTACKS = {
    "lists in lists": "[" * 1_000_000,
    "mappings in mappings": "{" * 1_000_000,
    "items in items": "- " * 500_000,
    "keys in keys": "? " * 500_000,
    "indentation": "\n".join(" " * level + "-" for level in range(1_400)),
    "one long quote": '"' + "x" * 1_000_000,
    "one long line": "a: " + "x" * 1_000_000,
    "anchors": "&a " * 300_000,
    "aliases": "a: [" + "*b," * 300_000,
    "tags": "!!x " * 250_000,
    "the same key": "a: 1\n" * 200_000,
    "commas": "[" + "a," * 500_000,
    "documents": "---\n" * 250_000,
    "tabs": "\t" * 1_000_000,
    "blank lines": "\n" * 1_000_000,
    "digits": "a: " + "9" * 1_000_000,
    "percent": "%" * 1_000_000,
    "colons": ":" * 1_000_000,
    "too much": "x" * 2_000_000,
    "billion laughs": "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a]\n" for n in range(20_000)),
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_ends_soon(text: str) -> None:
    started = time.process_time()
    read = parse_document(text, "f.yaml")
    shown = [finding.render() for finding in read.diagnostics]
    assert time.process_time() - started < 1.0
    assert len(shown) <= 102
    assert all(len(line) < 1_000 for line in shown)


def test_limits_can_be_set() -> None:
    deep = parse_document("a: [[1]]", "f.yaml", Limits(yaml_depth=2))
    assert [finding.code for finding in deep.diagnostics] == ["too-deep"]
    many = parse_document("a: [1, 2, 3]", "f.yaml", Limits(yaml_values=3))
    assert [finding.code for finding in many.diagnostics] == ["too-large"]


def test_pythons_own_parser_says_the_same_where_the_c_parser_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: 1\nb: {c: [x, 'y']}\na: 2\nd: .nan\n"
    one = compose(text, "f.yaml")
    monkeypatch.setattr(yaml_composer, "_LOADER", yaml.BaseLoader)
    assert compose(text, "f.yaml") == one
    (finding,) = parse_document("a: [1, 2\n", "f.yaml").diagnostics
    assert finding.message == "a comma or ] is missing in a [ ] list (opened on line 1)"
