"""What is written of queues, teams and the form, and does not do what its author will expect; all of it warnings."""

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.playbook import NOTHING, REASSIGN, Assign, Order, Queue
from sandbox.engine.condition import facts_read
from sandbox.engine.language.draft import Draft
from sandbox.engine.policy import Policy, conditions_of
from sandbox.files.document import Place
from sandbox.files.suggest import quoted


def check_floor(draft: Draft, policy: Policy) -> None:
    """Warn of promises, orders, teams and questions that have no effect; for a policy without errors."""
    for queue in policy.playbook.queues:
        _check_promise(draft, queue)
        if queue.order is Order.BEST_GRADE_NEWEST and not policy.grades:
            message = "this policy gives no grades: the newest lead is first here"
            draft.warning("no-grades", message, ("queues", queue.name, "order"), "add `grades`, or use newest_first")
    _check_accountability(draft, policy)
    _check_teams(draft, policy)
    _check_form(draft, policy)


def _check_promise(draft: Draft, queue: Queue) -> None:
    """Warn where a queue speaks of a promise that it does not give, or of an owner that a lead does not have."""
    at: Place = ("queues", queue.name, "on_breach")
    if queue.on_breach != NOTHING and queue.respond_within is None:
        help_text = "add `respond_within`, or remove `on_breach`"
        draft.warning("no-promise", "this queue gives no promise that could be broken", at, help_text)
    if queue.on_breach == REASSIGN and queue.assign is Assign.SHARED:
        message = "nobody owns a lead of a shared queue before its first touch: there is nobody to take it from"
        draft.warning("breach-without-owner", message, at, "use `assign: round_robin`, or name a queue")
    if queue.order is Order.EARLIEST_DUE and queue.respond_within is None:
        message = "this queue gives no promise: no lead is due before another"
        help_text = "add `respond_within`, or use oldest_first"
        draft.warning("no-promise", message, ("queues", queue.name, "order"), help_text)


def _check_accountability(draft: Draft, policy: Policy) -> None:
    """Warn where reps are to be held to account, and no queue gives a lead to anybody."""
    queues = policy.playbook.queues
    if policy.playbook.accountability is not None and all(queue.assign is Assign.SHARED for queue in queues):
        message = "no queue gives its leads to a rep, and of leads of a shared queue nobody is held to account"
        draft.warning(
            "accountability-without-owner", message, ("accountability",), "use `assign: round_robin` in a queue"
        )


def _check_teams(draft: Draft, policy: Policy) -> None:
    """Warn of teams that work no queue and nurture nobody, and of teams that can do nothing."""
    at_work = {queue.team for queue in policy.playbook.queues} | {one.team for one in policy.playbook.nurture}
    for team, staffing in policy.playbook.staffing.items():
        if team not in at_work:
            message = f"no queue and no nurture program of this policy names the team {quoted(team)}"
            draft.warning("unused-team", message, ("staffing", team), "name it as the `team` of a queue, or remove it")
        elif staffing.count == 0:
            message = f"team {quoted(team)} has nobody: its leads wait for ever"
            draft.warning("no-reps", message, ("staffing", team, "count"), "give it at least 1, or leave it out")
        elif staffing.shifts is not None and not staffing.shifts.spans:
            message = f"team {quoted(team)} has no hours: its leads wait for ever"
            help_text = "write hours such as {Mon-Fri: 09:00-17:00}, or leave `shifts` out"
            draft.warning("never-open", message, ("staffing", team, "shifts"), help_text)


def _check_form(draft: Draft, policy: Policy) -> None:
    """Warn of conditions that read what a form could ask, and this one does not."""
    form = policy.playbook.form
    if form is None:
        return
    unasked = {fact.name for fact in policy.vocabulary.facts.values() if fact.asked} - {*form}
    for condition, path in conditions_of(policy):
        for fact in sorted(facts_read(condition) & unasked):
            draft.findings.append(
                Diagnostic(
                    code="unasked-fact",
                    message=f"the form does not ask {quoted(fact)}: it will be missing here",
                    span=policy.places.get(path, draft.document.place(())),
                    severity=Severity.WARNING,
                    help=f"add {fact} to `form`, or do not read it",
                )
            )
