"""What policies say of queues beyond their team, of people on the floor and of idle leads: as it is read."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.facts import Vocabulary
from sandbox.domain.hours import WeeklyHours
from sandbox.domain.playbook import (
    WORK_ORDER,
    Accountability,
    Assign,
    AutoReply,
    Cap,
    Channel,
    Order,
    Playbook,
    RecyclingRule,
    Staffing,
    Weights,
    Work,
)
from sandbox.domain.tables import Stage
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, Wait
from sandbox.engine.language.parse import parse_policy
from sandbox.files.settings import read_setting
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary

BASE = """\
version: 1
name: Floor
routing: [{id: rest, otherwise: true, to: sales}]
cadences: {calls: {touches: [{channel: phone}], then: nurture}}
"""
SALES = "queues: {sales: {team: sdr, cadence: calls, assign: round_robin, respond_within: 1 h%s}}\n"


def shipped_vocabulary() -> Vocabulary:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    return vocabulary


VOCABULARY = shipped_vocabulary()


def read(text: str, *settings: str) -> Playbook:
    """Return the playbook of a policy that is read without any finding."""
    changes = [one.value for one in map(read_setting, settings) if one.value is not None]
    found = parse_policy(BASE + text, "p.yaml", VOCABULARY, settings=changes)
    assert [finding.render() for finding in found.diagnostics] == []
    assert found.value is not None
    return found.value.playbook


def codes(text: str) -> list[str]:
    return [finding.code for finding in parse_policy(BASE + text, "p.yaml", VOCABULARY).diagnostics]


def test_what_a_policy_leaves_out_changes_nothing() -> None:
    playbook = read(SALES % "")
    (queue,) = playbook.queues
    assert (queue.weights, queue.cap, queue.on_breach, queue.dialer) == (Weights(), Cap(), "nothing", False)
    left = Playbook(queues=playbook.queues, cadences=playbook.cadences)
    assert playbook == left


def test_everything_is_read() -> None:
    text = """\
queues:
  sales:
    {team: sdr, cadence: calls, order: earliest_due, respond_within: 1 h, assign: {weighted: {novice: 1, veteran: 2.5}},
     cap: {open: 40}, on_breach: reassign, dialer: true}
  late:
    {team: night, cadence: calls, order: best_grade_newest, respond_within: 1 h, assign: least_loaded,
     cap: {per_day: 10, open: 5}, on_breach: sales}
  owned: {team: sdr, cadence: calls, assign: account_owner, on_breach: nothing, dialer: false}
scoring: [{id: all, when: true, points: 1}]
grades: {A: 1, B: below}
form: [phone, role]
auto_reply: {channel: sms, after: 2 business h}
work_order: [nurture, first_touch]
staffing:
  sdr: {count: 6}
  night: {count: 1, shifts: {Sat-Sun: [09:00-12:00, 13:00-17:00], Mon: 18:00-24:00}}
recycling:
  - {id: stalled-lead, stage: sal, idle_for: 14 days, to: late}
  - {id: stalled-deal, stage: opportunity, idle_for: 9 business weeks, to: owned}
accountability: {attempt_within: 24 h, at_least: 92.5 %, over: 50 leads, pause_for: 5 business days}
"""
    playbook = read(text)
    sales, late, owned = playbook.queues
    assert (sales.order, sales.assign, sales.weights) == (
        Order.EARLIEST_DUE,
        Assign.WEIGHTED,
        Weights(novice=1.0, veteran=2.5),
    )
    assert (sales.cap, sales.on_breach, sales.dialer) == (Cap(open=40), "reassign", True)
    assert (late.order, late.assign, late.cap) == (
        Order.BEST_GRADE_NEWEST,
        Assign.LEAST_LOADED,
        Cap(open=5, per_day=10),
    )
    assert (late.on_breach, owned.assign, owned.cap) == ("sales", Assign.ACCOUNT_OWNER, Cap())
    assert playbook.form == ("phone", "role")
    assert playbook.auto_reply == AutoReply(channel=Channel.SMS, after=Wait(business_ms=2 * HOUR_MS, is_business=True))
    spans: tuple[tuple[int, int, int], ...] = ((0, 18 * HOUR_MS, DAY_MS),)
    spans += tuple((day, f * HOUR_MS, t * HOUR_MS) for day in (5, 6) for f, t in ((9, 12), (13, 17)))
    assert playbook.staffing == {
        "sdr": Staffing(count=6),
        "night": Staffing(count=1, shifts=WeeklyHours(spans=spans)),
    }
    assert playbook.recycling == (
        RecyclingRule(id="stalled-lead", stage=Stage.SAL, idle_for=Wait(elapsed_ms=14 * DAY_MS), to="late"),
        RecyclingRule(
            id="stalled-deal",
            stage=Stage.OPPORTUNITY,
            idle_for=Wait(business_days=45, is_business=True),
            to="owned",
        ),
    )
    assert playbook.accountability == Accountability(
        attempt_within=Wait(elapsed_ms=DAY_MS),
        at_least=0.925,
        over_leads=50,
        pause_for=Wait(business_days=5, is_business=True),
    )


@pytest.mark.parametrize("written", ["50 leads", "50"])
def test_leads_are_counted_with_or_without_the_word(written: str) -> None:
    text = SALES % "" + f"accountability: {{attempt_within: 1 h, at_least: 5%, over: {written}, pause_for: restored}}\n"
    found = read(text).accountability
    assert found is not None
    assert (found.over_leads, found.at_least, found.pause_for) == (50, 0.05, None)


@given(st.decimals(min_value="0.01", max_value=100, places=2))
def test_a_percentage_is_read_as_a_share(percent: object) -> None:
    rest = "attempt_within: 1 h, over: 1 lead, pause_for: 1 day"
    found = read(SALES % "" + f"accountability: {{at_least: {percent} %, {rest}}}\n").accountability
    assert found is not None
    assert found.at_least == pytest.approx(float(str(percent)) / 100)
    assert 0 < found.at_least <= 1


@given(st.lists(st.sampled_from(Work), min_size=1, unique=True))
def test_work_that_is_not_named_comes_last_in_the_default_order(named: list[Work]) -> None:
    order = read(SALES % "" + f"work_order: [{', '.join(named)}]\n").work_order
    assert list(order[: len(named)]) == named
    assert sorted(order) == sorted(Work)
    assert list(order[len(named) :]) == [kind for kind in WORK_ORDER if kind not in named]


QUEUES = ["a", "b", "c", "d"]


@given(
    st.fixed_dictionaries({name: st.sampled_from([*QUEUES, "close"]) for name in QUEUES}),
    st.fixed_dictionaries({name: st.sampled_from([*QUEUES, "reassign", "nothing"]) for name in QUEUES}),
)
def test_a_policy_is_refused_exactly_when_leads_can_go_round(
    then: Mapping[str, str], breach: Mapping[str, str]
) -> None:
    text = "version: 1\nname: Ways\nrouting: [{id: rest, otherwise: true, to: a}]\nqueues:\n"
    for name in QUEUES:
        text += f"  {name}: {{team: sdr, cadence: {name}, respond_within: 1 h, on_breach: {breach[name]}}}\n"
    text += "cadences:\n"
    text += "".join(f"  {name}: {{touches: [{{channel: phone}}], then: {then[name]}}}\n" for name in QUEUES)
    told = [finding.code for finding in parse_policy(text, "p.yaml", VOCABULARY).diagnostics if finding.is_error]
    assert set(told) == ({"recycle-loop"} if _goes_round(then, breach) else set())


def _goes_round(then: Mapping[str, str], breach: Mapping[str, str]) -> bool:
    ways = {name: {then[name], breach[name]} & {*QUEUES} for name in QUEUES}
    try:
        tuple(TopologicalSorter(ways).static_order())
    except CycleError:
        return True
    return False


def test_a_loop_is_told_where_it_closes() -> None:
    text = """\
