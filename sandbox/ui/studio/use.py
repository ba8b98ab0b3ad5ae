"""What can be done with the text: download it, compare it, and on one's own machine save it."""

from pathlib import Path
from typing import Final

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies
from sandbox.files.workspace import NAME, NAME_RULE, save, workspace_problem
from sandbox.ui.choice import BASELINE, CHALLENGER
from sandbox.ui.comparison.asking import leave_given
from sandbox.ui.markup import paragraph
from sandbox.ui.remembered import put
from sandbox.ui.shelf import OWN_POLICIES
from sandbox.ui.studio.text import SHIPPED, Draft, workspace

_NAME: Final = "studio_name"
_SAID: Final = "studio_said"
_COMPARED: Final = "studio_compared"


def show_use(draft: Draft, policy: Policy | None) -> None:
    """Draw the ways to take the text elsewhere; a text that cannot be used can still be downloaded and saved."""
    paragraph("This page keeps your text only while the tab is open. Download it to keep it.")
    name = st.text_input("Name", value=draft.own_name, key=f"{_NAME}_{draft.name}", help=NAME_RULE, max_chars=60)
    is_named = NAME.fullmatch(name) is not None
    if not is_named:
        paragraph(NAME_RULE)
    st.download_button(
        "Download the policy (YAML)",
        data=draft.text,
        file_name=f"{name if is_named else draft.name}.yaml",
        mime="application/yaml",
        on_click="ignore",
        key="studio_download",
    )
    _show_compare(draft, policy, name, is_named=is_named)
    folder = workspace()
    if folder is not None:
        _show_save(draft, folder, name, is_named=is_named)


def _show_compare(draft: Draft, policy: Policy | None, name: str, *, is_named: bool) -> None:
    is_shipped = name in {path.stem for path in list_policies()}
    can = policy is not None and is_named and not is_shipped
    st.button(
        "Compare it",
        key="studio_compare",
        disabled=not can,
        on_click=_offer,
        args=(name, draft),
        help="There it can be tried against any other policy, for as long as this tab is open.",
    )
    if policy is None:
        paragraph("It can be compared as soon as it has no errors.", "muted")
    elif is_shipped:
        paragraph("A policy that ships has this name: choose another one to compare yours with it.", "muted")
    if st.session_state.get(_COMPARED) == (name, draft.text):
        paragraph("Compare and Lead journeys now have it as the policy to try: go to Compare and press Run.")


def _offer(name: str, draft: Draft) -> None:
    """Offer a text on the other pages, and choose it there against the one it was made from, if that ships."""
    st.session_state[OWN_POLICIES] = {**st.session_state.get(OWN_POLICIES, {}), name: draft.text}
    st.session_state[_COMPARED] = (name, draft.text)
    put(CHALLENGER, name)
    if draft.origin == SHIPPED:
        put(BASELINE, draft.name)
    leave_given()


def _show_save(draft: Draft, folder: Path, name: str, *, is_named: bool) -> None:
    problem = workspace_problem(folder)
    if problem:
        paragraph(f"Nothing can be saved into the workspace: {problem}.")
        return
    replace = st.checkbox("Replace the file if there is one of this name", key="studio_replace")
    st.button(
        "Save into the workspace",
        key="studio_save",
        disabled=not is_named,
        on_click=_save,
        args=(folder, name, draft.text, replace),
    )
    if _SAID in st.session_state:
        paragraph(st.session_state.pop(_SAID))


def _save(folder: Path, name: str, text: str, replace: bool) -> None:
    problem = save(folder, name, text, replace=replace)
    st.session_state[_SAID] = problem or f"Saved: {name}.yaml in the workspace."
