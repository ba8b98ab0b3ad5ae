"""JSON Schema of a policy, with the facts that its conditions may read."""

from typing import Any, Final

from sandbox.domain.facts import CONVERSATION_FACTS, DERIVED_FACTS, HISTORY_FACTS, SQL_FACT, Fact, Kind, Vocabulary
from sandbox.engine.language.policy_shape import PolicyShape
from sandbox.engine.language.row_shape import CONDITION_FORMAT
from sandbox.files.json_schema import Schema, json_schema, map_parts
from sandbox.files.suggest import listing

TITLE: Final = "Lead policy"


def policy_schema(vocabulary: Vocabulary | None = None) -> Schema:
    """Return what an editor needs to complete and check a policy; with a vocabulary, conditions list its facts."""
    found = json_schema(PolicyShape, TITLE)
    told = "" if vocabulary is None else _told(vocabulary)
    return map_parts(found, lambda part: _with_facts(part, told))


def _told(vocabulary: Vocabulary) -> str:
    """Return which facts conditions may read, in the order in which they become known."""
    given, history = ("; ".join(map(_in_words, facts.values())) for facts in (vocabulary.facts, HISTORY_FACTS))
    revealed = ", ".join((*CONVERSATION_FACTS, SQL_FACT.name))
    derived = ", ".join(DERIVED_FACTS)
    return f" Facts: {given}. History: {history}. Derived: {derived}. After a conversation: {revealed}."


def _with_facts(schema: Any, told: str) -> Any:
    """Return a schema with the facts listed wherever a condition is described."""
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") != CONDITION_FORMAT:
        return map_parts(schema, lambda part: _with_facts(part, told))
    plain = {key: value for key, value in schema.items() if key != "format"}
    return {**plain, "description": f"{schema.get('description', '')}{told}".strip()}


def _in_words(fact: Fact) -> str:
    match fact.kind:
        case Kind.CATEGORY:
            return f"{fact.name} ({listing(fact.values)})"
        case Kind.NUMBER:
            return f"{fact.name} (a number{f' of {fact.unit}' if fact.unit else ''})"
        case Kind.FLAG:
            return f"{fact.name} (true or false)"
