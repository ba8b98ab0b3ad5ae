"""Both implementations of a policy's rules, one lead at a time."""

from types import TracebackType
from typing import Self

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import Lead, to_columns
from sandbox.engine.chain import DurableRulesError
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy

TABLE = "the decision table"
DURABLE = "durable_rules"


class Engines:
    """A policy in the decision table and, where it can be had, in durable_rules; close it, or use it in a `with`.

    `why_not` says why durable_rules cannot be had; else it is empty.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.why_not = ""
        self._table = compile_policy(policy)
        self._durable: DurableRulebook | None = None
        try:  # The library may be missing, or unable to hold the rules; the table goes on alone.
            self._opened().decide({}, 1)
        except DurableRulesError as error:
            self.why_not = str(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._durable is not None:
            self._durable.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The implementations that can be had, the one of record last."""
        return (TABLE,) if self.why_not else (TABLE, DURABLE)

    def decide(self, name: str, lead: Lead) -> Decisions | None:
        """Return what an implementation says of one lead, as columns of length 1; None where it fails on it."""
        columns = to_columns([lead], self.policy.vocabulary)
        if name == TABLE:
            return self._table.decide(columns, 1)
        try:  # durable_rules may fail on a lead, and is closed then.
            return self._opened().decide(columns, 1)
        except DurableRulesError:
            self._durable = None
            return None

    def _opened(self) -> DurableRulebook:
        if self._durable is None:
            self._durable = DurableRulebook(self.policy)
        return self._durable
