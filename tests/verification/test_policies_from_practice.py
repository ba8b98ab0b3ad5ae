"""Policies as firms write them: nothing is said against them, and what each is about can be seen in its log.

Most of them read facts that the mid-market scenario does not state; they are tried in the same world with those facts.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.analysis.cohort import follow_cohort
from sandbox.domain.luck import key_of
from sandbox.domain.tables import NONE, ChannelCode, Event, Tables
from sandbox.domain.units import DAY_MS
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.settings import read_setting
from sandbox.files.shipped import list_policies
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from sandbox.study.checks import check_together
from sandbox.study.tasks import simulate_once
from tests.verification.directions import for_weeks
from tests.worlds import ROOT, read_scenario, rows_of, shipped_scenario

GOOD = sorted((ROOT / "tests" / "corpus" / "good").glob("*.yaml"))
KEY = key_of(1, 0)
FACTS = """
leads:
  facts:
    phone: {shares: {"yes": .8, "no": .2}}
    named_account: {shares: {"yes": .2, "no": .8}}
    existing_customer: {shares: {"yes": .1, "no": .9}}
    open_opportunity: {shares: {"yes": .05, "no": .95}}
    region: {shares: {NY: .3, CA: .4, TX: .3}}
    signals_30d: {shares: {"0": .5, "2": .3, "6": .2}}
    days_since_signal: {shares: {"2": .4, "20": .3, "40": .3}}
    budget: {shares: {"5000": .5, "20000": .5}, missing: .5}
