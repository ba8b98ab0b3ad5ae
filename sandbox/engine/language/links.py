"""How the parts of a policy fit together: every name leads somewhere, nothing is idle, no lead goes round for ever."""

from collections.abc import Iterator, Sequence

from sandbox.domain.decision import FIXED_DESTINATIONS, KEEP
from sandbox.domain.playbook import NOTHING, REASSIGN, Order, Playbook, Queue
from sandbox.domain.units import Wait
from sandbox.engine.condition import facts_read
from sandbox.engine.language.draft import Draft
from sandbox.engine.policy import ContactRow, GradeRow, NurtureRow, Part, Policy, RoutingRow
from sandbox.files.document import Place
from sandbox.files.suggest import did_you_mean, quoted


def check_names(draft: Draft) -> None:
    """Note queues and cadences that are named and do not exist."""
    for index in draft.row_numbers("routing"):
        check_destination(draft, ("routing", index, "to"))
        check_cadence(draft, ("routing", index, "cadence"))
    for index in draft.row_numbers("after_contact"):
        check_destination(draft, ("after_contact", index, "to"), (KEEP, *FIXED_DESTINATIONS))
        check_cadence(draft, ("after_contact", index, "cadence"))
        _check_step(draft, ("after_contact", index))
    for index in draft.row_numbers("recycling"):
        check_destination(draft, ("recycling", index, "to"))
    for queue in draft.names("queues"):
        check_cadence(draft, ("queues", queue, "cadence"))
        check_destination(draft, ("queues", queue, "on_breach"), (NOTHING, REASSIGN))
    for cadence in draft.names("cadences"):
        check_destination(draft, ("cadences", cadence, "then"))


def _check_step(draft: Draft, at: Place) -> None:
    """Note a cadence or a meeting for leads that follow or have none, after a conversation."""
    row, to = draft.value(at), draft.text((*at, "to"))
    if draft.is_full or not isinstance(row, dict) or to not in {KEEP, *FIXED_DESTINATIONS}:
        return
    if row.get("cadence") is not None:
        message = (
            "a lead that stays with its owner goes on with the cadence that it has"
            if to == KEEP
            else f"a lead that goes to {to} follows no cadence"
        )
        draft.error("misplaced-key", message, (*at, "cadence"), "remove the cadence, or let `to` be a queue")
    if to != KEEP and row.get("meeting") is not None:
        message = f"a lead that goes to {to} has nobody to meet"
        draft.error("misplaced-key", message, (*at, "meeting"), "remove the meeting, or let `to` be a queue or keep")


def check_destination(draft: Draft, at: Place, fixed: Sequence[str] = FIXED_DESTINATIONS) -> None:
    """Note a destination that is neither a queue nor one of the `fixed` words."""
    to = draft.text(at)
    queues = draft.value(("queues",))
    if draft.is_full or to is None or not isinstance(queues, dict):
        return
    if to not in queues and to not in fixed:
        help_text = did_you_mean(to, dict.fromkeys((*queues, *fixed)), noun="destinations")
        draft.error("unknown-queue", f"there is no queue {quoted(to)}", at, help_text)


def check_cadence(draft: Draft, at: Place) -> None:
    """Note a cadence that does not exist."""
    name = draft.text(at)
    cadences = draft.value(("cadences",))
    if draft.is_full or name is None or not isinstance(cadences, dict):
        return
    if name not in cadences:
        help_text = did_you_mean(name, cadences, noun="cadences")
        draft.error("unknown-cadence", f"there is no cadence {quoted(name)}", at, help_text)


def check_loops(draft: Draft, playbook: Playbook) -> None:
    """Note cadences and broken promises that send leads from queue to queue and back without end."""
    ways = {queue.name: _ways(queue, playbook) for queue in playbook.queues}
    done: set[str] = set()
    for start in ways:
        path = [start]
        while path:
            here = path[-1]
            if not ways[here] or here in done:
                done.add(path.pop())
                continue
            to, at = ways[here].pop(0)
            if to in path:
                _note_loop(draft, [*path[path.index(to) :], to], at)
            elif to in ways:
                path.append(to)


def _ways(queue: Queue, playbook: Playbook) -> list[tuple[str, Place]]:
    """Return where leads of a queue go on to, and where the policy says so."""
    ways: list[tuple[str, Place]] = []
    if queue.cadence in playbook.cadences:
        ways.append((playbook.cadences[queue.cadence].then, ("cadences", queue.cadence, "then")))
    if queue.on_breach not in {NOTHING, REASSIGN}:
        ways.append((queue.on_breach, ("queues", queue.name, "on_breach")))
    return ways


def _note_loop(draft: Draft, loop: list[str], at: Place) -> None:
    help_text = "let one of these cadences end in nurture or close"
    if at[0] == "queues":
        help_text = "let this broken promise lead to a queue that no lead comes back from, to reassign or to nothing"
    draft.error("recycle-loop", f"leads would go round for ever: {' -> '.join(loop)}", at, help_text)


