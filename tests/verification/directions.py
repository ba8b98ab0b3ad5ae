"""What practice says of the direction of an effect, as a check: two policies on the same leads with the same luck.

Each direction comes with a planted reversal, a world or a policy in which the effect cannot be there. The same check
must then fail, or it would prove nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import EVERY_LEAD, Group, fold_run
from sandbox.domain.luck import key_of
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import DAY_MS
from sandbox.engine.language.parse import load_policy, parse_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.settings import read_setting
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.worlds import ROOT, read_scenario, rows_of, vocabulary

REPLICATIONS = 3
SEED = 1

Measure = Callable[[Tables, Population], float]
"""What is compared, of a run and of the leads as they truly are."""


@dataclass(frozen=True, kw_only=True)
class Direction:
    """A claim: in `world` the measure under `better` less that under `worse` lies, on average, in `between`.

    Where `between` is above 0, the better policy is ahead in each replication as well.
    """

    practice: str
    claim: str
    world: Scenario
    worse: Policy
    better: Policy
    measure: Measure
    between: tuple[float, float]
    plant: "Plant"

    def __str__(self) -> str:
        """Return what pytest calls it."""
        return f"{self.practice}: {self.claim}"


Plant = Callable[[pytest.MonkeyPatch, Direction], Direction]
"""Return a direction whose effect cannot be there, by another world, other policies, or a bug in the simulator."""


def gains(direction: Direction) -> NDArray[np.float64]:
    """Return the measure under the better policy less that under the worse, by replication."""
    found = []
    for replication in range(REPLICATIONS):
        key = key_of(SEED, replication)
        people = sample_leads(direction.world, key)
        worse, better = (
            direction.measure(simulate(people, compile_policy(one), one.playbook, direction.world, key), people)
            for one in (direction.worse, direction.better)
        )
        found.append(better - worse)
    return np.array(found)


def check(direction: Direction) -> None:
    """Fail unless the claim holds."""
    found = gains(direction)
    low, high = direction.between
    assert low <= found.mean() <= high, f"{direction}: gained {found}, not {low} to {high}"
    assert low <= 0 or (found > 0).all(), f"{direction}: gained {found}"


# Measures


def measured(name: str, group: Group = EVERY_LEAD) -> Measure:
    """Return a measure of the analysis, over all leads or those of a segment."""

    def of(tables: Tables, _: Population) -> float:
        fold = fold_run(tables, follow_cohort(tables))
        row, column = fold.groups.index(group), fold.measures.index(name)
        return float(fold.numerators[row, column] / fold.denominators[row, column])

    return of


def software_ahead(tables: Tables, people: Population) -> float:
    """Return by how much more software firms are contacted than manufacturers."""
    names = ("software", "business_industrial")
    software, makers = (measured("contact_rate", ("industry", name))(tables, people) for name in names)
    return software - makers


def idle_share(tables: Tables, people: Population) -> float:
    """Return the share of paid hours that reps do not need."""
    return 1 - measured("rep_utilisation.sdr")(tables, people)


def wins_per_call(tables: Tables, people: Population) -> float:
    """Return won deals per call; where a policy only calls, every attempt is one."""
    return measured("close_rate")(tables, people) / measured("attempts_per_lead")(tables, people)


def quality_called(tables: Tables, people: Population) -> float:
    """Return how good the leads that are called really are, on average over calls."""
    return float(people.quality[rows_of(tables, Event.DIALED, "lead")[:, 0]].mean())


def evenness(tables: Tables, _: Population) -> float:
    """Return how evenly leads are spread over reps: 0 at best, less their coefficient of variation."""
    heads = int(tables.shifts.rep.max()) + 1
    given = np.bincount(rows_of(tables, Event.ASSIGNED, "rep")[:, 0], minlength=heads)
    return -float(given.std() / given.mean())


def with_their_owner(tables: Tables, people: Population) -> float:
    """Return the share of leads of owned accounts that were given to the account's owner."""
    heads = int(tables.shifts.rep.max()) + 1
    lead, rep = rows_of(tables, Event.ASSIGNED, "lead", "rep").T
    owner = people.account_owner[lead] * heads
    owned = ~np.isnan(owner)
    return float((np.floor(owner[owned]) == rep[owned]).mean())


