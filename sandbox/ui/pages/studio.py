"""Policy studio: change a policy, see at once what is wrong with it, what it decides, and what the change changes."""

from typing import Final

import streamlit as st

from sandbox.domain.diagnostics import Checked
from sandbox.domain.facts import Vocabulary
from sandbox.engine.policy import Policy
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from sandbox.study.lint import lint_text
from sandbox.ui.environment import server
from sandbox.ui.markup import paragraph
from sandbox.ui.studio.diff import show_differences
from sandbox.ui.studio.examples import show_examples
from sandbox.ui.studio.findings import list_findings, show_findings
from sandbox.ui.studio.lead import show_lead
from sandbox.ui.studio.plain import show_plain
from sandbox.ui.studio.ranking import show_ranking
from sandbox.ui.studio.text import NOT_YET, Draft, edit, pick_start
from sandbox.ui.studio.use import show_use
from sandbox.ui.style import apply_style

PLAIN: Final = "In plain English"
LEAD: Final = "Explain a lead"
EXAMPLES: Final = "Examples"
DIFFERENCES: Final = "Differences"
RANKING: Final = "Rank your leads"
USE: Final = "Use it"
TAB: Final = "studio_tab"
_CHECKED: Final = "studio_checked"
TABS: Final = (PLAIN, LEAD, EXAMPLES, DIFFERENCES, RANKING, USE)


def show() -> None:
    """Draw the page: the text and what is said of it, then what it does."""
    apply_style()
    st.title("Policy studio", anchor=False)
    paragraph("Change a policy, and see at once what is wrong with it, where each lead goes, and what you changed.")
    vocabulary = load_vocabulary(vocabulary_file(), server().limits)
    if vocabulary.value is None:
        st.error("The vocabulary that ships cannot be read, and without it no policy can.")
        list_findings(vocabulary.diagnostics)
        return
    key, start = pick_start()
    left, right = st.columns(2, gap="medium")
    with left:
        draft = edit(key, start)
    read = _check(draft.text, draft, vocabulary.value)
    with right:
        show_findings(draft, read.diagnostics, read.value)
    _show_tabs(draft, read.value, vocabulary.value)


def _check(text: str, draft: Draft, vocabulary: Vocabulary) -> Checked[Policy]:
    """Return the policy that a text states; the last two texts are remembered, as most clicks change neither."""
    remembered: dict[tuple[str, str], Checked[Policy]] = st.session_state.get(_CHECKED, {})
    key = (draft.file, text)
    read = remembered.pop(key, None) or lint_text(text, draft.file, vocabulary, server().limits)
    st.session_state[_CHECKED] = dict([*remembered.items(), (key, read)][-2:])
    return read


def _show_tabs(draft: Draft, policy: Policy | None, vocabulary: Vocabulary) -> None:
    """Draw the tab that is open; what the others would show is not computed."""
    for name, tab in zip(TABS, st.tabs(TABS, key=TAB, on_change="rerun"), strict=True):
        if not tab.open:
            continue
        with tab:
            if name == USE:
                show_use(draft, policy)
            elif name == EXAMPLES:
                show_examples(draft, policy)
            elif policy is None:
                paragraph(NOT_YET)
            elif name == PLAIN:
                show_plain(policy)
            elif name == LEAD:
                show_lead(draft, policy)
            elif name == DIFFERENCES:
                show_differences(draft, _check(draft.original, draft, vocabulary).value, policy)
            else:
                show_ranking(draft, policy)
