"""Single leads under both policies: what is told of them is what was simulated and measured, decisions included."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sandbox.analysis.cohort import count_changed, follow_cohort
from sandbox.analysis.fold import fold_run
from sandbox.domain.tables import EVENT_COLUMNS, NONE, Event, Stage
from sandbox.domain.units import WEEK_MS
from sandbox.engine.stages import Phase
from sandbox.study.journeys import Asked, Entry, Journey, journeys_of
from sandbox.study.lead_list import (
    GRADE,
    SOURCE,
    LeadFilter,
    Summary,
    labels_of,
    leads_like,
    listed,
    stages_of,
)
from sandbox.study.quarter import Lived, Quarter, QuarterSpec, live_through
from sandbox.study.tasks import simulate_once
from tests.unit.study.small import load

POLICY = """\
version: 1
name: %(name)s
scoring:
  - {id: soon, when: timeframe_days <= 30, points: 10}
  - {id: again, when: times_recycled >= 1, points: 5}
  - {id: touched, when: touches >= 3, points: -2}
grades: {A: 12, B: 5, C: below}
definitions:
  mql: score >= 5 or missing(timeframe_days) or signals_30d >= 1
  sql: need and timing and (budget_confirmed or authority)
routing:
  - {id: junk, when: 'email_domain == "disposable"', to: close}
  - {id: talked, when: 'last_outcome == "connected"', to: late}
  - {id: back, when: touches >= 2, to: late}
  - {id: good, when: mql, to: calls}
  - {id: rest, otherwise: true, to: nurture}
queues:
  calls: {team: sdr, order: newest_first, cadence: calls, respond_within: 1 h}
  late: {team: sdr, order: oldest_first, cadence: calls}
cadences:
  calls: {touches: [{channel: phone}, {channel: email, after: 1 h}, {channel: phone, after: %(after)s}], then: nurture}
after_contact:
  - {id: book, when: sql and authority, to: keep, meeting: {within: 3 days}}
  - {id: sell, when: sql, to: keep}
  - {id: often, when: touches >= 4, to: close}
  - {id: graded, when: 'grade == "A" and need', to: late}
  - {id: early, when: need, to: nurture}
  - {id: never, otherwise: true, to: close}
nurture:
  - id: warm
    when: touches <= 6 and score >= 5
    touches: {channel: email, every: 3 days}
    promote_when: signals_30d >= 2 or days_since_signal > 100
  - id: cold
    otherwise: true
    touches: {channel: email, every: 7 days}
    promote_when: signals_30d >= 1 and touches >= 4
"""

SCENARIO = """\
version: 1
name: Small
measure: {warm_up: 0 weeks, arrivals: 3 weeks, follow_up: 9 weeks}
demand: {leads_per_week: 60, known_leads: .2, known_leads_after: {exponential: {mean: 10 days}}}
buyers:
  ripening: {enabled: true, nurtured_per_week: {sceptical: .5, central: .5, vendor: .5}, alone_per_week: .3}
teams:
  sdr: {count: 3}
