"""One lead, described in a form, and why the policy decides as it does of it."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from sandbox.domain.facts import CONVERSATION_FACTS, HISTORY_FACTS, Fact, FactValue, Kind, Lead
from sandbox.engine.explain import Outcome
from sandbox.engine.policy import Policy, facts_of_rules
from sandbox.report.explanation import Block, blocks, record_words, summary
from sandbox.study.explain import explain_lead
from sandbox.study.score import number_cell
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.remembered import pick, remembered
from sandbox.ui.studio.text import Draft, show_command

_COLUMNS: Final = 3
_NOT_KNOWN: Final = "not known"
_OUTCOMES: Final = {
    Outcome.FIRED: "✓ applies",
    Outcome.NOT_FIRED: "does not apply",
    Outcome.NOT_REACHED: "not looked at",
}


def show_lead(draft: Draft, policy: Policy) -> None:
    """Draw the form, and what the policy says of the lead in it."""
    paragraph("Describe a lead, and see step by step where it goes and why. What you leave out is not known of it.")
    lead = _ask(policy)
    explained = explain_lead(policy, lead)
    st.header("What becomes of it", anchor=False)
    paragraph(summary(explained.explanation), "verdict")
    for block in blocks(explained):
        if block.rules or block.key == "cadence":
            _show_block(block)
    paragraph(record_words(explained.record), "muted")
    words = ", ".join(f"{name}={_typed(value)}" for name, value in lead.items()) or "source=unknown"
    show_command(draft, "explain", draft.in_terminal, "--lead", words)


def _ask(policy: Policy) -> Lead:
    read = facts_of_rules(policy)
    facts = policy.vocabulary.facts
    first = {name: fact for name, fact in facts.items() if name in read}
    lead: dict[str, FactValue] = {}
    with st.form("studio_lead"):
        lead |= _fields(first)
        with st.expander("What has happened to it so far, and what a conversation revealed"):
            lead |= _fields({**HISTORY_FACTS, **CONVERSATION_FACTS})
        others = {name: fact for name, fact in facts.items() if name not in read}
        if others:
            with st.expander("What no rule of this policy asks for"):
                lead |= _fields(others)
        st.form_submit_button("Explain", type="primary", key="studio_explain")
    return {name: value for name, value in lead.items() if value is not None}


def _fields(facts: Mapping[str, Fact]) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    names = list(facts)
    for start in range(0, len(names), _COLUMNS):
        for name, column in zip(names[start : start + _COLUMNS], st.columns(_COLUMNS), strict=False):
            with column:
                found[name] = _field(facts[name])
    return found


def _field(fact: Fact) -> FactValue:
    name = f"studio_fact_{fact.name}"
    unit = f" ({fact.unit})" if fact.unit else ""
    label = f"{fact.label}{unit}"
    if fact.kind is Kind.NUMBER:
        unknown: float | None = None
        return remembered(
            name,
            unknown,
            lambda key, start: st.number_input(
                label,
                min_value=fact.low,
                max_value=fact.high,
                value=start,
                step=1.0,
                format="%g",
                placeholder=_NOT_KNOWN,
                key=key,
            ),
        )
    options: tuple[str | bool | None, ...] = (None, True, False) if fact.kind is Kind.FLAG else (None, *fact.values)
    return pick(name, label, {option: _option(option) for option in options}, None)


def _option(value: str | bool | None) -> str:
    if value is None:
        return _NOT_KNOWN
    return value if isinstance(value, str) else "yes" if value else "no"


def _typed(value: FactValue) -> str:
    """Return a fact's value as `--lead` reads it."""
    if isinstance(value, float):
        return number_cell(value)
    text = _option(value)
    return f'"{text}"' if "," in text else text


def _show_block(block: Block) -> None:
    st.subheader(block.title, anchor=False)
    if block.result:
        paragraph(f"Result: {block.result}")
    if block.rules:
        heads = [Cell(text="Rule"), Cell(text="Applies?"), Cell(text="Because")]
        rows = [
            [
                Cell(text=rule.rule, note=rule.gives),
                Cell(text=_OUTCOMES[rule.step.outcome]),
                Cell(text="; ".join(rule.reasons)),
            ]
            for rule in block.rules
        ]
        table(heads, rows)
