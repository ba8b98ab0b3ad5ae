"""The vocabulary: which facts of a lead rules may read, what they may be, and what exports call them."""

import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema
from pydantic.config import JsonDict

from sandbox.domain.diagnostics import Checked, Diagnostic, has_errors
from sandbox.domain.facts import LEARNT_FACTS, Fact, Kind, Vocabulary, learnt_how
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.document import Document, Place
from sandbox.files.fields import Title
from sandbox.files.json_schema import Schema, json_schema
from sandbox.files.shape import Shape, check, problem
from sandbox.files.shipped import VOCABULARY_FILE, vocabulary_file
from sandbox.files.suggest import did_you_mean, quoted
from sandbox.files.told import in_order
from sandbox.files.version import check_version
from sandbox.files.yaml_places import compose_file

LANGUAGE_VERSION = 1
MOST_FACTS = 64
"""Luck numbers the facts of a scenario by their position; there is room for this many."""

MOST_VALUES = 1_000

RESERVED_WORDS = frozenset({
    *("true", "false", "null", "missing", "known", "otherwise"),
    *(word.lower() for word in keyword.kwlist),
})  # fmt: skip
"""Words that mean something else in a condition."""

_FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_UNUSABLE = re.compile(r"[\"'\\]")


def _value(text: str) -> str:
    if _UNUSABLE.search(text):
        raise problem("bad-name", f"{text!r} holds a quote or backslash; no condition could name it")
    return text


Value = Annotated[Title, AfterValidator(_value)]
FactName = Annotated[str, WithJsonSchema({"type": "string", "pattern": f"^{_FACT_NAME.pattern}$"})]

_NEEDS_VALUES: JsonDict = {
    "if": {"properties": {"kind": {"const": "category"}}},
    "then": {"required": ["values"], "properties": {"values": {"minItems": 1}}},
}


class FactShape(Shape):
    """One fact that rules may read."""

    model_config = ConfigDict(json_schema_extra=_NEEDS_VALUES)

    kind: Literal["category", "number", "flag"] = Field(
        description="What the fact is: one of a few values, a number, or yes and no."
    )
    label: Title = Field(description="What people call it, on one line.")
    values: list[Value] = Field(default_factory=list, max_length=MOST_VALUES, description="What a category may be.")
    aliases: dict[str, list[Value]] = Field(
        default_factory=dict, description="Other words for a value, matched without case."
    )
    range: list[float] | None = Field(
        default=None, min_length=2, max_length=2, description="The least and the greatest number."
    )
    bands: dict[str, float] = Field(
        default_factory=dict, description='Words that stand for a number, e.g. "51-200": 125.'
    )
    unit: str = Field(default="", max_length=20, description="The unit of a number.")
    asked: bool = Field(default=False, description="Whether a form must ask for it.")
    columns: list[Title] = Field(default_factory=list, description="What exports call its column.")


class KeysShape(Shape):
    """Which columns of an export name what is not a fact."""

    lead: list[Title] = Field(default_factory=list, description="Columns that hold the number of a lead.")
    person: list[Title] = Field(
        default_factory=list, description="Columns that say who the person is, e.g. the mail address."
    )
    account: list[Title] = Field(default_factory=list, description="Columns that name the firm.")
    created: list[Title] = Field(
        default_factory=lambda: ["created"], description="Columns that hold the time of the inquiry."
    )
    owner: list[Title] = Field(default_factory=list, description="Columns that name the rep who owns the lead.")


class VocabularyShape(Shape):
    """Which facts of a lead rules may read, what they may be, and what exports call them."""

    version: Annotated[int, WithJsonSchema({"const": LANGUAGE_VERSION})] = Field(
        description="The version of the vocabulary language."
    )
    keys: KeysShape = Field(default_factory=KeysShape, description="Columns of an export that are no facts.")
    facts: dict[FactName, FactShape] = Field(
        min_length=1, max_length=MOST_FACTS, description="What rules may know of a lead, by name."
    )


def vocabulary_schema() -> Schema:
    """Return what an editor needs to complete and check a vocabulary."""
    return json_schema(VocabularyShape, "Lead vocabulary")


def find_vocabulary(policy_path: Path) -> Path:
    """Return the vocabulary of a policy: the nearest file of that name beside or above it, else the shipped one."""
    for folder in policy_path.absolute().parents:
        nearest = folder / VOCABULARY_FILE
        try:
            if nearest.is_file():
                return nearest
        except OSError:  # a folder that may not be looked into
            continue
    return vocabulary_file()