"""


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    folder = tmp_path_factory.mktemp("journeys")
    for name, after in (("soon", "1 day"), ("late", "6 days")):
        (folder / f"{name}.yaml").write_text(POLICY % {"name": name, "after": after}, encoding="utf-8")
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    loaded = load([str(folder / "soon.yaml"), str(folder / "late.yaml")], str(folder / "small.yaml"))
    first, second = loaded.policies
    found = live_through(QuarterSpec(policies=(first, second), scenario=loaded.scenario, seed=5, replication=2, jobs=1))
    assert isinstance(found, Quarter)
    return found


@pytest.fixture(scope="module")
def journeys(quarter: Quarter) -> list[Journey]:
    """All leads under both policies."""
    both = [journey for index in range(len(quarter.visitors)) for journey in journeys_of(quarter, index)]
    return [journey for journey in both if journey is not None]


@pytest.fixture(scope="module")
def entries(journeys: list[Journey]) -> list[Entry]:
    return [entry for journey in journeys for entry in journey.entries]


def test_summaries_agree_with_what_is_measured(quarter: Quarter) -> None:
    spec = quarter.spec
    cohorts = []
    for policy, kept in zip(spec.policies, quarter.lived, strict=True):
        tables = simulate_once(policy, spec.scenario, spec.seed, spec.replication)
        cohorts.append(follow_cohort(tables))
        fold = fold_run(tables, cohorts[-1])
        sums = dict(zip(fold.measures, fold.numerators[0].tolist(), strict=True))
        assert kept.won.sum() == sums["wins"]
        assert (kept.conversations > 0).sum() == sums["contact_rate"]
        assert kept.amount_cents.sum() / 100 == pytest.approx(sums["revenue"])
        assert (np.isfinite(kept.first_try_ms)).sum() == (cohorts[-1].attempts > 0).sum()
    stages = [
        np.array([one.final_stage[at] for at in row]) for one, row in zip(quarter.lived, quarter.places, strict=True)
    ]
    assert (stages[0] != stages[1]).sum() == count_changed(*cohorts).leads > 0


def test_every_decision_made_anew_is_the_one_in_the_log(entries: list[Entry]) -> None:
    routed = [entry for entry in entries if entry.event is Event.ROUTED]
    judged = [entry for entry in entries if entry.event is Event.JUDGED]
    for entry in (*routed, *judged):
        assert entry.decided[0].row == (None if entry.rule == NONE else entry.rule)
    for entry in judged:
        assert entry.decided[0].is_sql is (entry.stage is Stage.SQL)
    assert {entry.rule for entry in routed} == set(range(5))
    assert {entry.rule for entry in judged} == set(range(6))
    assert sum(entry.cycle > 0 for entry in routed) > 50
    assert sum(entry.cycle > 0 for entry in judged) > 5


def test_a_signal_brings_a_lead_back_exactly_where_its_rule_says_so(journeys: list[Journey]) -> None:
    said = set()
    for journey in journeys:
        for entry, then in zip(journey.entries, (*journey.entries[1:], None), strict=True):
            if entry.event is Event.SIGNAL:
                came_back = then is not None and (then.event, then.time_ms) == (Event.ROUTED, entry.time_ms)
                assert (entry.decided[0].row is not None) is came_back
                said.add(came_back)
    assert said == {True, False}


def test_who_goes_to_nurture_gets_a_program(entries: list[Entry]) -> None:
    programs = [decided.row for entry in entries for decided in entry.decided if decided.asked is Asked.NURTURE]
    assert set(programs) == {0, 1}


def test_the_rules_of_a_decision_are_told_in_their_order(entries: list[Entry]) -> None:
    entry = next(entry for entry in entries if entry.event is Event.ROUTED)
    phases = [step.phase for step in entry.decided[0].steps]
    assert list(dict.fromkeys(phases)) == [Phase.SCORING, Phase.GRADING, Phase.QUALIFYING, Phase.ROUTING]


def test_events_are_those_of_the_lead_in_order_and_within_its_follow_up(quarter: Quarter) -> None:
    lead_column = EVENT_COLUMNS.index("lead")
    for kept in quarter.lived:
        assert kept.starts[-1] == len(kept.events)
        for place in range(len(kept)):
            mine = kept.events_of(place)
            assert len(set(mine[:, lead_column].tolist())) == 1
            assert mine[0, EVENT_COLUMNS.index("event")] == Event.INQUIRY
            times = mine[:, 0]
            assert (np.diff(times) >= 0).all()
            assert times[0] == kept.created_ms[place]
            assert times[-1] - times[0] <= quarter.spec.scenario.window.follow_up_ms


def test_owner_changes_are_from_one_rep_to_another(quarter: Quarter) -> None:
    rep, event = EVENT_COLUMNS.index("rep"), EVENT_COLUMNS.index("event")
    given = {Event.ASSIGNED, Event.REASSIGNED, Event.HANDED_ON}
    for kept in quarter.lived:
        for place in range(len(kept)):
            reps = [row[rep] for row in kept.events_of(place).tolist() if row[event] in given and row[rep] != NONE]
            assert kept.owner_changes[place] == sum(a != b for a, b in pairwise(reps))


def test_workers_find_the_same(quarter: Quarter) -> None:
    spec = quarter.spec
    again = live_through(QuarterSpec(policies=spec.policies, scenario=spec.scenario, seed=5, replication=2, jobs=2))
    assert isinstance(again, Quarter)
    for one, other in zip(quarter.lived, again.lived, strict=True):
        assert_same(one, other)


def assert_same(one: Lived, other: Lived) -> None:
    assert np.array_equal(one.events, other.events)
    assert np.array_equal(one.visitor, other.visitor)
    assert one.again_ms == other.again_ms


def test_filters_keep_what_they_name_and_the_largest_differences_come_first(quarter: Quarter) -> None:
    everybody = leads_like(quarter, LeadFilter(is_changed=False)).tolist()
    assert sorted(everybody) == list(range(len(quarter.visitors)))
    rows = {index: listed(quarter, index).summaries for index in everybody}

    def both(index: int) -> tuple[Summary, Summary]:
        one, other = rows[index]
        assert one is not None
        assert other is not None
        return one, other

    changed = leads_like(quarter, LeadFilter()).tolist()
    assert set(changed) == {index for index in everybody if both(index)[0].stage != both(index)[1].stage}
    gaps = [abs(both(index)[0].amount_cents - both(index)[1].amount_cents) for index in changed]
    assert gaps == sorted(gaps, reverse=True)
    for policy in (0, 1):
        won = leads_like(quarter, LeadFilter(won_only_by=policy)).tolist()
        assert set(won) == {i for i in everybody if both(i)[policy].won and not both(i)[1 - policy].won}
    for grade in labels_of(quarter, GRADE):
        found = set(leads_like(quarter, LeadFilter(is_changed=False, grade=grade)).tolist())
        assert found == {index for index in everybody if grade in {one.grade for one in both(index)}} != set()
    for source in labels_of(quarter, SOURCE):
        found = set(leads_like(quarter, LeadFilter(is_changed=False, source=source)).tolist())
        assert found == {i for i in everybody if listed(quarter, i).facts.get("source") == source} != set()
    for stage in stages_of(quarter):
        found = set(leads_like(quarter, LeadFilter(is_changed=False, stage=stage)).tolist())
        assert found == {index for index in everybody if stage in {one.stage for one in both(index)}} != set()


def test_who_does_not_complete_a_form_is_no_lead_there() -> None:
    loaded = load(["short_form", "long_form"], "web_form")
    window = replace(loaded.scenario.window, arrivals_from_ms=0, arrivals_to_ms=WEEK_MS, follow_up_ms=WEEK_MS)
    first, second = loaded.policies
    found = live_through(
        QuarterSpec(policies=(first, second), scenario=replace(loaded.scenario, window=window), jobs=1)
    )
    assert isinstance(found, Quarter)
    absent = (found.places == NONE).sum(axis=1)
    assert absent[0] == 0 < absent[1]
    index = int(np.flatnonzero(found.places[1] == NONE)[0])
    assert listed(found, index).summaries[1] is None
    assert journeys_of(found, index)[1] is None
    assert index in leads_like(found, LeadFilter()).tolist()
