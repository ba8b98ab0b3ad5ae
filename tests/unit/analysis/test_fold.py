"""Measures of tables written by hand."""

import math

import pytest

from sandbox.analysis.cohort import Changed, count_changed, follow_cohort
from sandbox.analysis.fold import EVERY_LEAD, Fold, Group, fold_run
from sandbox.analysis.measures import MEASURES, measure_named
from sandbox.domain.tables import NONE, Event, Stage, Tables
from sandbox.domain.units import HOUR_MS, MINUTE_MS, WEEK_MS
from tests.unit.analysis.by_hand import (
    dialed,
    event,
    lead_table,
    quarter_of_five,
    routed,
    shift_table,
    tables,
    won,
)


def fold(run: Tables) -> Fold:
    return fold_run(run, follow_cohort(run))


def value(found: Fold, name: str, group: Group = EVERY_LEAD) -> float | None:
    row, column = found.groups.index(group), found.measures.index(name)
    denominator = found.denominators[row, column]
    return float(found.numerators[row, column] / denominator) if denominator else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Waits of the five leads: 2, 30, 120 min, never, never; contacts: 3, 180, 1500 min, never, never.
        ("speed_to_lead_p50_min", 120.0),
        ("speed_to_lead_p90_min", None),
        ("speed_to_lead_within_5min", 1 / 5),
        ("speed_to_lead_within_1h", 2 / 5),
        ("speed_to_lead_within_24h", 3 / 5),
        # Business hours are the first hour of the week and a night later: 2, 30, 60 min.
        ("speed_to_lead_business_p50_min", 60.0),
        ("speed_to_lead_business_p90_min", None),
        ("speed_to_lead_business_within_5min", 1 / 5),
        ("speed_to_lead_business_within_1h", 3 / 5),
        ("speed_to_lead_business_within_24h", 3 / 5),
        ("time_to_first_contact_p50_min", 1500.0),
        ("time_to_first_contact_p90_min", None),
        ("time_to_first_contact_within_5min", 1 / 5),
        ("time_to_first_contact_within_1h", 1 / 5),
        ("time_to_first_contact_within_24h", 2 / 5),
        ("sla_attainment", 2 / 4),
        ("contact_rate", 3 / 5),
        ("connect_rate", 2 / 3),
        ("attempts_per_lead", 5 / 5),
        ("calls_to_first_contact", 3 / 2),
        ("mql_rate", 4 / 5),
        ("qualification_rate", 2 / 5),
        ("sal_to_sql", 2 / 3),
        ("opportunity_rate", 2 / 5),
        ("close_rate", 1 / 5),
        ("leads", 5.0),
        ("opt_out_rate", 0.0),
        ("win_rate", 1 / 2),
        ("wins", 1.0),
        ("revenue", 1000.50),
        ("hours_used", 8.0),
        ("rep_utilisation.sdr", 0.5),
        ("unworked_rate", 1 / 4),
    ],
)
def test_measure_by_hand(name: str, expected: float | None) -> None:
    assert value(fold(quarter_of_five()), name) == expected


def test_every_measure_of_the_catalogue_is_folded() -> None:
    found = fold(quarter_of_five())
    assert found.measures == (*MEASURES, "rep_utilisation.sdr")
    assert all(measure_named(name).formula for name in found.measures)


def test_segments_hold_the_same_measures_over_their_own_leads() -> None:
    found = fold(quarter_of_five())
    referral, social = ("source", "referral"), ("source", "social")
    assert value(found, "contact_rate", referral) == 1.0
    assert value(found, "contact_rate", social) == 0.5
    assert value(found, "speed_to_lead_p50_min", referral) == 2.0
    assert value(found, "speed_to_lead_p90_min", referral) == 30.0
    assert value(found, "speed_to_lead_p50_min", social) == 120.0
    assert value(found, "revenue", referral) == 1000.50
    assert value(found, "wins", social) == 0.0


def test_a_label_without_leads_and_hours_in_a_segment_have_no_case() -> None:
    found = fold(quarter_of_five())
    assert value(found, "contact_rate", ("source", "display")) is None
    assert value(found, "hours_used", ("source", "referral")) is None


def test_final_stage_is_the_last_within_the_follow_up() -> None:
    stages = follow_cohort(quarter_of_five()).final_stage
    assert list(stages) == [Stage.CUSTOMER, Stage.NURTURE, Stage.LOST, Stage.MQL, Stage.NURTURE]


def test_no_leads_leave_every_lead_measure_undefined() -> None:
    found = fold(tables([], lead_table([]), shift_table([(0, 0, 7, 8, 0)])))
    undefined = {name for name in found.measures if value(found, name) is None}
    assert set(found.measures) - undefined == {"hours_used", "backlog_mean", "rep_utilisation.sdr"}
    assert value(found, "rep_utilisation.sdr") == 0.0


def test_no_rep_leaves_utilisation_undefined() -> None:
    found = fold(tables([], lead_table([WEEK_MS])))
    assert value(found, "rep_utilisation.sdr") is None
    assert value(found, "hours_used") is None
    assert value(found, "wins") == 0.0
    assert value(found, "win_rate") is None


