"""Schemas of small shapes: what an editor is told, and which keys stand where."""

from typing import Annotated, Any

import pytest
from pydantic import BeforeValidator, Field

from sandbox.files.fields import DurationMs, Name, NameKey, PositiveDurationMs, TimeOfDayMs, Title
from sandbox.files.json_schema import DRAFT, Like, json_schema, keys_at
from sandbox.files.shape import Shape
from tests.schemas import mistakes


class Row(Shape):
    """One row."""

    id: Name = Field(description="Its name.")
    after: DurationMs = Field(default=0, description="When.")


class Looks(Shape):
    """When people look."""

    every: PositiveDurationMs | None = Field(default=None, description="How often.")
    at: list[TimeOfDayMs] | None = Field(default=None, description="At what times.")


class Page(Shape):
    """A page of rows."""

    title: Title = Field(description="What it is called.")
    open: bool = Field(default=True, description="Whether it is open.")
    first: Row | None = Field(default=None, description="The first row.")
    rows: list[Annotated[Any, Like(Row)]] = Field(default_factory=list, description="All others.")
    named: dict[NameKey, Annotated[Any, Like(Row)]] = Field(default_factory=dict, description="Rows by name.")
    looks: Annotated[Looks, BeforeValidator(lambda value: value), Like(Looks, "always")] = Field(
        default=Looks(), description="When people look."
    )


SCHEMA = json_schema(Page, "Page")


def test_a_schema_begins_with_what_people_read_first_and_holds_no_reference() -> None:
    assert list(SCHEMA)[:3] == ["$schema", "title", "description"]
    assert (SCHEMA["$schema"], SCHEMA["title"], SCHEMA["description"]) == (DRAFT, "Page", "A page of rows.")
    assert "$ref" not in str(SCHEMA)


def test_a_key_called_title_stays_a_key() -> None:
    assert list(SCHEMA["properties"]) == ["title", "open", "first", "rows", "named", "looks"]


def test_only_defaults_that_could_be_typed_are_told() -> None:
    row = SCHEMA["properties"]["rows"]["items"]
    assert SCHEMA["properties"]["open"]["default"] is True
    assert "default" not in row["properties"]["after"]
    assert "default" not in SCHEMA["properties"]["looks"]


@pytest.mark.parametrize(
    ("page", "is_right"),
    [
        ({"title": "x"}, True),
        ({"title": ""}, False),
        ({"title": "  "}, False),
        ({"title": "x" * 121}, False),
        ({"title": "x", "other": 1}, False),
        ({"title": "x", "first": None}, True),
        ({"title": "x", "rows": [{"id": "a", "after": "5 min"}]}, True),
        ({"title": "x", "rows": [{"id": "a", "after": "0 min"}]}, True),
        ({"title": "x", "rows": [{"id": "a", "after": "5 minutes"}]}, False),
        ({"title": "x", "rows": [{"id": "a", "after": 5}]}, False),
        ({"title": "x", "rows": [{"id": "1a"}]}, False),
        ({"title": "x", "rows": [{}]}, False),
        ({"title": "x", "named": {"a-b": {"id": "a"}}}, True),
        ({"title": "x", "named": {"a b": {"id": "a"}}}, False),
        ({"title": "x", "looks": "always"}, True),
        ({"title": "x", "looks": "never"}, False),
        ({"title": "x", "looks": {"every": "0.5 h"}}, True),
        ({"title": "x", "looks": {"every": "0.0 h"}}, False),
        ({"title": "x", "looks": {"at": ["9:00", "23:59"]}}, True),
        ({"title": "x", "looks": {"at": ["24:00"]}}, False),
    ],
)
def test_a_schema_accepts_what_the_shape_means(page: Any, is_right: bool) -> None:
    assert (mistakes(SCHEMA, page) == []) is is_right


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ((), ("title", "open", "first", "rows", "named", "looks")),
        (("first",), ("id", "after")),
        (("rows", 7), ("id", "after")),
        (("named", "any"), ("id", "after")),
        (("named",), ()),
        (("looks",), ("every", "at")),
        (("rows", "x"), ()),
        (("nowhere", 0, "x"), ()),
    ],
)
def test_the_keys_of_a_place_are_known(path: tuple[str | int, ...], keys: tuple[str, ...]) -> None:
    assert keys_at(SCHEMA, path) == keys
