"""All lint rules on one policy."""

from collections.abc import Mapping

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.hours import WeeklyHours
from sandbox.engine.lint.always_true import always_true
from sandbox.engine.lint.missing_surprise import missing_surprise
from sandbox.engine.lint.never_true import never_true
from sandbox.engine.lint.not_monotone import not_monotone
from sandbox.engine.lint.not_proven import not_proven
from sandbox.engine.lint.promise_outside_hours import promise_outside_hours
from sandbox.engine.lint.subject import Subject, Unproven
from sandbox.engine.lint.unreachable_grade import unreachable_grade
from sandbox.engine.lint.unreachable_rule import unreachable_rule
from sandbox.engine.policy import Policy
from sandbox.engine.proof.prove import ALL_STEPS, prover_of

RULES = (
    *(never_true, always_true, unreachable_rule, unreachable_grade, missing_surprise),
    *(not_monotone, promise_outside_hours),
)


def lint_policy(
    policy: Policy, steps: int = ALL_STEPS, shifts: Mapping[str, WeeklyHours] | None = None
) -> tuple[Diagnostic, ...]:
    """Return warnings about a policy that are proven over all leads, or all hours of the week, in order of the file.

    `shifts` are those of teams that the policy does not staff itself. What is not settled within so many steps is told
    in one finding, `not-proven`.
    """
    staffing = policy.playbook.staffing.items()
    own = {team: staff.shifts for team, staff in staffing if staff.shifts is not None}
    subject = Subject(policy=policy, prover=prover_of(policy, steps), shifts={**(shifts or {}), **own})
    found = [finding for rule in RULES for finding in rule(subject)]
    proven = [finding for finding in found if isinstance(finding, Diagnostic)]
    unproven = [finding for finding in found if isinstance(finding, Unproven)]
    told = [*proven, *([not_proven(subject, unproven)] if unproven else ())]
    return tuple(sorted(told, key=lambda finding: (finding.span.line, finding.span.column)))
