"""An expression split into words, each at its column: what a condition may be made of, and nothing else.

Python's own parser sees a condition only after this, so that it never meets f-strings, calls to dunder names, digits
without end or letters that only look like letters; and what is refused here is told in the reader's words.
"""

import keyword
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from sandbox.files.suggest import quoted

WordKind = Literal["text", "number", "name", "sign"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an expression; `start` counts characters from 0."""

    kind: WordKind
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an expression, at which characters, and the way out."""

    code: str
    message: str
    start: int
    length: int
    help: str = ""


_WORD = re.compile(
    r"""
    (?P<text>"[^"\n]*"|'[^'\n]*')
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>==|!=|<=|>=|<(?!>)|>|[()\[\],-])
  | (?P<space>[ \t]+)
    """,
    re.VERBOSE | re.ASCII,
)

# What people write from other languages, longest first.
_INSTEAD = (
    ("===", "write == to compare"),
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("=>", "write >="),
    ("=<", "write <="),
    ("<>", "write !="),
    ("!", "write `not`, or != to compare"),
    ("=", "write == to compare"),
    ("&", "write `and`"),
    ("|", "write `or`"),
    ("#", "write comments outside the condition's quotes"),
    ("\\", "a condition knows no backslashes"),
    (".", "a fact is named by one word, without dots"),
    ("{", "write a list of values in [ ]"),
    ("%", "a condition compares facts with values; it does not compute"),
    ("+", "a condition compares facts with values; it does not compute"),
    ("*", "a condition compares facts with values; it does not compute"),
    ("/", "a condition compares facts with values; it does not compute"),
    ('"', "close the text with the quote it began with"),
    ("'", "close the text with the quote it began with"),
    ("\N{LEFT DOUBLE QUOTATION MARK}", 'write straight quotes: "'),
    ("\N{RIGHT DOUBLE QUOTATION MARK}", 'write straight quotes: "'),
    ("\N{LEFT SINGLE QUOTATION MARK}", "write straight quotes: '"),
    ("\N{RIGHT SINGLE QUOTATION MARK}", "write straight quotes: '"),
    ("\N{LESS-THAN OR EQUAL TO}", "write <="),
    ("\N{GREATER-THAN OR EQUAL TO}", "write >="),
    ("\N{NOT EQUAL TO}", "write !="),
)


def split(text: str) -> tuple[list[Word], list[Problem]]:
    """Return the words of an expression and everything that cannot be one."""
    words: list[Word] = []
    problems: list[Problem] = []
    at = 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            found = _odd(text, at)
            problems.append(found)
            at = len(text) if text[at] in "\"'" else at + found.length
            continue
        if match.lastgroup in {"text", "number", "name", "sign"}:
            word = Word(match.lastgroup, match[0], at)  # type: ignore[arg-type]  # one of the four, as just seen
            problems += _wrong(word) + _beside(words, word, text)
            words.append(word)
        at = match.end()
    return words, problems


def _odd(text: str, at: int) -> Problem:
    """Return what is wrong with characters that begin no word."""
    for written, instead in _INSTEAD:
        if text.startswith(written, at):
            what = (
                "the quote that begins here is never closed"
                if written in "\"'"
                else f"{quoted(written)} means nothing here"
            )
            return Problem("bad-expression", what, at, len(written), instead)
    character = text[at]
    if character.isprintable():
        name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
        help_text = "outside quotes only plain letters, digits and _ are allowed; some letters look alike"
        return Problem("bad-expression", f"{quoted(character)} ({name}) means nothing here", at, 1, help_text)
    if character in "\n\r":
        return Problem("bad-expression", "a condition must be one line", at, 1, "fold it with > instead of |")
    return Problem("bad-expression", f"the character U+{ord(character):04X} means nothing here", at, 1, "delete it")


_JOINING = frozenset({"and", "or", "not", "in"})


def _wrong(word: Word) -> list[Problem]:
    """Return what is wrong with a word by itself."""
    if word.kind == "number" and math.isinf(float(word.text)):
        return [Problem("bad-expression", "the number is too large", word.start, len(word.text))]
    odd = next((at for at, character in enumerate(word.text) if not character.isprintable()), None)
    if odd is not None:
        message = f"the character U+{ord(word.text[odd]):04X} cannot stand in a condition"
        return [Problem("bad-expression", message, word.start + odd, 1, "delete it")]
    if word.kind == "text" and "\\" in word.text:
        message = "text in a condition cannot hold a backslash"
        return [Problem("bad-expression", message, word.start + word.text.index("\\"), 1, "leave it out")]
    return []


def _beside(words: list[Word], word: Word, text: str) -> list[Problem]:
    """Return what is wrong with a word and the one before it, if nothing odd stands between them."""
    if not words:
        return []
    before = words[-1]
    between = text[before.start + len(before.text) : word.start]
    start, length = before.start, word.start + len(word.text) - before.start
    if not between and before.kind in {"number", "name"} and word.kind in {"text", "name", "number"}:
        message = f"{quoted(before.text + word.text)} is neither a number, nor a name, nor text"
        return [Problem("bad-expression", message, start, length, "put a space between them")]
    if between.strip() or not (_stands_alone(before) and _stands_alone(word)):
        return []
    if before.kind == word.kind == "text":
        return [Problem("bad-expression", "two texts stand side by side", start, length, "put a comma between")]
    message = f"something is missing between {quoted(before.text)} and {quoted(word.text)}"
    return [Problem("bad-expression", message, start, length, "e.g. == or `and`")]


def _stands_alone(word: Word) -> bool:
    if word.kind == "name":
        return word.text.lower() not in _JOINING and not keyword.iskeyword(word.text)
    return word.kind in {"text", "number"}
