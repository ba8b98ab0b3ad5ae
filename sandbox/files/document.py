"""A YAML file as data that knows where everything stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.diagnostics import Span

Place = tuple[str | int, ...]
"""Where a value stands in a document: the keys and list positions that lead to it, e.g. ("routing", 0, "when")."""

Mark = tuple[int, int, int]
"""Line, column and length of something in a text, counted from 1."""

MOST_FINDINGS = 100
"""How many problems of one file are told."""

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text as YAML counts them; `str.splitlines` knows more line breaks."""
    return tuple(_LINE_BREAK.split(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML file as plain data (dict, list, str, int, float, bool, None), knowing where everything stands.

    `values` and `keys` hold line, column and length, counted from 1, by `Place`. `grafts` are documents whose data
    stands at a place of this one; what stands there is shown where it was written.
    """

    data: Any
    file: str
    sha256: str
    lines: tuple[str, ...]
    values: Mapping[Place, Mark]
    keys: Mapping[Place, Mark]
    grafts: Mapping[Place, "Document"] = field(default_factory=dict)

    def place(self, path: Place) -> Span:
        """Return where a value stands; for one that is not there, the closest thing around it."""
        graft = self._graft(path)
        if graft is not None:
            return self.grafts[graft].place(path[len(graft) :])
        while path not in self.values and path:
            path = path[:-1]
        return _span(self, self.values.get(path, (1, 1, 1)))

    def key_place(self, path: Place) -> Span:
        """Return where the key of a value stands; for a list item or the whole document, its value."""
        graft = self._graft(path)
        if graft is not None:
            return self.grafts[graft].key_place(path[len(graft) :])
        return _span(self, self.keys[path]) if path in self.keys else self.place(path)

    def _graft(self, path: Place) -> Place | None:
        """Return where the innermost graft that holds a place begins."""
        starts = (path[:length] for length in range(len(path), 0, -1)) if self.grafts else ()
        return next((start for start in starts if start in self.grafts), None)


def _span(document: Document, mark: Mark) -> Span:
    line, column, length = mark
    source = document.lines[line - 1] if line <= len(document.lines) else ""
    return Span(file=document.file, line=line, column=column, length=length, source=source)