version: 1
name: Ways
routing: [{id: rest, otherwise: true, to: a}]
queues:
  a: {team: sdr, cadence: calls, respond_within: 1 h, on_breach: b}
  b: {team: sdr, cadence: back}
cadences:
  calls: {touches: [{channel: phone}], then: close}
  back: {touches: [{channel: phone}], then: a}
"""
    (finding,) = parse_policy(text, "p.yaml", VOCABULARY).diagnostics
    assert (finding.code, finding.span.line) == ("recycle-loop", 9)
    assert "a -> b -> a" in finding.message


def test_queues_reached_by_a_broken_promise_or_an_idle_lead_are_in_use() -> None:
    text = """\
queues:
  sales: {team: sdr, cadence: calls, respond_within: 1 h, on_breach: rescue}
  rescue: {team: sdr, cadence: calls}
  revived: {team: sdr, cadence: calls}
"""
    assert codes(text) == ["unused-queue"]
    assert (
        read(text + "recycling: [{id: old, stage: sql, idle_for: 1 week, to: revived}]\n").recycling[0].to == "revived"
    )


def test_facts_that_no_form_asks_need_not_stand_in_it() -> None:
    rules = 'scoring: [{id: a, when: signals_30d > 1 and source == "event", points: 1}]\n'
    assert read(SALES % "" + "form: []\n" + rules).form == ()


def test_without_a_form_of_its_own_a_policy_asks_everything() -> None:
    assert read(SALES % "" + "scoring: [{id: a, when: employees > 1, points: 1}]\n").form is None


def test_rows_of_recycling_count_as_rules() -> None:
    rows = "".join(f"  - {{id: r{n}, stage: mql, idle_for: 1 day, to: close}}\n" for n in range(500))
    assert codes(SALES % "" + "recycling:\n" + rows) == ["too-large"]


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("queues.sales.cap.open=20", SALES % ", cap: {open: 20}"),
        ("queues.sales.on_breach=reassign", SALES % ", on_breach: reassign"),
        (
            "queues.sales.assign={weighted: {novice: 0, veteran: 1}}",
            SALES.replace("round_robin", "{weighted: {novice: 0, veteran: 1}}") % "",
        ),
        ("staffing.sdr.count=4", SALES % "" + "staffing: {sdr: {count: 4}}\n"),
        ("staffing.sdr.shifts={Mon: 9:00-12:00}", SALES % "" + "staffing: {sdr: {shifts: {Mon: 09:00-12:00}}}\n"),
        ("auto_reply={channel: email, after: 3 min}", SALES % "" + "auto_reply: {channel: email, after: 3 min}\n"),
        ("work_order=[meeting]", SALES % "" + "work_order: [meeting]\n"),
        ("form=[phone]", SALES % "" + "form: [phone]\n"),
    ],
)
def test_a_setting_says_the_same_as_the_file(setting: str, text: str) -> None:
    assert read(SALES % "", setting) == read(text)


def test_what_may_be_left_out_may_be_taken_away() -> None:
    text = SALES % ", cap: {open: 3}" + "auto_reply: {channel: sms}\nform: [phone]\nwork_order: [reply]\n"
    gone = [f"{key}=null" for key in ("queues.sales.cap", "auto_reply", "form", "work_order")]
    assert read(text).auto_reply == AutoReply(channel=Channel.SMS)
    assert read(text, *gone) == read(SALES % "")
    assert read(text, "auto_reply.after=1 min").auto_reply == AutoReply(
        channel=Channel.SMS, after=Wait(elapsed_ms=MINUTE_MS)
    )