# Plants


def in_world(change: Callable[[Scenario], Scenario]) -> Plant:
    """Return a plant that tries the same policies in another world."""
    return lambda _, direction: replace(direction, world=change(direction.world))


def with_value(path: str, value: object) -> Plant:
    """Return a plant that tries the same policies where one figure of the world differs: `buyers.mail.automated`."""
    return in_world(lambda scenario: _changed(scenario, path.split("."), value))


def _changed(block: Any, path: list[str], value: object) -> Any:
    inner = value if len(path) == 1 else _changed(getattr(block, path[0]), path[1:], value)
    return replace(block, **{path[0]: inner})


PARTS = {
    "dial_hazard": "sandbox.sim.rep_day.dial_hazard",
    "reply_probability": "sandbox.sim.messages.reply_probability",
    "first_touch_place": "sandbox.sim.run.first_touch_place",
    "choose": "sandbox.sim.distribution.Distribution.choose",
    "send": "sandbox.sim.recycling._send",
    "comes": "sandbox.sim.meetings._comes",
}


def patched(**bugs: object) -> Plant:
    """Return a plant that puts something else in the place of parts of the simulator, by their names in `PARTS`."""

    def plant(patch: pytest.MonkeyPatch, direction: Direction) -> Direction:
        for part, bug in bugs.items():
            patch.setattr(PARTS[part], bug)
        return direction

    return plant


# Policies and worlds

POLICY = """
version: 1
name: P
{more}
routing: [{routing}]
queues:
  calls: {{team: sdr, cadence: touches{queue}}}
  {queues}
cadences:
  touches: {{touches: [{touches}], then: nurture{cadence}}}
  light: {{touches: [{{channel: email, by: automation, after: 1 day}}], then: nurture}}
"""
ALL = "{id: all, otherwise: true, to: calls}"


def policy(
    *touches: str, queue: str = "", cadence: str = "", queues: str = "", more: str = "", routing: str = ALL
) -> Policy:
    """Return a policy that works everybody alike, from touches such as `phone 1 day` or `auto sms` and further keys."""
    planned = []
    for text in touches:
        channel, _, after = text.removeprefix("auto ").partition(" ")
        by = "automation" if text.startswith("auto ") else "rep"
        planned.append(f"{{channel: {channel}, after: {after or '0 min'}, by: {by}}}")
    text = POLICY.format(
        touches=", ".join(planned), queue=queue, cadence=cadence, queues=queues, more=more, routing=routing
    )
    read = parse_policy(text, "p.yaml", vocabulary())
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


def shipped(name: str, *settings: str) -> Policy:
    """Return a shipped policy, changed by settings such as `queues.inside_sales.dialer=true`."""
    changes = [change for change in (read_setting(words).value for words in settings) if change is not None]
    read = load_policy(ROOT / "policies" / f"{name}.yaml", settings=changes)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    assert len(changes) == len(settings)
    return read.value


WORLD = """
version: 1
name: Directions
clock: {zone: UTC}
measure: {warm_up: 1 week, arrivals: 3 weeks, follow_up: 26 weeks}
"""
ROUND_THE_CLOCK = 'teams: {sdr: {count: 60, shifts: {"Mon-Sun": 00:00-24:00}}}\n'
"""Reps without end, day and night: nobody ever waits for one."""


def world(more: str) -> Scenario:
    """Return the default world for a few weeks, and what `more` says."""
    read = read_scenario(WORLD + more)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


def for_weeks(scenario: Scenario, warm_up: int, arrivals: int, follow_up: int) -> Scenario:
    """Return the same world, measured for so many weeks."""
    window = replace(
        scenario.window,
        arrivals_from_ms=warm_up * 7 * DAY_MS,
        arrivals_to_ms=(warm_up + arrivals) * 7 * DAY_MS,
        follow_up_ms=follow_up * 7 * DAY_MS,
    )
    return replace(scenario, window=window)
