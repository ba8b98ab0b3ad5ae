"""What the directions compare: measures of the analysis, and what only somebody who knows the truth can see."""

import math

import numpy as np

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import EVERY_LEAD, Group, fold_run
from sandbox.domain.tables import NONE, ChannelCode, Event, LostReason, Tables
from sandbox.domain.units import MINUTE_MS
from sandbox.sim.population import Population
from tests.verification.directions import Measure
from tests.worlds import rows_of


def measured(name: str, group: Group = EVERY_LEAD) -> Measure:
    """Return a measure of the analysis, over all leads or those of a segment."""

    def of(tables: Tables, _: Population) -> float:
        fold = fold_run(tables, follow_cohort(tables))
        row, column = fold.groups.index(group), fold.measures.index(name)
        return float(fold.numerators[row, column] / fold.denominators[row, column])

    return of


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


def log_leads(tables: Tables, _: Population) -> float:
    """Return the logarithm of the number of measured leads, so that a gain is a share of them."""
    return math.log(tables.leads.in_cohort.sum())


def ranks_best(group: Group = EVERY_LEAD) -> Measure:
    """Return the chance that a lead of the truly best tenth of a group has a higher score than another."""

    def of(tables: Tables, _: Population) -> float:
        name, label = group
        segment = tables.leads.segments[name] if name else None
        inside = True if segment is None else segment.codes == segment.labels.index(label)
        is_best = tables.leads.segments["quality"].codes == 0
        best, others = tables.leads.score[is_best & inside], tables.leads.score[~is_best & inside]
        return float((best[:, None] > others).mean() + (best[:, None] == others).mean() / 2)

    return of


def less(measure: Measure) -> Measure:
    """Return a measure of which less is better."""
    return lambda tables, people: -measure(tables, people)


def score_dialled(tables: Tables, _: Population) -> float:
    """Return the score of the leads whose first call was made, on average over them."""
    dials = rows_of(tables, Event.DIALED, "lead", "k")
    return float(tables.leads.score[dials[dials[:, 1] == 1, 0]].mean())


def first_touch_wait(tables: Tables, _: Population) -> float:
    """Return how long first calls wait for a rep on average, from when they are due, in minutes."""
    return _wait_min(tables, ChannelCode.PHONE, Event.DIALED)


def meeting_wait(tables: Tables, _: Population) -> float:
    """Return how long meetings wait for a rep on average, from when they are due, in minutes."""
    return _wait_min(tables, NONE, Event.MEETING_HELD, Event.NO_SHOW)


def _wait_min(tables: Tables, channel: int, *begins: Event) -> float:
    due = rows_of(tables, Event.DUE, "lead", "k", "channel", "time_ms").tolist()
    due_ms = {lead: time for lead, k, by, time in due if k == 1 and by == channel}
    rows = [row for event in begins for row in rows_of(tables, event, "lead", "k", "time_ms").tolist()]
    return float(np.mean([time - due_ms[lead] for lead, k, time in rows if k == 1])) / MINUTE_MS


def share_of_reason(reason: LostReason) -> Measure:
    """Return a measure: the share of lost deals that were lost for a reason."""
    return lambda tables, _: float((rows_of(tables, Event.LOST, "outcome") == reason).mean())


def ahead(measure: str, one: Group, other: Group) -> Measure:
    """Return by how much a measure of the analysis is higher in one segment than in another."""
    first, second = measured(measure, one), measured(measure, other)
    return lambda tables, people: first(tables, people) - second(tables, people)
