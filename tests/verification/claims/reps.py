"""Reps are human: what they ignore, drop, prefer and have no time for, and what it helps to hold them to account."""

from dataclasses import replace

from sandbox.domain.playbook import Work
from sandbox.sim.scenario import Scenario
from tests.verification.direction_measures import (
    first_touch_wait,
    idle_share,
    less,
    measured,
    meeting_wait,
    score_dialled,
)
from tests.verification.direction_worlds import ANSWERING, GRADES
from tests.verification.directions import Direction, for_weeks, in_world, patched, policy, world

TOUCHES = ("phone", "phone 1 day", "phone 1 day")
IN_TURN = policy(*TOUCHES, queue=", assign: round_robin")
ONE_IN_TURN = policy("phone", queue=", assign: round_robin", more=GRADES)
TERMS = "accountability: {{attempt_within: 1 business day, at_least: {}, over: {} leads, pause_for: 3 days}}"
COUNTED = policy(*TOUCHES, queue=", assign: round_robin", more=TERMS.format("1 %", 1000))
PAUSED = policy(*TOUCHES, queue=", assign: round_robin", more=TERMS.format("90 %", 5))
VISITS = "after_contact: [{id: visit, otherwise: true, to: keep, meeting: {within: 2 days}}]\n"
CALLS_FIRST, MEETINGS_FIRST = (
    policy("phone", more=f"{VISITS}work_order: [{first}]") for first in ("first_touch, meeting", "meeting, first_touch")
)


def team(nature: str = "", heads: int = 8, more: str = "") -> Scenario:
    """Return a world of 150 leads a week, and a team of such a nature."""
    one = f"sdr: {{count: {heads}, nature: {{{nature}}}}}"
    return for_weeks(world(f"demand: {{leads_per_week: 150}}\nteams: {{{one}}}\n{more}"), 1, 3, 4)


def ignoring(novice: float, veteran: float, tracked: float | None = None) -> str:
    """Return what a nature says of leads that reps ignore; where somebody keeps count it is `tracked`."""
    counted = "" if tracked is None else f", tracked: {{novice: {tracked}, veteran: {tracked}}}"
    return f"ignores: {{untracked: {{novice: {novice}, veteran: {veteran}}}{counted}}}"


def with_novices(scenario: Scenario) -> Scenario:
    """Return the same world, in which nobody of the team is a veteran."""
    return replace(scenario, teams={"sdr": replace(scenario.teams["sdr"], veterans=0.0)})


NOBODY_IGNORES = patched(around=lambda *_: 0.0)
NOBODY_PICKS = patched(is_passed_over=lambda *_: False)
NOBODY_GIVES_UP = patched(has_lost_patience=lambda *_: False)
PERFECT, HALF = team(), team(ignoring(0.5, 0.5))
PATIENT = "gives_up_after: {novice: 2, veteran: 2}"
CONTACT = measured("contact_rate")

