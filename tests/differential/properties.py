"""What must hold of anything that decides leads; each property takes the rulebooks that it is tried on.

A property is a function and not a test, so that planted bugs can be shown to break it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from numpy.typing import NDArray

from sandbox.domain.decision import Decision, Rulebook
from sandbox.domain.facts import HISTORY_FACTS, LEARNT_FACTS, Vocabulary, to_columns
from sandbox.engine.condition import facts_read
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.policy import Policy, conditions_of
from sandbox.engine.table import compile_policy
from sandbox.testing.strategies import leads
from tests.differential import oracle
from tests.moments import later_cases
from tests.strategies import Case, cases

MakeRulebook = Callable[[Policy], AbstractContextManager[Rulebook]]


def table(policy: Policy) -> AbstractContextManager[Rulebook]:
    return nullcontext(compile_policy(policy))


def durable(policy: Policy) -> AbstractContextManager[Rulebook]:
    return DurableRulebook(policy)


def check(strategy: SearchStrategy[Any], holds: Callable[..., None], examples: int, *, is_hunt: bool = False) -> None:
    """Try a property on examples; a hunt for a planted bug does not shrink what it finds."""
    phases = (Phase.explicit, Phase.generate) if is_hunt else tuple(Phase)
    settings(max_examples=examples, phases=phases, report_multiple_bugs=False)(given(strategy, st.data())(holds))()


def columns_of(case: Case) -> dict[str, NDArray[Any]]:
    """Return the leads of a case as columns: every fact of the vocabulary, of others those that the leads tell."""
    told = {name for lead in case.leads for name in lead}
    learnt = {name: fact for name, fact in LEARNT_FACTS.items() if name in told}
    return to_columns(list(case.leads), Vocabulary(facts={**case.policy.vocabulary.facts, **learnt}, keys={}))


def decided(rulebook: Rulebook, case: Case) -> list[Decision]:
    """Return what a rulebook says of the leads of a case."""
    decisions = rulebook.decide(columns_of(case), len(case.leads))
    assert len(decisions) == len(case.leads)
    return [decisions.at(index) for index in range(len(decisions))]


def agrees_with_the_oracle(*makes: MakeRulebook, examples: int, is_hunt: bool = False) -> int:
    """Every lead is decided as a person would who reads the rules one by one; the number of leads tried with each."""
    tried = 0

    def holds(case: Case, _: DataObject) -> None:
        nonlocal tried
        tried += len(case.leads)
        expected = [oracle.decide(case.policy, lead) for lead in case.leads]
        for make in makes:
            with make(case.policy) as rulebook:
                assert decided(rulebook, case) == expected, make

    check(cases(min_leads=36, max_leads=50), holds, examples, is_hunt=is_hunt)
    return tried


def judged(rulebook: Rulebook, case: Case) -> list[tuple[bool, int]]:
    """Return what a rulebook says of each lead of a case after a conversation: sql, and the row."""
    judgements = rulebook.judge(columns_of(case), len(case.leads))
    assert [judgements.sql.dtype.name, judgements.step.dtype.name] == ["bool", "int16"]
    return list(zip(judgements.sql.tolist(), judgements.step.tolist(), strict=True))


def nurtured(rulebook: Rulebook, case: Case) -> list[tuple[int, bool]]:
    """Return what a rulebook says of each lead of a case in nurture: the row, and whether a signal promotes it."""
    nurturing = rulebook.nurture(columns_of(case), len(case.leads))
    assert [nurturing.program.dtype.name, nurturing.promotes.dtype.name] == ["int16", "bool"]
    return list(zip(nurturing.program.tolist(), nurturing.promotes.tolist(), strict=True))


def agrees_with_the_oracle_later(*makes: MakeRulebook, examples: int, is_hunt: bool = False) -> int:
    """After a conversation and in nurture, too, every lead is judged as a person would; how many leads each judged."""
    tried = 0

    def holds(case: Case, _: DataObject) -> None:
        nonlocal tried
        tried += len(case.leads)
        by_hand = [oracle.judge(case.policy, lead) for lead in case.leads]
        programs = [oracle.nurture(case.policy, lead) for lead in case.leads]
        for make in makes:
            with make(case.policy) as rulebook:
                assert judged(rulebook, case) == by_hand, make
                assert nurtured(rulebook, case) == programs, make

    check(later_cases(min_leads=18, max_leads=25), holds, examples, is_hunt=is_hunt)
    return tried


def company_does_not_matter_later(make: MakeRulebook, examples: int) -> None:
    """A lead is judged alike alone, in a batch, after a decision, and again."""

    def holds(case: Case, _: DataObject) -> None:
        alone = [Case(policy=case.policy, leads=(lead,)) for lead in case.leads]
        with make(case.policy) as rulebook:
            together = judged(rulebook, case), nurtured(rulebook, case)
            decided(rulebook, case)
            assert together[0] == [judged(rulebook, one)[0] for one in alone]
            assert together[1] == [nurtured(rulebook, one)[0] for one in alone]
            assert together == (judged(rulebook, case), nurtured(rulebook, case))

    check(later_cases(max_leads=5), holds, examples)


def an_unread_fact_changes_nothing_later(make: MakeRulebook, examples: int) -> None:
    """After a conversation a lead is judged alike where nothing is known of it but what the rules read then."""

    def holds(case: Case, _: DataObject) -> None:
        columns, count = columns_of(case), len(case.leads)
        with make(case.policy) as rulebook:
            assert rulebook.reads_in_talks <= rulebook.reads
            read = {name: column for name, column in columns.items() if name in rulebook.reads_in_talks}
            few, many = rulebook.judge(read, count), rulebook.judge(columns, count)
        assert few.sql.tolist() == many.sql.tolist()
        assert few.step.tolist() == many.step.tolist()

    check(later_cases(max_leads=5), holds, examples)


def every_lead_has_one_destination(make: MakeRulebook, examples: int) -> None:
    """Every lead has exactly one destination, one routing row, one of each sum, and a grade if the policy gives any."""

    def holds(case: Case, _: DataObject) -> None:
        columns, count = columns_of(case), len(case.leads)
        with make(case.policy) as rulebook:
            decisions = rulebook.decide(columns, count)
        queues = [queue.name for queue in case.policy.playbook.queues]
        assert decisions.queue_names == (*queues, "nurture", "close")
        assert decisions.cadence_names == tuple(case.policy.playbook.cadences)
        for column in (
            decisions.mql,
            decisions.fit,
            decisions.engagement,
            decisions.score,
            decisions.grade,
            decisions.queue,
            decisions.cadence,
            decisions.route,
        ):
            assert column.shape == (count,)
        assert decisions.scored.shape == (count, len(case.policy.scoring))
        assert np.isin(decisions.queue, range(len(queues) + 2)).all()
        assert np.isin(decisions.route, range(len(case.policy.routing))).all()
        assert np.isfinite([decisions.fit, decisions.engagement, decisions.score]).all()
        assert ((decisions.grade >= 0) == bool(case.policy.grades)).all()
        assert ((decisions.cadence >= 0) == (decisions.queue < len(queues))).all()

    check(cases(), holds, examples)


def an_unread_fact_changes_nothing(make: MakeRulebook, examples: int) -> None:
    """A lead that differs only in facts that no rule reads is decided alike."""

    def holds(case: Case, data: DataObject) -> None:
        policy = case.policy
        read = frozenset().union(*(facts_read(condition) for condition, _ in conditions_of(policy)))
        [other] = data.draw(st.tuples(leads(policy)))
        unread = {name: value for name, value in other.items() if name not in read}
        changed = tuple({name: lead[name] for name in lead if name in read} | unread for lead in case.leads)
        with make(policy) as rulebook:
            assert decided(rulebook, case) == decided(rulebook, Case(policy=policy, leads=changed))

    check(cases(max_leads=5), holds, examples)


def company_does_not_matter(make: MakeRulebook, examples: int) -> None:
    """A lead is decided alike alone and in a batch, in any order of leads and columns, without columns all missing."""

    def holds(case: Case, data: DataObject) -> None:
        policy, count = case.policy, len(case.leads)
        columns = columns_of(case)
        order = np.array(data.draw(st.permutations(range(count))))
        names = data.draw(st.permutations(list(columns)))
        some = {name for lead in case.leads for name, value in lead.items() if value is not None}
        known = [name for name in names if name in {*some, *HISTORY_FACTS}]
        with make(policy) as rulebook:
            together = decided(rulebook, case)
            shuffled = rulebook.decide({name: columns[name][order] for name in known}, count)
            for place, index in enumerate(order):
                alone = rulebook.decide({name: columns[name][index : index + 1] for name in columns}, 1)
                assert together[index] == alone.at(0) == shuffled.at(place)

    check(cases(max_leads=6), holds, examples)


def no_leads_get_no_decisions(make: MakeRulebook, examples: int) -> None:
    """Deciding nobody is no decision, with empty columns and with none."""

    def holds(case: Case, _: DataObject) -> None:
        with make(case.policy) as rulebook:
            assert len(rulebook.decide(to_columns([], case.policy.vocabulary), 0)) == 0
            assert len(rulebook.decide({}, 0)) == 0
            assert rulebook.decide({}, 2).at(1) == oracle.decide(case.policy, {})

    check(cases(max_leads=1), holds, examples)
