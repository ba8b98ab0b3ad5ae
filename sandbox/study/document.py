"""A study's result as the JSON that other programs read: `schema: 1`, and its keys stay as they are.

NaN never appears: what is undefined is null. Nothing in it depends on when, where or by how many workers it was made.
"""

import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from sandbox.analysis.comparison import PolicyDifferences, PolicyEstimates, Verdict
from sandbox.analysis.intervals import Difference, Estimate
from sandbox.analysis.measures import measure_named
from sandbox.engine.policy import Policy
from sandbox.study.compare import RegimeResult, StudyResult
from sandbox.study.request import StudyRequest, command_of, to_words

SCHEMA = 1
SIMULATOR = "simpy"


def to_document(result: StudyResult, *, verdict_text: str, request: StudyRequest) -> dict[str, Any]:
    """Return the result as plain values; `request` is what reproduces it."""
    spec = result.spec
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": "comparison" if len(spec.policies) > 1 else "run",
        "scenario": {"name": spec.scenario.name, "sha256": spec.scenario.sha256},
        "seed": spec.seed,
        "replications": spec.replications,
        "simulator": SIMULATOR,
        "confidence": spec.confidence,
        **_regime(result.main, spec.policies),
    }
    if spec.regimes:
        document["regimes"] = {name: _regime(found, spec.policies) for name, found in result.regimes.items()}
    document["verdict"] = None if result.verdict is None else _verdict(result, result.verdict, verdict_text)
    document["manifest"] = {
        "versions": versions(),
        "command": command_of(request, with_defaults=True),
        "request": to_words(request).model_dump(),
    }
    return document


def versions() -> dict[str, str]:
    """Return the versions on which a result depends."""
    return {
        "sandbox": version("lead-policy-sandbox"),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "simpy": version("simpy"),
        "holidays": version("holidays"),
    }


def _regime(found: RegimeResult, policies: tuple[Policy, ...]) -> dict[str, Any]:
    return {
        "policies": [_policy(policy, one) for policy, one in zip(policies, found.policies, strict=True)],
        "differences": [_differences(one, found.leads_changed[one.policy]) for one in found.differences],
    }


def _policy(policy: Policy, found: PolicyEstimates) -> dict[str, Any]:
    return {
        "id": policy.id,
        "name": policy.name,
        "sha256": policy.sha256,
        "metrics": _estimates(found.metrics),
        "segments": {
            segment: {label: _estimates(metrics) for label, metrics in labels.items()}
            for segment, labels in found.segments.items()
        },
    }


def _estimates(metrics: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: _interval(name, estimate) for name, estimate in metrics.items()}


def _interval(name: str, found: Estimate | Difference) -> dict[str, Any]:
    unit = measure_named(name).unit
    return {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n, "unit": unit}


def _differences(found: PolicyDifferences, leads_changed: float | None) -> dict[str, Any]:
    return {
        "policy": found.policy,
        "baseline": found.baseline,
        "metrics": {name: _difference(name, one) for name, one in found.metrics.items()},
        "leads_changed": {"share": leads_changed},
    }


def _difference(name: str, found: Difference) -> dict[str, Any]:
    return {**_interval(name, found), "p05": found.p05, "p95": found.p95, "ahead": found.ahead}


def _verdict(result: StudyResult, verdict: Verdict, text: str) -> dict[str, Any]:
    """Return the verdict, with the challenger's difference in margin beside it."""
    challenger = result.main.difference_of(verdict.challenger)
    return {
        "text": text,
        "outcome": str(verdict.outcome),
        "winner": verdict.winner,
        "metric": verdict.metric,
        "indifference": verdict.indifference,
        "robust": verdict.robust,
        "margin": _difference("margin", challenger.metrics["margin"]),
    }
