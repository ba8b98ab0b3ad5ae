"""Floors for tests of laws: two teams, several queues, everything that clocks and owners can do, drawn at random."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import Columns
from sandbox.domain.luck import key_of
from sandbox.domain.playbook import (
    Assign,
    AutoReply,
    Cadence,
    Cap,
    Channel,
    Meeting,
    NextStep,
    Order,
    Pickup,
    Playbook,
    Queue,
    Staffing,
    Weights,
    Work,
)
from sandbox.domain.tables import Tables
from sandbox.domain.units import HOUR_MS, wait_of
from sandbox.files.week import weekly_hours
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.worlds import Everybody, scenario, touches

NAMES = ("q", "second", "closers")
PLANS = st.lists(
    st.tuples(
        st.sampled_from(["phone", "email", "auto email", "sms"]),
        st.sampled_from(["", " 40 min", " 1 day", " 4 business h"]),
    ).map("".join),
    min_size=1,
    max_size=4,
).map(lambda planned: touches(*planned))
SHIFTS = st.sampled_from([{"Mon-Fri": "09:00-17:00"}, {"Mon-Sun": "00:00-24:00"}, {"Tue": "10:00-15:00"}])
WITHINS = st.sampled_from([None, "1 h", "3 days", "2 business days"]).map(lambda text: text and wait_of(text))
CAPS = st.builds(Cap, open=st.sampled_from([None, 1, 3]), per_day=st.sampled_from([None, 1, 2]))
MEETINGS = st.builds(Meeting, within=st.sampled_from(["1 h", "2 business days"]).map(wait_of), rebook=st.integers(0, 2))


def queues(name: str, team: str, breaches: list[str]) -> st.SearchStrategy[Queue]:
    """Draw a queue of a team; a broken promise may send its leads to queues that come after it."""
    return st.builds(
        Queue,
        name=st.just(name),
        team=st.just(team),
        cadence=st.just(name),
        order=st.sampled_from(Order),
        assign=st.sampled_from(Assign),
        pickup=st.sampled_from([Pickup(), Pickup(every_ms=2 * HOUR_MS)]),
        respond_within=st.sampled_from(["5 min", "1 h", "4 business h", None]).map(lambda text: text and wait_of(text)),
        weights=st.sampled_from([Weights(), Weights(novice=0.0, veteran=1.0), Weights(novice=1.0, veteran=3.0)]),
        cap=CAPS,
        on_breach=st.sampled_from(["nothing", "reassign", "reassign", *breaches]),
        dialer=st.booleans(),
    )


def steps(to: list[str]) -> st.SearchStrategy[NextStep]:
    """Draw what follows a conversation; meetings only where the lead stays with sales."""
    in_sales = st.builds(NextStep, id=st.just("s"), to=st.sampled_from(to), meeting=st.none() | MEETINGS)
    return in_sales | st.builds(NextStep, id=st.just("s"), to=st.sampled_from(["nurture", "close"]))


PLAYBOOKS = st.builds(
    lambda first, second, closers, plans, thens, within, sql, rest, auto, order, heads: Playbook(
        queues=(first, second, closers),
        cadences={
            name: Cadence(name=name, touches=plan, then=then, within=within)
            for name, plan, then in zip(NAMES, plans, thens, strict=True)
        },
        after_contact=(sql, rest),
        auto_reply=auto,
        work_order=tuple(order),
        staffing={"ae": heads},
    ),
    queues("q", "sdr", ["second", "closers"]),
    queues("second", "sdr", ["closers"]),
    queues("closers", "ae", []),
    st.tuples(PLANS, PLANS, PLANS),
    st.tuples(
        st.sampled_from(["nurture", "second", "closers"]), st.sampled_from(["close", "closers"]), st.just("close")
    ),
    WITHINS,
    steps(["keep", "closers", "closers"]),
    steps(["keep", "second"]),
    st.none() | st.builds(AutoReply, channel=st.sampled_from([Channel.EMAIL, Channel.SMS])),
    st.permutations(list(Work)),
    st.builds(Staffing, count=st.integers(0, 3), shifts=SHIFTS.map(weekly_hours)),
)
FLOORS = st.fixed_dictionaries({
    "playbook": PLAYBOOKS,
    "heads": st.integers(1, 4),
    "shifts": SHIFTS,
    "ready": st.sampled_from([0.0, 0.5, 1.0]),
    "replication": st.integers(0, 1000),
})
WORLD = """
clock: {{zone: UTC}}
demand: {{leads_per_week: 25, known_leads: .3, known_leads_after: {{exponential: {{mean: 2 days}}}}}}
buyers: {{mail: {{reply: .5, delay: {{fixed: 3 h}}}}, meetings: {{no_show: .4}}{buyers}}}
leads:
  {leads}
  facts: {{phone: {{shares: {{"yes": .8, "no": .2}}, missing: .1}}, named_account: {{shares: {{"yes": .3, "no": .7}}}}}}
{more}
"""
BUSY = scenario(WORLD.format(buyers="", leads="", more=""))
SWITCHED_OFF = scenario(
    WORLD.format(
        buyers=", ripening: {enabled: false, alone_per_week: .5, patience: 1 day}, opt_out: {happens: false, call: .5}"
        ", deals: {meetings: {count: 0}, freeze_per_week: 0}",
        leads="zones: {UTC: 1}",
        more="teams: {sdr: {count: 2, nature: {other_work: 0 h, cherry_picks: 0, ramp: [1, 1]}}}\ncompensation: shared",
    )
)
"""The same world, in which every block that could change it is stated and says no."""


@dataclass(frozen=True)
class TwoQueues(Everybody):
    """A rulebook that sends every third lead to the second queue, and every seventh of those who come back nowhere."""

    def decide(self, columns: Columns, count: int) -> Decisions:
        """Decide by the place among all leads; a lead that comes back goes by its touches."""
        number = columns["touches"].astype(np.int64) + 1 if "touches" in columns else np.arange(count)
        queue = np.where(number % 7 == 0, 3, np.where(number % 3 == 0, 1, 0)).astype(np.int16)
        names = ("q", "second", "closers", "nurture", "close")
        cadence = np.minimum(queue, 2).astype(np.int16)
        decided = super().decide(columns, count)
        return replace(decided, queue=queue, queue_names=names, cadence=cadence, cadence_names=NAMES)


def scenario_of(floor: dict[str, Any], more_heads: int = 0, base: Scenario = BUSY) -> Scenario:
    """Return the scenario of a floor, with more reps than drawn if asked."""
    intent = replace(base.buyers.intent, ready=(floor["ready"],) * 4)
    team = replace(
        base.teams["sdr"], count=floor["heads"] + more_heads, shifts=weekly_hours(floor["shifts"]), veterans=0.5
    )
    return replace(base, teams={"sdr": team}, buyers=replace(base.buyers, intent=intent))


def lived_on(floor: dict[str, Any], more_heads: int = 0, base: Scenario = BUSY) -> tuple[Scenario, Tables]:
    """Return a scenario with the teams as the policy staffs them, and the tables of its run."""
    drawn, key = scenario_of(floor, more_heads, base), key_of(3, floor["replication"])
    rulebook = TwoQueues(scores=(3, 1, 2), grades=(0, 1, -1), if_sql=0, if_not=1)
    return drawn, simulate(sample_leads(drawn, key), rulebook, floor["playbook"], drawn, key)
