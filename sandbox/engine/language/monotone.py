"""What a policy declares of its score while it is being read: which way it follows a number."""

from collections.abc import Mapping

from sandbox.domain.facts import LEARNT_FACTS, Kind, learnt_how
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.literals import KIND_WORDS
from sandbox.engine.policy import Direction
from sandbox.files.suggest import did_you_mean, quoted


def read_monotone(draft: Draft) -> Mapping[str, Direction]:
    """Return how the score follows numbers of the vocabulary; entries in which something is wrong are noted, left out.

    That a direction is one of the two is seen to where the outline of the policy is read.
    """
    declared = {}
    for name in draft.names("monotone"):
        written = draft.text(("monotone", name))
        if not draft.is_full and _is_number(draft, name) and written is not None and written in {*Direction}:
            declared[name] = Direction(written)
    return declared


def _is_number(draft: Draft, name: str) -> bool:
    """Return whether a fact is a number that leads bring along; note what else it is."""
    at = ("monotone", name)
    fact = draft.vocabulary.facts.get(name)
    numbers = {other.name: None for other in draft.vocabulary.facts.values() if other.kind is Kind.NUMBER}
    if fact is None:
        help_text = did_you_mean(name, numbers, noun="numbers")
        if name in LEARNT_FACTS:
            help_text = f"{name} {learnt_how(name)}; name a number that a lead brings along"
        draft.key_error("unknown-fact", f"a lead brings no fact {quoted(name)}", at, help_text)
    elif fact.kind is not Kind.NUMBER:
        message = f"{name} is {KIND_WORDS[fact.kind]}, which neither grows nor shrinks"
        draft.key_error("type-mismatch", message, at, did_you_mean(name, numbers, noun="numbers"))
    return name in numbers
