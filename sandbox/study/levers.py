"""The levers people argue about, as plain controls: what they stand at in a policy, and the settings that move them.

They speak of the queues to which routing sends new leads, and of the cadences these follow. What moves them is what
`--set` takes, so that the browser and the command line change a policy in one way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sandbox.domain.playbook import By, Cadence, Channel, Order, Queue, Touch
from sandbox.domain.units import Wait
from sandbox.engine.policy import Policy, cadences_of
from sandbox.engine.setting_words import wait_words
from sandbox.sim.scenario import Scenario
from sandbox.sim.staffing import staffed

ONE_MORE = Touch(channel=Channel.PHONE, after=Wait(business_days=1, is_business=True))
"""What is added where more attempts are wanted than a cadence has."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """What a policy does with new leads; None: not the same in all of its queues, so that no one control says it.

    `response` is how long after its inquiry the first touch by a person falls due, `attempts` counts touches by
    people, `order` says which lead is next, and `reps` are the people of the team that answers.
    """

    response: Wait | None
    attempts: int | None
    order: Order | None
    reps: int | None


def levers_of(policy: Policy, scenario: Scenario) -> Levers:
    """Return where the levers of a policy stand."""
    queues, cadences = _first_queues(policy), _first_cadences(policy)
    teams = staffed(scenario.teams, policy.playbook.staffing, scenario.business_hours)
    return Levers(
        response=_only(one.touches[_first(one)].after for one in cadences),
        attempts=_only(sum(touch.by is By.REP for touch in one.touches) for one in cadences),
        order=_only(queue.order for queue in queues),
        reps=_only(teams[queue.team].count for queue in queues if queue.team in teams) if _team(policy) else None,
    )


def settings_of(policy: Policy, wanted: Levers, now: Levers) -> tuple[str, ...]:
    """Return the settings that move a policy's levers from where they stand to what is wanted, KEY=VALUE."""
    return tuple(_settings(policy, wanted, now))


def _settings(policy: Policy, wanted: Levers, now: Levers) -> Iterator[str]:
    if wanted.attempts is not None and wanted.attempts != now.attempts:
        for cadence in _first_cadences(policy):
            yield f"cadences.{cadence.name}.touches={_list(_with_attempts(cadence, wanted.attempts))}"
    if wanted.response is not None and wanted.response != now.response:
        for cadence in _first_cadences(policy):
            yield f"cadences.{cadence.name}.touches.{_first(cadence)}.after={wait_words(wanted.response)}"
    if wanted.order is not None and wanted.order != now.order:
        for queue in _first_queues(policy):
            yield f"queues.{queue.name}.order={wanted.order}"
    if wanted.reps is not None and wanted.reps != now.reps:
        yield f"staffing.{_team(policy)}.count={wanted.reps}"


def _first_queues(policy: Policy) -> list[Queue]:
    """Return the queues to which routing sends leads."""
    names = {row.to for row in policy.routing}
    return [queue for queue in policy.playbook.queues if queue.name in names]


def _first_cadences(policy: Policy) -> list[Cadence]:
    """Return the cadences in which people touch these leads, each once; those of machines alone have no levers."""
    found = {cadence.name: cadence for queue in _first_queues(policy) for cadence in cadences_of(policy, queue)}
    return [cadence for cadence in found.values() if any(touch.by is By.REP for touch in cadence.touches)]


def _team(policy: Policy) -> str | None:
    """Return the team that answers new leads, if it is one."""
    return _only(queue.team for queue in _first_queues(policy))


def _first(cadence: Cadence) -> int:
    """Return the place of the first touch by a person."""
    return next(place for place, touch in enumerate(cadence.touches) if touch.by is By.REP)


def _with_attempts(cadence: Cadence, attempts: int) -> list[Touch]:
    """Return the touches of a cadence up to so many by people, calls added where it has fewer."""
    kept: list[Touch] = []
    made = 0
    for touch in cadence.touches:
        if touch.by is By.REP:
            if made == attempts:
                break
            made += 1
        kept.append(touch)
    return kept + [ONE_MORE] * (attempts - made)


def _list(touches: Iterable[Touch]) -> str:
    """Return touches as a policy file writes them, on one line."""
    rows = (f"{{channel: {touch.channel}, after: {wait_words(touch.after)}, by: {touch.by}}}" for touch in touches)
    return f"[{', '.join(rows)}]"


def _only(values: Iterable[T | None]) -> T | None:
    """Return the one value that all have."""
    found = list(values)
    return found[0] if found and all(value == found[0] for value in found) else None
