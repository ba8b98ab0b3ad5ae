"""What a policy says of one lead, as blocks of lines: the same words in the terminal and in the browser."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.decision import CLOSE
from sandbox.domain.facts import CONVERSATION_FACTS, HISTORY_FACTS, FactValue
from sandbox.engine.explain import Explanation, Outcome, Step
from sandbox.engine.history import NEW_LEAD
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Phase
from sandbox.report.reasons import step_reasons, value_words
from sandbox.study.explain import Explained, ReadFrom, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule: its id or name, what it gives, and why it fired or did not, one text a reason."""

    rule: str
    gives: str
    step: Step
    reasons: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A mark that can be told without colour: fired, did not fire, was not reached."""
        return {Outcome.FIRED: "[x]", Outcome.NOT_FIRED: "[ ]", Outcome.NOT_REACHED: " - "}[self.step.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One link of the chain: what it is called, what came out, and its rules in the order of the policy."""

    key: str
    title: str
    result: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact that was given, or that a rule found missing; `read_from` names its column where a file holds it."""

    fact: str
    value: FactValue
    read_from: str

    @property
    def words(self) -> str:
        """The fact and its value."""
        return f"{self.fact} is not known" if self.value is None else f"{self.fact} = {value_words(self.value)}"


def summary(explanation: Explanation) -> str:
    """Return what is decided on arrival, in one sentence."""
    decision = explanation.decision
    goes = "is closed" if decision.queue == CLOSE else f"goes to {decision.queue}"
    grade = "" if decision.grade is None else f"grade {decision.grade}, "
    qualified = "marketing qualified" if decision.mql else f"not marketing qualified{_lacking(explanation)}"
    score = f"score {value_words(decision.score)}, " if explanation.policy.scoring else ""
    return f"The lead {goes}, by the row {decision.fired[-1]}: {score}{grade}{qualified}."


def _lacking(explanation: Explanation) -> str:
    """Return what a lead lacks to be marketing qualified: ` (email_domain is not known, needs ...)`."""
    (step,) = explanation.of(Phase.QUALIFYING)
    reasons = step_reasons(step, {})
    return f" ({'; '.join(reasons)})" if step.reasons else ""


def fact_lines(explained: Explained) -> tuple[FactLine, ...]:
    """Return what was given of the lead, and what rules asked for and is missing, in the order of the vocabulary.

    Of its history it tells what rules asked for, and what is not as for a new lead.
    """
    explanation, columns = explained.explanation, column_words(explained)
    asked = {reason.asks.fact for step in explanation.steps for reason in step.reasons}
    told = {name for name, value in explanation.lead.items() if value not in {None, NEW_LEAD.get(name)}}
    order = dict.fromkeys((*explanation.policy.vocabulary.facts, *HISTORY_FACTS, *CONVERSATION_FACTS))
    return tuple(
        FactLine(fact=name, value=explanation.lead.get(name), read_from=columns.get(name, ""))
        for name in order
        if name in told or name in asked
    )


def column_words(explained: Explained) -> dict[str, str]:
    """Return where a file holds each fact of the vocabulary, as words; nothing for a lead that was typed."""
    read_from = explained.read_from
    if read_from is None:
        return {}
    return {
        name: f"column {read_from.columns[name]}" if name in read_from.columns else "no column"
        for name in explained.explanation.policy.vocabulary.facts
    }


def where_words(read_from: ReadFrom) -> str:
    """Return where the lead stands in its file."""
    return f"line {read_from.line} of {read_from.file}"


def blocks(explained: Explained) -> tuple[Block, ...]:
    """Return the links of the chain in their order: scoring, grades, mql, routing, cadence and what comes after."""
    explanation = explained.explanation
    asked = {step.phase for step in explanation.steps}
    found = [_block(explained, phase) for phase in _LINKS if phase in {*_ON_ARRIVAL, *asked}]
    cadence = Block(key="cadence", title="Cadence", result=cadence_words(explanation), rules=())
    return (*found[: len(_ON_ARRIVAL)], cadence, *found[len(_ON_ARRIVAL) :])


def _block(explained: Explained, phase: Phase) -> Block:
    explanation, columns = explained.explanation, column_words(explained)
    key, title = _LINKS[phase]
    rules = tuple(_line(explanation.policy, step, columns) for step in explanation.of(phase))
    return Block(key=key, title=title, result=_result(explanation, phase), rules=rules)


_ON_ARRIVAL = (Phase.SCORING, Phase.GRADING, Phase.QUALIFYING, Phase.ROUTING)
_LINKS = {
    Phase.SCORING: ("scoring", "Scoring"),
    Phase.GRADING: ("grades", "Grade"),
    Phase.QUALIFYING: ("mql", "Marketing qualified"),
    Phase.ROUTING: ("routing", "Routing"),
    Phase.JUDGING: ("sql", "Sales qualified"),
    Phase.FOLLOWING: ("after_contact", "After the conversation"),
    Phase.NURTURING: ("nurture", "Nurture"),
    Phase.PROMOTING: ("promote_when", "A signal sends it through routing again"),
}
"""Key and title of each link of the chain, in the order in which its rules are asked."""


def _result(explanation: Explanation, phase: Phase) -> str:
    """Return what came out of a link of the chain."""
    policy, decision, fired = explanation.policy, explanation.decision, explanation.fired(phase)
    match phase:
        case Phase.SCORING:
            parts = f"fit {value_words(decision.fit)}, engagement {value_words(decision.engagement)}"
            return f"score {value_words(decision.score)} ({parts})"
        case Phase.GRADING:
            return decision.grade or "none, the policy gives no grades"
        case Phase.ROUTING:
            return decision.queue
        case Phase.FOLLOWING:
            return "" if fired is None else policy.after_contact[fired].step.to
        case Phase.NURTURING:
            return "" if fired is None else policy.nurture[fired].program.id
        case _:
            return "no" if fired is None else "yes"


def cadence_words(explanation: Explanation) -> str:
    """Return which cadence the lead gets, and who says so."""
    decision = explanation.decision
    if decision.cadence is None:
        return "none"
    routed = explanation.fired(Phase.ROUTING)
    is_own = routed is not None and explanation.policy.routing[routed].cadence is not None
    said_by = f"the row {decision.fired[-1]}" if is_own else f"the queue {decision.queue}"
    return f"{decision.cadence}, that of {said_by}"


def _line(policy: Policy, step: Step, columns: Mapping[str, str]) -> RuleLine:
    rule, gives = rule_words(policy, step)
    return RuleLine(rule=rule, gives=gives, step=step, reasons=step_reasons(step, columns))


def rule_words(policy: Policy, step: Step) -> tuple[str, str]:
    """Return a rule's id or name, and what it gives where it fires."""
    match step.phase:
        case Phase.SCORING:
            rule = policy.scoring[step.number]
            sign = "+" if rule.points >= 0 else ""
            return rule.id, f"{sign}{value_words(rule.points)}" + (f" {rule.part}" if rule.part else "")
        case Phase.GRADING:
            return policy.grades[step.number].grade, ""
        case Phase.ROUTING:
            row = policy.routing[step.number]
            return row.id, f"to {row.to}"
        case Phase.FOLLOWING:
            contact = policy.after_contact[step.number].step
            return contact.id, f"to {contact.to}"
        case Phase.NURTURING:
            program = policy.nurture[step.number].program
            return program.id, f"{program.channel} by {program.by}"
        case Phase.PROMOTING:
            return "promote_when", ""
        case Phase.QUALIFYING:
            return "mql", ""
        case Phase.JUDGING:
            return "sql", ""


def record_words(record: Record) -> str:
    """Return who decided the lead on record, and whether it was decided as is explained."""
    if not record.agrees:
        return (
            f"{record.decided_by} decides this lead OTHERWISE than is explained here. That is a mistake of the "
            "sandbox: please report it, with the policy and the lead."
        )
    if record.why_not_engine:
        return f"Decided alike by {record.decided_by}. {record.why_not_engine}"
    return f"Decided alike by the rules engine, {record.decided_by}."
