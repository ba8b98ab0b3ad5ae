"""What ships, read and checked: the policies and scenarios a visitor can choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.limits import Limits
from sandbox.engine.language.parse import load_policy, parse_policy
from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies, list_scenarios, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from sandbox.report.words import printable
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.study.load import errors_of
from sandbox.ui.environment import server

OWN_POLICIES: Final = "own_policies"
"""Where a visitor's session keeps policies of their own: YAML texts by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Policies and scenarios by id, in the order in which they are offered, and what is wrong with the others."""

    policies: Mapping[str, Policy]
    scenarios: Mapping[str, Scenario]
    problems: tuple[Diagnostic, ...]


def read_shelf() -> Shelf:
    """Return what ships; a file that cannot be used is left out, and said to be."""
    files = (vocabulary_file(), *list_policies(), *list_scenarios())
    return _read(tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files), server().limits)


@lru_cache(maxsize=1)
def _read(_: tuple[tuple[str, int, int], ...], limits: Limits) -> Shelf:
    """Return what ships as it was when its files had these times and sizes: most reruns of a page change nothing."""
    policies = [load_policy(path, limits) for path in list_policies()]
    vocabulary = load_vocabulary(vocabulary_file(), limits)
    facts = vocabulary.value
    scenarios = [load_scenario(path, facts, limits) for path in list_scenarios()] if facts is not None else []
    problems = [
        *vocabulary.diagnostics,
        *(told for policy in policies for told in policy.diagnostics),
        *(told for scenario in scenarios for told in scenario.diagnostics),
    ]
    return Shelf(
        policies={read.value.id: read.value for read in policies if read.value is not None},
        scenarios={read.value.id: read.value for read in scenarios if read.value is not None},
        problems=errors_of(tuple(dict.fromkeys(problems))),
    )


def with_own(shelf: Shelf, texts: Mapping[str, str]) -> Shelf:
    """Return the shelf with a visitor's own policies behind what ships; `texts` are their YAML texts by name.

    Those that cannot be used, or are called like one that ships, are left out.
    """
    limits = server().limits
    vocabulary = load_vocabulary(vocabulary_file(), limits).value
    if vocabulary is None or not texts:
        return shelf
    read = {name: parse_policy(text, f"{name}.yaml", vocabulary, limits).value for name, text in texts.items()}
    own = {name: policy for name, policy in read.items() if policy is not None}
    return replace(shelf, policies={**shelf.policies, **{n: p for n, p in own.items() if n not in shelf.policies}})


def names_by_id(offered: Sequence[Policy] | Sequence[Scenario]) -> dict[str, str]:
    """Return what each is called on the page: its name, with the file's where two share a name."""
    names = [one.name for one in offered]
    return {one.id: printable(f"{one.name} ({one.id})" if names.count(one.name) > 1 else one.name) for one in offered}


def names_of(policies: Sequence[Policy]) -> list[str]:
    """Return what policies are called on the page, in their order."""
    names = names_by_id(policies)
    return [names[policy.id] for policy in policies]
