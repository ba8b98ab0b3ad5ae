"""Leads that break an invariant, as entries of a policy's `examples:`."""

from collections.abc import Iterable, Iterator

from sandbox.domain.decision import Decision
from sandbox.domain.example import EXPECTED_KEYS
from sandbox.domain.facts import Lead
from sandbox.engine.lint.telling import lead_text, value_text
from sandbox.engine.policy import Policy

READY = "Ready for the policy's `examples:`, once `expect` says what you want:"


def example_entries(policy: Policy, name: str, decided: Iterable[tuple[Lead, Decision]]) -> str:
    """Return leads as entries of `examples:`, expecting what is decided of them now."""
    entries = [
        f"  - name: {value_text(name)}\n    {lead_text(lead)}\n    expect: {{{', '.join(_expected(policy, decision))}}}"
        for lead, decision in decided
    ]
    return "\n".join([READY, "", *entries])


def _expected(policy: Policy, decision: Decision) -> Iterator[str]:
    parts = {rule.part for rule in policy.scoring}
    for key in EXPECTED_KEYS:
        value = getattr(decision, key)
        if value is None or (key in {"fit", "engagement"} and key not in parts):
            continue
        if isinstance(value, tuple):
            yield f"{key}: [{', '.join(map(value_text, value))}]"
        else:
            yield f"{key}: {value_text(value)}"