def check_idle_parts(draft: Draft, policy: Policy) -> None:
    """Warn of what is written and does nothing; for a policy without errors."""
    playbook = policy.playbook
    reached = {row.to for row in policy.routing} | {row.to for row in playbook.recycling}
    reached |= {step.to for step in playbook.after_contact}
    reached |= {cadence.then for cadence in playbook.cadences.values()}
    reached |= {queue.on_breach for queue in playbook.queues}
    followed = {queue.cadence for queue in playbook.queues} | {step.cadence for step in playbook.after_contact}
    followed |= {row.cadence for row in policy.routing if row.cadence is not None and row.to not in FIXED_DESTINATIONS}
    for queue in playbook.queues:
        if queue.name not in reached:
            message = f"no lead ever comes to the queue {quoted(queue.name)}"
            draft.warning("unused-queue", message, ("queues", queue.name), "route leads to it, or remove it")
    for name in playbook.cadences:
        if name not in followed:
            message = f"no lead ever follows the cadence {quoted(name)}"
            draft.warning("unused-cadence", message, ("cadences", name), "name it in a queue, or remove it")
    for index, row in enumerate(policy.routing):
        if row.cadence is not None and row.to in FIXED_DESTINATIONS:
            message = f"leads sent to {row.to} follow no cadence"
            draft.warning("unused-cadence", message, ("routing", index, "cadence"), "remove it")
    _check_lengths(draft, policy)
    _check_scores(draft, policy)


def _check_lengths(draft: Draft, policy: Policy) -> None:
    """Warn of touches whose waits add up to more than the cadence's `within`, whatever the calendar."""
    for name, cadence in policy.playbook.cadences.items():
        within = cadence.within
        if within is None:
            continue
        total = Wait()
        for index, touch in enumerate(cadence.touches):
            total = Wait(
                elapsed_ms=total.elapsed_ms + touch.after.elapsed_ms,
                business_ms=total.business_ms + touch.after.business_ms,
                business_days=total.business_days + touch.after.business_days,
            )
            if _is_surely_longer(total, within):
                message = "this touch is never made: the waits up to here are longer than `within`"
                help_text = "make the waits shorter, `within` longer, or remove the touch"
                at: Place = ("cadences", name, "touches", index)
                draft.warning("cadence-longer-than-window", message, at, help_text)
                break


def _is_surely_longer(total: Wait, within: Wait) -> bool:
    """Return whether a sum of waits is longer than a wait of one kind, by that kind alone."""
    if within.business_days:
        return total.business_days > within.business_days
    if within.business_ms:
        return total.business_ms > within.business_ms
    return total.elapsed_ms > within.elapsed_ms


def _check_scores(draft: Draft, policy: Policy) -> None:
    """Warn where points or a grade are used that the policy does not give."""
    has_bands = not draft.rows("grades")
    if has_bands and policy.grades and not policy.scoring:
        message = "this policy has no scoring: every lead gets the same grade"
        draft.warning("no-scoring", message, ("grades",), "add `scoring`")
    for at, facts in _readers(policy, has_bands):
        _check_sums(draft, policy, at, facts)
        if "grade" in facts and not policy.grades:
            message = "this policy gives no grades: `grade` is always missing, and comparisons with it are false"
            draft.warning("missing-surprise", message, at, "add `grades`")
    for queue in policy.playbook.queues:
        if queue.order is Order.BEST_SCORE and not policy.scoring:
            message = "this policy has no scoring: all leads are equally good here"
            draft.warning("no-scoring", message, ("queues", queue.name, "order"), "add `scoring`, or use newest_first")


def _readers(policy: Policy, has_bands: bool) -> Iterator[tuple[Place, frozenset[str]]]:
    """Yield where the conditions stand that may read what is derived, with the facts that each reads."""
    yield ("definitions", "mql"), facts_read(policy.mql)
    yield ("definitions", "sql"), facts_read(policy.sql)
    sections: dict[str, Sequence[GradeRow | RoutingRow | ContactRow | NurtureRow]] = {
        "grades": () if has_bands else policy.grades,
        "routing": policy.routing,
        "after_contact": policy.after_contact,
        "nurture": policy.nurture,
    }
    for section, rows in sections.items():
        for index, row in enumerate(rows):
            yield (section, index, "when"), facts_read(row.when)
    for index, program in enumerate(policy.nurture):
        yield ("nurture", index, "promote_when"), facts_read(program.promote_when)


def _check_sums(draft: Draft, policy: Policy, at: Place, facts: frozenset[str]) -> None:
    """Warn where a condition reads a sum to which no rule adds points."""
    if "score" in facts and not policy.scoring:
        draft.warning("no-scoring", "this policy has no scoring: every score is 0", at, "add `scoring`")
    parts = {rule.part for rule in policy.scoring}
    for part in Part:
        if part in facts and part not in parts:
            message = f"no scoring rule is part of {part}: `{part}` is always 0"
            draft.warning("no-scoring", message, at, f"give the rules that belong to it `part: {part}`")
