"""Leads who have had enough: which touches annoy, how much, and that nobody touches them again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import fold_run
from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Assign, AutoReply, Channel, Meeting, NextStep, Playbook, Work
from sandbox.domain.tables import NONE, Event, Outcome, Stage, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, Wait
from sandbox.sim.annoyance import OptOut, call_chance, message_chance
from sandbox.sim.conversation import converse
from sandbox.sim.lead_life import journeys
from sandbox.sim.meetings import meet
from sandbox.sim.opting_out import annoys_by_call
from sandbox.sim.population import sample_leads
from sandbox.sim.rep_day import sit_in_meeting
from sandbox.sim.run import Run
from sandbox.sim.scenario import Scenario
from sandbox.sim.stay import enter
from sandbox.sim.world import simulate
from tests.worlds import Everybody, one_queue, rows_of, scenario

KEY = key_of(1, 0)
DESIGN = scenario("buyers: {opt_out: {happens: true}}\n").buyers.opt_out
TOUCHES = {Event.DIALED, Event.MAILED, Event.AUTOMATED, Event.CONTACTED, Event.DUE, Event.ASSIGNED, Event.REPLIED}
TOUCHES |= {Event.MEETING_BOOKED, Event.MEETING_HELD, Event.NO_SHOW, Event.OPENED, Event.WON, Event.ROUTED}
TOUCHY = """
demand: {leads_per_week: 60, known_leads: .3, known_leads_after: {exponential: {mean: 3 days}}}
buyers:
  mail: {reply: .3}
  opt_out: {happens: true, at_most: 1, call: .4, voicemail: .2, sms_and_mail: {chance: .2}}
