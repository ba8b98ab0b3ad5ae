"""What the cases of policies came to: in words, and as JSON."""

from collections.abc import Sequence
from typing import Any

from sandbox.engine.coverage import Coverage, Sort
from sandbox.report.formats.findings import finding_document
from sandbox.report.words import many
from sandbox.study.cases import CaseResult, PolicyResult

SCHEMA = 1


def headline(tested: PolicyResult) -> str:
    """Return in one line what became of a policy's cases."""
    return f"{tested.file}: {outcome_words(tested)}"


def outcome_words(tested: PolicyResult) -> str:
    """Return how many cases failed, and how much of the policy they reach."""
    if tested.coverage is None:
        return "cannot be tested"
    cases, failed = len(tested.results), len(tested.failed)
    said = "no cases" if not cases else f"{many(cases, 'case')} as expected"
    if failed:
        said = f"{failed} of {many(cases, 'case')} failed"
    return f"{said}; {_share(tested.coverage)}"


def missed_line(tested: PolicyResult) -> str:
    """Return in one line what no case of a policy reaches; empty where everything is reached."""
    if tested.coverage is None or not tested.missed:
        return ""
    names = {sort: [part.name for part in tested.coverage.missed if part.sort is sort] for sort in Sort}
    parts = [f"{sort}{'' if len(of) == 1 else 's'} {', '.join(of)}" for sort, of in names.items() if of]
    return f"  {tested.missed[0].severity}[{tested.missed[0].code}]: no case reaches {'; '.join(parts)}"


def summary(tested: Sequence[PolicyResult]) -> str:
    """Return in one line what became of all cases."""
    cases = sum(len(one.results) for one in tested)
    failed = sum(len(one.failed) for one in tested)
    words = f"{many(len(tested), 'policy', 'policies')} tested: {many(cases, 'case')}, {failed} failed"
    uncovered = sum(any(finding.is_error for finding in one.missed) for one in tested)
    return words + (f"; coverage too low in {many(uncovered, 'policy', 'policies')}." if uncovered else ".")


def _share(coverage: Coverage) -> str:
    every = len(coverage.parts)
    percent = 100 * coverage.reached // every  # rounded down: 100 only where all is reached
    if coverage.reached == every:
        return f"all {every} rules, grades and cadences reached"
    return f"{coverage.reached} of {every} rules, grades and cadences reached ({percent} %)"


def cases_document(tested: Sequence[PolicyResult]) -> dict[str, Any]:
    """Return what the cases came to as JSON holds it."""
    return {
        "schema": SCHEMA,
        "kind": "test",
        "policies": [_policy(one) for one in tested],
        "summary": {
            "policies": len(tested),
            "cases": sum(len(one.results) for one in tested),
            "failed": sum(len(one.failed) for one in tested),
            "unusable": sum(not one.is_usable for one in tested),
        },
    }


def _policy(tested: PolicyResult) -> dict[str, Any]:
    engines = [] if tested.coverage is None else ["table"] if tested.why_not else ["durable_rules", "table"]
    return {
        "path": tested.file,
        "name": tested.policy,
        "engines": engines,
        "diagnostics": [finding_document(finding) for finding in tested.diagnostics],
        "cases": [_case(result) for result in tested.results],
        "coverage": None if tested.coverage is None else _coverage(tested, tested.coverage),
    }


def _case(result: CaseResult) -> dict[str, Any]:
    decision = result.decision
    return {
        "name": result.example.name,
        "file": result.example.at.file,
        "line": result.example.at.line,
        "passed": result.is_as_expected,
        "differences": [
            {"key": wrong.key, "expected": wrong.expected, "decided": wrong.decided} for wrong in result.differences
        ],
        "decision": {
            "mql": decision.mql,
            "fit": decision.fit,
            "engagement": decision.engagement,
            "score": decision.score,
            "grade": decision.grade,
            "queue": decision.queue,
            "cadence": decision.cadence,
            "fired": decision.fired,
        },
        "diagnostics": [finding_document(finding) for finding in result.diagnostics],
    }


def _coverage(tested: PolicyResult, coverage: Coverage) -> dict[str, Any]:
    return {
        "reached": coverage.reached,
        "of": len(coverage.parts),
        "missed": [{"sort": str(part.sort), "name": part.name} for part in coverage.missed],
        "diagnostics": [finding_document(finding) for finding in tested.missed],
    }
