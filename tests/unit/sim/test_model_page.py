"""docs/model.md says of every figure what the files say, and what they say of where it is from.

`python -m tests.unit.sim.test_model_page` writes its tables anew.
"""

import re
from pathlib import Path
from typing import Any

from sandbox.files.yaml_places import parse_document, read_document
from sandbox.sim.scenario_file.figures import PLAIN, Figure, figures
from sandbox.sim.scenario_file.parse import DEFAULTS
from tests.worlds import ROOT

PAGE = ROOT / "docs" / "model.md"
TABLE = re.compile(r"(<!-- figures of (\S+): ([\w. ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
"""A table stands between two marks; the first says whose figures, and which blocks of them."""


def page() -> str:
    """Return the page with its tables as they should be."""
    return TABLE.sub(lambda mark: f"{mark[1]}{table(chosen(mark[2], mark[3]))}\n{mark[4]}", PAGE.read_text("utf-8"))


def chosen(file: str, blocks: str) -> list[Figure]:
    """Return the figures of a file within some blocks, given by their dotted paths."""
    rows = [
        row for block in blocks.split() for row in figures((ROOT / file).read_text("utf-8")) if is_within(row, block)
    ]
    assert rows, f"{file} has no {blocks}"
    return rows


def is_within(row: Figure, block: str) -> bool:
    """Whether a figure stands in a block."""
    path = tuple(block.split("."))
    return row.path[: len(path)] == path


def table(rows: list[Figure]) -> str:
    """Return figures as a table for readers; assumptions without a source stand out."""
    lines = ["| key | value | what the file says of it |", "| --- | --- | --- |"]
    for row in rows:
        note = row.note.replace("|", "\\|").replace("(A)", "**(A)**")
        lines.append(f"| `{'.'.join(row.path)}` | `{row.value}` | {note} |")
    return "\n".join(lines)


def read(path: Path) -> dict[str, Any]:
    """Return the data of a YAML file."""
    document = read_document(path).value
    assert document is not None
    return dict(document.data)


def test_the_page_says_what_the_files_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_figure_of_the_defaults_is_on_the_page_once() -> None:
    marks = [(mark[2], block) for mark in TABLE.finditer(PAGE.read_text("utf-8")) for block in mark[3].split()]
    shown = [row.path for file, block in marks if ROOT / file == DEFAULTS for row in chosen(file, block)]
    assert sorted(shown) == sorted(row.path for row in figures(DEFAULTS.read_text("utf-8")))


def test_the_figures_are_all_that_the_defaults_hold() -> None:
    rebuilt: dict[str, Any] = {}
    for row in figures(DEFAULTS.read_text("utf-8")):
        inside = rebuilt
        for key in row.path[:-1]:
            inside = inside.setdefault(key, {})
        document = parse_document(f"value: {row.value}\n", "row.yaml").value
        assert document is not None
        inside[row.path[-1]] = document.data["value"]
    assert rebuilt == {key: value for key, value in read(DEFAULTS).items() if key not in PLAIN}


def test_no_figure_of_the_defaults_is_without_a_word_on_where_it_is_from() -> None:
    assert [row.path for row in figures(DEFAULTS.read_text("utf-8")) if not row.note] == []


def test_a_comment_is_that_of_its_key_of_the_keys_below_or_of_those_that_follow() -> None:
    found = figures(
        """# The file.
name: N
a: 1
b:            # from b
  # both, from above
  c: {x: 1,
      y: 2}
  d: 3
  e: 4        # its own (A)
f:
  # from above f.g
  g: 5        # and beside
"""
    )
    assert {row.path: (row.value, row.note) for row in found} == {
        ("a",): ("1", ""),
        ("b", "c"): ("{x: 1, y: 2}", "both, from above"),
        ("b", "d"): ("3", "both, from above"),
        ("b", "e"): ("4", "its own (A)"),
        ("f", "g"): ("5", "from above f.g: and beside"),
    }
    assert "**(A)**" in table(found)


def test_lists_below_their_key_and_values_over_several_lines_are_read() -> None:
    text = "demand:\n  seasons:\n  - {first: 1}\n  - {first: 2}\nname: N\nmoney:\n  a: {x: 1,\n      y: 2}\n"
    assert [(figure.path, figure.value) for figure in figures(text)] == [
        (("demand", "seasons"), "[{first: 1}, {first: 2}]"),
        (("money", "a"), "{x: 1, y: 2}"),
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
