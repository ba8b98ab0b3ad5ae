"""What both implementations say after a conversation and in nurture, told by hand."""

import pickle  # noqa: S403 - what the pool of workers does
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sandbox.domain.decision import Rulebook
from sandbox.domain.facts import LEARNT_FACTS, Lead, Vocabulary, to_columns
from sandbox.domain.playbook import Channel, NextStep, NurtureProgram
from sandbox.domain.units import DAY_MS, Wait
from sandbox.engine.chain import Chain, DurableRulesError
from sandbox.engine.condition import OTHERWISE, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.policy import ContactRow, NurtureRow, Policy
from sandbox.engine.table import compile_policy
from tests.unit.engine.by_hand import VOCABULARY, policy

EVERYTHING = Vocabulary(facts={**VOCABULARY.facts, **LEARNT_FACTS}, keys={})
TIRED = Compare("touches", Comparator.GE, 8.0)


def table(rules: Policy) -> AbstractContextManager[Rulebook]:
    return nullcontext(compile_policy(rules))


BOTH = pytest.mark.parametrize("make", [table, DurableRulebook])


def talks(sql: Condition, *rows: Condition) -> Policy:
    contact = tuple(ContactRow(when=when, step=NextStep(id=f"step-{n}", to="keep")) for n, when in enumerate(rows))
    return replace(policy(), sql=sql, after_contact=contact)


def programs(*rows: tuple[Condition, Condition]) -> Policy:
    every = Wait(elapsed_ms=DAY_MS)
    nurture = tuple(
        NurtureRow(
            when=when, promote_when=promotes, program=NurtureProgram(id=f"p-{n}", channel=Channel.SMS, every=every)
        )
        for n, (when, promotes) in enumerate(rows)
    )
    return replace(policy(), nurture=nurture)


def judged(rulebook: Rulebook, lead: Lead) -> tuple[bool, int]:
    columns = {name: column for name, column in to_columns([lead], EVERYTHING).items() if name in lead}
    found = rulebook.judge(columns, 1)
    return bool(found.sql[0]), int(found.step[0])


def nurtured(rulebook: Rulebook, lead: Lead) -> tuple[int, bool]:
    columns = {name: column for name, column in to_columns([lead], EVERYTHING).items() if name in lead}
    found = rulebook.nurture(columns, 1)
    return int(found.program[0]), bool(found.promotes[0])


@BOTH
def test_the_first_row_that_matches_follows_a_conversation(make: Any) -> None:
    rules = talks(And((Flag("need"), Flag("timing"))), Flag("sql"), Flag("need"), Flag("phone"), OTHERWISE)
    with make(rules) as rulebook:
        assert judged(rulebook, {"need": True, "timing": True, "phone": True}) == (True, 0)
        assert judged(rulebook, {"need": True, "timing": False, "phone": True}) == (False, 1)
        assert judged(rulebook, {"need": None, "timing": True, "phone": True}) == (False, 2)
        assert judged(rulebook, {}) == (False, 3)


@BOTH
@pytest.mark.parametrize(
    ("condition", "needs"),
    [
        (Flag("need"), {True}),
        (Not(Flag("need")), {False, None}),
        (Compare("need", Comparator.EQ, value=False), {False}),
        (Compare("need", Comparator.NE, value=True), {False}),
        (Missing("need"), {None}),
        (Not(Missing("need")), {True, False}),
    ],
)
def test_a_need_that_nobody_spoke_of_is_missing_and_not_false(
    condition: Condition, needs: set[bool | None], make: Any
) -> None:
    with make(talks(condition)) as rulebook:
        assert {need for need in (True, False, None) if judged(rulebook, {"need": need})[0]} == needs


@BOTH
def test_a_conversation_is_judged_with_what_was_derived_and_what_happened(make: Any) -> None:
    sql = And((Compare("score", Comparator.GE, 40.0), Member("grade", ("A", "B")), Flag("mql"), Flag("need")))
    rules = talks(sql, And((Flag("sql"), TIRED)), Compare("last_outcome", Comparator.EQ, "no_show"), OTHERWISE)
    lead: Lead = {"score": 40.0, "grade": "B", "mql": True, "need": True}
    with make(rules) as rulebook:
        assert judged(rulebook, lead) == (True, 2)
        assert judged(rulebook, {**lead, "touches": 8.0}) == (True, 0)
        assert judged(rulebook, {**lead, "touches": 7.0, "last_outcome": "no_show"}) == (True, 1)
        assert judged(rulebook, {**lead, "score": 39.5, "touches": 8.0}) == (False, 2)
        assert judged(rulebook, {**lead, "grade": "C"}) == (False, 2)
        assert judged(rulebook, {**lead, "mql": False}) == (False, 2)


