"""The compiled decision table: a policy's rules as vectorised predicates over columns of leads."""

from dataclasses import dataclass

import numpy as np

from sandbox.domain.decision import Decisions, Judgements, Nurturing
from sandbox.domain.facts import GRADES, MISSING_CODE, Columns
from sandbox.engine.destinations import Destinations, destinations_of
from sandbox.engine.history import with_history
from sandbox.engine.policy import Policy, facts_of_rules, facts_of_talks
from sandbox.engine.predicates import Block, Compiler, Predicate, evaluate_all, write_first_match
from sandbox.engine.talks import Nurture, Talks, compile_nurture, compile_talks

BLOCK_LEADS = 16_384
"""Leads decided at a time: their columns and results stay in a processor's cache, and memory stays bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """A policy compiled for many leads; satisfies `Rulebook`.

    A plain value that never changes: threads may share it, and it is sent to worker processes as it is.
    `predicates` stand in the order in which their facts become known: the first `scoring_ends` of them read given
    facts, those up to `grades_end` sums of points as well, those up to `mql_ends` also the grade, the rest also mql.
    `scoring`, `grades`, `mql` and `routing` are places among them. `sums` names what each scoring rule adds its points
    to; `grade_codes` has the grade of each row of grades. `talks` and `programs` are the rules of later moments,
    `reads` the facts that any of all these rules reads, `reads_in_talks` those of a conversation.
    """

    predicates: tuple[Predicate, ...]
    scoring_ends: int
    grades_end: int
    mql_ends: int
    scoring: tuple[int, ...]
    scoring_ids: tuple[str, ...]
    points: tuple[float, ...]
    sums: tuple[tuple[str, ...], ...]
    grades: tuple[int, ...]
    grade_codes: tuple[int, ...]
    mql: int
    routing: tuple[int, ...]
    route_ids: tuple[str, ...]
    destinations: Destinations
    talks: Talks
    programs: Nurture
    reads: frozenset[str]
    reads_in_talks: frozenset[str]

    def decide(self, columns: Columns, count: int) -> Decisions:
        """Decide `count` leads, given their facts as columns; a fact without a column is missing for all."""
        decisions = self._undecided(count)
        columns = with_history(columns, count)
        for start in range(0, count, BLOCK_LEADS):
            leads = slice(start, min(start + BLOCK_LEADS, count))
            facts = {name: column[leads] for name, column in columns.items()}
            self._decide_block(Block(count=leads.stop - leads.start, columns=facts, results=[]), decisions, leads)
        return decisions

    def judge(self, columns: Columns, count: int) -> Judgements:
        """Judge `count` leads after a conversation, given also what was derived of them and what they said."""
        return self.talks.judge(columns, count)

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        """Say how marketing keeps in touch with `count` leads, given also what was derived of them."""
        return self.programs.nurture(columns, count)

    def _undecided(self, count: int) -> Decisions:
        return Decisions(
            mql=np.zeros(count, dtype=np.bool_),
            fit=np.zeros(count, dtype=np.float64),
            engagement=np.zeros(count, dtype=np.float64),
            score=np.zeros(count, dtype=np.float64),
            grade=np.full(count, MISSING_CODE, dtype=np.int8),
            queue=np.zeros(count, dtype=np.int16),
            cadence=np.zeros(count, dtype=np.int16),
            route=np.full(count, len(self.routing) - 1, dtype=np.int16),
            # One rule's results lie side by side, because they are written and counted by rule.
            scored=np.zeros((len(self.scoring), count), dtype=np.bool_).T,
            queue_names=self.destinations.queue_names,
            cadence_names=self.destinations.cadence_names,
            route_ids=self.route_ids,
            scoring_ids=self.scoring_ids,
        )

    def _decide_block(self, block: Block, decisions: Decisions, leads: slice) -> None:
        """Write what is decided of a block into `decisions`: points, grade, mql, route, each from those before."""
        evaluate_all(self.predicates[: self.scoring_ends], block)
        self._add_points(block, decisions, leads)

        evaluate_all(self.predicates[self.scoring_ends : self.grades_end], block)
        grade, route = decisions.grade[leads], decisions.route[leads]
        write_first_match(self.grade_codes, self.grades, block, grade)
        block.columns.update(grade=grade)

        evaluate_all(self.predicates[self.grades_end : self.mql_ends], block)
        mql = decisions.mql[leads]
        mql[:] = block.results[self.mql]
        block.columns.update(mql=mql)

        evaluate_all(self.predicates[self.mql_ends :], block)
        write_first_match(range(len(self.routing)), self.routing, block, route)
        decisions.queue[leads] = np.take(self.destinations.queue, route)
        decisions.cadence[leads] = np.take(self.destinations.cadence, route)

    def _add_points(self, block: Block, decisions: Decisions, leads: slice) -> None:
        sums = {"fit": decisions.fit[leads], "engagement": decisions.engagement[leads], "score": decisions.score[leads]}
        for rule, (place, points, names) in enumerate(zip(self.scoring, self.points, self.sums, strict=True)):
            decisions.scored[leads, rule] = block.results[place]
            added = block.results[place] * points  # Adding 0 changes no sum, and is faster than not adding.
            for name in names:
                sums[name] += added
        block.columns.update(sums)


def compile_policy(policy: Policy) -> DecisionTable:
    """Compile a policy; takes about a millisecond for 30 rules."""
    compiler = Compiler(policy.vocabulary.facts)
    scoring = tuple(compiler.add(rule.when) for rule in policy.scoring)
    scoring_ends = len(compiler.predicates)
    grades = tuple(compiler.add(row.when) for row in policy.grades)
    grades_end = len(compiler.predicates)
    mql = compiler.add(policy.mql)
    mql_ends = len(compiler.predicates)
    routing = tuple(compiler.add(row.when) for row in policy.routing)
    return DecisionTable(
        predicates=tuple(compiler.predicates),
        scoring_ends=scoring_ends,
        grades_end=grades_end,
        mql_ends=mql_ends,
        scoring=scoring,
        scoring_ids=tuple(rule.id for rule in policy.scoring),
        points=tuple(rule.points for rule in policy.scoring),
        sums=tuple(rule.sums for rule in policy.scoring),
        grades=grades,
        grade_codes=tuple(GRADES.index(row.grade) for row in policy.grades),
        mql=mql,
        routing=routing,
        route_ids=tuple(row.id for row in policy.routing),
        destinations=destinations_of(policy),
        talks=compile_talks(policy),
        programs=compile_nurture(policy),
        reads=facts_of_rules(policy),
        reads_in_talks=facts_of_talks(policy),
    )
