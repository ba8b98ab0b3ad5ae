"""Settings on a document: where they lead, what they change, where findings about them stand."""

from typing import Annotated, Any

import pytest
from pydantic import Field

from sandbox.domain.diagnostics import Checked
from sandbox.files.document import Document
from sandbox.files.json_schema import Like, json_schema
from sandbox.files.settings import Miss, Setting, apply_settings, missed, read_setting
from sandbox.files.shape import Shape
from sandbox.files.yaml_places import parse_document


class Part(Shape):
    """A part."""

    size: int = Field(description="How large it is.")
    colour: str = Field(default="", description="Its colour.")


class Look(Shape):
    """What needs nothing."""

    gloss: int | None = Field(default=None, description="How much it shines.")
    hours: dict[str, str] | None = Field(default=None, description="When it shines.")


class Whole(Shape):
    """The whole."""

    look: Look | None = Field(default=None, description="How it looks.")
    looks: dict[str, Annotated[Any, Like(Look)]] = Field(default_factory=dict, description="Looks by name.")

    name: str = Field(default="", description="Its name.")
    main: Part | None = Field(default=None, description="The main part.")
    parts: dict[str, Annotated[Any, Like(Part)]] = Field(default_factory=dict, description="Parts by name.")
    rows: list[Any] = Field(default_factory=list, description="Rows.")


SCHEMA = json_schema(Whole, "Whole")
TEXT = """\
parts:
  left: {size: 1}
  right: {size: 2, colour: red}
rows:
  - {id: one, size: 1}
  - {id: two, size: 2}
  - [7, 8]
"""


def document() -> Document:
    read = parse_document(TEXT, "whole.yaml")
    assert read.value is not None
    return read.value


def setting(words: str) -> Setting:
    read = read_setting(words)
    assert read.value is not None, read.diagnostics
    return read.value


def changed(*words: str) -> Document:
    found, misses = apply_settings(document(), [setting(one) for one in words], SCHEMA)
    assert misses == (None,) * len(words)
    return found


def miss(words: str) -> Miss:
    same, (found,) = apply_settings(document(), [setting(words)], SCHEMA)
    assert found is not None
    assert same == document()
    return found


@pytest.mark.parametrize(
    ("words", "way", "value"),
    [
        ("parts.left.size=5", ("parts", "left", "size"), 5),
        ("parts.left.colour=blue", ("parts", "left", "colour"), "blue"),
        ("name=The whole: all of it", ("name",), {"The whole": "all of it"}),
        ("name='The whole: all of it'", ("name",), "The whole: all of it"),
        ("main={size: 3}", ("main",), {"size": 3}),
        ("rows.two.size=9", ("rows", 1, "size"), 9),
        ("rows.0.size=9", ("rows", 0, "size"), 9),
        ("rows.2.1=null", ("rows", 2, 1), None),
        ("rows.0.id=a = b", ("rows", 0, "id"), "a = b"),
        ("parts=[]", ("parts",), []),
        ("look.gloss=3", ("look",), {"gloss": 3}),
        ("looks.matt.gloss=3", ("looks",), {"matt": {"gloss": 3}}),
        ("looks.matt={gloss: 3}", ("looks",), {"matt": {"gloss": 3}}),
    ],
)
def test_a_setting_changes_what_its_steps_lead_to(words: str, way: tuple[str | int, ...], value: object) -> None:
    found = changed(words).data
    for step in way:
        found = found[step]
    assert found == value


def test_all_else_stays_and_the_original_too() -> None:
    before = document()
    after = changed("parts.left.size=5")
    assert after.data == {**before.data, "parts": {**before.data["parts"], "left": {"size": 5}}}
    assert before == document()


def test_settings_follow_one_another() -> None:
    assert changed("parts.left={size: 3}", "parts.left.size=4", "parts.left.size=5").data["parts"]["left"]["size"] == 5
    assert changed("parts.left.size=4", "parts.left={size: 3}").data["parts"]["left"] == {"size": 3}