def load_vocabulary(path: Path, limits: Limits = DEFAULT_LIMITS) -> Checked[Vocabulary]:
    """Return a vocabulary, or everything that is wrong with its file."""
    document, syntax = compose_file(path, limits)
    if document is None:
        return Checked(value=None, diagnostics=syntax)
    refused = check_version(document, LANGUAGE_VERSION, "vocabulary language")
    if refused is not None:
        return Checked(value=None, diagnostics=(refused,))
    shape = check(VocabularyShape, document)
    if shape.value is None:
        return Checked(value=None, diagnostics=in_order(syntax, shape.diagnostics))
    facts = {name: _fact(name, fact) for name, fact in shape.value.facts.items()}
    findings = [finding for name, fact in shape.value.facts.items() for finding in _mistakes(name, fact, document)]
    findings += _columns_claimed_twice(facts, document)
    told = in_order(syntax, findings)
    if has_errors(told):
        return Checked(value=None, diagnostics=told)
    keys = {name: tuple(columns) for name, columns in shape.value.keys.model_dump().items()}
    source = "\n".join(document.lines)
    return Checked(value=Vocabulary(facts=facts, keys=keys, source=source), diagnostics=told)


def _fact(name: str, shape: FactShape) -> Fact:
    aliases = {value.lower(): value for value in shape.values}
    for value, others in shape.aliases.items():
        aliases |= {alias.strip().lower(): value for alias in others}
    low, high = shape.range if shape.range is not None else (None, None)
    return Fact(
        name=name,
        kind=Kind(shape.kind),
        label=shape.label,
        values=tuple(shape.values),
        aliases=aliases,
        bands={band.strip().lower(): float(number) for band, number in shape.bands.items()},
        low=low,
        high=high,
        unit=shape.unit,
        asked=shape.asked,
        columns=tuple(shape.columns),
    )


def _mistakes(name: str, fact: FactShape, document: Document) -> Iterator[Diagnostic]:
    at: Place = ("facts", name)

    def mistake(code: str, message: str, steps: Place = (), help_text: str = "") -> Diagnostic:
        return Diagnostic(code=code, message=message, span=document.key_place((*at, *steps)), help=help_text)

    if name in LEARNT_FACTS:
        yield mistake("reserved-name", f"{quoted(name)} {learnt_how(name)} and cannot be declared")
    elif name in RESERVED_WORDS:
        yield mistake("reserved-name", f"{quoted(name)} is a word of the conditions and cannot be a fact")
    elif not _FACT_NAME.fullmatch(name):
        help_text = "use small letters, digits and _, beginning with a letter"
        yield mistake("bad-name", f"{quoted(name)} cannot be the name of a fact", help_text=help_text)
    yield from (mistake(*found) for found in _wrong_for_kind(fact))
    low, high = fact.range if fact.range is not None else (float("-inf"), float("inf"))
    if low > high:
        yield mistake("out-of-range", f"the range is upside down: {low:g} is above {high:g}", ("range",))
    for band, number in fact.bands.items():
        if not min(low, high) <= number <= max(low, high):
            yield mistake("out-of-range", f"{quoted(band)} stands for {number:g}, outside the range", ("bands", band))
    yield from (mistake(*found) for found in _alias_mistakes(fact))


def _wrong_for_kind(fact: FactShape) -> Iterator[tuple[str, str, Place]]:
    """Yield code, message and place of what a fact of this kind does not have, or lacks."""
    if fact.kind == "category" and not fact.values:
        yield "missing-key", "a category needs `values`", ()
    foreign: dict[str, tuple[str, object]] = {
        "values": ("category", fact.values),
        "aliases": ("category", fact.aliases),
    }
    foreign |= {"range": ("number", fact.range), "bands": ("number", fact.bands)}
    for key, (kind, given) in foreign.items():
        if given and fact.kind != kind:
            yield "unknown-key", f"a {fact.kind} has no `{key}`; only a {kind} has", (key,)


def _alias_mistakes(fact: FactShape) -> Iterator[tuple[str, str, Place, str]]:
    """Yield code, message, place within the fact, and help of each value and alias that is not clear."""
    claimed: dict[str, str] = {}
    for index, value in enumerate(fact.values):
        if value.lower() in claimed:
            message = f"{quoted(value)} is listed twice (case does not count)"
            yield "duplicate-alias", message, ("values", index), "remove one of the two"
        claimed.setdefault(value.lower(), value)
    for value, aliases in fact.aliases.items():
        if value not in fact.values:
            help_text = did_you_mean(value, fact.values, noun="values")
            yield "unknown-value", f"{quoted(value)} is not one of the values", ("aliases", value), help_text
        for index, alias in enumerate(aliases):
            other = claimed.setdefault(alias.lower(), value)
            if other != value:
                message = f"{quoted(alias)} already stands for {quoted(other)}"
                yield "duplicate-alias", message, ("aliases", value, index), "remove one of the two"


def _columns_claimed_twice(facts: dict[str, Fact], document: Document) -> Iterator[Diagnostic]:
    claimed: dict[str, str] = {}
    for name, fact in facts.items():
        for column in {word.strip().lower() for word in (name, *fact.columns)}:
            other = claimed.setdefault(column, name)
            if other != name:
                message = f"the column {quoted(column)} is already read for {quoted(other)}"
                span = document.place(("facts", name, "columns"))
                yield Diagnostic(code="duplicate-alias", message=message, span=span)