"""


@cache
def policy_of(name: str, *settings: str) -> Policy:
    """Return a policy from practice, changed by settings."""
    changes = [change for change in (read_setting(words).value for words in settings) if change is not None]
    read = load_policy(ROOT / "tests" / "corpus" / "good" / f"{name}.yaml", settings=changes)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


@cache
def world() -> Scenario:
    """Return the mid-market with every fact that the policies read and a team half of novices, for a few weeks."""
    text = (ROOT / "scenarios" / "midmarket_saas.yaml").read_text(encoding="utf-8")
    without_facts = text[: text.index("leads:\n")] + text[text.index("teams:\n") :]
    read = read_scenario(without_facts.replace("count: 6,", "count: 6, veterans: .5,") + FACTS)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return for_weeks(read.value, warm_up=1, arrivals=3, follow_up=8)


@cache
def people() -> Population:
    """Return the leads of the world: the same for every policy."""
    return sample_leads(world(), KEY)


@cache
def lived(name: str, *settings: str) -> Tables:
    """Return the tables of a policy in the world."""
    policy = policy_of(name, *settings)
    return simulate(people(), compile_policy(policy), policy.playbook, world(), KEY)


def queue_of(name: str, queue: str) -> int:
    """Return the number of a queue."""
    return [known.name for known in policy_of(name).playbook.queues].index(queue)


def flag(fact: str) -> NDArray[np.bool_]:
    """Return for which leads a flag is known to be true."""
    return np.asarray(people().facts[fact] == 1)


def happened(tables: Tables, event: Event) -> int:
    """Return how often something happened."""
    return len(rows_of(tables, event, "lead"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_said_against_a_policy_from_practice(path: Path) -> None:
    read = load_policy(path)
    assert read.diagnostics == ()
    assert read.value is not None
    said = {finding.code for finding in check_together(read.value, world())}
    assert said <= {"not-simulated"}  # where the world has no leads that ripen


def market_of(policy: Policy) -> str:
    """Return a shipped scenario in which everything that a policy does matters."""
    if policy.nurture:
        return "nurture_market"
    return "midmarket_saas" if policy.playbook.form is None else "web_form"


@pytest.mark.parametrize("path", list_policies(), ids=lambda path: path.stem)
def test_a_shipped_policy_is_clean_in_its_market_and_can_be_simulated(path: Path) -> None:
    read = load_policy(path)
    assert read.diagnostics == ()
    assert read.value is not None
    world = shipped_scenario(market_of(read.value))
    assert check_together(read.value, world) == ()
    tables = simulate_once(read.value, for_weeks(world, warm_up=1, arrivals=2, follow_up=10), seed=1)
    cohort = follow_cohort(tables)
    written_to = np.isin(tables.leads.lead[cohort.rows], rows_of(tables, Event.AUTOMATED, "lead")[:, 0])
    assert ((np.isfinite(cohort.speed_ms) | written_to) & cohort.queued).sum() > 0.9 * cohort.queued.sum()
    assert cohort.won.sum() > 0
    assert {*np.unique(tables.shifts.team[tables.shifts.worked_ms > 0])} == {*range(len(tables.shifts.team_names))}


def test_the_dialer_sends_an_sms_after_a_missed_call_and_writes_mails_where_there_is_no_number() -> None:
    tables = lived("dialer_and_sms")
    sent = rows_of(tables, Event.AUTOMATED, "lead", "channel")
    by_sms = sent[sent[:, 1] == ChannelCode.SMS, 0]
    assert len(by_sms) > 200
    assert flag("phone")[by_sms].all()
    assert flag("phone")[rows_of(tables, Event.DIALED, "lead")[:, 0]].all()
    assert not flag("phone")[rows_of(tables, Event.MAILED, "lead", "channel")[:, 0]].all()


def test_leads_that_went_quiet_are_less_often_an_a_and_an_a_is_called_without_a_mail_first() -> None:
    tables = lived("fit_by_engagement_with_cooling")
    grade = tables.leads.segments["grade"]
    is_a = grade.codes == grade.labels.index("A")
    assert is_a.sum() > 20
    quiet_days = tables.leads.facts["days_since_signal"]
    assert 0 < is_a[quiet_days > 30].mean() < 0.7 * is_a[quiet_days <= 14].mean()
    mailed = np.isin(tables.leads.lead, rows_of(tables, Event.AUTOMATED, "lead")[:, 0])
    to_account_team = (flag("existing_customer") | flag("open_opportunity"))[tables.leads.lead]
    assert mailed.sum() > 100
    assert not (mailed & is_a & ~to_account_team).any()


def test_customers_go_to_the_account_team() -> None:
    tables = lived("fit_by_engagement_with_cooling")
    routed = rows_of(tables, Event.ROUTED, "lead", "queue")
    to_account_team = routed[:, 1] == queue_of("fit_by_engagement_with_cooling", "account_team")
    known = (flag("existing_customer") | flag("open_opportunity"))[routed[:, 0]]
    np.testing.assert_array_equal(to_account_team, known)
    assert to_account_team.sum() > 100


def test_what_its_owner_leaves_too_long_goes_to_the_pool_where_anybody_works_it() -> None:
    tables = lived("four_and_two_back_to_the_pool", "queues.owned.respond_within=2 business h")
    moved = rows_of(tables, Event.REASSIGNED, "lead", "queue", "rep")
    assert len(moved) > 20
    assert {*moved[:, 1]} == {queue_of("four_and_two_back_to_the_pool", "pool")}
    assert {*moved[:, 2]} == {NONE}
    callable_leads = moved[people().has_number[moved[:, 0]], 0]
    assert np.isin(callable_leads, rows_of(tables, Event.DIALED, "lead")[:, 0]).mean() > 0.9


def test_leads_of_named_accounts_go_to_their_owner_and_others_to_the_least_loaded() -> None:
    tables = lived("named_accounts_by_owner")
    given = rows_of(tables, Event.ASSIGNED, "lead", "rep", "queue")
    to_owner = given[given[:, 2] == queue_of("named_accounts_by_owner", "named")]
    assert len(to_owner) > 200
    assert (np.floor(people().account_owner[to_owner[:, 0]] * 6) == to_owner[:, 1]).all()
    shares = np.bincount(given[:, 1], minlength=6)
    assert shares.max() < 1.3 * shares.min()


def test_a_broken_promise_costs_a_rep_the_lead_and_nobody_is_given_more_than_the_cap() -> None:
    tables = lived("round_robin_caps_and_breach", "staffing.sdr.count=9")
    passed_on = rows_of(tables, Event.REASSIGNED, "rep", "time_ms")
    given = rows_of(tables, Event.ASSIGNED, "rep", "time_ms")
    assert (passed_on[:, 0] != NONE).sum() > 20
    every = np.concatenate([given, passed_on[passed_on[:, 0] != NONE]])
    every = every[every[:, 1] < 62 * DAY_MS]  # until clocks change, when days begin an hour earlier
    _, a_day = np.unique(every[:, 0] * 1000 + every[:, 1] // DAY_MS, return_counts=True)
    assert a_day.max() == 12
    by_rep = np.bincount(given[:, 0], minlength=9)
    assert by_rep[:4].mean() > 1.2 * by_rep[4:].mean()  # veterans come first by number, and have twice the weight


def test_meetings_are_booked_with_closers_held_missed_and_booked_again() -> None:
    tables = lived("sdr_to_ae_with_no_shows")
    booked = rows_of(tables, Event.MEETING_BOOKED, "rep", "k")
    held, missed = happened(tables, Event.MEETING_HELD), happened(tables, Event.NO_SHOW)
    assert held > 3 * missed > 0
    assert (booked[:, 1] > 1).any()
    assert (booked[:, 0] >= 6).all()  # the account executives come after the six inside reps
    opened = rows_of(tables, Event.OPENED, "lead")[:, 0]
    np.testing.assert_array_equal(np.sort(opened), np.sort(rows_of(tables, Event.MEETING_HELD, "lead")[:, 0]))


def test_a_strict_definition_of_sql_qualifies_fewer_leads() -> None:
    strict, loose = (
        follow_cohort(lived("strict_bant", *settings)).sql for settings in ((), ("definitions.sql=need and timing",))
    )
    assert 0 < strict.sum() < 0.7 * loose.sum()
    assert not (strict & ~loose).any()


def test_at_weekends_only_who_is_on_call_calls_and_the_team_goes_on_from_there() -> None:
    tables = lived("weekend_cover")
    calls = rows_of(tables, Event.DIALED, "lead", "rep", "time_ms", "queue")
    at_weekend = calls[:, 2] // DAY_MS % 7 >= 5
    on_call = calls[:, 1] == 6
    np.testing.assert_array_equal(at_weekend, on_call)
    assert on_call.sum() > 100
    again = calls[~on_call, 0]
    assert np.isin(calls[on_call, 0], again).mean() > 0.3


def test_strict_and_loose_definition_differ_in_their_definitions_alone() -> None:
    strict, loose = (load_policy(ROOT / "policies" / f"{name}_definition.yaml").value for name in ("strict", "loose"))
    assert strict is not None
    assert loose is not None
    assert strict.playbook == loose.playbook
