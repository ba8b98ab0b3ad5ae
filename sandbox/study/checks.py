"""What can only be said of a policy and a scenario together."""

from collections.abc import Iterator, Mapping

from sandbox.domain.diagnostics import Diagnostic, Severity, Span
from sandbox.domain.facts import LEARNT_FACTS
from sandbox.engine.condition import facts_read
from sandbox.engine.policy import Policy, conditions_of
from sandbox.files.suggest import closest, listing
from sandbox.sim.scenario import Scenario

GIVEN_BY_ARRIVAL = ("source", "in_hours")
"""Facts that every scenario generates, whatever its `facts:`."""


def check_together(policy: Policy, scenario: Scenario) -> tuple[Diagnostic, ...]:
    """Return the findings `unknown-team` (error) and `fact-not-generated` (warning), by place."""
    found = [*_team_findings(policy, scenario), *_fact_findings(policy, scenario)]
    return tuple(sorted(found, key=lambda finding: (finding.span.line, finding.span.column)))


def _team_findings(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    for queue in policy.playbook.queues:
        place = _place(policy, "queues", queue.name, "team")
        if queue.team not in scenario.teams:
            near = closest(queue.team, scenario.teams)
            teams = f"teams of {scenario.id}: {listing(scenario.teams) or 'none'}"
            yield Diagnostic(
                code="unknown-team",
                message=f"scenario {scenario.id} has no team '{queue.team}'",
                span=place,
                help=f"did you mean {near}? {teams}" if near else teams,
            )


def _fact_findings(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    trace = scenario.demand.trace
    generated = {*scenario.facts, *GIVEN_BY_ARRIVAL, *LEARNT_FACTS, *(trace.facts if trace else ())}
    for fact, place in _facts_in_use(policy).items():
        if fact not in generated:
            yield Diagnostic(
                code="fact-not-generated",
                message=f"scenario {scenario.id} says nothing of '{fact}': it will be missing for every lead",
                span=place,
                severity=Severity.WARNING,
                help="state its shares under leads.facts in the scenario, or expect comparisons with it to be false",
            )


def _facts_in_use(policy: Policy) -> Mapping[str, Span]:
    """Return each fact that a condition reads, with the place of the first such condition."""
    found: dict[str, Span] = {}
    for condition, path in conditions_of(policy):
        for fact in sorted(facts_read(condition)):
            found.setdefault(fact, _place(policy, *path))
    return found


def _place(policy: Policy, *path: str) -> Span:
    """Return where something stands in the policy's file; where that is not known, the closest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in policy.places:
            return policy.places[path[:length]]
    return policy.places.get((), Span(file=policy.id))
