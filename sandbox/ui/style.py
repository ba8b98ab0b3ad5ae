"""How the pages look beyond the theme of `.streamlit/config.toml`: widths, tables, figures of equal width."""

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.commands.page_config import MenuItems

from sandbox.report.pictures.style import DARK, LIGHT, Look

_HERE = Path(__file__).parent
ICON: Final = str(_HERE / "icon.png")
SIDEBAR_PX: Final = 340
ABOUT: Final[MenuItems] = {
    "Get help": None,
    "Report a bug": None,
    "About": "Try a lead policy before you bet a quarter on it. Runs on this computer and sends nothing anywhere.",
}


def apply_style() -> None:
    """Put the style sheet on the page; it only refers to the theme's own colours."""
    st.html(_HERE / "style.css")


def current_look() -> Look:
    """Return the look of pictures that fits the theme in use; light where the browser has not told yet."""
    return DARK if st.context.theme.type == "dark" else LIGHT
