"""The leads of a run as a table: what arrived, what the policy made of it, and how leads are split."""

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.business_time import add_wait
from sandbox.domain.decision import Decisions
from sandbox.domain.facts import GRADES
from sandbox.domain.tables import NONE, LeadTable, Segment
from sandbox.sim.buyers import QUALITY_GROUPS
from sandbox.sim.population import Population
from sandbox.sim.run import Run
from sandbox.sim.scenario import Scenario


def lead_table(run: Run) -> LeadTable:
    """Return the table of the leads that arrived."""
    population, decisions, scenario, arrived = run.population, run.decisions, run.scenario, run.arrived
    created_ms = population.created_ms[:arrived]
    return LeadTable(
        lead=np.arange(arrived, dtype=np.int64),
        visitor=population.visitor[:arrived],
        created_ms=created_ms,
        in_cohort=run.in_cohort[:arrived],
        promise_ms=_promise_ms(run),
        score=decisions.score[:arrived],
        quality=population.quality[:arrived],
        cost_cents=np.rint(100.0 * population.cost_usd[:arrived]).astype(np.int64),
        deal_cents=np.rint(100.0 * population.deal_median_usd[:arrived]).astype(np.int64),
        win_chance=_win_chance(run),
        facts={name: column[:arrived] for name, column in population.facts.items()},
        segments=_segments(population, decisions, scenario, arrived),
    )


def _promise_ms(run: Run) -> NDArray[np.int64]:
    """Return how long each lead's promise lasts from its arrival; one whose time never ends lasts to the horizon."""
    created_ms, queues = run.population.created_ms, run.decisions.queue[: run.arrived]
    promise_ms = np.full(run.arrived, NONE, dtype=np.int64)
    for index, queue in enumerate(run.playbook.queues):
        if queue.respond_within is None:
            continue
        if not queue.respond_within.is_business:
            promise_ms[queues == index] = queue.respond_within.elapsed_ms
            continue
        for lead in np.flatnonzero(queues == index).tolist():
            arrived_ms = int(created_ms[lead])
            ends_ms = add_wait(run.clock.business, arrived_ms, queue.respond_within)
            promise_ms[lead] = (run.horizon_ms if ends_ms is None else ends_ms) - arrived_ms
    return promise_ms


def _win_chance(run: Run) -> NDArray[np.float64]:
    chance = np.zeros(run.arrived)
    chance[list(run.win_chance)] = list(run.win_chance.values())
    return chance


def _segments(population: Population, decisions: Decisions, scenario: Scenario, arrived: int) -> dict[str, Segment]:
    segments = {}
    for name in ("source", "industry"):
        if name in population.facts:
            codes = population.facts[name][:arrived].astype(np.int64)
            segments[name] = Segment(codes=codes, labels=scenario.vocabulary.facts[name].values)
    segments["grade"] = Segment(codes=decisions.grade[:arrived].astype(np.int64), labels=GRADES)
    segments["quality"] = Segment(codes=population.quality_group[:arrived].astype(np.int64), labels=QUALITY_GROUPS)
    return segments
