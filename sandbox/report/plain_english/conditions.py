"""A condition in English, without Python's signs: what it asks of each fact, and what it makes of a missing one.

No two conditions that decide differently read alike. So texts stand in quotes, numbers are told in full, what is
joined inside something joined stands in brackets, and a negated comparison says that a missing fact passes it, too.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sandbox.domain.facts import LEARNT_FACTS, SUMS, Fact, Kind, Vocabulary
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or

_SIGNS: Final = {
    Comparator.EQ: "exactly ",
    Comparator.NE: "not ",
    Comparator.LT: "below ",
    Comparator.LE: "at most ",
    Comparator.GT: "above ",
    Comparator.GE: "at least ",
}
_OPPOSITE: Final = {
    Comparator.EQ: Comparator.NE,
    Comparator.NE: Comparator.EQ,
    Comparator.LT: Comparator.GE,
    Comparator.LE: Comparator.GT,
    Comparator.GT: Comparator.LE,
    Comparator.GE: Comparator.LT,
}
_LOWER: Final = frozenset({Comparator.GT, Comparator.GE})
_UPPER: Final = frozenset({Comparator.LT, Comparator.LE})
_ALWAYS_KNOWN: Final = frozenset({*SUMS, "mql", "sql"})
_QUALIFIED: Final = {"mql": "marketing qualified", "sql": "sales qualified"}
_OR_MISSING: Final = " (or not known)"
_PLAIN_VALUE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*", re.ASCII)
_EXACT: Final = 1e15


@dataclass(frozen=True, slots=True)
class Speech:
    """How facts are called: by their labels, with the name beside it where two facts share a label."""

    facts: Mapping[str, Fact]
    subjects: Mapping[str, str]


def speech_of(vocabulary: Vocabulary) -> Speech:
    """Return how the facts of a vocabulary, and those that are learnt, are called."""
    facts = {**vocabulary.facts, **LEARNT_FACTS}
    shared = Counter(fact.label.strip().casefold() for fact in facts.values())
    subjects = {}
    for name, fact in facts.items():
        label = fact.label.strip()
        subject = label if label and shared[label.casefold()] == 1 else f"{label} ({name})".strip()
        subjects[name] = quoted_text(subject) if fact.kind is Kind.FLAG else subject
    return Speech(facts, subjects)


def condition_words(condition: Condition, speech: Speech) -> str:
    """Return a condition in words that follow "if"."""
    match condition:
        case Always(value):
            return "always" if value else "never"
        case Not(Missing(fact)):
            return f"{speech.subjects[fact]} is known"
        case Missing(fact):
            return f"{speech.subjects[fact]} is not known"
        case Not(Flag() | Compare() | Member() as leaf):
            return _leaf_words(leaf, speech, negated=True)
        case Not(term):
            return f"it is not so that ({condition_words(term, speech)})"
        case And(terms):
            return " and ".join(_all_words(terms, speech))
        case Or(terms):
            return " or ".join(_part_words(term, speech) for term in terms)
        case Flag() | Compare() | Member():
            return _leaf_words(condition, speech, negated=False)


def _part_words(term: Condition, speech: Speech) -> str:
    said = condition_words(term, speech)
    return f"({said})" if isinstance(term, And | Or) else said


def _all_words(terms: Sequence[Condition], speech: Speech) -> list[str]:
    """Return the parts of a conjunction; a lower and an upper bound of one fact side by side share its name."""
    said = []
    is_joined = False
    for before, term in pairwise((None, *terms)):
        is_joined = not is_joined and _is_span(before, term)
        if is_joined and isinstance(term, Compare):
            said.append(f"{_SIGNS[term.comparator]}{_value_words(term.fact, term.value, speech)}")
        elif isinstance(term, And) and len(term.terms) == 2 and _is_span(*term.terms):
            said.append(condition_words(term, speech))
        elif term is not None:
            said.append(_part_words(term, speech))
    return said


def _is_span(lower: Condition | None, upper: Condition | None) -> bool:
    return (
        isinstance(lower, Compare)
        and isinstance(upper, Compare)
        and lower.fact == upper.fact
        and lower.comparator in _LOWER
        and upper.comparator in _UPPER
    )


def _leaf_words(leaf: Flag | Compare | Member, speech: Speech, *, negated: bool) -> str:
    fact = speech.facts[leaf.fact]
    or_missing = _OR_MISSING if negated and leaf.fact not in _ALWAYS_KNOWN else ""
    if fact.kind is Kind.FLAG and not isinstance(leaf, Member):
        is_yes = isinstance(leaf, Flag) or (leaf.comparator is Comparator.EQ) is bool(leaf.value)
        return _flag_words(leaf.fact, speech, is_yes=is_yes is not negated) + or_missing
    return f"{speech.subjects[leaf.fact]} is {_asked_words(leaf, speech, negated=negated)}{or_missing}"


def _flag_words(fact: str, speech: Speech, *, is_yes: bool) -> str:
    if fact in _QUALIFIED:
        return f"the lead is {'' if is_yes else 'not '}{_QUALIFIED[fact]}"
    return f"{speech.subjects[fact]} is {'yes' if is_yes else 'no'}"


def _asked_words(leaf: Flag | Compare | Member, speech: Speech, *, negated: bool) -> str:
    """Return what a comparison asks of a number or a category, in words that follow "is"."""
    match leaf:
        case Compare(fact, comparator, value):
            asked = _OPPOSITE[comparator] if negated else comparator
            is_number = speech.facts[fact].kind is Kind.NUMBER
            sign = _SIGNS[asked] if is_number or asked is Comparator.NE else ""
            return f"{sign}{_value_words(fact, value, speech)}"
        case Member(fact, values, excluded):
            listed = ", ".join(_value_words(fact, value, speech) for value in values)
            return f"{'none' if excluded is not negated else 'one'} of {listed or 'nothing'}"
        case Flag():
            return ""


def _value_words(fact: str, value: str | float | bool, speech: Speech) -> str:
    of = speech.facts[fact]
    if isinstance(value, str):
        return value if fact == "grade" else _category_words(value, of)
    if of.kind is Kind.FLAG:
        return "yes" if value else "no"
    return f"{number_words(float(value))} {of.unit}".rstrip()


def _category_words(value: str, fact: Fact) -> str:
    """Return a value in quotes, underscores as spaces where no other value of its fact reads so."""
    spaced = value.replace("_", " ")
    is_plain = _PLAIN_VALUE.fullmatch(value) is not None and (spaced == value or spaced not in fact.values)
    return quoted_text(spaced if is_plain else value)


def quoted_text(text: str) -> str:
    """Return text in quotes, what would end or hide it escaped."""
    shown = "".join(
        f"\\{c}"
        if c in "\\\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
        else c
        if c.isprintable()
        else f"\\u{{{ord(c):x}}}"
        for c in text
    )
    return f"\N{LEFT DOUBLE QUOTATION MARK}{shown}\N{RIGHT DOUBLE QUOTATION MARK}"


def number_words(value: float, *, sign: bool = False) -> str:
    """Return a number in full, so that no two of them look alike: `1,000`, `0.1`, `-20`; with `sign`, `+25`."""
    plus = "+" if sign and value > 0 else ""
    if value.is_integer() and abs(value) < _EXACT:
        return f"{plus}{value + 0.0:,.0f}"
    return f"{plus}{value!r}"