ACCOUNTABILITY = (
    Direction(
        practice="P12",
        claim="where nobody keeps count reps ignore more of the leads they are given",
        world=team(ignoring(0.6, 0.6, tracked=0.3)),
        worse=IN_TURN,
        better=COUNTED,
        measure=less(measured("ignored_rate")),
        between=(0.2, 0.4),
        plant=in_world(lambda _: team(ignoring(0.6, 0.6, tracked=0.6))),
    ),
    Direction(
        practice="P12",
        claim="fewer leads stay untried where reps who do not work theirs are taken out of the distribution",
        world=HALF,
        worse=IN_TURN,
        better=PAUSED,
        measure=less(measured("unworked_rate")),
        between=(0.1, 0.6),
        plant=patched(pause=lambda *_: None),
    ),
    Direction(
        practice="P12",
        claim="leads that lay with a rep who leaves are worked by the team",
        worse_world=HALF,
        world=team(ignoring(0.5, 0.5) + ", departures_per_year: 6, replaced_after: 1 week"),
        worse=IN_TURN,
        better=IN_TURN,
        measure=less(measured("unworked_rate")),
        between=(0.02, 0.5),
        plant=patched(open_to_team=lambda *_: None),
    ),
)
HUMAN = (
    Direction(
        practice="P13",
        claim="reps who ignore more leads contact fewer",
        worse_world=team(ignoring(0.6, 0.6)),
        world=team(ignoring(0.2, 0.2)),
        worse=IN_TURN,
        better=IN_TURN,
        measure=CONTACT,
        between=(0.05, 0.4),
        plant=NOBODY_IGNORES,
    ),
    Direction(
        practice="P13",
        claim="novices and veterans ignore as many as the world says of each",
        worse_world=team(ignoring(0.45, 0.6)),
        world=with_novices(team(ignoring(0.45, 0.6))),
        worse=IN_TURN,
        better=IN_TURN,
        measure=less(measured("ignored_rate")),
        between=(0.08, 0.22),
        plant=in_world(with_novices),
    ),
    Direction(
        practice="P13",
        claim="reps who give up after two calls contact fewer than those who do not",
        worse_world=team("gives_up_after: {novice: 1, veteran: 1}"),
        world=PERFECT,
        worse=IN_TURN,
        better=IN_TURN,
        measure=CONTACT,
        between=(0.02, 0.3),
        plant=NOBODY_GIVES_UP,
    ),
    Direction(
        practice="P13",
        claim="reps who pick call better-looking leads first where there are too many",
        worse_world=team("other_work: 6 h", heads=1),
        world=team("other_work: 6 h, cherry_picks: 1", heads=1),
        worse=ONE_IN_TURN,
        better=ONE_IN_TURN,
        measure=score_dialled,
        between=(5.0, 40.0),
        plant=NOBODY_PICKS,
    ),
    Direction(
        practice="P13",
        claim="hours of other work cost contacts where there are many leads",
        worse_world=team("other_work: 5 h", heads=2),
        world=team(heads=2),
        worse=IN_TURN,
        better=IN_TURN,
        measure=CONTACT,
        between=(0.02, 0.4),
        plant=patched(turn_to_other_work=lambda *_: None),
    ),
    Direction(
        practice="P13",
        claim="people who are new to the job need longer for the same",
        worse_world=with_novices(team("ramp: [.5, .5, .5], tenure_months: 0")),
        world=PERFECT,
        worse=IN_TURN,
        better=IN_TURN,
        measure=idle_share,
        between=(0.05, 0.5),
        plant=patched(paced_ms=lambda duration_ms, *_: duration_ms),
    ),
    Direction(
        practice="P13",
        claim="reps who are paid for quick sales alone contact fewer",
        worse_world=team(PATIENT, more="compensation: quick_wins\n"),
        world=team(PATIENT),
        worse=IN_TURN,
        better=IN_TURN,
        measure=CONTACT,
        between=(0.01, 0.3),
        plant=NOBODY_GIVES_UP,
    ),
    Direction(
        practice="P13",
        claim="where the same rep calls and sells, new leads wait longer if meetings come first",
        world=team(heads=4, more=f"buyers:{ANSWERING}"),
        worse=MEETINGS_FIRST,
        better=CALLS_FIRST,
        measure=less(first_touch_wait),
        between=(60.0, 10_000.0),
        plant=patched(ranks_of=lambda _: dict.fromkeys(Work, 0)),
    ),
    Direction(
        practice="P13",
        claim="where the same rep calls and sells, meetings wait longer if new leads come first",
        world=team(heads=4, more=f"buyers:{ANSWERING}"),
        worse=CALLS_FIRST,
        better=MEETINGS_FIRST,
        measure=less(meeting_wait),
        between=(1.0, 10_000.0),
        plant=patched(ranks_of=lambda _: dict.fromkeys(Work, 0)),
    ),
)
DIRECTIONS = (*ACCOUNTABILITY, *HUMAN)
