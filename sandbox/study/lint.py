"""All findings of policies, scenarios and vocabularies, whichever a file turns out to be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sandbox.domain.diagnostics import Checked, Diagnostic, has_errors
from sandbox.domain.facts import Vocabulary
from sandbox.domain.hours import WeeklyHours
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.engine.language.parse import check_policy, parse_policy
from sandbox.engine.lint.rules import lint_policy
from sandbox.engine.policy import Policy
from sandbox.files.document import Document
from sandbox.files.shipped import VOCABULARY_FILE, find_policy, find_scenario
from sandbox.files.text import refuse
from sandbox.files.vocabulary import load_vocabulary
from sandbox.files.yaml_places import compose_file
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.study.checks import check_together
from sandbox.study.folders import files_in, is_folder
from sandbox.study.load import vocabulary_of
from sandbox.study.touch_windows import touch_never_made
from sandbox.study.workload import touches_exceed_capacity

SUFFIXES = (".yaml", ".yml")
UNREADABLE_CODES = frozenset({"unreadable", "unknown-file", "empty", "encoding", "too-large"})
"""Findings that say that a file could not be read at all."""

_POLICY_KEYS = frozenset({"routing", "queues", "cadences", "scoring", "grades", "definitions"})
_SCENARIO_KEYS = frozenset({
    *("clock", "business_hours", "measure", "demand", "leads", "buyers", "handling", "teams", "regime", "money"),
})  # fmt: skip
_VOCABULARY_KEYS = frozenset({"facts", "keys"})


class FileKind(StrEnum):
    """What a file holds."""

    POLICY = "policy"
    SCENARIO = "scenario"
    VOCABULARY = "vocabulary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """The findings of one file; `kind` is None where the file could not be read."""

    file: str
    kind: FileKind | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_readable(self) -> bool:
        """Whether the file could be read, right or wrong."""
        return not any(finding.is_error and finding.code in UNREADABLE_CODES for finding in self.diagnostics)

    @property
    def has_errors(self) -> bool:
        """Whether the file cannot be used."""
        return has_errors(self.diagnostics)


def lint(names: Sequence[str], limits: Limits, scenario: Scenario | None = None) -> Iterator[Linted]:
    """Yield the findings of each file: paths, names of shipped files, and folders with all YAML files in them.

    With a scenario, policies are also checked against it.
    """
    for name in names:
        if is_folder(name):
            files = files_in(name, *SUFFIXES)
            if not files:
                refused: Checked[Path] = refuse(name, "unknown-file", "there is no YAML file in this folder")
                yield Linted(file=name, kind=None, diagnostics=refused.diagnostics)
            yield from (lint_file(path, limits, scenario) for path in files)
            continue
        found = find_policy(name)
        if found.value is None:
            found = next((other for other in [find_scenario(name)] if other.value is not None), found)
        if found.value is None:
            yield Linted(file=name, kind=None, diagnostics=found.diagnostics)
        else:
            yield lint_file(found.value, limits, scenario)


def lint_file(path: Path, limits: Limits, scenario: Scenario | None = None) -> Linted:
    """Return the findings of one file."""
    document, found = compose_file(path, limits)
    if document is None:
        unreadable = any(finding.code in UNREADABLE_CODES for finding in found)
        return Linted(file=str(path), kind=None if unreadable else kind_of(path, None), diagnostics=found)
    kind = kind_of(path, document.data)
    match kind:
        case FileKind.VOCABULARY:
            findings = load_vocabulary(path, limits).diagnostics
        case FileKind.SCENARIO:
            findings = _scenario_findings(path, limits)
        case FileKind.POLICY:
            findings = _policy_findings(path, document, found, limits, scenario)
    return Linted(file=str(path), kind=kind, diagnostics=findings)


def kind_of(path: Path, data: object) -> FileKind:
    """Return what a file is: by its name, its keys, else the folder that it lies in; in doubt a policy."""
    if path.name == VOCABULARY_FILE:
        return FileKind.VOCABULARY
    keys = {key for key in data if isinstance(key, str)} if isinstance(data, dict) else set()
    counts = {
        FileKind.POLICY: len(keys & _POLICY_KEYS),
        FileKind.SCENARIO: len(keys & _SCENARIO_KEYS),
        FileKind.VOCABULARY: len(keys & _VOCABULARY_KEYS),
    }
    if any(counts.values()):
        return max(counts, key=lambda kind: counts[kind])
    return FileKind.SCENARIO if path.absolute().parent.name == "scenarios" else FileKind.POLICY


def _scenario_findings(path: Path, limits: Limits) -> tuple[Diagnostic, ...]:
    vocabulary = vocabulary_of(path, limits)
    if vocabulary.value is None:
        return vocabulary.diagnostics
    return load_scenario(path, vocabulary.value, limits).diagnostics


def _policy_findings(
    path: Path, document: Document, found: Sequence[Diagnostic], limits: Limits, scenario: Scenario | None
) -> tuple[Diagnostic, ...]:
    vocabulary = vocabulary_of(path, limits)
    if vocabulary.value is None:
        return vocabulary.diagnostics
    read = _with_proofs(check_policy(document, found, vocabulary.value, limits), _shifts(scenario))
    together = () if scenario is None or read.value is None else _findings_together(read.value, scenario)
    return vocabulary.diagnostics + read.diagnostics + together


def lint_text(text: str, file: str, vocabulary: Vocabulary, limits: Limits = DEFAULT_LIMITS) -> Checked[Policy]:
    """Return the policy that a text states, with the findings of `lint`; `file` names the text in them."""
    return _with_proofs(parse_policy(text, file, vocabulary, limits), {})


def _with_proofs(read: Checked[Policy], shifts: Mapping[str, WeeklyHours]) -> Checked[Policy]:
    """Return what was read with what is proven of it as well."""
    if read.value is None:
        return read
    # What is told already of a place needs no proof that says the same in other words.
    told = {finding.span for finding in read.diagnostics}
    proven = tuple(finding for finding in lint_policy(read.value, shifts=shifts) if finding.span not in told)
    return Checked(value=read.value, diagnostics=read.diagnostics + proven)


def _shifts(scenario: Scenario | None) -> Mapping[str, WeeklyHours]:
    return {} if scenario is None else {name: team.shifts for name, team in scenario.teams.items()}


def _findings_together(policy: Policy, scenario: Scenario) -> tuple[Diagnostic, ...]:
    found = [*check_together(policy, scenario)]
    if not has_errors(found):
        found += [*touches_exceed_capacity(policy, scenario), *touch_never_made(policy, scenario)]
    return tuple(sorted(found, key=lambda finding: (finding.span.line, finding.span.column)))
