"""The browser front end: page configuration and navigation only."""

import streamlit as st

from sandbox.ui.pages import compare, journeys, market, studio
from sandbox.ui.remembered import note_page
from sandbox.ui.style import ABOUT, ICON, SIDEBAR_PX

st.set_page_config(
    page_title="Lead policy sandbox", page_icon=ICON, layout="wide", initial_sidebar_state=SIDEBAR_PX, menu_items=ABOUT
)
pages = [
    st.Page(compare.show, title="Compare", default=True),
    st.Page(journeys.show, title="Lead journeys", url_path="journeys"),
    st.Page(studio.show, title="Policy studio", url_path="studio"),
    st.Page(market.show, title="Market", url_path="market"),
]
page = st.navigation(pages, position="top")
note_page(page.url_path)
page.run()
