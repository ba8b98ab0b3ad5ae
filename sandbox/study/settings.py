"""Changes of policies for one call: which policies each one fits."""

from collections.abc import Iterator, Sequence

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.limits import Limits
from sandbox.engine.language.policy_schema import policy_schema
from sandbox.files.settings import Miss, apply_settings, missed
from sandbox.files.yaml_places import compose_file
from sandbox.study.naming import Change, Named, aimed_at


def check_changes(policies: Sequence[Named], changes: Sequence[Change], limits: Limits) -> Iterator[Diagnostic]:
    """Yield the findings `unknown-key`, where a change fits no policy, and `setting-left-out`, where it fits some."""
    if not changes:
        return
    found = {policy.id: _misses(policy, changes, limits) for policy in policies}
    for number, change in enumerate(changes):
        aimed = [policy for policy in policies if change.policy in {None, policy.id}]
        misses = {policy.id: miss for policy in aimed if (miss := found[policy.id].get(number)) is not None}
        if misses and len(misses) == len(aimed):
            # Told of the policy in which it leads furthest.
            yield missed(change.setting, max(misses.values(), key=lambda miss: miss.step))
        else:
            yield from (_left_out(change, name, miss) for name, miss in misses.items())


def _misses(policy: Named, changes: Sequence[Change], limits: Limits) -> dict[int, Miss | None]:
    """Return of each change that is meant for a policy, by its place, why it does not fit."""
    document, _ = compose_file(policy.path, limits)
    if document is None:
        return {}
    places = [number for number, change in enumerate(changes) if change.policy in {None, policy.id}]
    _, misses = apply_settings(document, aimed_at(policy, changes), policy_schema())
    return dict(zip(places, misses, strict=True))


def _left_out(change: Change, policy: str, miss: Miss) -> Diagnostic:
    return Diagnostic(
        code="setting-left-out",
        message=f"{policy} stays as it is: {miss.message}",
        span=change.setting.span(miss.step),
        severity=Severity.WARNING,
    )
