"""Leads and limits in the words of a finding."""

import json
import re
from collections.abc import Iterable

from sandbox.domain.facts import FactValue, Lead, Vocabulary

_PLAIN = re.compile(r"[A-Za-z_][\w-]*", flags=re.ASCII)
_OTHER_MEANING = frozenset({"true", "false", "null"})
_EXACT = 1e15


def lead_text(lead: Lead) -> str:
    """Return a lead as an example in a policy file states it."""
    facts = ", ".join(f"{name}: {value_text(value)}" for name, value in lead.items())
    return f"lead: {{{facts}}}"


def value_text(value: FactValue) -> str:
    """Return a value as a policy file states it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < _EXACT else repr(value)
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _OTHER_MEANING
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def limits_text(vocabulary: Vocabulary, facts: Iterable[str]) -> str:
    """Return what numbers the vocabulary allows, of those facts that have limits."""
    declared = [vocabulary.facts[name] for name in sorted(facts) if name in vocabulary.facts]
    limits = [
        f"{fact.name} is {fact.low:,.12g} to {fact.high:,.12g}"
        for fact in declared
        if fact.low is not None and fact.high is not None
    ]
    return ", ".join(limits)


def joined(names: Iterable[str]) -> str:
    """Return names as in a sentence: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
