"""What must hold of every policy; each invariant looks for leads that break it, and tells of the simplest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from sandbox.domain.decision import Decision, Decisions
from sandbox.domain.example import EXPECTED_KEYS, Example, differences
from sandbox.domain.facts import GRADES, MISSING_CODE, Lead
from sandbox.engine.explain import explain
from sandbox.engine.lint.telling import lead_text, value_text
from sandbox.engine.policy import Direction, Policy, facts_of_rules
from sandbox.testing.engines import DURABLE, TABLE, Engines
from sandbox.testing.strategies import beside, leads, leads_apart
from sandbox.testing.telling import example_entries
from sandbox.testing.trial import Trial

Broken = Callable[[Engines, Trial], str | None]
"""Looks for what breaks an invariant, and tells of it; None where nothing was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """Something that must hold: its name in a list of tests, and a sentence that says what it is."""

    name: str
    sentence: str
    broken: Broken
    needs_both: bool = False


def invariants_of(policy: Policy) -> Iterator[Invariant]:
    """Yield the invariants of a policy; those that say nothing of it are left out."""
    yield Invariant(name="total", sentence="Every lead has exactly one destination.", broken=_not_total)
    yield Invariant(name="one-grade", sentence="Every lead has one grade of the policy's.", broken=_not_one_grade)
    yield Invariant(
        name="implementations-agree",
        sentence="Both rule implementations decide every lead alike.",
        broken=_disagreement,
        needs_both=True,
    )
    yield Invariant(
        name="explain-agrees",
        sentence="The explanation of a lead ends in what is decided of it.",
        broken=_wrong_explanation,
    )
    if policy.vocabulary.facts.keys() - facts_of_rules(policy):
        yield Invariant(
            name="unread-facts-do-not-matter",
            sentence="Leads that differ only in facts that no rule reads are decided alike.",
            broken=_unread_fact_that_matters,
        )
    if policy.examples:
        yield Invariant(name="examples", sentence="Every example is decided as expected.", broken=_failed_examples)
    for fact, direction in policy.monotone.items():
        if len(beside(policy, policy.vocabulary.facts[fact])) > 1:
            way = "larger" if direction is Direction.UP else "smaller"
            sentence = f"Of two leads that differ only in {fact}, the one with the {way} number never scores lower."
            yield Invariant(name=f"monotone-{fact}", sentence=sentence, broken=_not_monotone(fact, direction))


def _not_total(engines: Engines, trial: Trial) -> str | None:
    return _first_lead(engines, trial, lambda decisions: not _is_total(decisions), "has not exactly one destination")


def _is_total(decisions: Decisions | None) -> bool:
    if decisions is None or len(decisions) != 1:
        return False
    queues, cadences, rows = (
        len(names) for names in (decisions.queue_names, decisions.cadence_names, decisions.route_ids)
    )
    is_worked = decisions.queue[0] < queues - 2  # Nurture and close are the last two.
    return bool(
        0 <= decisions.queue[0] < queues
        and 0 <= decisions.route[0] < rows
        and (0 <= decisions.cadence[0] < cadences if is_worked else decisions.cadence[0] == MISSING_CODE)
        and np.isfinite([decisions.fit[0], decisions.engagement[0], decisions.score[0]]).all()
    )


def _not_one_grade(engines: Engines, trial: Trial) -> str | None:
    rows = engines.policy.grades
    given = {GRADES.index(row.grade) for row in rows} if rows else {MISSING_CODE}
    what = "has no grade of the policy's" if rows else "has a grade, and the policy gives none"
    return _first_lead(engines, trial, lambda decisions: decisions is None or decisions.grade[0] not in given, what)


def _first_lead(engines: Engines, trial: Trial, breaks: Callable[[Decisions | None], bool], what: str) -> str | None:
    """Tell of the simplest lead for which an implementation breaks something."""

    def breaking(lead: Lead) -> list[str]:
        return [engine for engine in engines.names if breaks(engines.decide(engine, lead))]

    lead = trial.find(leads(engines.policy), lambda lead: bool(breaking(lead)))
    return None if lead is None else f"By {breaking(lead)[0]}, this lead {what}:\n\n    {lead_text(lead)}"


def _disagreement(engines: Engines, trial: Trial) -> str | None:
    def decided(lead: Lead) -> tuple[Decision | None, Decision | None]:
        return _decision(engines, TABLE, lead), _decision(engines, DURABLE, lead)

    lead = trial.find(leads(engines.policy), lambda lead: len({*decided(lead)}) > 1)
    if lead is None:
        return None
    table, durable = decided(lead)
    return _two_ways(engines, lead, (DURABLE, durable), (TABLE, table))


