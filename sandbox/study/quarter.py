"""One simulated quarter under two policies with the same luck, kept lead by lead to look at single ones."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.lead_log import LeadLog, log_of_cohort
from sandbox.domain.facts import Columns
from sandbox.domain.luck import key_of
from sandbox.domain.tables import EVENT_COLUMNS, NONE, Event, Segment, Tables
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from sandbox.study.pool import WorkerLost, results

_LEAD, _TIME = EVENT_COLUMNS.index("lead"), EVENT_COLUMNS.index("time_ms")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterSpec:
    """What to live through: two policies, the first the baseline, in one replication of a scenario.

    `jobs` is the number of worker processes (1: none) and never changes what is found.
    """

    policies: tuple[Policy, Policy]
    scenario: Scenario
    seed: int = 1
    replication: int = 0
    jobs: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What became of the measured leads under one policy; arrays of shape (leads,), leads in order of arrival.

    `visitor` is who a lead is under every policy. `first_try_ms` is the wait until a person first tried to reach it,
    infinite for never; `conversations` and `owner_changes` (from one rep to another) are counts, `won` deals,
    `amount_cents` their revenue, `final_stage` the last stage within the follow-up. `events` are theirs within the
    follow-up, of shape (events, EVENT_COLUMNS), those of lead i from `starts[i]` to `starts[i + 1]`. `again_ms` holds
    by visitor when leads inquire again that did not need to ripen.
    """

    visitor: NDArray[np.int64]
    created_ms: NDArray[np.int64]
    first_try_ms: NDArray[np.float64]
    conversations: NDArray[np.int64]
    owner_changes: NDArray[np.int64]
    won: NDArray[np.int64]
    amount_cents: NDArray[np.int64]
    final_stage: NDArray[np.int64]
    segments: Mapping[str, Segment]
    facts: Columns
    quality_group: NDArray[np.int8]
    again_ms: Mapping[int, frozenset[int]]
    events: NDArray[np.int64]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.visitor)

    def events_of(self, place: int) -> NDArray[np.int64]:
        """Return the events of a lead in their order, shape (events, EVENT_COLUMNS)."""
        return self.events[self.starts[place] : self.starts[place + 1]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A quarter lived through twice.

    `visitors` are all that either policy got, in order of arrival; `places`, of shape (2, visitors), where each stands
    under either policy, `NONE` where it never became a lead because the form put it off.
    """

    spec: QuarterSpec
    lived: tuple[Lived, Lived]
    visitors: NDArray[np.int64]
    places: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _QuarterWork:
    """What both runs share; called with a policy, it lives through the quarter."""

    scenario: Scenario
    seed: int
    replication: int

    def __call__(self, policy: Policy) -> Lived:
        key = key_of(self.seed, self.replication)
        people = sample_leads(self.scenario, key, policy.playbook.form)
        tables = simulate(people, compile_policy(policy), policy.playbook, self.scenario, key)
        return _kept(tables, people)


def live_through(spec: QuarterSpec, progress: Callable[[int, int], None] | None = None) -> Quarter | WorkerLost:
    """Simulate the quarter under both policies; an exception in `progress` ends it, workers included."""
    work = _QuarterWork(scenario=spec.scenario, seed=spec.seed, replication=spec.replication)
    found: list[Lived] = []
    with closing(results(work, spec.policies, spec.jobs)) as stream:
        for result in stream:
            if isinstance(result, WorkerLost):
                return result
            found.append(result)
            if progress is not None:
                progress(len(found), len(spec.policies))
    first, second = found
    return _paired(spec, (first, second))


def _paired(spec: QuarterSpec, lived: tuple[Lived, Lived]) -> Quarter:
    arrived = {who: at for one in lived for who, at in zip(one.visitor.tolist(), one.created_ms.tolist(), strict=True)}
    visitors = np.array(sorted(arrived, key=lambda who: (arrived[who], who)), dtype=np.int64)
    places = np.full((2, len(visitors)), NONE, dtype=np.int64)
    for row, one in zip(places, lived, strict=True):
        place_of = {who: place for place, who in enumerate(one.visitor.tolist())}
        row[:] = [place_of.get(who, NONE) for who in visitors.tolist()]
    return Quarter(spec=spec, lived=lived, visitors=visitors, places=places)


def _kept(tables: Tables, people: Population) -> Lived:
    """Return what is kept of a run: its measured leads, and their events within the follow-up."""
    cohort, rows = follow_cohort(tables), np.flatnonzero(tables.leads.in_cohort)
    log = log_of_cohort(tables, rows)
    events, starts = _events_by_lead(tables, rows)
    return Lived(
        visitor=cohort.visitor,
        created_ms=tables.leads.created_ms[rows],
        first_try_ms=cohort.speed_ms,
        conversations=log.count(log.event == Event.CONTACTED).astype(np.int64),
        owner_changes=_owner_changes(log),
        won=cohort.won.astype(np.int64),
        amount_cents=cohort.revenue_cents.astype(np.int64),
        final_stage=cohort.final_stage,
        segments={
            name: Segment(codes=one.codes[rows], labels=one.labels) for name, one in tables.leads.segments.items()
        },
        facts={name: column[rows] for name, column in tables.leads.facts.items()},
        quality_group=people.quality_group[rows],
        again_ms=_again_ms(people, rows),
        events=events,
        starts=starts,
    )


def _events_by_lead(tables: Tables, rows: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the events of some leads within their follow-up, lead by lead, and where those of each begin."""
    events = tables.events.rows
    mine = events[np.isin(events[:, _LEAD], tables.leads.lead[rows])]
    places = np.searchsorted(tables.leads.lead[rows], mine[:, _LEAD])
    in_time = mine[:, _TIME] <= tables.leads.created_ms[rows][places] + tables.window.follow_up_ms
    mine, places = mine[in_time], places[in_time]
    order = np.argsort(places, kind="stable")
    return mine[order], np.searchsorted(places[order], np.arange(len(rows) + 1))


def _owner_changes(log: LeadLog) -> NDArray[np.int64]:
    """Return how often each lead went from one rep to another; a time without a rep between them does not count."""
    held = (log.rep != NONE) & np.isin(log.event, (Event.ASSIGNED, Event.REASSIGNED, Event.HANDED_ON))
    lead, rep = log.lead[held], log.rep[held]
    order = np.argsort(lead, kind="stable")
    lead, rep = lead[order], rep[order]
    changed = (lead[1:] == lead[:-1]) & (rep[1:] != rep[:-1])
    return np.bincount(lead[1:][changed], minlength=log.size).astype(np.int64)


def _again_ms(people: Population, rows: NDArray[np.int64]) -> dict[int, frozenset[int]]:
    """Return when measured leads inquire again unasked, by visitor."""
    measured = set(rows.tolist())
    found: dict[int, set[int]] = {}
    for lead, at_ms in zip(people.again_lead.tolist(), people.again_ms.tolist(), strict=True):
        if lead in measured:
            found.setdefault(int(people.visitor[lead]), set()).add(at_ms)
    return {visitor: frozenset(times) for visitor, times in found.items()}
