"""A policy's decisions by both engines: of record where it can be had, and by the compiled table."""

from dataclasses import dataclass

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import Columns
from sandbox.engine.chain import DurableRulesError
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class TwiceDecided:
    """What both engines say of the same leads.

    `on_record` is None where durable_rules cannot decide; then `why_not` says why.
    """

    on_record: Decisions | None
    by_table: Decisions
    why_not: str = ""

    @property
    def decisions(self) -> Decisions:
        """What counts: the engine of record where there is one, else the table."""
        return self.by_table if self.on_record is None else self.on_record


def decide_twice(policy: Policy, columns: Columns, count: int) -> TwiceDecided:
    """Decide `count` leads with both engines, given their facts as columns."""
    by_table = compile_policy(policy).decide(columns, count)
    try:  # durable_rules tells by exceptions that it is not there, or cannot hold the rules
        with DurableRulebook(policy) as rulebook:
            return TwiceDecided(on_record=rulebook.decide(columns, count), by_table=by_table)
    except DurableRulesError as error:
        return TwiceDecided(on_record=None, by_table=by_table, why_not=str(error))
