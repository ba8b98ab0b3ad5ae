"""Literal values in conditions: what the fact they are compared with stores for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.facts import Fact, Kind
from sandbox.files.suggest import closest, did_you_mean, quoted

KIND_WORDS: Mapping[Kind, str] = {
    Kind.CATEGORY: "a category",
    Kind.NUMBER: "a number",
    Kind.FLAG: "a flag, true or false",
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a value cannot be compared with a fact, and the way out."""

    code: str
    message: str
    help: str


def resolve(fact: Fact, value: str | float | bool) -> str | float | bool | Mismatch:
    """Return a value as the fact stores it: aliases become the category's value, bands their number."""
    text = value.strip().lower() if isinstance(value, str) else ""
    match fact.kind, value:
        case (Kind.FLAG, bool()) | (Kind.NUMBER, float()):
            return value
        case (Kind.CATEGORY, str()):
            return fact.aliases[text] if text in fact.aliases else _unknown_value(fact, str(value))
        case (Kind.NUMBER, str()) if text in fact.bands:
            return fact.bands[text]
        case (Kind.NUMBER, str()) if fact.bands and not _is_number(text):
            help_text = did_you_mean(text, fact.bands, noun="write a number, or one of the bands")
            return Mismatch("unknown-value", f"{fact.name} has no band {quoted(str(value))}", help_text)
    found = {str: "text", bool: "true or false"}.get(type(value), "a number")
    return Mismatch("type-mismatch", f"{fact.name} is {KIND_WORDS[fact.kind]}; this is {found}", _example(fact))


def _unknown_value(fact: Fact, text: str) -> Mismatch:
    known = fact.aliases if closest(text.strip(), fact.aliases) else fact.values
    help_text = did_you_mean(text.strip(), known, noun="values")
    return Mismatch("unknown-value", f"{fact.name} has no value {quoted(text)}", help_text)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _example(fact: Fact) -> str:
    match fact.kind:
        case Kind.CATEGORY:
            return f'write e.g. {fact.name} == "{fact.values[0]}"'
        case Kind.NUMBER:
            return f"write e.g. {fact.name} >= 10, without quotes"
        case Kind.FLAG:
            return f"write {fact.name} or not {fact.name}"
