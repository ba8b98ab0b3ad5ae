"""Changes of a YAML file for one call: `queues.inside_sales.respond_within=8 h`, before anything is checked."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.domain.diagnostics import Checked, Diagnostic, Span, has_errors
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.document import Document, Place
from sandbox.files.json_schema import Schema, keys_at, may_begin
from sandbox.files.shape import describe
from sandbox.files.suggest import did_you_mean, printable, quoted
from sandbox.files.text import refuse
from sandbox.files.yaml_places import compose

OPTION = "--set"
EXAMPLE = f'write e.g. {OPTION} queues.inside_sales.respond_within="8 h"'
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One change: the `steps` lead to what becomes the `value`; `words` is what was typed."""

    words: str
    steps: tuple[str, ...]
    value: Document

    def span(self, step: int) -> Span:
        """Return where a step stands in what was typed."""
        column = sum(len(before) + 1 for before in self.steps[:step]) + 1
        return Span(file=self.value.file, column=column, length=max(1, len(self.steps[step])), source=self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Why a setting does not fit a document: the step at which it leads nowhere, and what there is instead."""

    step: int
    message: str
    help: str


def read_setting(words: str, limits: Limits = DEFAULT_LIMITS) -> Checked[Setting]:
    """Return the change that KEY=VALUE states, the value read as YAML; findings: `bad-setting` and those of YAML."""
    key, sign, text = words.partition("=")
    file = f"{OPTION} {printable(key)}"
    if not key.strip() or not sign:
        return refuse(OPTION, "bad-setting", f"expected KEY=VALUE, found {quoted(words)}", EXAMPLE)
    value, findings = compose(text, file, limits)
    if any(finding.code == "empty" for finding in findings):
        return refuse(file, "bad-setting", "there is no value after the =", EXAMPLE)
    if value is None or has_errors(findings):
        return Checked(value=None, diagnostics=findings)
    return Checked(value=Setting(words=words, steps=tuple(key.split(".")), value=value), diagnostics=findings)


def apply_settings(
    document: Document, settings: Iterable[Setting], schema: Schema
) -> tuple[Document, tuple[Miss | None, ...]]:
    """Return the document with the settings that fit, one after another, and for each setting why it does not fit.

    A setting fits where something stands at its place, or where the schema knows its last step as a key. Mappings on
    the way to it that need nothing else in them are begun. The hash of a changed document is that of its own hash and
    the settings.
    """
    misses: list[Miss | None] = []
    applied: list[str] = []
    changed = document
    for setting in settings:
        place = _find(changed.data, setting.steps, schema)
        if isinstance(place, Miss):
            misses.append(place)
            continue
        misses.append(None)
        applied.append(setting.words)
        changed = _graft(changed, place, setting.value)
    if applied:
        hashed = "\0".join([document.sha256, *applied]).encode(errors="surrogatepass")
        changed = replace(changed, sha256=hashlib.sha256(hashed).hexdigest())
    return changed, tuple(misses)


def _find(data: Any, steps: Sequence[str], schema: Schema) -> Place | Miss:
    """Return the place that steps lead to: keys of mappings, and of lists positions from 0 or ids of rules."""
    found = data
    place: Place = ()
    for number in range(len(steps)):
        at: str | int | Miss
        match found:
            case dict():
                at = _key(found, steps, number, place, schema)
            case list():
                at = _row(found, steps, number)
            case _:
                message = f"{_name(steps, number)} is {describe(found)} and has nothing inside"
                at = Miss(step=number, message=message, help="set all of it")
        if isinstance(at, Miss):
            return at
        place = (*place, at)
        found = found.get(at, {}) if isinstance(found, dict) else found[at]
    return place


def _key(found: dict[str, Any], steps: Sequence[str], number: int, place: Place, schema: Schema) -> str | Miss:
    step = steps[number]
    known = keys_at(schema, place)
    is_last = number == len(steps) - 1
    if step in found or (is_last and step in known) or may_begin(schema, (*place, step)):
        return step
    message = f"{_name(steps, number)} has no {quoted(step)}"
    if step in known:
        return Miss(step=number, message=message, help=f"set all of it: {step}={{{steps[number + 1]}: ..}}")
    names = dict.fromkeys((*found, *(known if is_last else ())))
    whole = f"set all of it: {steps[number - 1]}={{{step}: ..}}"
    return Miss(step=number, message=message, help=did_you_mean(step, names, noun="there are") or whole)


def _row(found: list[Any], steps: Sequence[str], number: int) -> int | Miss:
    step = steps[number]
    if step.isascii() and step.isdigit() and len(step) <= _MOST_DIGITS and int(step) < len(found):
        return int(step)
    ids = [row.get("id") if isinstance(row, dict) else None for row in found]
    if step in ids:
        return ids.index(step)
    named = [one for one in ids if isinstance(one, str)]
    positions = f"positions: 0 to {len(found) - 1}" if found else "the list is empty"
    help_text = did_you_mean(step, named, noun="rules there") if named else positions
    return Miss(step=number, message=f"{_name(steps, number)} has no {quoted(step)}", help=help_text)


def _name(steps: Sequence[str], number: int) -> str:
    return quoted(".".join(steps[:number])) if number else "the file"


def _graft(document: Document, place: Place, value: Document) -> Document:
    """Return a document with a value at a place; findings about the value show where it was typed."""

    def stays(path: Place) -> bool:
        return path[: len(place)] != place

    begun = [place[:length] for length in range(1, len(place)) if place[:length] not in document.values]
    below = {(*place, *path): mark for path, mark in value.values.items()}
    below |= dict.fromkeys(begun, value.values[()])
    keys = {(*place, *path): mark for path, mark in value.keys.items()}
    return replace(
        document,
        data=_with(document.data, place, value.data),
        values={path: mark for path, mark in document.values.items() if stays(path)} | below,
        keys={path: mark for path, mark in document.keys.items() if stays(path)} | keys,
        grafts={path: graft for path, graft in document.grafts.items() if stays(path)}
        | dict.fromkeys((*begun, place), value),
    )


def _with(data: Any, place: Place, value: Any) -> Any:
    """Return data with a value at a place, sharing all other parts; mappings that are not there yet are begun."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    if isinstance(data, list):
        return [_with(item, rest, value) if index == step else item for index, item in enumerate(data)]
    return {**data, step: _with(data.get(step, {}), rest, value)}


def missed(setting: Setting, miss: Miss) -> Diagnostic:
    """Return the error of a setting that fits nowhere."""
    return Diagnostic(code="unknown-key", message=miss.message, span=setting.span(miss.step), help=miss.help)
