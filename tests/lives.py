"""Whole lives for tests of laws: floors on which reps are human, leads ripen, opt out and come back, and deals stop."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sandbox.domain.decision import Nurturing
from sandbox.domain.facts import Columns
from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Accountability, By, Channel, NurtureProgram, Playbook, RecyclingRule, TouchWindow
from sandbox.domain.tables import Stage, Tables, WonReason
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, Wait, wait_of
from sandbox.files.week import weekly_hours
from sandbox.sim.annoyance import OptOut
from sandbox.sim.nature import Nature, Patience, Shares
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario, WebForm
from sandbox.sim.team import Duration, Shape
from sandbox.sim.world import simulate
from tests.floors import FLOORS, NAMES, TwoQueues, scenario_of

SHARES = st.floats(0.1, 0.9)
NATURES = st.builds(
    Nature,
    untracked=st.builds(Shares, novice=SHARES, veteran=SHARES),
    tracked=st.builds(Shares, novice=SHARES, veteran=SHARES),
    ignores_spread=st.just(0.1),
    gives_up_after=st.builds(Patience, novice=st.integers(1, 3), veteran=st.integers(1, 3) | st.none()),
    cherry_picks=st.floats(0.0, 1.0),
    ramp=st.sampled_from([(), (0.5, 0.75, 1.0)]),
    tenure_months=st.floats(0.0, 4.0),
    other_work_ms=st.integers(0, 6 * HOUR_MS),
    departures_per_year=st.sampled_from([0.0, 3.0, 12.0]),
    replaced_after_ms=st.none() | st.integers(1, 30 * DAY_MS),
)
TERMS = st.none() | st.builds(
    Accountability,
    attempt_within=st.sampled_from([Wait(elapsed_ms=8 * HOUR_MS), Wait(business_days=1, is_business=True)]),
    at_least=st.floats(0.1, 1.0),
    over_leads=st.integers(1, 20),
    pause_for=st.none() | st.just(Wait(business_days=2, is_business=True)),
)
WINDOWS = st.sampled_from([
    None,
    None,
    TouchWindow(hours=weekly_hours({"Mon-Fri": "10:00-16:00"})),
    TouchWindow(hours=weekly_hours({"Mon-Sun": ["00:00-04:00", "20:00-24:00"]}), zone="Asia/Kolkata"),
])
PROGRAMS = st.lists(
    st.builds(
        NurtureProgram,
        id=st.just("n"),
        channel=st.sampled_from(Channel),
        every=st.sampled_from(["1 day", "5 days", "3 business days"]).map(wait_of),
        by=st.sampled_from(By),
        team=st.sampled_from([None, "sdr", "ae"]),
        stop_after=st.sampled_from([None, "20 days"]).map(lambda text: text and wait_of(text)),
    ).map(lambda one: one if one.by is By.REP else replace(one, team=None)),
    max_size=2,
)
RULES = st.lists(
    st.builds(
        RecyclingRule,
        id=st.just("r"),
        stage=st.sampled_from([Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY]),
        idle_for=st.sampled_from(["2 h", "3 days", "4 business days"]).map(wait_of),
        to=st.sampled_from([*NAMES, "nurture", "close"]),
    ),
    max_size=3,
)
OPT_OUT = OptOut(
    message=0.05,
    message_growth=1.44,
    messages_within_ms=14 * DAY_MS,
    messages_counted=8,
    call=0.2,
    voicemail=0.05,
    touches_within_ms=7 * DAY_MS,
    touches_free=3,
    often_factor=1.5,
    at_most=0.5,
)
LIVES = st.fixed_dictionaries({
    "floor": FLOORS,
    "windows": st.tuples(WINDOWS, WINDOWS, WINDOWS),
    "form": st.sampled_from([None, None, (), ("phone", "role")]),
    "programs": PROGRAMS,
    "rules": RULES,
    "terms": TERMS,
    "nature": st.none() | NATURES,
    "zones": st.sampled_from([{"UTC": 1.0}, {"Asia/Kolkata": 0.5, "America/Los_Angeles": 0.5}]),
    "visitors": st.booleans(),
    "ripens": st.booleans(),
    "holidays": st.just(frozenset()) | st.frozensets(st.integers(0, 120), max_size=60),
    "opt_out": st.sampled_from([None, OPT_OUT]),
    "meetings": st.integers(0, 2),
    "travel": st.sampled_from([0, 0, 20 * MINUTE_MS, 3 * HOUR_MS]),
    "freeze_per_week": st.sampled_from([0.0, 0.3]),
})
FORM = WebForm(visitors_per_week=50.0, completion=0.5, questions_free=2, decay_per_question=0.1)


@dataclass(frozen=True)
class Life:
    """A scenario, its leads, what people and machines are told, and the tables of the run."""

    scenario: Scenario
    people: Population
    playbook: Playbook
    tables: Tables


@dataclass(frozen=True)
class Programs(TwoQueues):
    """A rulebook that puts leads into so many programs by their touches, or into none, and promotes every other one."""

    programs: int = 0

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        """Choose by the number of touches."""
        touches = columns["touches"].astype(np.int16)
        return Nurturing(program=touches % (self.programs + 1) - 1, promotes=touches % 2 == 0)


def playbook_of(life: dict[str, Any]) -> Playbook:
    """Return the playbook of a life."""
    plain: Playbook = life["floor"]["playbook"]
    windows = zip(plain.cadences.items(), life["windows"], strict=True)
    return replace(
        plain,
        cadences={name: replace(cadence, window=window) for (name, cadence), window in windows},
        form=life["form"],
        nurture=tuple(life["programs"]),
        recycling=tuple(life["rules"]),
        accountability=life["terms"],
    )


def world_of(life: dict[str, Any], more_heads: int = 0) -> Scenario:
    """Return the scenario of a life."""
    plain = scenario_of(life["floor"], more_heads)
    buyers, team = plain.buyers, replace(plain.teams["sdr"], travel_ms=life["travel"])
    ripening = replace(
        buyers.ripening,
        enabled=life["ripens"],
        nurtured_per_week=0.5,
        alone_per_week=0.2,
        patience_ms=10 * DAY_MS,
        signals_per_week=(1.0, 0.5, 0.2),
    )
    deals = replace(
        buyers.deals,
        meetings=life["meetings"],
        freeze_per_week=life["freeze_per_week"],
        won_reasons=dict.fromkeys(WonReason, 1.0),
        time_to_close=Duration(shape=Shape.FIXED, scale_ms=6 * DAY_MS),
    )
    return replace(
        plain,
        holidays=frozenset(plain.start + timedelta(days=day) for day in life["holidays"]),
        zones=life["zones"],
        demand=replace(plain.demand, web_form=FORM if life["visitors"] else None),
        buyers=replace(buyers, ripening=ripening, opt_out=life["opt_out"], deals=deals),
        teams={"sdr": team if life["nature"] is None else replace(team, nature=life["nature"])},
    )


def lived_through(life: dict[str, Any]) -> Life:
    """Return a life and what it leaves behind."""
    drawn, playbook, key = world_of(life), playbook_of(life), key_of(3, life["floor"]["replication"])
    people = sample_leads(drawn, key, playbook.form)
    rulebook = Programs(scores=(3, 1, 2), grades=(0, 1, -1), if_sql=0, if_not=1, programs=len(playbook.nurture))
    return Life(drawn, people, playbook, simulate(people, rulebook, playbook, drawn, key))
