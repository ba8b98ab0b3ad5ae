"""The policy in plain English, as both teams can read and sign it."""

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.report.plain_policy import plain_policy
from sandbox.ui.markup import Cell, Item, items, paragraph, table


def show_plain(policy: Policy) -> None:
    """Draw the policy as sentences, section by section."""
    plain = plain_policy(policy)
    st.header("In plain English", anchor=False)
    paragraph(plain.name, "verdict")
    paragraph(plain.summary)
    table([Cell(text=head) for head, _ in plain.about], [[Cell(text=said) for _, said in plain.about]])
    for section in plain.sections:
        if not section.entries and not section.intro:
            continue
        st.subheader(section.title, anchor=False)
        if section.intro:
            paragraph(section.intro, "muted")
        told = [Item(name=entry.name, text=entry.text, steps=entry.steps) for entry in section.entries]
        items(told, is_ordered=section.is_ordered)
