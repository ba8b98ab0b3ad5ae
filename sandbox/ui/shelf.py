"""What ships, read and checked: the policies and scenarios a visitor can choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.domain.diagnostics import Diagnostic
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies, list_scenarios, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from sandbox.report.tables import printable
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.study.load import errors_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Policies and scenarios by id, in the order in which they are offered, and what is wrong with the others."""

    policies: Mapping[str, Policy]
    scenarios: Mapping[str, Scenario]
    problems: tuple[Diagnostic, ...]


def read_shelf() -> Shelf:
    """Return what ships; a file that cannot be used is left out, and said to be."""
    policies = [load_policy(path) for path in list_policies()]
    vocabulary = load_vocabulary(vocabulary_file())
    facts = vocabulary.value
    scenarios = [load_scenario(path, facts) for path in list_scenarios()] if facts is not None else []
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


def names_by_id(offered: Sequence[Policy] | Sequence[Scenario]) -> dict[str, str]:
    """Return what each is called on the page: its name, with the file's where two share a name."""
    names = [one.name for one in offered]
    return {one.id: printable(f"{one.name} ({one.id})" if names.count(one.name) > 1 else one.name) for one in offered}
