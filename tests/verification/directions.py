"""What practice says of the direction of an effect, as a check: two policies on the same leads with the same luck.

Each direction comes with a planted reversal, a world or a policy in which the effect cannot be there. The same check
must then fail, or it would prove nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.domain.luck import key_of
from sandbox.domain.tables import Tables
from sandbox.domain.units import DAY_MS
from sandbox.engine.language.parse import load_policy, parse_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.settings import read_setting
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario, Season
from sandbox.sim.world import simulate
from tests.worlds import ROOT, read_scenario, vocabulary

REPLICATIONS = 3
SEED = 1

Measure = Callable[[Tables, Population], float]
"""What is compared, of a run and of the leads as they truly are."""


@dataclass(frozen=True, kw_only=True)
class Direction:
    """A claim: in `world` the measure under `better` less that under `worse` lies, on average, in `between`.

    Where `between` is above 0, the better policy is ahead in each replication as well. A claim about the world rather
    than a policy compares it with a `worse_world`.
    """

    practice: str
    claim: str
    world: Scenario
    worse: Policy
    better: Policy
    measure: Measure
    between: tuple[float, float]
    plant: "Plant"
    worse_world: Scenario | None = None

    def __str__(self) -> str:
        """Return what pytest calls it."""
        return f"{self.practice}: {self.claim}"


Plant = Callable[[pytest.MonkeyPatch, Direction], Direction]
"""Return a direction whose effect cannot be there, by another world, other policies, or a bug in the simulator."""


def gains(direction: Direction) -> NDArray[np.float64]:
    """Return the measure under the better policy less that under the worse, by replication."""
    sides = ((direction.worse_world or direction.world, direction.worse), (direction.world, direction.better))
    found = []
    for replication in range(REPLICATIONS):
        key = key_of(SEED, replication)
        worse, better = (direction.measure(*lived(scenario, policy, key)) for scenario, policy in sides)
        found.append(better - worse)
    return np.array(found)


def lived(scenario: Scenario, policy: Policy, key: int) -> tuple[Tables, Population]:
    """Return the tables of a run, and its leads as they truly are."""
    people = sample_leads(scenario, key, policy.playbook.form)
    return simulate(people, compile_policy(policy), policy.playbook, scenario, key), people


def check(direction: Direction) -> None:
    """Fail unless the claim holds."""
    found = gains(direction)
    low, high = direction.between
    assert low <= found.mean() <= high, f"{direction}: gained {found}, not {low} to {high}"
    assert low <= 0 or (found > 0).all(), f"{direction}: gained {found}"


# Plants


def in_world(change: Callable[[Scenario], Scenario]) -> Plant:
    """Return a plant that tries the same policies in another world, or in two others."""

    def plant(_: pytest.MonkeyPatch, direction: Direction) -> Direction:
        worse = direction.worse_world and change(direction.worse_world)
        return replace(direction, world=change(direction.world), worse_world=worse)

    return plant


def with_value(path: str, value: object) -> Plant:
    """Return a plant that tries the same policies where one figure of the world differs: `buyers.mail.automated`."""
    return in_world(lambda scenario: _changed(scenario, path.split("."), value))


def _changed(block: Any, path: list[str], value: object) -> Any:
    name, *rest = path
    if isinstance(block, dict):
        return {**block, name: _changed(block[name], rest, value) if rest else value}
    return replace(block, **{name: _changed(getattr(block, name), rest, value) if rest else value})


PARTS = {
    "around": "sandbox.sim.nature._around",
    "by_source": "sandbox.sim.population.by_source",
    "choose": "sandbox.sim.distribution.Distribution.choose",
    "comes": "sandbox.sim.meetings._comes",
    "dial_hazard": "sandbox.sim.rep_day.dial_hazard",
    "first_touch_place": "sandbox.sim.run.first_touch_place",
    "freezes_ms": "sandbox.sim.deals._freezes_ms",
    "has_lost_patience": "sandbox.sim.cadence_life.has_lost_patience",
    "is_passed_over": "sandbox.sim.floor.Floor._is_passed_over",
    "lost_reason": "sandbox.sim.deals.lost_reason",
    "missing_by_source": "sandbox.sim.lead_facts.by_source",
    "open_to_team": "sandbox.sim.absence.open_to_team",
    "paced_ms": "sandbox.sim.run.paced_ms",
    "pause": "sandbox.sim.accountability._pause",
    "ranks_of": "sandbox.sim.run.ranks_of",
    "reply_probability": "sandbox.sim.messages.reply_probability",
    "send": "sandbox.sim.recycling._send",
    "turn_to_other_work": "sandbox.sim.floor.Floor.turn_to_other_work",
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


def nobody_later(scenario: Scenario) -> Scenario:
    """Return the same world, in which nobody arrives after the leads that are measured.

    Where nobody ever waits for a rep, those who come later change nothing of what is measured; elsewhere reps have a
    little more time for the last leads.
    """
    last = scenario.start + timedelta(days=scenario.window.arrivals_to_ms // DAY_MS)
    silence = Season(first=last + timedelta(days=1), last=date.max, factor=0.0)
    return replace(scenario, demand=replace(scenario.demand, seasons=(*scenario.demand.seasons, silence)))
