"""Reps who are held to account: who is paused, for how long, what becomes of their leads, and that it helps."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Accountability, Assign, Cap, Playbook, Weights
from sandbox.domain.tables import NONE, Event, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, Wait, wait_of
from sandbox.sim.distribution import Distribution
from sandbox.sim.ledger import Assignment, Ledger
from sandbox.sim.nature import PERFECT, Nature, Shares
from sandbox.sim.population import sample_leads
from sandbox.sim.world import simulate
from tests.worlds import Everybody, one_queue, rows_of, scenario

WORLD = scenario("\ndemand: {leads_per_week: 60}\n")
HALF = Shares(novice=0.5, veteran=0.5)
LAZY = Nature(untracked=HALF, tracked=HALF)
DAY = Wait(business_days=1, is_business=True)
STRICT = Accountability(attempt_within=DAY, at_least=0.9, over_leads=5, pause_for=Wait(elapsed_ms=3 * DAY_MS))


def terms(**changes: object) -> Accountability:
    return replace(STRICT, **changes)  # type: ignore[arg-type]


@cache
def lived(
    nature: Nature, account: Accountability | None, assign: Assign = Assign.ROUND_ROBIN, heads: int = 3
) -> Tables:
    """Return the tables of a run with one call and two follow-ups a lead."""
    drawn = replace(WORLD, teams={"sdr": replace(WORLD.teams["sdr"], count=heads, nature=nature)})
    playbook: Playbook = replace(
        one_queue("phone", "phone 1 day", "email 1 day", assign=assign), accountability=account
    )
    key = key_of(3, 0)
    return simulate(sample_leads(drawn, key), Everybody(), playbook, drawn, key)


def pauses(tables: Tables) -> list[tuple[int, int, int]]:
    """Return rep, beginning and end of each pause; without an end it lasts to the end of the log."""
    spans, since = [], {}
    for time, event, rep in tables.events.rows[:, [0, 3, 4]].tolist():
        if event == Event.PAUSED:
            assert rep not in since
            since[rep] = time
        elif event == Event.RESTORED:
            spans.append((rep, since.pop(rep), time))
    return spans + [(rep, time, int(tables.events.rows[-1, 0]) + 1) for rep, time in since.items()]


def test_who_leaves_leads_untried_is_paused_for_as_long_as_the_policy_says() -> None:
    found = pauses(lived(LAZY, STRICT))
    assert {rep for rep, _, _ in found} == {0, 1, 2}
    last_ms = int(lived(LAZY, STRICT).events.rows[-1, 0])
    assert all(to_ms - from_ms == 3 * DAY_MS for _, from_ms, to_ms in found if to_ms <= last_ms)


def test_reps_who_work_their_leads_are_never_paused_and_nothing_changes_for_them() -> None:
    strict, free = lived(PERFECT, STRICT), lived(PERFECT, None)
    assert not pauses(strict)
    np.testing.assert_array_equal(strict.events.rows, free.events.rows)


def test_nobody_is_judged_on_fewer_leads_or_sooner_than_the_policy_says() -> None:
    tables = lived(LAZY, terms(over_leads=12))
    for rep in range(3):
        first_ms = min(from_ms for who, from_ms, _ in pauses(tables) if who == rep)
        given = rows_of(tables, Event.ASSIGNED, "rep", "time_ms")
        mine = np.sort(given[given[:, 0] == rep, 1])
        assert first_ms >= mine[11] + 8 * HOUR_MS  # a business day is never shorter
    assert not pauses(lived(LAZY, terms(over_leads=10_000)))


def test_the_share_decides_who_is_paused() -> None:
    """Whoever ignores four in ten tries six in ten: a floor well below passes everybody, one well above nobody."""
    mild = Nature(tracked=Shares(novice=0.4, veteran=0.4))
    assert not pauses(lived(mild, terms(at_least=0.2, over_leads=20)))
    assert len(pauses(lived(mild, terms(at_least=0.9, over_leads=20)))) >= 3


def test_a_paused_rep_is_given_nothing_and_makes_no_first_touch() -> None:
    for assign in (Assign.ROUND_ROBIN, Assign.LEAST_LOADED, Assign.WEIGHTED):
        tables = lived(LAZY, STRICT, assign)
        given = rows_of(tables, Event.ASSIGNED, "rep", "time_ms")
        tasks = rows_of(tables, Event.DONE, "rep", "k", "time_ms", "duration_ms")
        begins = tasks[:, 2] - tasks[:, 3]
        for rep, from_ms, to_ms in pauses(tables):
            assert not ((given[:, 0] == rep) & (given[:, 1] > from_ms) & (given[:, 1] < to_ms)).any()
            first = (tasks[:, 0] == rep) & (tasks[:, 1] == 1)
            assert not (first & (begins > from_ms) & (begins < to_ms)).any()


def test_until_restored_is_until_the_end() -> None:
    tables = lived(LAZY, terms(pause_for=None))
    assert len(pauses(tables)) == 3
    assert not rows_of(tables, Event.RESTORED, "rep").size
    last_ms = max(from_ms for _, from_ms, _ in pauses(tables))
    assert not (rows_of(tables, Event.ASSIGNED, "time_ms") > last_ms).any()


def test_in_a_shared_queue_nobody_is_held_to_account() -> None:
    assert not pauses(lived(LAZY, STRICT, Assign.SHARED))


def test_whom_reps_ignore_where_somebody_keeps_count_they_ignore_without_it_as_well() -> None:
    nature = Nature(untracked=Shares(veteran=0.6), tracked=Shares(veteran=0.3))
    lenient = terms(at_least=0.01)
    counted, free = (
        {tuple(row) for row in rows_of(lived(nature, account), Event.IGNORED, "lead").tolist()}
        for account in (lenient, None)
    )
    assert counted < free


def test_events_of_reps_are_about_no_lead() -> None:
    tables = lived(LAZY, STRICT)
    for event in (Event.PAUSED, Event.RESTORED):
        rows = rows_of(tables, event, "lead", "stage", "owner", "queue")
        assert len(rows)
        assert (rows == NONE).all()


def test_a_lead_for_which_nothing_fell_due_does_not_count() -> None:
    ledger = Ledger(2)
    for is_asked, is_attempted in ((True, True), (False, False), (True, True), (False, False)):
        ledger.judge(Assignment(judged_ms=0, is_asked=is_asked, is_attempted=is_attempted))
    assert not ledger.is_below(1.0)
    ledger.judge(Assignment(judged_ms=0, is_asked=True))
    assert ledger.is_below(0.51)
    assert not ledger.is_below(0.5)


# Turns


def turns(assign: Assign, heads: int = 3, cap: Cap | None = None) -> Distribution:
    (queue,) = one_queue("phone", assign=assign).queues
    return Distribution(replace(queue, cap=cap or Cap()), heads, heads)


@pytest.mark.parametrize("assign", [Assign.ROUND_ROBIN, Assign.WEIGHTED])
def test_missed_turns_are_not_made_up_for(assign: Assign) -> None:
    share = turns(assign)
    share.bar(1)
    assert [share.choose(float("nan"), [0, 0, 0]) for _ in range(6)].count(1) == 0
    share.admit(1)
    after = [share.choose(float("nan"), [0, 0, 0]) for _ in range(9)]
    assert [after.count(place) for place in range(3)] == [3, 3, 3]


def test_who_takes_the_desk_of_a_veteran_has_a_novices_weight() -> None:
    (queue,) = one_queue("phone", assign=Assign.WEIGHTED).queues
    share = Distribution(replace(queue, weights=Weights(novice=1, veteran=3)), 2, 2)
    assert [share.choose(float("nan"), [0, 0]) for _ in range(8)].count(0) == 4
    share.begin_novice(0)
    assert [share.choose(float("nan"), [0, 0]) for _ in range(8)].count(0) == 2


def test_an_account_whose_owner_is_away_is_everybodys_meanwhile() -> None:
    share = turns(Assign.ACCOUNT_OWNER)
    assert share.choose(0.5, [0, 0, 0]) == 1
    share.bar(1)
    assert [share.choose(0.5, [0, 0, 0]) for _ in range(4)] == [0, 2, 0, 2]
    share.admit(1)
    assert share.choose(0.5, [0, 0, 0]) == 1


def test_who_comes_back_is_still_at_its_cap_and_who_is_at_its_cap_stays_barred() -> None:
    share = turns(Assign.ROUND_ROBIN, 1, Cap(open=1))
    share.take(0)
    share.bar(0)
    share.admit(0)
    assert share.choose(float("nan"), [1]) is None
    share.bar(0)
    share.release(0)
    share.begin_day()
    assert share.choose(float("nan"), [0]) is None


def test_leads_wait_for_the_only_rep_until_it_comes_back() -> None:
    account = terms(pause_for=wait_of("3 days"))
    tables = lived(LAZY, account, heads=1)
    given = rows_of(tables, Event.ASSIGNED, "time_ms")[:, 0]
    for _, from_ms, to_ms in pauses(tables):
        assert not ((given > from_ms) & (given < to_ms)).any()
    _, _, back_ms = pauses(tables)[0]
    assert (given == back_ms).sum() > 1  # those that have waited, all at once
