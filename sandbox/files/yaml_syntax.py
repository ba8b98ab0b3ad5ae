"""YAML that cannot be parsed, in the reader's words."""

import re

import yaml

_QUOTE = "put text that contains [ ] { } , # or ': ' in quotes, e.g. when: 'industry in [\"software\"]'"

# What the parser says (a part of it), how people say it, and the usual way out.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a colon is not expected here",
        "a colon needs a space after it, the keys of a mapping one indentation, and text with ': ' needs quotes",
    ),
    ("sequence entries are not allowed", "a list item ('- ') cannot begin here", "begin the list on a line of its own"),
    ("',' or '}'", "a comma or } is missing in a { } mapping", _QUOTE),
    ("',' or ']'", "a comma or ] is missing in a [ ] list", _QUOTE),
    ("unexpected end of stream", "a quote is opened and never closed", "close the text with the quote it began with"),
    ("unexpected document indicator", "a quote is opened and never closed", ""),
    ("tab character", "a tab cannot be used for indentation", "indent with spaces"),
    ("unknown escape", "a backslash means something else inside double quotes", "use single quotes, or write \\\\"),
    ("expected '-' indicator", "a list item ('- ') was expected here", "check the indentation of this line"),
    (
        "<block end>",
        "this does not fit what stands above it",
        "check the indentation of this line, and quotes above it",
    ),
    ("expected key", "a key was expected here", "check the indentation of this line, and quotes above it"),
    ("could not find expected ':'", "a key without a colon", "write `key: value`"),
    ("<document start>", "nothing more was expected here", "a file holds one mapping; check quotes and indentation"),
    ("incompatible YAML document", "this is a YAML version that nobody knows", "remove the %YAML line"),
    ("node content", "a value was expected here", "put text that begins with , ] } : or ? in quotes"),
    ("alphabetic or numeric", "a name was expected after & or *", "put text that begins with & or * in quotes"),
)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def explain(error: yaml.YAMLError, line: str) -> tuple[str, str]:
    """Return what is wrong and the way out; `line` is the source line where the parser stopped."""
    problem = str(getattr(error, "problem", None) or "this is not YAML")
    if "cannot start any token" in problem:
        mark = getattr(error, "problem_mark", None)
        return _token(line[mark.column :] if mark is not None else line)
    for part, words, way_out in _WORDS:
        if part in problem:
            return f"{words}{_opened(error)}", way_out
    return f"this is not YAML: {problem}{_opened(error)}", ""


def _token(rest: str) -> tuple[str, str]:
    if rest.startswith("\t"):
        return "a tab cannot be used for indentation", "indent with spaces"
    return f"text cannot begin with {rest[:1] or 'this'} unless it is in quotes", "put the text in quotes"


def _opened(error: yaml.YAMLError) -> str:
    """Return where the thing that is not closed was opened, if that is another line."""
    begun = getattr(error, "context_mark", None)
    ended = getattr(error, "problem_mark", None)
    context = str(getattr(error, "context", ""))
    encloses = "flow" in context or "quoted" in context
    if not encloses or begun is None or ended is None or begun.line == ended.line:
        return ""
    return f" (opened on line {begun.line + 1})"


def first_unprintable(text: str) -> re.Match[str] | None:
    """Return the first character that YAML does not allow: control characters, lone surrogates."""
    return _UNPRINTABLE.search(text)
