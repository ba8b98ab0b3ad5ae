"""Text of a `when:` to a `Condition`: Python's `ast` parses it, only listed nodes pass, nothing is ever evaluated."""

import ast
import keyword
from collections.abc import Mapping

from sandbox.domain.diagnostics import Diagnostic, Span
from sandbox.domain.facts import LEARNT_FACTS, Fact
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.engine.condition import Condition
from sandbox.engine.language.reading import Reader
from sandbox.engine.language.words import Problem, Word, split

_INSTEAD_OF_NAMES = {
    "True": "write `true`",
    "False": "write `false`",
    "None": "write missing(fact)",
    "null": "write missing(fact)",
    "is": "write == to compare",
}
_LOWER = frozenset({"and", "or", "not", "in", "true", "false", "missing", "known"})


def parse_expression(
    text: str, span: Span, known: Mapping[str, Fact], later: Mapping[str, Fact], limits: Limits = DEFAULT_LIMITS
) -> tuple[Condition | None, tuple[Diagnostic, ...]]:
    """Return the condition that a text states, or None and everything that is wrong with it.

    `span` is where the text stands, `known` are the facts that it may read, `later` those learnt only after it.
    Findings: `bad-expression`, `too-large`, `too-deep`, `unknown-fact`, `unknown-value`, `type-mismatch`,
    `fact-not-yet-known`.
    """
    condition, problems = _parse(text, known, later, limits)
    ordered = sorted(problems, key=lambda problem: problem.start)
    diagnostics = tuple(
        Diagnostic(code=found.code, message=found.message, span=_place(span, text, found), help=found.help)
        for found in ordered
    )
    return (None if diagnostics else condition), diagnostics


def _parse(
    text: str, known: Mapping[str, Fact], later: Mapping[str, Fact], limits: Limits
) -> tuple[Condition | None, list[Problem]]:
    if len(text) > limits.expression_characters:
        message = f"the condition is longer than {limits.expression_characters:,} characters"
        return None, [Problem("too-large", message, 0, len(text), "split it into several rules")]
    words, problems = split(text)
    if not words and not problems:
        return None, [Problem("bad-expression", "the condition is empty", 0, 1, "write e.g. employees >= 50")]
    problems += _misspelt(words, known) + _brackets(words, limits.expression_depth)
    if problems:
        return None, problems
    offset = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        return None, [_incomplete(words, offset + error.offset - 1 if error.offset else len(text))]
    except (ValueError, MemoryError, RecursionError):
        return None, [
            Problem("too-deep", "the condition is too intricate", 0, len(text), "split it into several rules")
        ]
    reader = Reader(text.strip(), offset, {**known}, {**later}, limits)
    condition = reader.condition(tree.body, 1)
    return condition, reader.problems


def _misspelt(words: list[Word], known: Mapping[str, Fact]) -> list[Problem]:
    """Return the names that are words of Python or of other languages, and not facts."""
    problems = []
    for word in words:
        if word.kind != "name" or word.text in known or word.text in _LOWER or word.text in LEARNT_FACTS:
            continue
        instead = _INSTEAD_OF_NAMES.get(word.text, "")
        if not instead and word.text.lower() in _LOWER:
            instead = f"write `{word.text.lower()}`"
        if instead or keyword.iskeyword(word.text) or word.text.startswith("__"):
            message = f"'{word.text}' means nothing here"
            problems.append(Problem("bad-expression", message, word.start, len(word.text), instead))
    return problems


def _brackets(words: list[Word], most: int) -> list[Problem]:
    """Return brackets that are not closed, not opened, or nested too deep."""
    opened: list[Word] = []
    for word in words:
        if word.kind != "sign":
            continue
        if word.text in "([":
            opened.append(word)
            if len(opened) > most:
                return [Problem("too-deep", f"nested more than {most} levels deep", word.start, 1)]
        elif word.text in ")]" and (not opened or opened.pop().text != {")": "(", "]": "["}[word.text]):
            return [Problem("bad-expression", f"'{word.text}' closes nothing", word.start, 1)]
    return [Problem("bad-expression", f"'{word.text}' is never closed", word.start, 1) for word in opened[-1:]]


def _incomplete(words: list[Word], at: int) -> Problem:
    """Return that Python's parser stopped at a character, in the reader's words."""
    found = next((word for word in words if word.start <= at < word.start + len(word.text)), None)
    if found is None:
        last = words[-1]
        message = f"the condition is not complete at '{last.text}'"
        return Problem("bad-expression", message, last.start, len(last.text), "write e.g. employees >= 50")
    message = f"'{found.text}' is not expected here"
    return Problem("bad-expression", message, found.start, len(found.text), "write e.g. employees >= 50 and mql")


def _place(span: Span, text: str, problem: Problem) -> Span:
    """Return the place of a problem; where the file spells the text otherwise (escapes, folded lines), all of it."""
    for quote in (0, 1):
        start = span.column - 1 + quote
        if span.source[start : start + len(text)] == text:
            length = min(problem.length, len(text) - problem.start)
            return span.within(quote + problem.start, length)
    return span
