"""One lead explained: where its facts were read, and whether the engine of record decides as is explained."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.decision import Rulebook
from sandbox.domain.facts import LEARNT_FACTS, MISSING_CODE, Columns, Lead, Vocabulary, lead_at, to_columns
from sandbox.engine.chain import DurableRulesError, is_available
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.explain import Explanation, explain
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Phase
from sandbox.engine.table import compile_policy
from sandbox.files.lead_csv import LeadSheet

RULES_ENGINE = "durable_rules"
DECISION_TABLE = "the decision table"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFrom:
    """Where a lead stands in a file: the `line` on which its row begins, and the column of each fact that has one."""

    file: str
    line: int
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Who decided the lead on record, and whether that is what the explanation says.

    `why_not_engine` says why it was the decision table; empty where it was the rules engine.
    """

    decided_by: str
    agrees: bool
    why_not_engine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An explanation, what is on record, and where the lead was read from; None where it was typed."""

    explanation: Explanation
    record: Record
    read_from: ReadFrom | None = None


def explain_lead(policy: Policy, lead: Lead, read_from: ReadFrom | None = None) -> Explained:
    """Return why a policy decides as it does of a lead, compared with the engine of record."""
    explanation = explain(policy, lead)
    return Explained(explanation=explanation, record=_on_record(explanation), read_from=read_from)


def explain_row(policy: Policy, sheet: LeadSheet, row: int) -> Explained:
    """Return the same of a row of an export, counted from 1."""
    columns = {fact: sheet.names[at] for fact, at in sheet.columns.items()}
    read_from = ReadFrom(file=str(sheet.source.path), line=int(sheet.line[row - 1]), columns=columns)
    return explain_lead(policy, lead_at(sheet.facts, row - 1, policy.vocabulary.facts), read_from)


def _on_record(explanation: Explanation) -> Record:
    """Return what the rules engine says of the lead; what the decision table says where the engine cannot be had."""
    policy = explanation.policy
    if not is_available():
        return _by_table(explanation, "durable_rules is not installed here")
    try:
        with DurableRulebook(policy) as engine:
            return Record(decided_by=RULES_ENGINE, agrees=_agrees(explanation, engine))
    except DurableRulesError as error:
        return _by_table(explanation, str(error))


def _by_table(explanation: Explanation, why_not_engine: str) -> Record:
    agrees = _agrees(explanation, compile_policy(explanation.policy))
    return Record(decided_by=DECISION_TABLE, agrees=agrees, why_not_engine=why_not_engine)


def _agrees(explanation: Explanation, rulebook: Rulebook) -> bool:
    """Whether a rulebook decides, judges and nurtures the lead as the explanation says."""
    columns = _columns(explanation)
    agrees = rulebook.decide(columns, 1).at(0) == explanation.decision
    if explanation.of(Phase.JUDGING):
        judged = rulebook.judge(columns, 1)
        agrees &= bool(judged.sql[0]) is (explanation.fired(Phase.JUDGING) is not None)
        agrees &= int(judged.step[0]) == _number(explanation.fired(Phase.FOLLOWING))
    if explanation.of(Phase.NURTURING):
        nurtured = rulebook.nurture(columns, 1)
        agrees &= int(nurtured.program[0]) == _number(explanation.fired(Phase.NURTURING))
        agrees &= bool(nurtured.promotes[0]) is (explanation.fired(Phase.PROMOTING) is not None)
    return agrees


def _columns(explanation: Explanation) -> Columns:
    """Return the lead as columns, with its history and what was derived of it."""
    told = {name: fact for name, fact in LEARNT_FACTS.items() if name in explanation.facts}
    vocabulary = Vocabulary(facts={**explanation.policy.vocabulary.facts, **told}, keys={})
    return to_columns([explanation.facts], vocabulary)


def _number(row: int | None) -> int:
    return MISSING_CODE if row is None else row
