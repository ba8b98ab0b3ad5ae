"""Read the files of a study, and say everything that is wrong with them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.domain.diagnostics import Checked, Diagnostic, has_errors
from sandbox.domain.facts import Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.files.shipped import find_scenario
from sandbox.files.vocabulary import find_vocabulary, load_vocabulary
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.study.checks import check_together
from sandbox.study.naming import aimed_at, read_changes, read_policy_words
from sandbox.study.settings import check_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The policies of a study, in the order given, and its scenario."""

    policies: tuple[Policy, ...]
    scenario: Scenario


def load_study(
    policies: Sequence[str], scenario: str, limits: Limits = DEFAULT_LIMITS, *, settings: Sequence[str] = ()
) -> Checked[Loaded]:
    """Return policies and scenario, given names of shipped ones or paths, checked against each other.

    NAME=POLICY gives a policy another name. The scenario is read with the vocabulary of the first policy. `settings`
    are KEY=VALUE, each of which changes every policy that it fits, and must fit one; NAME:KEY=VALUE changes that one.
    """
    paths, known, diagnostics = _read_policies(policies, limits, settings)
    world = _load_scenario(scenario, known, paths, limits)
    diagnostics += world.diagnostics
    if world.value is not None:
        diagnostics += [finding for policy in known for finding in check_together(policy, world.value)]
    unique = tuple(dict.fromkeys(diagnostics))
    if world.value is None or has_errors(unique):
        return Checked(value=None, diagnostics=unique)
    return Checked(value=Loaded(policies=tuple(known), scenario=world.value), diagnostics=unique)


def load_one_policy(name: str, limits: Limits = DEFAULT_LIMITS, *, settings: Sequence[str] = ()) -> Checked[Policy]:
    """Return a policy, given the name of a shipped one or a path, changed by settings, KEY=VALUE, that must fit it."""
    _, known, diagnostics = _read_policies([name], limits, settings)
    return Checked(value=None if has_errors(diagnostics) else known[0], diagnostics=tuple(diagnostics))


def _read_policies(
    names: Sequence[str], limits: Limits, settings: Sequence[str]
) -> tuple[list[Path], list[Policy], list[Diagnostic]]:
    """Return the files that were found, the policies that could be read, and everything that is to be said."""
    found = [read_policy_words(words) for words in names]
    diagnostics = [finding for one in found for finding in one.diagnostics]
    named = [one.value for one in found if one.value is not None]
    changes, told = read_changes(settings, named, limits)
    diagnostics += [*told, *check_changes(named, changes, limits)]
    read = [load_policy(one.path, limits, settings=aimed_at(one, changes)) for one in named]
    diagnostics += [finding for one in read for finding in one.diagnostics]
    known = [
        replace(one.value, id=name.id) if name.is_renamed else one.value
        for name, one in zip(named, read, strict=True)
        if one.value is not None
    ]
    return [one.path for one in named], known, diagnostics


def _load_scenario(name: str, known: Sequence[Policy], paths: Sequence[Path], limits: Limits) -> Checked[Scenario]:
    found = find_scenario(name)
    if found.value is None:
        return Checked(value=None, diagnostics=found.diagnostics)
    if known:
        vocabulary = known[0].vocabulary
    else:
        read = vocabulary_of(paths[0] if paths else found.value, limits)
        if read.value is None:
            return Checked(value=None, diagnostics=read.diagnostics)
        vocabulary = read.value
    return load_scenario(found.value, vocabulary, limits)


def vocabulary_of(path: Path, limits: Limits) -> Checked[Vocabulary]:
    """Return the vocabulary that belongs to a file."""
    return load_vocabulary(find_vocabulary(path), limits)


def errors_of(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return those findings that stop the work."""
    return tuple(finding for finding in diagnostics if finding.is_error)
