"""What visitors chose stays chosen, whatever page they look at and whenever their next click comes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.widgets import named

APP = str(Path(__file__).parents[2] / "app.py")
LINK = {
    "policy": ["newest_first", "oldest_first"],
    "scenario": ["small_team"],
    "replications": ["5"],
    "regimes": ["no"],
}
PAGE = """
import streamlit as st
from sandbox.ui.remembered import note_page, pick, put, remembered

note_page(st.session_state["page"])
if st.session_state["page"] == "first" and st.session_state["is_shown"]:
    offered = {key: key.upper() + st.session_state["ending"] for key in st.session_state["offered"]}
    pick("letter", "Letter", offered, "b")
    remembered("text", "begun", lambda key, start: st.text_area("Text", start, key=key))
    some = []
    remembered("some", some, lambda key, start: st.multiselect("Some", list(offered), start, key=key), offered)
    pick("perhaps", "Perhaps", {None: "none", "x": "x"}, None)
    st.button("Undo", on_click=put, args=("text", "put"))
"""


@pytest.fixture
def at() -> AppTest:
    made = AppTest.from_string(PAGE, default_timeout=30)
    made.session_state["offered"] = "abc"
    return drawn(made, page="first", is_shown=True, ending="")


def drawn(at: AppTest, **state: Any) -> AppTest:
    for key, value in state.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    return at


def begins_with(widget: Any) -> Any:
    """What the browser shows if this drawing is the first that reaches it."""
    assert not widget.proto.set_value, "a value that is sent once only can be lost"
    default = widget.proto.default
    return widget.options[default] if widget.type == "selectbox" else default


def chosen(at: AppTest) -> AppTest:
    named(at.selectbox, "letter").select("c")
    named(at.multiselect, "some").select("a").select("c")
    named(at.text_area, "text").set_value("typed")
    return drawn(at)


def test_a_widget_begins_with_its_default(at: AppTest) -> None:
    assert begins_with(named(at.selectbox, "letter")) == "B"
    assert begins_with(named(at.text_area, "text")) == "begun"


@pytest.mark.parametrize("away", [{"page": "second"}, {"is_shown": False}])
def test_choices_are_there_again_on_return(at: AppTest, away: dict[str, Any]) -> None:
    drawn(chosen(at), **away)
    assert not at.selectbox
    drawn(at, page="first", is_shown=True)
    assert begins_with(named(at.selectbox, "letter")) == "C"
    assert begins_with(named(at.text_area, "text")) == "typed"
    assert named(at.selectbox, "letter").value == "c"
    assert named(at.multiselect, "some").value == ["a", "c"]
    assert named(at.text_area, "text").value == "typed"


def test_a_field_in_which_somebody_works_stays_the_same_field(at: AppTest) -> None:
    before = [widget.key for widget in (*at.selectbox, *at.text_area, *at.multiselect)]
    chosen(at)
    assert [widget.key for widget in (*at.selectbox, *at.text_area, *at.multiselect)] == before


def test_what_is_no_longer_offered_gives_way(at: AppTest) -> None:
    drawn(chosen(at), offered="ab")
    assert named(at.selectbox, "letter").value == "b"
    assert named(at.multiselect, "some").value == ["a"]


def test_a_choice_stays_when_options_are_shown_in_other_words(at: AppTest) -> None:
    drawn(chosen(at), ending="!")
    assert named(at.selectbox, "letter").value == "c"
    assert begins_with(named(at.selectbox, "letter")) == "C!"


def test_nothing_chosen_is_a_choice_that_every_drawing_sends_as_well(at: AppTest) -> None:
    for _ in range(2):
        assert begins_with(named(at.selectbox, "perhaps")) == "none"
        assert named(at.selectbox, "perhaps").proto.HasField("default")
        drawn(at)
    named(at.selectbox, "perhaps").select("x")
    drawn(drawn(at, page="second"), page="first")
    assert begins_with(named(at.selectbox, "perhaps")) == "x"


def test_a_value_can_be_put_and_changed_again(at: AppTest) -> None:
    chosen(at)
    at.button[0].click().run()
    assert begins_with(named(at.text_area, "text")) == "put"
    named(at.text_area, "text").set_value("typed again").run()
    assert named(at.text_area, "text").value == "typed again"


def test_the_pages_send_no_value_once_only() -> None:
    """Also not those of a link: a click while the page is still being drawn must not change what is compared."""
    at = AppTest.from_file(APP, default_timeout=30)
    for key, values in LINK.items():
        at.query_params[key] = values
    at.run()
    assert begins_with(named(at.selectbox, "challenger")) == "Oldest first"
    assert begins_with(named(at.selectbox, "scenario")) == "Small team"
    assert not any(widget.proto.set_value for widget in (*at.selectbox, *at.toggle, *at.radio, *at.multiselect))
