"""What follows from a routing row: the destination and the cadence of the lead."""

from dataclasses import dataclass

from sandbox.domain.decision import FIXED_DESTINATIONS
from sandbox.engine.policy import Policy, RoutingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """Where each routing row of a policy leads.

    `queue` and `cadence` have one entry a row: indices into the names, -1 where the row gives no cadence.
    """

    queue_names: tuple[str, ...]
    cadence_names: tuple[str, ...]
    queue: tuple[int, ...]
    cadence: tuple[int, ...]


def destinations_of(policy: Policy) -> Destinations:
    """Return where the policy's rows lead: its queues in the order in which they are written, nurture, close."""
    queue_names = (*(queue.name for queue in policy.playbook.queues), *FIXED_DESTINATIONS)
    cadence_names = tuple(policy.playbook.cadences)
    cadences = [_cadence(row, policy) for row in policy.routing]
    return Destinations(
        queue_names=queue_names,
        cadence_names=cadence_names,
        queue=tuple(queue_names.index(row.to) for row in policy.routing),
        cadence=tuple(-1 if name is None else cadence_names.index(name) for name in cadences),
    )


def _cadence(row: RoutingRow, policy: Policy) -> str | None:
    """Return the row's own cadence, else its queue's; nurture and close have none."""
    if row.to in FIXED_DESTINATIONS:
        return None
    return row.cadence or next(queue.cadence for queue in policy.playbook.queues if queue.name == row.to)
