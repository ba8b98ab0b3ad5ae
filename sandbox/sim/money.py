"""What leads and work cost, and what is left of revenue. Costs never change what happens."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.tables import Event, EventTable, Owner
from sandbox.domain.units import DAY_MS, HOUR_MS
from sandbox.sim.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Costs in US dollars, and the share of revenue that is left after making and serving what was sold.

    `source_cost_usd` is what a lead costs by source, with `default` for the others; `cost_per_hour_usd` that of a paid
    hour in teams that do not state their own.
    """

    source_cost_usd: Mapping[str, float]
    cost_per_hour_usd: float
    gross_margin: float


def shift_cost_cents(
    teams: Mapping[str, Team],
    money: Money,
    events: EventTable,
    rep: NDArray[np.int64],
    team: NDArray[np.int64],
    day: NDArray[np.int64],
    paid_ms: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return what each rep and day cost: paid hours, or calls, mails and sms where a team is paid by them."""
    rates_usd = [_rates_usd(one, money) for one in teams.values()]
    an_hour, a_touch = np.array(rates_usd, dtype=np.float64).T
    usd = an_hour[team] * (paid_ms / HOUR_MS) + a_touch[team] * _touches(events, rep, day)
    return np.asarray(np.rint(100.0 * usd), dtype=np.int64)


def _rates_usd(team: Team, money: Money) -> tuple[float, float]:
    """Return what a paid hour and what a touch of a team cost; one paid by touch has free hours unless it says so."""
    otherwise = 0.0 if team.cost_per_touch_usd else money.cost_per_hour_usd
    an_hour = otherwise if team.cost_per_hour_usd is None else team.cost_per_hour_usd
    return an_hour, team.cost_per_touch_usd


def _touches(events: EventTable, rep: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the calls, mails and sms of each rep on each day, those of nurture programs too; shape (rows,)."""
    kind = events.column("event")
    by_people = (kind == Event.NURTURED) & (events.column("owner") == Owner.SHARED)
    made = (kind == Event.DIALED) | (kind == Event.MAILED) | by_people
    days = int(day.max(initial=0)) + 1
    on_day = events.column("time_ms")[made] // DAY_MS
    by_rep = events.column("rep")[made]
    listed = (on_day < days) & (by_rep >= 0)
    counts = np.bincount((by_rep * days + on_day)[listed], minlength=(int(rep.max(initial=0)) + 1) * days)
    return np.asarray(counts[rep * days + day], dtype=np.int64)
