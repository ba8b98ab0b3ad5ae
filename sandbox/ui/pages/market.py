"""Market: everything that is assumed, where it is from, and a scenario with figures of one's own."""

import streamlit as st

from sandbox.sim.scenario_file.assumptions import assumptions
from sandbox.ui.choice import choose_scenario
from sandbox.ui.market.edit import edit_scenario, figures_by_path
from sandbox.ui.market.view import show_assumptions, show_curves, show_hours
from sandbox.ui.markup import paragraph
from sandbox.ui.shelf import read_shelf
from sandbox.ui.style import apply_style


def show() -> None:
    """Draw the page: how buyers answer, team and money, and every assumption with its source."""
    apply_style()
    st.title("Market", anchor=False)
    paragraph("What every comparison takes for granted: how leads arrive, how buyers behave, who works, what it costs.")
    shelf = read_shelf()
    if not shelf.scenarios:
        st.error("There is nothing to show: no scenario could be read.")
        return
    with st.container(border=True):
        scenario = choose_scenario(shelf)
    told = assumptions(scenario.source, scenario.vocabulary)
    st.header("Your own figures", anchor=False)
    paragraph(
        "Enter your team and your money; the rest of the scenario stays as it is. Nothing is saved here until you "
        "download it."
    )
    with st.container(border=True):
        edit_scenario(scenario, figures_by_path(told), shelf)
    show_curves(scenario)
    show_hours(scenario)
    show_assumptions(told)
