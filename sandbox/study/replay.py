"""Run a recorded result again, from the words that it carries, and compare the two to the last digit."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sandbox.domain.diagnostics import Checked
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.suggest import printable
from sandbox.files.text import read_bytes, refuse
from sandbox.study.compare import StudyResult
from sandbox.study.document import SCHEMA, to_document, versions
from sandbox.study.folders import is_folder
from sandbox.study.request import StudyRequest, Words, from_words
from sandbox.study.spec import StudySpec
from sandbox.study.store import RESULT_FILE
from sandbox.study.stored import STORED_FILE, Stored, Unread, open_stored, result_of

_NOT_COMPARED = ("manifest", "verdict.text")
"""What may differ: versions and commands, and the words that a verdict is told in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A result as it was written: the words that it was made from, the files' SHA-256, the versions, and the numbers.

    `policies` are by id, in order; `numbers` are those of a `result.json`, or those of a stored result.
    """

    request: StudyRequest
    policies: Mapping[str, str]
    scenario: str
    versions: Mapping[str, str]
    numbers: Mapping[str, Any] | Stored


def read_recorded(path: Path, limits: Limits = DEFAULT_LIMITS) -> Checked[Recorded]:
    """Return a recorded result: a `result.json`, a `replications.npz`, or a folder with one of them.

    Findings: `unreadable`, `too-large`, `bad-result`.
    """
    if is_folder(str(path)):
        path = next((path / name for name in (RESULT_FILE, STORED_FILE) if (path / name).is_file()), path / RESULT_FILE)
    raw = read_bytes(path, max_bytes=limits.result_bytes)
    if raw.value is None:
        return Checked(value=None, diagnostics=raw.diagnostics)
    if path.suffix == Path(STORED_FILE).suffix:
        stored = open_stored(raw.value, limits)
        return _refused(path, stored.why) if isinstance(stored, Unread) else Checked(value=_of_stored(stored))
    try:
        return Checked(value=_of_document(json.loads(raw.value)))
    except _UnusableError as error:
        return _refused(path, str(error))
    except (ValueError, KeyError, TypeError, ValidationError, RecursionError):
        return _refused(path, "this is no result that `sandbox compare` or `sandbox run` wrote")


class _UnusableError(Exception):
    """Says why a document cannot be used."""


def _refused(path: Path, why: str) -> Checked[Recorded]:
    help_text = "name a result.json, a replications.npz, or the folder of --out"
    return refuse(printable(str(path)), "bad-result", why, help_text)


def _of_stored(stored: Stored) -> Recorded:
    return Recorded(
        request=stored.request,
        policies=stored.policies,
        scenario=stored.scenario,
        versions=stored.versions,
        numbers=stored,
    )


def _of_document(document: Any) -> Recorded:
    if document["schema"] > SCHEMA:
        raise _UnusableError(f"the result is of schema {document['schema']}; this sandbox knows schema {SCHEMA}")
    if "request" not in document["manifest"]:
        raise _UnusableError("the result does not carry the words that it was made from: an older sandbox wrote it")
    return Recorded(
        request=from_words(Words.model_validate(document["manifest"]["request"])),
        policies={str(policy["id"]): str(policy["sha256"]) for policy in document["policies"]},
        scenario=str(document["scenario"]["sha256"]),
        versions=dict(document["manifest"]["versions"]),
        numbers=dict(document),
    )


def changed_versions(recorded: Recorded) -> tuple[str, ...]:
    """Return what is of another version now than when the result was made."""
    now = versions()
    return tuple(
        f"{name} {recorded.versions.get(name, 'unknown')}, now {version}"
        for name, version in now.items()
        if recorded.versions.get(name) != version
    )


def changed_files(recorded: Recorded, spec: StudySpec) -> tuple[str, ...]:
    """Return which files are not what they were, in words; with others the numbers need not be compared."""
    now = {policy.id: policy.sha256 for policy in spec.policies}
    found = (
        [f"the policies are {', '.join(now)}, not {', '.join(recorded.policies)}"]
        if [*now] != [*recorded.policies]
        else []
    )
    found += [
        f"the file of policy {name} has changed since, or was read with other settings"
        for name, sha256 in recorded.policies.items()
        if name in now and now[name] != sha256
    ]
    if spec.scenario.sha256 != recorded.scenario:
        found.append(f"the file of scenario {spec.scenario.id} has changed since")
    return tuple(found)


def differences(recorded: Recorded, result: StudyResult) -> tuple[str, ...]:
    """Return every number that is not the same to the last digit, in words."""
    before = recorded.numbers
    if isinstance(before, Stored):
        known = result_of(before, result.spec)
        if isinstance(known, Unread):
            return (known.why,)
        before = to_document(known, verdict_text="", request=recorded.request)
    now = to_document(result, verdict_text="", request=recorded.request)
    pairs = dict(_leaves(before)), dict(_leaves(now))
    return tuple(
        f"{name}: {_shown(pairs[0], name)} recorded, {_shown(pairs[1], name)} now"
        for name in dict.fromkeys([*pairs[0], *pairs[1]])
        if _shown(pairs[0], name) != _shown(pairs[1], name)
    )


def _shown(leaves: Mapping[str, Any], name: str) -> str:
    return json.dumps(leaves[name]) if name in leaves else "nothing"


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value with the way to it; rows are called by their policy."""
    if name in _NOT_COMPARED:
        return
    match value:
        case dict():
            for key, inner in value.items():
                yield from _leaves(inner, f"{name}.{key}" if name else str(key))
        case list():
            for number, inner in enumerate(value):
                at = inner.get("id", inner.get("policy", number)) if isinstance(inner, dict) else number
                yield from _leaves(inner, f"{name}.{at}")
        case _:
            yield name, value
