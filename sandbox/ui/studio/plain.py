"""The policy in plain English, as both teams can read and sign it."""

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.report.plain_english.policy import plain_policy
from sandbox.ui.markup import Item, items, paragraph


def show_plain(policy: Policy) -> None:
    """Draw the policy as sentences, section by section."""
    plain = plain_policy(policy)
    st.header("In plain English", anchor=False)
    paragraph(plain.name, "verdict")
    paragraph(plain.summary)
    paragraph("; ".join(f"{heading}: {said}" for heading, said in plain.about), "muted")
    for section in plain.sections:
        st.subheader(section.title, anchor=False)
        if section.intro:
            paragraph(section.intro, "muted")
        if not section.entries:
            continue
        told = [Item(name=entry.name, text=entry.text, steps=entry.steps) for entry in section.entries]
        items(told, is_ordered=section.is_ordered)
