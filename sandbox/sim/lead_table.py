"""The leads of a run as a table: what arrived, what the policy made of it, and how leads are split."""

import numpy as np

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import GRADES
from sandbox.domain.playbook import Playbook
from sandbox.domain.tables import NONE, LeadTable, Segment
from sandbox.sim.buyers import QUALITY_GROUPS
from sandbox.sim.population import Population
from sandbox.sim.scenario import Scenario


def lead_table(
    population: Population, decisions: Decisions, playbook: Playbook, scenario: Scenario, arrived: int
) -> LeadTable:
    """Return the table of the first `arrived` leads."""
    created_ms = population.created_ms[:arrived]
    window = scenario.window
    promises = [NONE if q.respond_within_ms is None else q.respond_within_ms for q in playbook.queues]
    promise_of = np.array([*promises, *[NONE] * (len(decisions.queue_names) - len(promises))], dtype=np.int64)
    return LeadTable(
        lead=np.arange(arrived, dtype=np.int64),
        created_ms=created_ms,
        in_cohort=(created_ms >= window.arrivals_from_ms) & (created_ms < window.arrivals_to_ms),
        promise_ms=promise_of[decisions.queue[:arrived]],
        score=decisions.score[:arrived],
        quality=population.quality[:arrived],
        facts={name: column[:arrived] for name, column in population.facts.items()},
        segments=_segments(population, decisions, scenario, arrived),
    )


def _segments(population: Population, decisions: Decisions, scenario: Scenario, arrived: int) -> dict[str, Segment]:
    segments = {}
    for name in ("source", "industry"):
        if name in population.facts:
            codes = population.facts[name][:arrived].astype(np.int64)
            segments[name] = Segment(codes=codes, labels=scenario.vocabulary.facts[name].values)
    segments["grade"] = Segment(codes=decisions.grade[:arrived].astype(np.int64), labels=GRADES)
    segments["quality"] = Segment(codes=population.quality_group[:arrived].astype(np.int64), labels=QUALITY_GROUPS)
    return segments