"""


def opt_out() -> OptOut:
    assert DESIGN is not None
    return DESIGN


def lived(drawn: Scenario, playbook: Playbook, *, if_sql: int = -1) -> Tables:
    return simulate(sample_leads(drawn, KEY), Everybody(if_sql=if_sql), playbook, drawn, KEY)


def opted_out(tables: Tables) -> int:
    return len(rows_of(tables, Event.OPTED_OUT, "lead"))


def test_messages_annoy_as_in_the_model() -> None:
    for messages in range(1, 12):
        assert message_chance(opt_out(), messages) == pytest.approx(0.002 * 1.44 ** (min(messages, 8) - 1))
    steep = replace(opt_out(), message_growth=10.0)
    assert message_chance(steep, 8) == 0.05


def test_calls_annoy_as_in_the_model() -> None:
    for touches, factor in ((1, 1), (3, 1), (4, 1.5), (6, 1.5**3)):
        assert call_chance(opt_out(), touches, is_answered=True) == pytest.approx(min(0.05, 0.01 * factor))
        assert call_chance(opt_out(), touches, is_answered=False) == pytest.approx(min(0.05, 0.002 * factor))
    assert call_chance(replace(opt_out(), often_factor=10.0), 10_000, is_answered=True) == 0.05


def test_nobody_opts_out_unless_the_scenario_says_so() -> None:
    drawn = scenario()
    assert drawn.buyers.opt_out is None
    assert opted_out(lived(drawn, one_queue(*["phone 1 day"] * 9))) == 0


def test_a_touch_that_surely_annoys_is_the_last() -> None:
    drawn = scenario("buyers: {opt_out: {happens: true, at_most: 1, sms_and_mail: {chance: 1}}}\n")
    tables = lived(drawn, one_queue("email", "phone", "email 1 day"))
    mailed = rows_of(tables, Event.MAILED, "lead")
    assert len(mailed) == len(np.unique(mailed)) == opted_out(tables) > 100
    assert len(rows_of(tables, Event.DIALED, "lead")) == 0
    assert set(rows_of(tables, Event.OPTED_OUT, "stage")[:, 0].tolist()) == {Stage.OPTED_OUT}


def test_a_call_annoys_only_those_who_are_not_ready() -> None:
    drawn = scenario("buyers: {opt_out: {happens: true, at_most: 1, call: 1, voicemail: 0}}\n")
    tables = lived(drawn, one_queue("phone"))
    judged = rows_of(tables, Event.JUDGED, "lead", "outcome")
    assert set(rows_of(tables, Event.OPTED_OUT, "lead")[:, 0].tolist()) == {
        lead for lead, outcome in judged.tolist() if outcome != Outcome.READY
    }


def test_who_has_a_deal_in_hand_bears_with_a_message() -> None:
    drawn = scenario("buyers: {intent: {ready: [1, 1, 1, 1]}, opt_out: {happens: true, at_most: 1, call: 1}}\n")
    tables = lived(drawn, one_queue("phone"))
    assert opted_out(tables) < 0.1 * len(rows_of(tables, Event.OPENED, "lead"))


def rate(tables: Tables) -> float:
    """Return the measure `opt_out_rate`."""
    fold = fold_run(tables, follow_cohort(tables))
    column = fold.measures.index("opt_out_rate")
    return float(fold.numerators[0, column] / fold.denominators[0, column])


def test_the_measure_counts_leads_of_the_cohort() -> None:
    drawn = scenario("buyers: {opt_out: {happens: true, at_most: 1, sms_and_mail: {chance: 1}}}\n")
    assert rate(lived(drawn, one_queue("auto email"))) == 1.0
    assert rate(lived(drawn, one_queue("phone 200 days"))) == 0.0


ANY = st.lists(
    st.sampled_from(["phone", "phone 1 h", "phone 1 day", "email", "email 1 h", "auto email", "auto sms 1 h"]),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(planned=ANY, assign=st.sampled_from([Assign.SHARED, Assign.ROUND_ROBIN]), meets=st.booleans())
def test_do_not_contact_is_absolute(planned: list[str], assign: Assign, meets: bool) -> None:
    """Whatever was planned or under way, and whatever the lead does later: nothing reaches it, nobody works it."""
    meeting = Meeting(within=Wait(elapsed_ms=3 * DAY_MS), rebook=1) if meets else None
    playbook = replace(
        one_queue(*planned, assign=assign),
        auto_reply=AutoReply(channel=Channel.EMAIL, after=Wait(elapsed_ms=HOUR_MS)),
        after_contact=(NextStep(id="on", to="keep", meeting=meeting),),
    )
    drawn = scenario(TOUCHY)
    tables = simulate(sample_leads(drawn, KEY), Everybody(if_sql=0, if_not=0), playbook, drawn, KEY)
    gone: set[int] = set()
    columns = (tables.events.column(name).tolist() for name in ("lead", "event", "stage"))
    returned = 0
    for lead, event, stage in zip(*columns, strict=True):
        if lead in gone:
            assert event not in TOUCHES | {Event.OPTED_OUT}
            assert stage == Stage.OPTED_OUT
            returned += event == Event.INQUIRY
        elif event == Event.OPTED_OUT:
            gone.add(lead)
    assert gone
    assert returned


# While something is under way


class Begun:
    """A run in which nobody works yet, with one lead of its queue that has had enough as soon as it is called."""

    def __init__(self) -> None:
        sure = "buyers: {opt_out: {happens: true, at_most: 1, voicemail: 1}}\n"
        drawn = scenario(sure + 'teams: {sdr: {count: 2, shifts: {"Mon-Sun": 00:00-24:00}}}\n')
        self.run = Run(sample_leads(drawn, KEY), Everybody(if_sql=-1), one_queue("phone"), drawn, KEY)
        self.journey = next(journeys(self.run))
        enter(self.run, self.journey, 0)
        self.desk = self.run.floors[0].desks[0]

    def go_on(self, minutes: float) -> None:
        self.run.kernel.run_until(self.run.kernel.now + round(minutes * MINUTE_MS))

    def annoy(self) -> None:
        assert annoys_by_call(self.run, self.journey, is_answered=False)

    def events(self) -> list[Event]:
        return [Event(code) for code in self.run.log.table().column("event").tolist()]


def test_a_meeting_that_is_still_to_come_is_called_off() -> None:
    begun = Begun()
    begun.run.kernel.process(meet(begun.run, begun.journey, Meeting(within=Wait(elapsed_ms=DAY_MS))))
    begun.go_on(1)
    begun.annoy()
    begun.go_on(3 * 24 * 60)
    assert begun.events() == [Event.MEETING_BOOKED, Event.OPTED_OUT]
    assert begun.run.measured_in_hand <= 0


def test_a_meeting_that_waits_for_a_rep_is_dropped() -> None:
    begun = Begun()
    begun.run.kernel.process(meet(begun.run, begun.journey, Meeting(within=Wait(elapsed_ms=HOUR_MS), rebook=3)))
    begun.go_on(2 * 60)
    begun.annoy()
    begun.go_on(3 * 24 * 60)
    assert begun.events() == [Event.MEETING_BOOKED, Event.DUE, Event.DROPPED, Event.OPTED_OUT]


def test_a_meeting_or_conversation_under_way_comes_to_nothing() -> None:
    for begin in ("meeting", "talk"):
        begun = Begun()
        begun.journey.has_meeting = begin == "meeting"
        task = begun.run.offer(begun.journey, Work.MEETING, None, 1)
        under_way = {
            "meeting": sit_in_meeting(begun.run, task, begun.desk),
            "talk": converse(begun.run, begun.journey, begun.desk, NONE),
        }
        begun.run.kernel.process(under_way[begin])
        begun.go_on(1)
        begun.annoy()
        begun.go_on(24 * 60)
        assert begun.events()[-1] == Event.OPTED_OUT


def test_a_mail_that_is_being_written_is_not_sent() -> None:
    """Eight minutes of work from the 55th minute on; automation writes in the 61st, when the rep is at it."""
    sure = "buyers: {opt_out: {happens: true, at_most: 1, sms_and_mail: {chance: 1}}}\n"
    drawn = scenario(sure + 'teams: {sdr: {count: 60, shifts: {"Mon-Sun": 00:00-24:00}}}\n')
    after = Wait(elapsed_ms=61 * MINUTE_MS)
    playbook = replace(one_queue("email 55 min"), auto_reply=AutoReply(channel=Channel.EMAIL, after=after))
    tables = lived(drawn, playbook)
    assert opted_out(tables) == len(rows_of(tables, Event.DONE, "lead")) > 100
    assert not len(rows_of(tables, Event.MAILED, "lead"))
