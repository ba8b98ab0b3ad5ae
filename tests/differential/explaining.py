"""Explanations as a rulebook: what they say of many leads, in columns, so that the same properties try them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np

from sandbox.domain.decision import Decisions, Judgements, Nurturing, Rulebook
from sandbox.domain.facts import GRADES, LEARNT_FACTS, Columns, Lead, lead_at
from sandbox.engine.destinations import destinations_of
from sandbox.engine.explain import Outcome, Step, explain, explain_conversation, explain_nurture
from sandbox.engine.policy import Policy, facts_of_rules, facts_of_talks
from sandbox.engine.stages import Phase


def explained(policy: Policy) -> AbstractContextManager[Rulebook]:
    return nullcontext(Explaining(policy=policy))


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining:
    """A policy that explains every lead, and tells no more than what it decides."""

    policy: Policy

    @property
    def reads(self) -> frozenset[str]:
        return facts_of_rules(self.policy)

    @property
    def reads_in_talks(self) -> frozenset[str]:
        return facts_of_talks(self.policy)

    def decide(self, columns: Columns, count: int) -> Decisions:
        found = [explain(self.policy, lead) for lead in self._leads(columns, count)]
        ends = destinations_of(self.policy)
        for one in found:  # the ids are those of the steps that fired
            steps = [*one.of(Phase.SCORING), *one.of(Phase.ROUTING)]
            ids = [*(rule.id for rule in self.policy.scoring), *(row.id for row in self.policy.routing)]
            assert one.decision.fired == tuple(ids[n] for n, step in enumerate(steps) if is_fired(step))
        said = [one.decision for one in found]
        scored = [list(map(is_fired, one.of(Phase.SCORING))) for one in found]
        return Decisions(
            mql=np.array([one.mql for one in said], dtype=np.bool_),
            fit=np.array([one.fit for one in said], dtype=np.float64),
            engagement=np.array([one.engagement for one in said], dtype=np.float64),
            score=np.array([one.score for one in said], dtype=np.float64),
            grade=np.array([place(GRADES, one.grade) for one in said], dtype=np.int8),
            queue=np.array([place(ends.queue_names, one.queue) for one in said], dtype=np.int16),
            cadence=np.array([place(ends.cadence_names, one.cadence) for one in said], dtype=np.int16),
            route=np.array([one.fired(Phase.ROUTING) for one in found], dtype=np.int16),
            scored=np.array(scored, dtype=np.bool_).reshape(count, len(self.policy.scoring)),
            queue_names=ends.queue_names,
            cadence_names=ends.cadence_names,
            route_ids=tuple(row.id for row in self.policy.routing),
            scoring_ids=tuple(rule.id for rule in self.policy.scoring),
        )

    def judge(self, columns: Columns, count: int) -> Judgements:
        talks = [explain_conversation(self.policy, lead) for lead in self._leads(columns, count)]
        return Judgements(
            sql=np.array([is_fired(sql) for sql, *_ in talks], dtype=np.bool_),
            step=np.array([first(rows) for _, *rows in talks], dtype=np.int16),
        )

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        held = [explain_nurture(self.policy, lead) for lead in self._leads(columns, count)]
        rows = [[step for step in steps if step.phase is Phase.NURTURING] for steps in held]
        return Nurturing(
            program=np.array([first(steps) for steps in rows], dtype=np.int16),
            promotes=np.array([not steps or is_fired(steps[-1]) for steps in held], dtype=np.bool_),
        )

    def _leads(self, columns: Columns, count: int) -> list[Lead]:
        facts = {**self.policy.vocabulary.facts, **LEARNT_FACTS}
        return [lead_at(columns, index, facts) for index in range(count)]


def is_fired(step: Step) -> bool:
    return step.outcome is Outcome.FIRED


def first(steps: Sequence[Step]) -> int:
    return next((step.number for step in steps if is_fired(step)), -1)


def place(names: Sequence[str], name: str | None) -> int:
    return -1 if name is None else names.index(name)