@pytest.mark.parametrize(
    ("words", "message", "help_text"),
    [
        ("part.left.size=5", "the file has no 'part'", "did you mean parts?"),
        ("parts.lft.size=5", "'parts' has no 'lft'", "did you mean left?"),
        ("parts.xyz.size=5", "'parts' has no 'xyz'", "there are: left, right"),
        ("parts.left.colr=red", "'parts.left' has no 'colr'", "did you mean colour?"),
        ("parts.middle={size: 3}", "'parts' has no 'middle'", "there are: left, right"),
        ("parts.left.size.big=1", "'parts.left.size' is the number 1 and has nothing inside", "set all of it"),
        ("main.size=3", "the file has no 'main'", "set all of it: main={size: ..}"),
        ("look.glos=3", "'look' has no 'glos'", "did you mean gloss?"),
        ("looks.matt.glos=3", "'looks.matt' has no 'glos'", "did you mean gloss?"),
        ("look.hours.Mon=9", "'look.hours' has no 'Mon'", "set all of it: hours={Mon: ..}"),
        ("rows.three.size=3", "'rows' has no 'three'", "rules there: one, two"),
        ("rows.3.size=3", "'rows' has no '3'", "rules there: one, two"),
        ("rows.2.5=3", "'rows.2' has no '5'", "positions: 0 to 1"),
        ("rows.-1.size=3", "'rows' has no '-1'", "rules there: one, two"),
        ("parts..size=3", "'parts' has no ''", "there are: left, right"),
    ],
)
def test_steps_that_lead_nowhere_say_what_there_is(words: str, message: str, help_text: str) -> None:
    found = miss(words)
    assert (found.message, found.help) == (message, help_text)


def test_the_error_points_at_the_step() -> None:
    words = "parts.lft.size=5"
    assert missed(setting(words), miss(words)).render().splitlines() == [
        "--set parts.lft.size:1:7: error[unknown-key]: 'parts' has no 'lft'",
        "  | parts.lft.size=5",
        "  |       ^^^",
        "  help: did you mean left?",
    ]


@pytest.mark.parametrize("words", ["", "=", "=5", "parts", "parts.left", "parts=", "parts= ", "parts=# nothing"])
def test_what_is_not_key_and_value_is_refused(words: str) -> None:
    read: Checked[Setting] = read_setting(words)
    assert [finding.code for finding in read.diagnostics] == ["bad-setting"]


def test_a_value_that_is_no_yaml_is_told_at_its_place() -> None:
    (finding,) = read_setting("parts.left.size=[1").diagnostics
    assert (finding.span.file, finding.span.source, finding.code) == ("--set parts.left.size", "[1", "syntax-error")


def test_a_changed_value_stands_where_it_was_typed_and_all_others_in_the_file() -> None:
    after = changed("parts.left={size: 5, colour: red}", "parts.left.colour=blue")
    place = after.place(("parts", "left", "size"))
    assert (place.file, place.line, place.column, place.source) == ("--set parts.left", 1, 8, "{size: 5, colour: red}")
    assert after.key_place(("parts", "left", "size")).column == 2
    assert after.key_place(("parts", "left")).file == "--set parts.left"
    assert after.place(("parts", "left", "colour")).file == "--set parts.left.colour"
    assert after.place(("parts", "right", "size")) == document().place(("parts", "right", "size"))
    assert set(after.values) == {
        *document().values,
        ("parts", "left", "colour"),
    }


def test_what_a_setting_begins_stands_where_it_was_typed() -> None:
    after = changed("looks.matt.gloss=3", "looks.shiny.gloss=4")
    assert after.data["looks"] == {"matt": {"gloss": 3}, "shiny": {"gloss": 4}}
    assert after.key_place(("looks",)).file == "--set looks.matt.gloss"
    assert after.key_place(("looks", "shiny")).file == "--set looks.shiny.gloss"
    assert {("looks",), ("looks", "matt"), ("looks", "shiny")} <= set(after.values)


def test_the_hash_is_that_of_the_text_and_the_settings() -> None:
    hashes = [document().sha256, *(changed(words).sha256 for words in ("name=a", "name=b", "parts.left.size=1"))]
    assert len(set(hashes)) == 4
    assert changed("name=a").sha256 == changed("name=a").sha256
    assert apply_settings(document(), [setting("nowhere=1")], SCHEMA)[0].sha256 == document().sha256