@BOTH
def test_what_decide_derived_can_be_handed_on_as_it_is(make: Any) -> None:
    rules = replace(
        talks(And((Flag("mql"), Compare("grade", Comparator.EQ, "D"), Flag("need"))), Flag("sql"), OTHERWISE),
        mql=Flag("phone"),
    )
    columns = to_columns([{"phone": True}, {"phone": False}], VOCABULARY)
    with make(rules) as rulebook:
        decisions = rulebook.decide(columns, 2)
        derived = {name: getattr(decisions, name) for name in ("fit", "engagement", "score", "grade", "mql")}
        said = {"need": np.array([1, 1], dtype=np.int8)}
        found = rulebook.judge({**columns, **derived, **said}, 2)
    assert found.sql.tolist() == [True, False]
    assert found.step.tolist() == [0, 1]


@BOTH
def test_sql_is_what_the_policy_says_now(make: Any) -> None:
    with make(talks(Flag("need"), Flag("sql"), OTHERWISE)) as rulebook:
        assert judged(rulebook, {"need": False, "sql": True}) == (False, 1)


@BOTH
def test_nothing_follows_where_the_policy_says_nothing(make: Any) -> None:
    with make(talks(Flag("need"))) as rulebook:
        assert judged(rulebook, {"need": True}) == (True, -1)
        assert nurtured(rulebook, {}) == (-1, True)


@BOTH
def test_the_row_of_a_program_says_what_it_waits_for(make: Any) -> None:
    rules = programs((TIRED, Flag("phone")), (Flag("mql"), Not(Flag("phone"))), (OTHERWISE, OTHERWISE))
    with make(rules) as rulebook:
        for phone in (True, False):
            assert nurtured(rulebook, {"touches": 8.0, "mql": True, "phone": phone}) == (0, phone)
            assert nurtured(rulebook, {"mql": True, "phone": phone}) == (1, not phone)
            assert nurtured(rulebook, {"phone": phone}) == (2, True)


@BOTH
def test_a_lead_of_whose_history_nothing_is_said_is_new(make: Any) -> None:
    new = And((Compare("touches", Comparator.EQ, 0.0), Compare("times_recycled", Comparator.EQ, 0.0)))
    rules = replace(talks(new, Missing("last_outcome"), OTHERWISE), mql=new, nurture=programs((new, new)).nurture)
    unknown = {"touches": np.array([np.nan])}
    with make(rules) as rulebook:
        assert bool(rulebook.decide({}, 1).mql[0])
        assert judged(rulebook, {}) == (True, 0)
        assert nurtured(rulebook, {}) == (0, True)
        assert not rulebook.decide(unknown, 1).mql[0]
        assert not rulebook.judge(unknown, 1).sql[0]
        assert rulebook.nurture(unknown, 1).program[0] == -1
        assert not rulebook.decide({"touches": np.array([1.0])}, 1).mql[0]


@BOTH
def test_nobody_is_judged_where_there_is_nobody(make: Any) -> None:
    with make(talks(Flag("need"), OTHERWISE)) as rulebook:
        assert len(rulebook.judge({}, 0).step) == 0
        assert len(rulebook.nurture({}, 0).program) == 0


@BOTH
def test_columns_are_left_as_they_were(make: Any) -> None:
    columns = {"need": np.array([1, -1], dtype=np.int8), "sql": np.array([0, 1], dtype=np.int8)}
    with make(talks(Flag("need"), Flag("sql"), OTHERWISE)) as rulebook:
        rulebook.judge(columns, 2)
        rulebook.nurture(columns, 2)
    assert {name: column.tolist() for name, column in columns.items()} == {"need": [1, -1], "sql": [0, 1]}


def test_a_table_with_these_rules_survives_the_way_to_a_worker_process() -> None:
    rules = replace(talks(Flag("need"), Flag("sql"), OTHERWISE), nurture=programs((OTHERWISE, TIRED)).nurture)
    made = compile_policy(rules)
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - its own, just made


def test_the_rules_of_a_moment_are_made_when_they_are_asked_and_no_earlier() -> None:
    too_many = Or(tuple(Compare("employees", Comparator.EQ, float(n)) for n in range(5_000)))
    rulebook = DurableRulebook(talks(too_many))
    assert rulebook.decide({}, 1).at(0).queue == "sales"
    with pytest.raises(DurableRulesError, match="cannot hold the policy 'By hand'"):
        rulebook.judge({}, 1)
    with pytest.raises(DurableRulesError, match="closed"):
        rulebook.decide({}, 1)


def test_rules_of_a_moment_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    build = Chain._build

    def counted(chain: Chain) -> Any:
        made.append(chain)
        return build(chain)

    monkeypatch.setattr(Chain, "_build", counted)
    with DurableRulebook(talks(Flag("need"), OTHERWISE)) as rulebook:
        for _ in range(3):
            judged(rulebook, {"need": True})
            nurtured(rulebook, {})
    assert len(made) == 2
