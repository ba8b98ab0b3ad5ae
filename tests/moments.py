"""Hypothesis strategies for what comes after arrival: policies that judge conversations and nurture, and such leads."""

import math
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sandbox.domain.decision import CLOSE, KEEP, NURTURE
from sandbox.domain.facts import CONVERSATION_FACTS, DERIVED_FACTS, HISTORY_FACTS, SQL_FACT, Fact, Lead
from sandbox.domain.playbook import Channel, NextStep, NurtureProgram
from sandbox.domain.units import DAY_MS, Wait
from sandbox.engine.condition import OTHERWISE, Condition
from sandbox.engine.policy import NEED_AND_TIMING, ContactRow, NurtureRow, Policy, RoutingRow
from sandbox.testing.conditions import conditions, pick
from sandbox.testing.strategies import choices_of, playbooks
from tests.strategies import Case, lead_of, vocabularies

EVERY = Wait(elapsed_ms=14 * DAY_MS)


@st.composite
def later_policies(draw: DrawFn) -> Policy:
    """Return policies with no more than one rule on arrival, and all sorts of rules for later moments."""
    vocabulary = draw(vocabularies())
    known = {**vocabulary.facts, **HISTORY_FACTS, **DERIVED_FACTS}
    said = {**known, **CONVERSATION_FACTS}
    sql = draw(_conditions(said, CONVERSATION_FACTS)) if draw(st.integers(0, 3)) else NEED_AND_TIMING
    playbook = draw(playbooks())
    ends = [*(queue.name for queue in playbook.queues), KEEP, NURTURE, CLOSE]
    after_contact = draw(_contact_rows({**said, SQL_FACT.name: SQL_FACT}, ends))
    nurture = draw(_nurture_rows(known))
    return Policy(
        id="generated",
        name="Generated",
        summary="",
        sha256="",
        vocabulary=vocabulary,
        scoring=(),
        grades=(),
        routing=(RoutingRow(id="rest", when=OTHERWISE, to=NURTURE),),
        playbook=replace(
            playbook,
            after_contact=tuple(row.step for row in after_contact),
            nurture=tuple(row.program for row in nurture),
        ),
        sql=sql,
        after_contact=after_contact,
        nurture=nurture,
    )


@st.composite
def _conditions(draw: DrawFn, facts: Mapping[str, Fact], often: Mapping[str, Fact]) -> Condition:
    """Return conditions over some facts, half of them over those that should be read often."""
    return draw(conditions(pick(draw, (facts, often))))


@st.composite
def _contact_rows(draw: DrawFn, facts: Mapping[str, Fact], ends: list[str]) -> tuple[ContactRow, ...]:
    """Return no rows, or one to five, the last one `otherwise`; sql and what was said are read often."""
    often = {**CONVERSATION_FACTS, SQL_FACT.name: SQL_FACT}
    count = draw(st.integers(0, 5))
    return tuple(
        ContactRow(
            when=OTHERWISE if n == count - 1 else draw(_conditions(facts, often)),
            step=NextStep(id=f"step-{n}", to=pick(draw, ends)),
        )
        for n in range(count)
    )


@st.composite
def _nurture_rows(draw: DrawFn, facts: Mapping[str, Fact]) -> tuple[NurtureRow, ...]:
    """Return no rows, or one to four, the last one `otherwise`; each waits for something of its own, or for nothing."""
    count = draw(st.integers(0, 4))
    return tuple(
        NurtureRow(
            when=OTHERWISE if n == count - 1 else draw(conditions(facts)),
            program=NurtureProgram(id=f"program-{n}", channel=Channel.EMAIL, every=EVERY),
            promote_when=draw(conditions(facts)) if draw(st.integers(0, 3)) else OTHERWISE,
        )
        for n in range(count)
    )


def talkers(policy: Policy, *, has_history: bool) -> SearchStrategy[Lead]:
    """Return leads of which a policy has derived anything, and a conversation revealed anything; any fact missing."""
    histories = [HISTORY_FACTS] if has_history else []
    groups = [choices_of(policy, facts) for facts in (*histories, DERIVED_FACTS, CONVERSATION_FACTS)]
    groups.insert(0, choices_of(policy, policy.vocabulary.facts))
    numbers = st.tuples(*(st.integers(0, math.prod(map(len, choices.values())) - 1) for choices in groups))
    return numbers.map(
        lambda chosen: {
            name: value
            for choices, number in zip(groups, chosen, strict=True)
            for name, value in lead_of(choices, number).items()
        }
    )


@st.composite
def later_cases(draw: DrawFn, min_leads: int = 1, max_leads: int = 20) -> Case:
    """Return a policy with leads that somebody has talked to; of some nothing is said of what came before."""
    policy = draw(later_policies())
    told = talkers(policy, has_history=draw(st.integers(0, 2)) > 0)
    return Case(policy=policy, leads=tuple(draw(st.lists(told, min_size=min_leads, max_size=max_leads))))