def _two_ways(engines: Engines, lead: Lead, *ways: tuple[str, Decision | None]) -> str:
    """Tell of a lead of which two readings of the rules say unlike things; the first one is shown as the example."""
    (one, first), (other, second) = ways
    if first is None or second is None:
        return f"{DURABLE} fails on this lead:\n\n    {lead_text(lead)}"
    unlike = [
        f"  {key}: {_shown(getattr(first, key))} by {one}, {_shown(getattr(second, key))} by {other}"
        for key in EXPECTED_KEYS
        if getattr(first, key) != getattr(second, key)
    ]
    entries = example_entries(engines.policy, "Decided in two ways", [(lead, first)])
    return "\n".join(["This is a bug of the sandbox, please report it:", *unlike, "", entries])


def _wrong_explanation(engines: Engines, trial: Trial) -> str | None:
    policy = engines.policy

    def breaking(lead: Lead) -> list[str]:
        explained = explain(policy, lead).decision
        return [engine for engine in engines.names if _decision(engines, engine, lead) != explained]

    lead = trial.find(leads(policy), lambda lead: bool(breaking(lead)))
    if lead is None:
        return None
    engine, explained = breaking(lead)[0], explain(policy, lead).decision
    return _two_ways(engines, lead, ("the explanation", explained), (engine, _decision(engines, engine, lead)))


def _decision(engines: Engines, name: str, lead: Lead) -> Decision | None:
    decisions = engines.decide(name, lead)
    return None if decisions is None else decisions.at(0)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return value_text(value) if isinstance(value, str | float | bool) else "none"


def _unread_fact_that_matters(engines: Engines, trial: Trial) -> str | None:
    policy, read = engines.policy, facts_of_rules(engines.policy)

    def with_unread(pair: tuple[Lead, Lead]) -> tuple[Lead, Lead]:
        lead = {name: value for name, value in pair[0].items() if name in read}
        return lead, lead | {name: value for name, value in pair[1].items() if name not in read}

    pairs = st.tuples(leads(policy), leads(policy)).map(with_unread)

    def breaking(pair: tuple[Lead, Lead]) -> list[str]:
        return [name for name in engines.names if len({_decision(engines, name, lead) for lead in pair}) > 1]

    found = trial.find(pairs, lambda pair: bool(breaking(pair)))
    if found is None:
        return None
    engine = breaking(found)[0]
    return f"By {engine} they are not.\n\n{_entries(engines, engine, 'Differs in a fact that no rule reads', found)}"


def _failed_examples(engines: Engines, _: Trial) -> str | None:
    failed = (_failed_example(engines, example) for example in engines.policy.examples)
    return "\n\n".join(filter(None, failed)) or None


def _failed_example(engines: Engines, example: Example) -> str | None:
    for engine in engines.names:
        decision = _decision(engines, engine, example.lead)
        wrong = () if decision is None else differences(example.expect, decision)
        if wrong:
            place = f"{example.at.file}:{example.at.line}:{example.at.column}"
            unlike = [f"  {one.key}: {_shown(one.expected)} expected, {_shown(one.decided)} decided" for one in wrong]
            entries = _entries(engines, engine, example.name, [example.lead])
            return "\n".join([f"{place}: {example.name}; by {engine}:", *unlike, "", entries])
    return None


def _not_monotone(fact: str, direction: Direction) -> Broken:
    """Return the search for two leads that break a declared direction."""
    sign = 1.0 if direction is Direction.UP else -1.0

    def breaks(engines: Engines, engine: str, pair: tuple[Lead, Lead]) -> bool:
        low, high = (_decision(engines, engine, lead) for lead in pair)
        return low is not None and high is not None and sign * (high.score - low.score) < 0

    def broken(engines: Engines, trial: Trial) -> str | None:
        def breaking(pair: tuple[Lead, Lead]) -> list[str]:
            return [engine for engine in engines.names if breaks(engines, engine, pair)]

        found = trial.find(leads_apart(engines.policy, fact), lambda pair: bool(breaking(pair)))
        if found is None:
            return None
        engine, goes = breaking(found)[0], "falls" if direction is Direction.UP else "rises"
        entries = _entries(engines, engine, f"The score {goes} where only {fact} grows", found)
        return f"By {engine} the score {goes} where only {fact} grows.\n\n{entries}"

    return broken


def _entries(engines: Engines, engine: str, name: str, told: Iterable[Lead]) -> str:
    decided = [(lead, _decision(engines, engine, lead)) for lead in told]
    return example_entries(engines.policy, name, [(lead, decision) for lead, decision in decided if decision])
