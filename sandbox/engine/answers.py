"""Everything that a policy says of one lead, at every moment, and in what two policies differ about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from numpy.typing import NDArray

from sandbox.domain.decision import Decision, Decisions
from sandbox.domain.facts import CONVERSATION_FACTS, DERIVED_FACTS, HISTORY_FACTS, Kind, Lead, to_columns
from sandbox.domain.playbook import NextStep, NurtureProgram
from sandbox.engine.policy import Policy
from sandbox.engine.table import DecisionTable, compile_policy


class Aspect(StrEnum):
    """What a policy says of a lead: on arrival and return, after a conversation, while marketing holds it."""

    MQL = "mql"
    FIT = "fit"
    ENGAGEMENT = "engagement"
    SCORE = "score"
    GRADE = "grade"
    QUEUE = "queue"
    CADENCE = "cadence"
    SQL = "sql"
    AFTER_CONTACT = "after_contact"
    NURTURE = "nurture"
    PROMOTE_WHEN = "promote_when"


DECISION = (
    *(Aspect.MQL, Aspect.FIT, Aspect.ENGAGEMENT, Aspect.SCORE),
    *(Aspect.GRADE, Aspect.QUEUE, Aspect.CADENCE),
)
"""What is decided on arrival and on each return."""

CONVERSATION = (Aspect.SQL, Aspect.AFTER_CONTACT)
IN_NURTURE = (Aspect.NURTURE, Aspect.PROMOTE_WHEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a policy says of one lead whose facts stay as they are.

    `step` is what follows a conversation, None where the policy has no rows for it; `program` how marketing keeps in
    touch, None where it does not; `promotes` whether a signal then sends the lead through routing.
    """

    decision: Decision
    sql: bool
    step: NextStep | None
    program: NurtureProgram | None
    promotes: bool

    def says(self) -> Mapping[Aspect, object]:
        """Return what is said by aspect; ids of rules are no part of it."""
        one = self.decision
        return {
            **{aspect: getattr(one, aspect) for aspect in DECISION},
            Aspect.SQL: self.sql,
            Aspect.AFTER_CONTACT: None if self.step is None else step_said(self.step),
            Aspect.NURTURE: None if self.program is None else program_said(self.program),
            Aspect.PROMOTE_WHEN: self.promotes,
        }


def step_said(step: NextStep) -> NextStep:
    """Return a step without the id that its author gave it."""
    return replace(step, id="")


def program_said(program: NurtureProgram) -> NurtureProgram:
    """Return a nurture program without the id that its author gave it."""
    return replace(program, id="")


def differing(one: Answers, other: Answers) -> tuple[Aspect, ...]:
    """Return in what two policies differ about a lead, in the order of the moments."""
    first, second = one.says(), other.says()
    return tuple(aspect for aspect in Aspect if first[aspect] != second[aspect])


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A policy with its compiled rules, to be asked about single leads."""

    policy: Policy
    table: DecisionTable

    def answers(self, lead: Lead) -> Answers:
        """Return what the policy says of a lead, given by its facts, history and what a conversation reveals."""
        facts = {**self.policy.vocabulary.facts, **HISTORY_FACTS, **CONVERSATION_FACTS}
        # Counts that the lead does not tell are those of a new one, not unknown.
        told = {name: fact for name, fact in facts.items() if fact.kind is not Kind.NUMBER or name in lead}
        columns = to_columns([lead], replace(self.policy.vocabulary, facts=told))
        decisions = self.table.decide(columns, 1)
        known = {**columns, **_derived(decisions)}
        judged, held = self.table.judge(known, 1), self.table.nurture(known, 1)
        playbook, step, program = self.policy.playbook, int(judged.step[0]), int(held.program[0])
        return Answers(
            decision=decisions.at(0),
            sql=bool(judged.sql[0]),
            step=playbook.after_contact[step] if step >= 0 else None,
            program=playbook.nurture[program] if program >= 0 else None,
            promotes=bool(held.promotes[0]),
        )


def _derived(decisions: Decisions) -> dict[str, NDArray[Any]]:
    return {name: getattr(decisions, name) for name in DERIVED_FACTS}


def speaker_of(policy: Policy) -> Speaker:
    """Return a policy that can be asked about single leads."""
    return Speaker(policy=policy, table=compile_policy(policy))
