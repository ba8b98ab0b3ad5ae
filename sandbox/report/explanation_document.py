"""An explanation as the JSON that other programs read: `schema: 1`, and its keys stay as they are."""

from typing import Any

from sandbox.domain.facts import FactValue
from sandbox.engine.deciding import Reason
from sandbox.engine.explain import Explanation
from sandbox.engine.policy import Policy
from sandbox.engine.stages import Phase
from sandbox.report.explanation import Block, RuleLine, blocks, fact_lines, summary
from sandbox.report.reasons import asked_words
from sandbox.study.document import versions
from sandbox.study.explain import Explained

SCHEMA = 1


def explanation_document(explained: Explained, *, command: str) -> dict[str, Any]:
    """Return an explanation as plain values; `command` is what reproduces it."""
    explanation, read_from = explained.explanation, explained.read_from
    policy, decision = explanation.policy, explanation.decision
    columns = {} if read_from is None else dict(read_from.columns)
    return {
        "schema": SCHEMA,
        "kind": "explanation",
        "policy": {"id": policy.id, "name": policy.name, "sha256": policy.sha256},
        "lead": {
            "file": None if read_from is None else read_from.file,
            "line": None if read_from is None else read_from.line,
            "facts": [
                {"fact": line.fact, "value": line.value, "column": columns.get(line.fact)}
                for line in fact_lines(explained)
            ],
        },
        "summary": summary(explanation),
        "decision": {
            "mql": decision.mql,
            "fit": decision.fit,
            "engagement": decision.engagement,
            "score": decision.score,
            "grade": decision.grade,
            "queue": decision.queue,
            "cadence": decision.cadence,
            "fired": list(decision.fired),
        },
        "conversation": _conversation(explanation),
        "nurture": _nurture(explanation),
        "chain": [_block(policy, block, columns) for block in blocks(explained)],
        "record": {
            "decided_by": explained.record.decided_by,
            "agrees": explained.record.agrees,
            "why_not_engine": explained.record.why_not_engine or None,
        },
        "manifest": {"versions": versions(), "command": command},
    }


def _conversation(explanation: Explanation) -> dict[str, Any] | None:
    """Return what follows the conversation; None where there was none."""
    if not explanation.of(Phase.JUDGING):
        return None
    row = explanation.fired(Phase.FOLLOWING)
    step = None if row is None else explanation.policy.after_contact[row].step
    return {
        "sql": explanation.fired(Phase.JUDGING) is not None,
        "row": None if step is None else step.id,
        "to": None if step is None else step.to,
    }


def _nurture(explanation: Explanation) -> dict[str, Any] | None:
    """Return how marketing keeps in touch; None for a lead that does not go there, or where no row says how."""
    row = explanation.fired(Phase.NURTURING)
    if row is None:
        return None
    promotes = explanation.fired(Phase.PROMOTING) is not None
    return {"row": explanation.policy.nurture[row].program.id, "promotes": promotes}


def _block(policy: Policy, block: Block, columns: dict[str, str]) -> dict[str, Any]:
    rules = [_rule(policy, block.key, rule, columns) for rule in block.rules]
    return {"link": block.key, "title": block.title, "result": block.result, "rules": rules}


def _rule(policy: Policy, link: str, rule: RuleLine, columns: dict[str, str]) -> dict[str, Any]:
    reasons = zip(rule.step.reasons, rule.reasons, strict=False)  # a rule without reasons is still told in words
    return {
        "rule": rule.rule,
        "gives": rule.gives or None,
        "line": _line(policy, link, rule),
        "outcome": str(rule.step.outcome),
        "text": "; ".join(rule.reasons),
        "reasons": [_reason(reason, text, columns) for reason, text in reasons],
    }


def _reason(reason: Reason, text: str, columns: dict[str, str]) -> dict[str, Any]:
    value: FactValue = reason.value
    return {
        "fact": reason.asks.fact,
        "value": value,
        "column": columns.get(reason.asks.fact),
        "asked": asked_words(reason),
        "met": reason.is_met,
        "text": text,
    }


def _line(policy: Policy, link: str, rule: RuleLine) -> int | None:
    """Return the line of a rule in the policy's file; None for a default, which stands nowhere."""
    number = rule.step.number
    paths: dict[str, list[tuple[str, ...]]] = {
        "grades": [(link, str(number)), (link, rule.rule)],  # rows, else bands
        "mql": [("definitions", link)],
        "sql": [("definitions", link)],
    }
    if link == "promote_when":
        paths[link] = [("nurture", policy.nurture[number].program.id, link)]
    found = [policy.places[path] for path in paths.get(link, [(link, rule.rule)]) if path in policy.places]
    return found[0].line if found else None
