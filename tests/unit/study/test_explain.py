"""What is explained is held against the engine of record, at every moment that is explained."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from sandbox.domain.decision import Judgements, Nurturing
from sandbox.domain.facts import Columns
from sandbox.engine.durable import DurableRulebook
from sandbox.study.explain import RULES_ENGINE, Record, explain_lead
from tests.moments import later_cases
from tests.strategies import Case, cases
from tests.unit.engine.test_explain import made

TALKED_TO = {"employees": 60.0, "need": True, "timing": False}
AGREED = Record(decided_by=RULES_ENGINE, agrees=True)


@settings(max_examples=40)
@given(cases(max_leads=4))
def test_the_rules_engine_agrees_on_arrival(case: Case) -> None:
    assert [explain_lead(case.policy, lead).record for lead in case.leads] == [AGREED] * len(case.leads)


@settings(max_examples=40)
@given(later_cases(max_leads=4))
def test_the_rules_engine_agrees_after_a_conversation_and_in_nurture(case: Case) -> None:
    assert [explain_lead(case.policy, lead).record for lead in case.leads] == [AGREED] * len(case.leads)


def test_another_judgement_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    right = DurableRulebook.judge

    def other_row(self: DurableRulebook, columns: Columns, count: int) -> Judgements:
        found = right(self, columns, count)
        return replace(found, step=found.step - np.int16(1))

    assert explain_lead(made(), TALKED_TO).record.agrees
    monkeypatch.setattr(DurableRulebook, "judge", other_row)
    assert not explain_lead(made(), TALKED_TO).record.agrees


def test_another_answer_to_a_signal_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    right = DurableRulebook.nurture

    def other_way(self: DurableRulebook, columns: Columns, count: int) -> Nurturing:
        found = right(self, columns, count)
        return replace(found, promotes=~found.promotes)

    monkeypatch.setattr(DurableRulebook, "nurture", other_way)
    assert not explain_lead(made(), TALKED_TO).record.agrees
