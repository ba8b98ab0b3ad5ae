"""Whether a document has the shape of a pydantic model, told in the reader's words at the right place."""

import math
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, LiteralString, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sandbox.domain.diagnostics import Checked, Diagnostic
from sandbox.files.document import MOST_FINDINGS, Document, Place
from sandbox.files.suggest import closest, did_you_mean, quoted


class Shape(BaseModel):
    """What a mapping in a file looks like: known keys only, strict types, finite numbers."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


M = TypeVar("M", bound=BaseModel)


def check(model: type[M], document: Document, path: Place = ()) -> Checked[M]:
    """Return the part of the document at `path` as the model, or what is wrong with it, in the order of the file.

    Findings: `unknown-key`, `missing-key`, `wrong-type`, `unknown-value`, `out-of-range`, `bad-number`, and the codes
    that validators raise with `problem`.
    """
    data = _at(document.data, path)
    try:
        return Checked(value=model.model_validate(data))
    except ValidationError as error:
        details = error.errors(include_url=False)[: MOST_FINDINGS + 1]  # one more shows that there are more
    found = [_finding(model, document, path, detail) for detail in details]
    unique = dict.fromkeys(sorted(found, key=lambda finding: (finding.span.line, finding.span.column)))
    return Checked(value=None, diagnostics=tuple(unique))


def problem(code: LiteralString, message: str, help_text: str = "") -> PydanticCustomError:
    """Return an error for a validator to raise: it becomes a `Diagnostic` with this code at the value's place."""
    return PydanticCustomError(code, "{message}", {"message": message, "help": help_text, "ours": True})


def describe(value: object) -> str:
    """Return what was found, in the reader's words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value:g}" if math.isfinite(value) and abs(value) < 1e6 else f"the number {value}"
        case str():
            return f"text {quoted(value)}"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "a mapping"
        case _:
            return "something else"


def _finding(model: type[BaseModel], document: Document, base: Place, detail: ErrorDetails) -> Diagnostic:
    loc = detail["loc"]
    path = base + _path_in(_at(document.data, base), loc)
    owner = _model_at(model, loc)
    match detail["type"]:
        case "missing":
            return _missing(document, path, str(loc[-1]))
        case "extra_forbidden":
            return _unknown_key(document, path, str(loc[-1]), owner)
    context = detail.get("ctx", {})
    span = document.key_place(path) if loc and loc[-1] == "[key]" else document.place(path)
    if context.get("ours"):
        return Diagnostic(code=detail["type"], message=detail["msg"], span=span, help=str(context["help"]))
    code, message, help_text = _in_words(detail["type"], context, detail["input"], detail["msg"])
    return Diagnostic(code=code, message=message, span=span, help=help_text)


def _missing(document: Document, path: Place, key: str) -> Diagnostic:
    where = f" of {quoted(str(path[-1]))}" if path and isinstance(path[-1], str) else ""
    return Diagnostic(code="missing-key", message=f"the key '{key}'{where} is missing", span=document.key_place(path))


def _unknown_key(document: Document, path: Place, key: str, owner: type[BaseModel] | None) -> Diagnostic:
    known = [field.alias or name for name, field in owner.model_fields.items()] if owner is not None else []
    help_text = did_you_mean(key, known, noun="keys here")
    span = document.key_place(path)
    return Diagnostic(code="unknown-key", message=f"unknown key {quoted(key)}", span=span, help=help_text)


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "dataclass_type": "a mapping (key: value)",
    "none_required": "nothing",
}
_BOUNDS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("of at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("of at most", "le"),
}
_LENGTHS = {
    "too_short": ("at least", "min_length"),
    "too_long": ("at most", "max_length"),
    "string_too_short": ("at least", "min_length"),
    "string_too_long": ("at most", "max_length"),
}


def _in_words(kind: str, context: Mapping[str, Any], found: object, message: str) -> tuple[str, str, str]:
    """Return code, message and help for one of pydantic's own findings."""
    if kind in _EXPECTED:
        return "wrong-type", f"expected {_EXPECTED[kind]}, found {describe(found)}", _type_help(kind, found)
    if kind in {"enum", "literal_error"}:
        return _choice(str(context["expected"]), found)
    if kind in _BOUNDS:
        words, name = _BOUNDS[kind]
        return "out-of-range", f"expected a number {words} {context[name]:g}, found {describe(found)}", ""
    if kind in _LENGTHS:
        words, name = _LENGTHS[kind]
        one = context[name] == 1
        unit = ("character" if one else "characters") if kind.startswith("string") else ("entry" if one else "entries")
        return "out-of-range", f"expected {words} {context[name]} {unit}, found {len(found)}", ""  # type: ignore[arg-type]
    if kind == "finite_number":
        return "bad-number", "expected a finite number", ""
    if kind == "string_pattern_mismatch":
        return "bad-name", f"{quoted(str(found))} cannot be used here", ""
    return "wrong-type", f"{message[:1].lower()}{message[1:]}, found {describe(found)}", ""


def _type_help(kind: str, found: object) -> str:
    if kind == "string_type" and isinstance(found, bool | int | float):
        return "put it in quotes if it is meant as text"
    return ""


def _choice(expected: str, found: object) -> tuple[str, str, str]:
    choices = [word.strip("' ") for part in expected.split(", ") for word in part.split(" or ")]
    listed = ", ".join(choices[:-1]) + f" or {choices[-1]}" if len(choices) > 1 else choices[0]
    near = closest(found, choices) if isinstance(found, str) else None
    return "unknown-value", f"expected {listed}, found {describe(found)}", f"did you mean {near}?" if near else ""


def _at(data: Any, path: Place) -> Any:
    for step in path:
        data = data[step]
    return data


def _path_in(data: Any, loc: tuple[int | str, ...]) -> Place:
    """Return the part of pydantic's location that exists in the data: it also names union members and missing keys."""
    path: list[str | int] = []
    for step in loc:
        match data:
            case dict() if step in data:
                path.append(step)
                data = data[step]
            case list() if isinstance(step, int) and step < len(data):
                path.append(step)
                data = data[step]
    return tuple(path)


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Return the model whose key the last step of a location names."""
    annotation: Any = model
    for step in loc[:-1]:
        annotation = _below(annotation, step)
    return next((found for found in _alternatives(annotation) if _is_model(found)), None)


def _below(annotation: Any, step: int | str) -> Any:
    """Return the type of what stands one step below a type; a step may also name a member of a union."""
    for found in _alternatives(annotation):
        arguments = get_args(found)
        if _is_model(found):
            if found.__name__ == step:
                return found
            fields = {field.alias or name: field.annotation for name, field in found.model_fields.items()}
            if step in fields:
                return fields[str(step)]
        elif arguments and get_origin(found) in {dict, Mapping}:
            return arguments[1]
        elif arguments and isinstance(step, int):
            return arguments[0]
    return annotation


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the types that a union, optional or annotated type stands for."""
    match get_origin(annotation):
        case origin if origin is Annotated:
            yield from _alternatives(get_args(annotation)[0])
        case origin if origin in {Union, UnionType}:
            for argument in get_args(annotation):
                yield from _alternatives(argument)
        case _:
            yield annotation


def _is_model(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, BaseModel)
