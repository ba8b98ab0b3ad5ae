"""The rules of a conversation and of nurture, compiled: first match over columns of leads, often of one lead alone."""

from dataclasses import dataclass

import numpy as np

from sandbox.domain.decision import Judgements, Nurturing
from sandbox.domain.facts import MISSING_CODE, SQL_FACT, Columns
from sandbox.engine.history import with_history
from sandbox.engine.policy import Policy
from sandbox.engine.predicates import Block, Compiler, Predicate, evaluate_all, write_first_match


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """What follows a conversation.

    The first `sql_ends` predicates say who is sales qualified, the one at `sql` in the end; the rest read it as well.
    `rows` are places of the rows of `after_contact`.
    """

    predicates: tuple[Predicate, ...]
    sql_ends: int
    sql: int
    rows: tuple[int, ...]

    def judge(self, columns: Columns, count: int) -> Judgements:
        """Judge `count` leads; the simulator asks after every conversation, of one lead."""
        block = Block(count=count, columns={**with_history(columns, count)}, results=[])
        evaluate_all(self.predicates[: self.sql_ends], block)
        sql = block.results[self.sql]
        block.columns[SQL_FACT.name] = sql
        evaluate_all(self.predicates[self.sql_ends :], block)
        step = np.full(count, MISSING_CODE, dtype=np.int16)
        write_first_match(range(len(self.rows)), self.rows, block, step)
        return Judgements(sql=sql, step=step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nurture:
    """How marketing keeps in touch; `rows` are places of the rows of `nurture`, `promotes` of what each waits for."""

    predicates: tuple[Predicate, ...]
    rows: tuple[int, ...]
    promotes: tuple[int, ...]

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        """Return the program of `count` leads, and whether a signal sends them through routing."""
        block = Block(count=count, columns={**with_history(columns, count)}, results=[])
        evaluate_all(self.predicates, block)
        program = np.full(count, MISSING_CODE, dtype=np.int16)
        write_first_match(range(len(self.rows)), self.rows, block, program)
        promotes = np.ones(count, dtype=np.bool_)
        for row, place in enumerate(self.promotes):
            promotes &= (program != row) | block.results[place]
        return Nurturing(program=program, promotes=promotes)


def compile_talks(policy: Policy) -> Talks:
    """Compile what a policy says after a conversation."""
    compiler = Compiler(policy.vocabulary.facts)
    sql = compiler.add(policy.sql)
    sql_ends = len(compiler.predicates)
    rows = tuple(compiler.add(row.when) for row in policy.after_contact)
    return Talks(predicates=tuple(compiler.predicates), sql_ends=sql_ends, sql=sql, rows=rows)


def compile_nurture(policy: Policy) -> Nurture:
    """Compile what a policy says of leads that marketing holds."""
    compiler = Compiler(policy.vocabulary.facts)
    rows = tuple(compiler.add(row.when) for row in policy.nurture)
    promotes = tuple(compiler.add(row.promote_when) for row in policy.nurture)
    return Nurture(predicates=tuple(compiler.predicates), rows=rows, promotes=promotes)
