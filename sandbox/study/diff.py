"""Two policies, or two revisions of one: what a change to the file changes, for leads at hand or for every lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.diagnostics import Checked, Diagnostic, has_errors
from sandbox.domain.facts import Columns, Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.domain.luck import key_of
from sandbox.engine.changed_rules import ChangedRule, changed_rules
from sandbox.engine.changed_settings import ChangedSetting, changed_settings
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.engine.proof.equivalence import Different, Equivalence, Equivalent, equivalence
from sandbox.files.lead_csv import AS_IT_STANDS, CsvReading, read_leads
from sandbox.files.shipped import find_policy, find_scenario
from sandbox.files.vocabulary import load_vocabulary
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.study.checks import fact_findings
from sandbox.study.diff_leads import Leads, LeadsDiff, compare_leads

Pair = tuple[Policy, Policy]

OTHER_VOCABULARIES = (
    "the policies do not share one vocabulary.yaml: facts would not mean the same; "
    "name the one to read both with: --vocabulary FILE"
)


class Result(StrEnum):
    """What came out: of leads at hand, that they were compared; else what is known of every lead.

    `SETTINGS`: every lead is decided alike, and yet people and machines are told other things.
    """

    COMPARED = "compared"
    EQUIVALENT = "equivalent"
    SETTINGS = "settings"
    WITNESS = "witness"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What is not the same in two policies of one vocabulary.

    `rules` and `settings` differ as written or as they work. Of leads at hand `leads` says what becomes of them and
    `source` whose they are; without leads `proof` speaks of every lead. One of the two is None.
    """

    policies: Pair
    rules: tuple[ChangedRule, ...]
    settings: tuple[ChangedSetting, ...]
    source: str | None = None
    leads: LeadsDiff | None = None
    proof: Equivalence | None = None

    @property
    def result(self) -> Result:
        """What came out."""
        match self.proof:
            case None:
                return Result.COMPARED
            case Equivalent():
                return Result.SETTINGS if self.settings else Result.EQUIVALENT
            case Different():
                return Result.WITNESS
            case _:
                return Result.UNKNOWN

    @property
    def is_equivalent(self) -> bool | None:
        """Whether both policies are proven to do the same in everything; None: it is not known.

        Leads at hand can show that they are not, and never that they are.
        """
        if self.settings or isinstance(self.proof, Different) or (self.leads is not None and self.leads.different):
            return False
        return True if isinstance(self.proof, Equivalent) else None


def diff_of(first: Policy, second: Policy, leads: Leads | None = None, *, source: str | None = None) -> Diff:
    """Return how two policies of one vocabulary differ: about some leads, without any about every lead there can be."""
    return Diff(
        policies=(first, second),
        rules=changed_rules(first, second),
        settings=changed_settings(first, second),
        source=source,
        leads=None if leads is None else compare_leads(first, second, leads),
        proof=equivalence(first, second) if leads is None else None,
    )


def file_of(policy: Policy) -> str:
    """Return the path of a policy's file, as it was named."""
    place = policy.places.get(())
    return policy.id if place is None else place.file


def load_pair(names: Sequence[str], vocabulary: Path | None, limits: Limits = DEFAULT_LIMITS) -> Checked[Pair]:
    """Return two policies, given names of shipped ones or paths, each read with its own vocabulary or with one given.

    Unlike those of a comparison they may have one id: two revisions of a file do.
    """
    told: list[Diagnostic] = []
    words: Vocabulary | None = None
    if vocabulary is not None:
        read = load_vocabulary(vocabulary, limits)
        if read.value is None:
            return Checked(value=None, diagnostics=read.diagnostics)
        words, told = read.value, list(read.diagnostics)
    policies: list[Policy] = []
    for name in names:
        found = find_policy(name)
        told += found.diagnostics
        if found.value is not None:
            loaded = load_policy(found.value, limits, words)
            told += loaded.diagnostics
            policies += [] if loaded.value is None else [loaded.value]
    unique = tuple(dict.fromkeys(told))
    if len(policies) < 2 or has_errors(unique):
        return Checked(value=None, diagnostics=unique)
    return Checked(value=(policies[0], policies[1]), diagnostics=unique)


def csv_leads(
    path: Path, pair: Pair, reading: CsvReading = AS_IT_STANDS, limits: Limits = DEFAULT_LIMITS
) -> Checked[Leads]:
    """Return the leads of an export; both policies know of them what stands there, whatever their forms ask."""
    read = read_leads(path, pair[0].vocabulary, reading, limits)
    if read.value is None:
        return Checked(value=None, diagnostics=read.diagnostics)
    leads = Leads(facts=(read.value.facts, read.value.facts), names=read.value.line, named="line")
    return Checked(value=leads, diagnostics=read.diagnostics)


def load_world(name: str, pair: Pair, limits: Limits = DEFAULT_LIMITS) -> Checked[Scenario]:
    """Return a scenario, given the name of a shipped one or a path, with what it says nothing of and the policies read.

    Teams do not matter: nobody is called.
    """
    found = find_scenario(name)
    if found.value is None:
        return Checked(value=None, diagnostics=found.diagnostics)
    read = load_scenario(found.value, pair[0].vocabulary, limits)
    if read.value is None:
        return read
    missing = [finding for policy in pair for finding in fact_findings(policy, read.value)]
    return Checked(value=read.value, diagnostics=(*read.diagnostics, *dict.fromkeys(missing)))


def scenario_leads(pair: Pair, scenario: Scenario, seed: int) -> Leads:
    """Return the leads of a scenario's measured period, as the first replication of a study with this seed has them.

    Each policy knows of a lead what its own form asks. Where forms put visitors off, the leads are those visitors who
    complete both: those who complete the longer one.
    """
    key = key_of(seed, 0)
    first, second = (_cohort(sample_leads(scenario, key, policy.playbook.form), scenario) for policy in pair)
    visitors, ones, others = np.intersect1d(first[0], second[0], assume_unique=True, return_indices=True)
    facts = (
        {name: column[ones] for name, column in first[1].items()},
        {name: column[others] for name, column in second[1].items()},
    )
    return Leads(facts=facts, names=visitors, named="visitor")


def _cohort(population: Population, scenario: Scenario) -> tuple[NDArray[np.int64], Columns]:
    """Return the visitors of the measured period and their facts."""
    window = scenario.window
    inside = (population.created_ms >= window.arrivals_from_ms) & (population.created_ms < window.arrivals_to_ms)
    return population.visitor[inside], {name: column[inside] for name, column in population.facts.items()}
