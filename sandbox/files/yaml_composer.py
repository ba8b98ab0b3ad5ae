"""One pass over the events of a YAML text: data, places, and everything that this project's files may not hold.

Aliases, tags, duplicate keys, depth and size are refused here, before they cost anything; after each such finding
reading goes on where it can. Why one library: docs/adr/0001-one-yaml-library.md.
"""

from dataclasses import dataclass
from typing import Any

import yaml

from sandbox.domain.diagnostics import Diagnostic, Span
from sandbox.domain.limits import Limits
from sandbox.files.document import MOST_FINDINGS, Mark, Place, split_lines
from sandbox.files.suggest import quoted
from sandbox.files.yaml_scalars import BadNumber, plain_value
from sandbox.files.yaml_syntax import explain, first_unprintable

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # PyYAML may have been built without libyaml


@dataclass(slots=True)
class _Level:
    """A mapping or list that is being read; below a level without a path nothing is kept."""

    items: dict[str, Any] | list[Any]
    path: Place | None
    key: str | None = None
    skips: bool = False  # the value of this key belongs nowhere


class Composer:
    """The state of one pass over the events of a document: what was found, and whether it can be gone on with."""

    def __init__(self, text: str, file: str, limits: Limits) -> None:
        self.text = text
        self.file = file
        self.limits = limits
        self.lines = split_lines(text) if len(text) <= limits.yaml_bytes else ()
        self.findings: list[Diagnostic] = []
        self.values: dict[Place, Mark] = {}
        self.keys: dict[Place, Mark] = {}
        self.data: Any = None
        self.broken = False
        self.levels: list[_Level] = []
        self.documents = 0

    def run(self) -> None:
        """Read all events, up to the first one after which there is no structure."""
        if not self._is_readable():
            self.broken = True
            return
        try:
            for event in yaml.parse(self.text, Loader=_LOADER):
                self._take(event)
                if self.broken:
                    return
        except yaml.YAMLError as error:
            self._syntax_error(error)
        if self.documents == 0 and not self.broken:
            self._break((1, 1, 1), "empty", "the file holds nothing but comments")

    def _is_readable(self) -> bool:
        if len(self.text) > self.limits.yaml_bytes:
            self._find((1, 1, 1), "too-large", f"the text is longer than {self.limits.yaml_bytes:,} characters")
            return False
        bad = first_unprintable(self.text)
        if bad is not None:
            before = split_lines(self.text[: bad.start()])
            mark = (len(before), len(before[-1]) + 1, 1)
            self._find(mark, "encoding", f"the character U+{ord(bad[0]):04X} is not allowed", "delete it")
        return bad is None

    def _syntax_error(self, error: yaml.YAMLError) -> None:
        at = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (at.line, at.column) if at is not None else (0, 0)
        mark = self._inside(line, column)
        message, way_out = explain(error, self.lines[mark[0] - 1])
        self._break(mark, "syntax-error", message, way_out)

    def _inside(self, line: int, column: int) -> Mark:
        """Return a place in the text; one past its last line is the end of the last line that holds something."""
        while line > 0 and (line >= len(self.lines) or not self.lines[line].strip()):
            line -= 1
            column = len(self.lines[line])
        return line + 1, min(column, len(self.lines[line])) + 1, 1

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    help_text = "a file holds one document; remove the `---` line and what follows it"
                    self._break(self._mark(event), "syntax-error", "a second document begins here", help_text)
            case yaml.AliasEvent():
                self._alias(event, f"*{event.anchor}")
                if not self._stands_for_key():
                    self._put(event, None)
            case yaml.ScalarEvent():
                self._decorations(event)
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._decorations(event)
                self._open(event, {})
            case yaml.SequenceStartEvent():
                self._decorations(event)
                self._open(event, [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.levels.pop()

    def _decorations(self, event: Any) -> None:
        if event.anchor is not None:
            self._alias(event, f"&{event.anchor}")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            self._find(self._mark(event), "tag", f"the tag {quoted(tag)} is not allowed here", "remove it")

    def _alias(self, event: yaml.Event, text: str) -> None:
        help_text = f"write the value out where it is needed, or put {text} in quotes if it is text"
        self._find(self._mark(event), "alias", "anchors (&) and aliases (*) are not allowed", help_text)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        level = self.levels[-1] if self.levels else None
        if level is not None and isinstance(level.items, dict) and level.key is None:
            self._key(level, level.items, event)
            return
        value = plain_value(event.value) if event.implicit[0] else event.value
        if isinstance(value, BadNumber):
            self._find(self._mark(event), "bad-number", f"{quoted(event.value)} {value.why}")
            value = 0
        self._put(event, value)

    def _key(self, level: _Level, items: dict[str, Any], event: yaml.ScalarEvent) -> None:
        key = event.value
        level.key = key
        level.skips = key in items
        if event.implicit[0] and not isinstance(plain_value(key), str):
            help_text = f"put it in quotes: '{key}'" if key else "write `key: value`"
            self._find(self._mark(event), "wrong-type", f"a key must be text, found {key or 'nothing'}", help_text)
        if level.path is None:
            return
        path = (*level.path, key)
        if level.skips:
            first = self.keys[path][0]
            help_text = "remove one of the two"
            message = f"{quoted(key)} stands here a second time; the first is on line {first}"
            self._find(self._mark(event), "duplicate-key", message, help_text)
            return
        self.keys[path] = self._mark(event)

    def _open(self, event: yaml.Event, items: dict[str, Any] | list[Any]) -> None:
        if len(self.levels) >= self.limits.yaml_depth:
            self._break(self._mark(event), "too-deep", f"nested more than {self.limits.yaml_depth} levels deep")
            return
        if self._stands_for_key():
            self._find(
                self._mark(event), "wrong-type", "a key must be text, found a list or mapping", "name it with a word"
            )
            self.levels.append(_Level(items, None))
        else:
            self.levels.append(_Level(items, self._put(event, items)))

    def _stands_for_key(self) -> bool:
        """Whether a key is due; then what stands here is no key, and the value that follows belongs nowhere."""
        level = self.levels[-1] if self.levels else None
        if level is None or not isinstance(level.items, dict) or level.key is not None:
            return False
        level.key, level.skips = "", True
        return True

    def _put(self, event: yaml.Event, value: Any) -> Place | None:
        """Attach a value to what is being read, and return its place, or None if it is not kept."""
        path = self._attach(value)
        if path is None:
            return None
        self.values[path] = self._mark(event)
        if len(self.values) > self.limits.yaml_values:
            self._break(self._mark(event), "too-large", f"the file holds more than {self.limits.yaml_values:,} values")
        return path

    def _attach(self, value: Any) -> Place | None:
        if not self.levels:
            self.data = value
            return ()
        level = self.levels[-1]
        if isinstance(level.items, list):
            level.items.append(value)
            return None if level.path is None else (*level.path, len(level.items) - 1)
        key, skips = level.key or "", level.skips
        level.key, level.skips = None, False
        if skips:
            return None
        level.items[key] = value
        return None if level.path is None else (*level.path, key)

    def _mark(self, event: Any) -> Mark:
        """Return where an event stands; what runs over several lines is marked at its beginning."""
        start, end = event.start_mark, event.end_mark
        if start.line >= len(self.lines):  # nothing, after a last line without a line break
            return self._inside(start.line, start.column)
        length = end.column - start.column if end.line == start.line else 1
        return start.line + 1, start.column + 1, max(1, length)

    def _find(self, mark: Mark, code: str, message: str, help_text: str = "") -> None:
        source = self.lines[mark[0] - 1] if mark[0] <= len(self.lines) else ""
        line, column, length = mark
        span = Span(file=self.file, line=line, column=column, length=length, source=source)
        self.findings.append(Diagnostic(code=code, message=message, span=span, help=help_text))
        if len(self.findings) == MOST_FINDINGS:
            self._break(mark, "too-many-problems", f"reading stops here: the file has {MOST_FINDINGS} problems already")

    def _break(self, mark: Mark, code: str, message: str, help_text: str = "") -> None:
        self.broken = True
        self._find(mark, code, message, help_text)
