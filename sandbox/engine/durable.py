"""The engine of record: a policy's rules on durable_rules, one lead after another.

Each moment has a chain of its own (`chain`). On arrival points become fit, engagement and score, these a grade, all of
it mql, and all of that a routing row, the first that matches; after a conversation sql becomes known, then the row of
`after_contact`; in nurture a row says the program, and what it waits for. See `stages`, `clauses`, `patterns`.
"""

from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decision, Decisions, Judgements, Nurturing
from sandbox.domain.facts import GRADES, MISSING_CODE, SUMS, Columns, Lead, to_columns
from sandbox.engine.chain import Chain, DurableRulesError, LeadInHand, require_library
from sandbox.engine.destinations import destinations_of
from sandbox.engine.history import with_history
from sandbox.engine.patterns import encode_columns, property_of
from sandbox.engine.policy import Policy, facts_of_rules, facts_of_talks
from sandbox.engine.stages import Moment, Phase


class DurableRulebook:
    """A policy on durable_rules; satisfies `Rulebook`. Close it, or use it in a `with` statement.

    The rules of a moment are handed to the engine when they are asked for the first time. Not thread-safe: use one at
    a time, in one thread. The decision table decides the same, a thousand times faster.

    Raises
    ------
    DurableRulesError
        durable_rules cannot be imported, cannot hold the rules that are asked, or fails on a lead. In the last two
        cases the rulebook is closed as well, because the engine would go on where it stopped.
    """

    def __init__(self, policy: Policy) -> None:
        require_library()
        self._policy = policy
        self._chains: dict[Moment, Chain] = {}
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the engine's memory back; a closed rulebook decides no more."""
        self._is_closed = True
        while self._chains:
            _, chain = self._chains.popitem()
            chain.close()

    @property
    def reads(self) -> frozenset[str]:
        """The names of the facts that any rule reads."""
        return facts_of_rules(self._policy)

    @property
    def reads_in_talks(self) -> frozenset[str]:
        """The names of the facts that rules read after a conversation."""
        return facts_of_talks(self._policy)

    def decide_lead(self, lead: Lead) -> Decision:
        """Decide one lead, given its facts by name; a value outside the vocabulary counts as missing."""
        return self.decide(to_columns([lead], self._policy.vocabulary), 1).at(0)

    def decide(self, columns: Columns, count: int) -> Decisions:
        """Decide `count` leads, one after another, given their facts as columns."""
        return _decisions(self._policy, self._run(Moment.ARRIVAL, columns, count))

    def judge(self, columns: Columns, count: int) -> Judgements:
        """Judge `count` leads after a conversation, one after another."""
        leads = self._run(Moment.CONVERSATION, columns, count)
        sql = np.array([bool(lead.matched[Phase.JUDGING]) for lead in leads], dtype=np.bool_)
        return Judgements(sql=sql, step=_first(leads, Phase.FOLLOWING))

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        """Say how marketing keeps in touch with `count` leads, one after another."""
        leads = self._run(Moment.NURTURE, columns, count)
        program = _first(leads, Phase.NURTURING)
        waits = zip(program.tolist(), leads, strict=True)
        promotes = [row == MISSING_CODE or row in lead.matched[Phase.PROMOTING] for row, lead in waits]
        return Nurturing(program=program, promotes=np.array(promotes, dtype=np.bool_))

    def _run(self, moment: Moment, columns: Columns, count: int) -> list[LeadInHand]:
        """Return what the rules of a moment find out of each lead."""
        if self._is_closed:
            raise DurableRulesError("This rulebook is closed; make another one of the policy.")
        encoded = encode_columns(with_history(columns, count), {**self._policy.vocabulary.facts, **moment.given})
        by_property = [(property_of(name), values) for name, values in encoded.items()]
        try:
            if moment not in self._chains:
                self._chains[moment] = Chain(self._policy, moment)
            return [
                self._chains[moment].run({
                    name: value for name, values in by_property if (value := values[index]) is not None
                })
                for index in range(count)
            ]
        except BaseException:
            self.close()
            raise


def _first(leads: list[LeadInHand], phase: Phase) -> NDArray[np.int16]:
    """Return the first row that matched of each lead, -1 where the policy has none."""
    return np.array([min(lead.matched[phase], default=MISSING_CODE) for lead in leads], dtype=np.int16)


def _decisions(policy: Policy, leads: list[LeadInHand]) -> Decisions:
    """Return what was found out of leads on arrival as columns."""
    destinations = destinations_of(policy)
    grades = [*(GRADES.index(row.grade) for row in policy.grades), MISSING_CODE]
    route = _first(leads, Phase.ROUTING)
    scored = np.zeros((len(leads), len(policy.scoring)), dtype=np.bool_)
    for row, lead in zip(scored, leads, strict=True):
        row[list(lead.matched[Phase.SCORING])] = True
    sums = {name: np.array([lead.sums[name] for lead in leads], dtype=np.float64) for name in SUMS}
    return Decisions(
        mql=np.array([bool(lead.matched[Phase.QUALIFYING]) for lead in leads], dtype=np.bool_),
        fit=sums["fit"],
        engagement=sums["engagement"],
        score=sums["score"],
        grade=np.array(grades, dtype=np.int8)[_first(leads, Phase.GRADING)],
        queue=np.array(destinations.queue, dtype=np.int16)[route],
        cadence=np.array(destinations.cadence, dtype=np.int16)[route],
        route=route,
        scored=scored,
        queue_names=destinations.queue_names,
        cadence_names=destinations.cadence_names,
        route_ids=tuple(row.id for row in policy.routing),
        scoring_ids=tuple(rule.id for rule in policy.scoring),
    )
