"""An explanation goes through the rules as people read them aloud."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from sandbox.domain.facts import Lead
from sandbox.domain.playbook import Channel, NextStep, NurtureProgram
from sandbox.domain.units import DAY_MS, Wait
from sandbox.engine.condition import OTHERWISE, Comparator, Compare, Flag, Not
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.explain import Explanation, Outcome, explain
from sandbox.engine.policy import ContactRow, NurtureRow, Policy
from sandbox.engine.stages import Phase
from sandbox.engine.table import compile_policy
from tests.differential.properties import columns_of
from tests.strategies import Case, cases
from tests.unit.engine.by_hand import policy

BIG = Compare("employees", Comparator.GE, 50.0)
EVERY = Wait(elapsed_ms=14 * DAY_MS)


def made() -> Policy:
    """Big firms with a phone are hot, firms without a phone wait; whoever has a need is kept, others are nurtured."""
    base = policy(
        scoring=[(BIG, 40.0), (Flag("phone"), 20.0)],
        mql=Compare("grade", Comparator.NE, "D"),
        rows=[(Not(Flag("mql")), "close"), (Not(Flag("phone")), "nurture")],
    )
    steps = (
        ContactRow(when=Flag("sql"), step=NextStep(id="ready", to="keep")),
        ContactRow(when=OTHERWISE, step=NextStep(id="later", to="nurture")),
    )
    drip = NurtureProgram(id="drip", channel=Channel.EMAIL, every=EVERY)
    waits = Compare("score", Comparator.GE, 60.0)
    return replace(base, after_contact=steps, nurture=(NurtureRow(when=OTHERWISE, program=drip, promote_when=waits),))


def outcomes(found: Explanation, phase: Phase) -> list[Outcome]:
    return [step.outcome for step in found.of(phase)]


def test_every_rule_in_the_order_of_the_chain() -> None:
    found = explain(made(), {"employees": 60.0, "phone": True})
    assert outcomes(found, Phase.SCORING) == [Outcome.FIRED, Outcome.FIRED]
    assert outcomes(found, Phase.GRADING) == [Outcome.FIRED, *[Outcome.NOT_REACHED] * 3]
    assert outcomes(found, Phase.QUALIFYING) == [Outcome.FIRED]
    assert outcomes(found, Phase.ROUTING) == [Outcome.NOT_FIRED, Outcome.NOT_FIRED, Outcome.FIRED]
    assert list(dict.fromkeys(step.phase for step in found.steps)) == [
        *(Phase.SCORING, Phase.GRADING, Phase.QUALIFYING, Phase.ROUTING)
    ]
    decision = found.decision
    assert (decision.score, decision.grade, decision.queue, decision.cadence) == (60.0, "A", "sales", "calls")
    assert decision.fired == ("rule-0", "rule-1", "rest")


def test_a_later_rule_reads_what_the_ones_before_it_found() -> None:
    found = explain(made(), {"employees": 60.0})
    [qualifying] = found.of(Phase.QUALIFYING)
    assert [(reason.asks.fact, reason.value) for reason in qualifying.reasons] == [("grade", "B")]
    assert [reason.value for reason in found.of(Phase.GRADING)[0].reasons] == [40.0]
    assert found.facts["mql"] is True


def test_a_row_below_the_first_match_is_not_reached_and_has_no_reasons() -> None:
    last = explain(made(), {"employees": 60.0}).of(Phase.ROUTING)[-1]
    assert (last.outcome, last.reasons) == (Outcome.NOT_REACHED, ())


def test_a_lead_that_goes_to_nurture_shows_its_program_and_what_it_waits_for() -> None:
    found = explain(made(), {"employees": 60.0})
    assert found.decision.queue == "nurture"
    assert (found.fired(Phase.NURTURING), found.fired(Phase.PROMOTING)) == (0, None)
    assert [reason.value for reason in found.of(Phase.PROMOTING)[0].reasons] == [40.0]
    assert explain(made(), {"employees": 60.0, "phone": True}).of(Phase.NURTURING) == ()


@pytest.mark.parametrize(("timing", "row"), [(True, 0), (False, 1), (None, 1)])
def test_a_lead_that_somebody_talked_to_is_judged_as_well(timing: bool | None, row: int) -> None:
    found = explain(made(), {"employees": 60.0, "phone": True, "need": True, "timing": timing})
    assert found.fired(Phase.FOLLOWING) == row
    assert found.facts["sql"] is (row == 0)
    assert bool(found.of(Phase.NURTURING)) is (row == 1)
    assert found.decision.queue == "sales"


def test_nobody_is_judged_before_a_conversation() -> None:
    assert explain(made(), {"employees": 60.0}).of(Phase.JUDGING) == ()


def test_a_new_lead_has_no_touches_and_one_may_be_told_otherwise() -> None:
    often = policy(rows=[(Compare("touches", Comparator.GE, 3.0), "close")])
    assert explain(often, {}).of(Phase.ROUTING)[0].reasons[0].value == 0.0
    assert explain(often, {"touches": 3.0}).decision.queue == "close"
    assert explain(often, {"touches": None}).of(Phase.ROUTING)[0].reasons[0].value is None


def test_what_is_no_fact_of_the_lead_cannot_be_told() -> None:
    lead: Lead = {"score": 90.0, "mql": True, "nonsense": 1.0, "role": "no such role"}
    assert explain(made(), lead).decision == explain(made(), {}).decision


@settings(max_examples=100)
@given(cases(max_leads=10))
def test_the_decision_is_that_of_the_table_and_of_the_rules_engine(case: Case) -> None:
    found = [explain(case.policy, lead) for lead in case.leads]
    columns, count = columns_of(case), len(case.leads)
    with DurableRulebook(case.policy) as engine:
        for rulebook in (compile_policy(case.policy), engine):
            decisions = rulebook.decide(columns, count)
            assert [one.decision for one in found] == [decisions.at(index) for index in range(count)]


@settings(max_examples=100)
@given(cases(max_leads=5))
def test_of_rows_exactly_the_first_that_matches_fires(case: Case) -> None:
    for lead in case.leads:
        found = explain(case.policy, lead)
        for phase in (Phase.GRADING, Phase.ROUTING):
            seen = outcomes(found, phase)
            fired = seen.index(Outcome.FIRED) if seen else 0
            assert (
                seen
                == [Outcome.NOT_FIRED] * fired
                + [Outcome.FIRED, *[Outcome.NOT_REACHED] * len(seen)][: len(seen) - fired]
            )