def test_an_event_at_the_end_of_the_follow_up_counts_and_one_after_does_not() -> None:
    end = 2 * WEEK_MS
    at_end = fold(tables([routed(WEEK_MS, 0), dialed(end, 0)], lead_table([WEEK_MS])))
    after = fold(tables([routed(WEEK_MS, 0), dialed(end + 1, 0)], lead_table([WEEK_MS])))
    assert value(at_end, "unworked_rate") == 0.0
    assert value(after, "unworked_rate") == 1.0


def test_the_promise_is_kept_at_the_very_millisecond() -> None:
    created, promise = WEEK_MS, 5 * MINUTE_MS
    for late_ms, kept in ((0, 1.0), (1, 0.0)):
        events = [routed(created + 10, 0), dialed(created + 10 + promise + late_ms, 0)]
        assert value(fold(tables(events, lead_table([created], promise_ms=[promise]))), "sla_attainment") == kept


def test_speed_counts_from_creation_and_the_promise_from_routing() -> None:
    events = [routed(WEEK_MS + HOUR_MS, 0), dialed(WEEK_MS + HOUR_MS + MINUTE_MS, 0)]
    found = fold(tables(events, lead_table([WEEK_MS], promise_ms=[5 * MINUTE_MS])))
    assert value(found, "speed_to_lead_p50_min") == 61.0
    assert value(found, "sla_attainment") == 1.0


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 100])
def test_quantile_is_the_least_wait_that_the_share_does_not_exceed(count: int) -> None:
    events = [dialed(WEEK_MS + (lead + 1) * MINUTE_MS, lead) for lead in range(count)]
    found = fold(tables(events, lead_table([WEEK_MS] * count)))
    assert value(found, "speed_to_lead_p50_min") == math.ceil(count / 2)
    assert value(found, "speed_to_lead_p90_min") == math.ceil(count * 9 / 10)


def of_people(visitors: list[int], won_by: int) -> Tables:
    """Two tables' worth of leads: who they are, and which of them became a customer."""
    place = visitors.index(won_by)
    made = [routed(WEEK_MS, lead) for lead in range(len(visitors))] + [won(2 * WEEK_MS - 1, place, 10)]
    return tables(made, lead_table([WEEK_MS] * len(visitors), visitors=visitors))


def test_leads_are_compared_by_who_they_are_not_by_their_number() -> None:
    """Visitor 7 is lead 0 of one policy and lead 1 of the other, and a customer of both."""
    one, other = follow_cohort(of_people([7, 8, 9], won_by=7)), follow_cohort(of_people([5, 7], won_by=7))
    assert count_changed(one, one) == Changed(leads=0, of=3)
    assert count_changed(one, other) == Changed(leads=3, of=4)  # 8 and 9 are leads of one alone, 5 of the other
    assert count_changed(other, one) == Changed(leads=3, of=4)
    lost_it = follow_cohort(of_people([5, 7], won_by=5))
    assert count_changed(other, lost_it) == Changed(leads=2, of=2)


def reps_and_leads() -> Tables:
    """Five leads of one team of three reps: who was given what, and left it.

    Lead 0: given to rep 0, ignored, passed on to rep 1, who calls. Lead 1: given to rep 0, ignored. Lead 2: rep 0 calls
    and gives up. Lead 3: rep 1 gives up, is written to, calls again. Lead 4: given to nobody. Rep 2 gets none.
    """
    t = WEEK_MS
    rows = [
        *(routed(t, lead) for lead in range(5)),
        *(event(t + 1, lead, Event.ASSIGNED, rep=rep) for lead, rep in ((0, 0), (1, 0), (2, 0), (3, 1))),
        *(event(t + 1, lead, Event.IGNORED, rep=0) for lead in (0, 1)),
        event(t + 2, 0, Event.REASSIGNED, rep=1),
        event(t + 2, 4, Event.REASSIGNED, rep=NONE),
        *(dialed(t + 3, lead) for lead in (0, 2, 3)),
        *(event(t + 4, lead, Event.GIVEN_UP, rep=0) for lead in (2, 3)),
        event(t + 5, NONE, Event.PAUSED, rep=0, stage=NONE),
        dialed(t + 6, 3),
        event(t + 7, 3, Event.ASSIGNED, rep=1),
    ]
    shifts = shift_table([(rep, 0, 7, 8, 1) for rep in range(3)] + [(3, 1, 7, 8, 1)], ("sdr", "ae"))
    return tables(rows, lead_table([t] * 5), shifts)


def test_leads_left_alone_are_those_nobody_has_tried_since() -> None:
    found = fold(reps_and_leads())
    assert value(found, "ignored_rate") == 2 / 5
    assert value(found, "dropped_rate") == 2 / 5  # leads 1 and 2


def test_spread_of_leads_is_over_the_reps_of_teams_that_have_any() -> None:
    """Reps 0, 1 and 2 have had 3, 2 and 0 leads: mean 5/3, standard deviation sqrt(14)/3; the other team has none."""
    assert value(fold(reps_and_leads()), "lead_spread") == pytest.approx(math.sqrt(14) / 5)
    assert value(fold(tables([], lead_table([WEEK_MS]))), "lead_spread") is None
