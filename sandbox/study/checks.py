"""What can only be said of a policy and a scenario together."""

from collections.abc import Iterator, Mapping

from sandbox.domain.diagnostics import Diagnostic, Severity, Span
from sandbox.domain.facts import LEARNT_FACTS
from sandbox.domain.playbook import Playbook
from sandbox.engine.condition import facts_read
from sandbox.engine.policy import Policy, conditions_of
from sandbox.files.suggest import closest, listing
from sandbox.sim.scenario import Scenario

GIVEN_BY_ARRIVAL = ("source", "in_hours")
"""Facts that every scenario generates, whatever its `facts:`."""


NOT_SIMULATED = ("form", "recycling", "nurture")
"""Blocks of a playbook that are read and checked, and on which the simulator does not act yet."""
_NO_BLOCKS = Playbook(queues=(), cadences={})


def check_together(policy: Policy, scenario: Scenario) -> tuple[Diagnostic, ...]:
    """Return the findings `unknown-team` (error), `fact-not-generated` and `not-simulated` (warnings), by place."""
    found = [*_team_findings(policy, scenario), *_fact_findings(policy, scenario), *_block_findings(policy)]
    return tuple(sorted(found, key=lambda finding: (finding.span.line, finding.span.column)))


def _team_findings(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    staffing = policy.playbook.staffing
    for queue in policy.playbook.queues:
        if queue.team not in scenario.teams and queue.team not in staffing:
            near = closest(queue.team, {**scenario.teams, **staffing})
            teams = f"teams of {scenario.id}: {listing(scenario.teams) or 'none'}"
            yield Diagnostic(
                code="unknown-team",
                message=f"scenario {scenario.id} has no team '{queue.team}'",
                span=_place(policy, "queues", queue.name, "team"),
                help=f"did you mean {near}? {teams}" if near else teams,
            )
    for team, staff in staffing.items():
        if team not in scenario.teams and staff.count is None:
            near = closest(team, scenario.teams)
            new = "say how many people it has: a new team needs a `count`"
            yield Diagnostic(
                code="unknown-team",
                message=f"scenario {scenario.id} has no team '{team}', and here it has no heads either",
                span=_place(policy, "staffing", team),
                help=f"did you mean {near}? {new}" if near else new,
            )


def _block_findings(policy: Policy) -> Iterator[Diagnostic]:
    """Yield one warning that names every block on which the simulator does not act, at the first of them."""
    blocks = [one for one in NOT_SIMULATED if getattr(policy.playbook, one) != getattr(_NO_BLOCKS, one)]
    if not blocks:
        return
    places = [_place(policy, block) for block in blocks]
    named = " and ".join([*filter(None, [", ".join(blocks[:-1])]), blocks[-1]])
    yield Diagnostic(
        code="not-simulated",
        message=f"the simulator does not act on {named} yet: its numbers are those of a policy without",
        span=min(places, key=lambda place: (place.line, place.column)),
        severity=Severity.WARNING,
        help="read the numbers so, or compare policies that differ in what is simulated",
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
