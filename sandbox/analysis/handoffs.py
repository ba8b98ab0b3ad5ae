"""Leads that pass from one person to another: how often, and how long each then waits for a person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.lead_log import NEVER, LeadLog
from sandbox.domain.tables import NONE, Event, Owner

_MOVES = (Event.ROUTED, Event.HANDED_ON, Event.REASSIGNED, Event.RECYCLED, Event.CADENCE_ENDED)
"""What takes a lead from its rep to other people, where sales has it afterwards."""

_TOUCHES = (Event.DIALED, Event.MAILED, Event.CONTACTED, Event.MEETING_HELD, Event.NO_SHOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffs:
    """Arrays of shape (hand-offs,): the place of the lead in the cohort, and its wait, `NEVER` where nobody came."""

    lead: NDArray[np.int64]
    wait_ms: NDArray[np.float64]


def hand_offs(log: LeadLog) -> HandOffs:
    """Return every time that a lead which had a rep went to somebody else.

    That is another rep, or people of whom none takes it. One who gets the lead back does not count, nor does who takes
    it after it had to wait. It waits from the last move on until any person calls, writes, talks or meets.
    """
    order = np.argsort(log.lead, kind="stable")
    lead, event, rep = log.lead[order], log.event[order], log.rep[order]
    taken = np.flatnonzero(np.isin(event, (Event.ASSIGNED, Event.REASSIGNED)) & (rep != NONE))
    is_move = np.isin(event, _MOVES) & (log.owner[order] == Owner.SALES)
    last_move = np.maximum.accumulate(np.where(is_move, np.arange(len(order)), NONE))
    before, after = taken[:-1], taken[1:]
    same_lead = lead[before] == lead[after]
    passed = same_lead & (rep[before] != rep[after])
    begins = np.where(last_move[after] > before, last_move[after], after)[passed]
    lasts = taken[np.append(~same_lead, True)[: len(taken)]]  # the last who had each lead
    ends = np.searchsorted(lead, lead[lasts], side="right") - 1
    begins = np.append(begins, last_move[ends][last_move[ends] > lasts])
    touches = np.flatnonzero(np.isin(event, _TOUCHES))
    return HandOffs(lead=lead[begins], wait_ms=_until_next(begins, touches, lead, log.time_ms[order]))


def _until_next(
    rows: NDArray[np.int64], touches: NDArray[np.int64], lead: NDArray[np.int64], time_ms: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the time from each row to the next touch of the same lead, `NEVER` for none."""
    wait_ms = np.full(len(rows), NEVER)
    place = np.searchsorted(touches, rows)
    found = np.flatnonzero(place < len(touches))
    touch = touches[place[found]]
    is_same = lead[touch] == lead[rows[found]]
    found, touch = found[is_same], touch[is_same]
    wait_ms[found] = time_ms[touch] - time_ms[rows[found]]
    return wait_ms
