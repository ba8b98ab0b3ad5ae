"""What can only be said of a policy and a scenario together."""

from collections.abc import Iterator, Mapping

from sandbox.domain.diagnostics import Diagnostic, Severity, Span
from sandbox.domain.facts import LEARNT_FACTS
from sandbox.engine.condition import facts_read
from sandbox.engine.policy import Policy, conditions_of
from sandbox.files.suggest import closest, listing
from sandbox.sim.scenario import Scenario
from sandbox.study.nobody_works import nobody_works

GIVEN_BY_ARRIVAL = ("source", "in_hours")
"""Facts that every scenario generates, whatever its `facts:`."""


def check_together(policy: Policy, scenario: Scenario) -> tuple[Diagnostic, ...]:
    """Return what is found, by place: `unknown-team` and `nobody-works` are errors, the others are warnings.

    These are `fact-not-generated`, `not-simulated` and `number-not-asked`.
    """
    unknown = tuple(_team_findings(policy, scenario))
    found = [*(unknown or nobody_works(policy, scenario)), *fact_findings(policy, scenario)]
    found += [*_nurture_findings(policy, scenario), *_number_findings(policy, scenario)]
    return tuple(sorted(found, key=lambda finding: (finding.span.line, finding.span.column)))


def _team_findings(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    staffing = policy.playbook.staffing
    named = [(queue.team, ("queues", queue.name, "team")) for queue in policy.playbook.queues]
    named += [(one.team, ("nurture", one.id, "team")) for one in policy.playbook.nurture if one.team is not None]
    for team, path in named:
        if team not in scenario.teams and team not in staffing:
            near = closest(team, {**scenario.teams, **staffing})
            teams = f"teams of {scenario.id}: {listing(scenario.teams) or 'none'}"
            yield Diagnostic(
                code="unknown-team",
                message=f"scenario {scenario.id} has no team '{team}'",
                span=policy.place(*path),
                help=f"did you mean {near}? {teams}" if near else teams,
            )
    for team, staff in staffing.items():
        if team not in scenario.teams and staff.count is None:
            near = closest(team, scenario.teams)
            new = "say how many people it has: a new team needs a `count`"
            yield Diagnostic(
                code="unknown-team",
                message=f"scenario {scenario.id} has no team '{team}', and here it has no heads either",
                span=policy.place("staffing", team),
                help=f"did you mean {near}? {new}" if near else new,
            )


def _nurture_findings(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    """Warn where a policy keeps in touch with leads that do not ripen."""
    if policy.playbook.nurture and not scenario.buyers.ripening.enabled:
        yield Diagnostic(
            code="not-simulated",
            message=f"in scenario {scenario.id} no lead ripens: nurture sends its messages, and nobody comes back",
            span=policy.place("nurture"),
            severity=Severity.WARNING,
            help="use a scenario with `buyers: {ripening: {enabled: true}}`, such as nurture_market",
        )


def fact_findings(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield a warning for each fact that a policy reads and a scenario says nothing of."""
    trace = scenario.demand.trace
    signals = ("signals_30d", "days_since_signal") if scenario.buyers.ripening.enabled else ()
    generated = {*scenario.facts, *GIVEN_BY_ARRIVAL, *signals, *LEARNT_FACTS, *(trace.facts if trace else ())}
    for fact, place in _facts_in_use(policy).items():
        if fact not in generated:
            yield Diagnostic(
                code="fact-not-generated",
                message=f"scenario {scenario.id} says nothing of '{fact}': it will be missing for every lead",
                span=place,
                severity=Severity.WARNING,
                help="state its shares under leads.facts in the scenario, or expect comparisons with it to be false",
            )


def _number_findings(policy: Policy, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield a warning where a policy calls leads whose numbers its form does not ask for."""
    form, phone = policy.playbook.form, scenario.vocabulary.facts.get("phone")
    trace = scenario.demand.trace
    if form is None or "phone" in form or phone is None or not phone.asked:
        return
    is_stated = "phone" in scenario.facts or (trace is not None and "phone" in trace.facts)
    touches = [touch for cadence in policy.playbook.cadences.values() for touch in cadence.touches]
    if is_stated and any(touch.channel.needs_number for touch in touches):
        yield Diagnostic(
            code="number-not-asked",
            message="the form does not ask for a phone number: every call and sms of this policy will be skipped",
            span=policy.place("form"),
            severity=Severity.WARNING,
            help="add `phone` to the form, or reach out by email alone",
        )


def _facts_in_use(policy: Policy) -> Mapping[str, Span]:
    """Return each fact that a condition reads, with the place of the first such condition."""
    found: dict[str, Span] = {}
    for condition, path in conditions_of(policy):
        for fact in sorted(facts_read(condition)):
            found.setdefault(fact, policy.place(*path))
    return found
