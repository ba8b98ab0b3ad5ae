"""A policy in plain English: everything in it once, at its place."""

import pytest
from hypothesis import given, settings

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from sandbox.report.plain_english.policy import PlainPolicy, plain_lines, plain_policy
from tests.strategies import policies

VOCABULARY = load_vocabulary(vocabulary_file(), DEFAULT_LIMITS).value
assert VOCABULARY is not None

FULL = """\
version: 1
name: Everything
summary: All that a policy can say.
about: {owner: RevOps, approved_by: [Ann, Bob], effective_from: 2026-01-05, revision: 3}
form: [industry, phone]
scoring:
  - {id: target, part: fit, when: 'industry in ["software", "manufacturing"]', points: 25}
  - {id: tiny, when: employees < 10, points: -2.5}
grades: {A: 20, B: below}
definitions: {mql: not missing(role) and (score >= 5 or phone), sql: need and timing}
routing:
  - {id: mid, when: 50 <= employees <= 1000 and role != "student", to: calls, cadence: light}
  - {id: late, when: not mql or not (role == "student"), to: close}
  - {id: rest, otherwise: true, to: calls}
after_contact:
  - {id: meet, when: sql, to: calls, meeting: {within: 3 business days, rebook: 2}}
  - {id: go-on, otherwise: true, to: keep}
queues:
  calls:
    team: sdr
    order: best_score
    assign: {weighted: {novice: 1, veteran: 2}}
    cap: {open: 40, per_day: 1}
    pickup: {at: ["09:00", "13:30"]}
    respond_within: 90 min
    on_breach: reassign
    dialer: true
    cadence: six
cadences:
  six:
    touches:
      - {channel: phone}
      - {channel: phone, after: 40 min}
      - {channel: email, after: 0 min, by: automation}
      - {channel: sms, after: 2 business days}
    within: 10 business days
    window: {days: Mon-Fri, hours: 08:00-20:00}
    then: nurture
  light: {touches: [{channel: email}], then: close}
auto_reply: {channel: email, after: 1 min}
work_order: [meeting, reply]
staffing: {sdr: {count: 3, shifts: {Mon-Fri: 09:00-17:00, Sat: 09:00-12:00}}}
recycling: [{id: stalled, stage: sal, idle_for: 14 days, to: nurture}]
accountability: {attempt_within: 24 h, at_least: 90 %, over: 50 leads, pause_for: restored}
nurture:
  - id: drip
    otherwise: true
    touches: {channel: email, every: 2 weeks}
    stop_after: 365 days
    promote_when: score >= 10
"""


def policy_of(text: str) -> Policy:
    assert VOCABULARY is not None
    read = parse_policy(text, "full.yaml", VOCABULARY)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


def texts(plain: PlainPolicy, title: str) -> list[tuple[str, str]]:
    """Name and sentence of each entry of a section."""
    return next([(e.name, e.text) for e in s.entries] for s in plain.sections if s.title == title)


def declared(policy: Policy) -> list[tuple[str, str]]:
    """Every name that a policy declares, with the section to which it belongs."""
    playbook = policy.playbook
    return [
        *(("How leads are scored", rule.id) for rule in policy.scoring),
        *(("Where each lead goes", row.id) for row in policy.routing),
        *(("Who works them, and the promise", queue.name) for queue in playbook.queues),
        *(("How often a lead is tried", name) for name in playbook.cadences),
        *(("After a conversation", step.id) for step in playbook.after_contact),
        *(("Nurture", program.id) for program in playbook.nurture),
        *(("Leads in which nothing moves", rule.id) for rule in playbook.recycling),
        *(("The day of a rep, and who is needed", team) for team in playbook.staffing),
    ]


def told(plain: PlainPolicy) -> list[tuple[str, str]]:
    return [(section.title, entry.name) for section in plain.sections for entry in section.entries if entry.name]


@given(policies())
@settings(max_examples=60, deadline=None)
def test_every_rule_queue_and_cadence_is_told_once_at_its_place_in_the_order_of_the_file(policy: Policy) -> None:
    assert told(plain_policy(policy)) == declared(policy)


@pytest.mark.parametrize("path", list_policies(), ids=lambda path: path.stem)
def test_shipped_policies_are_told_whole(path: object) -> None:
    policy = policy_of(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    plain = plain_policy(policy)
    assert told(plain) == declared(policy)
    cadences = next(s for s in plain.sections if s.title == "How often a lead is tried")
    assert [len(e.steps) for e in cadences.entries] == [len(c.touches) for c in policy.playbook.cadences.values()]
    said = "\n".join(plain_lines(plain))
    assert not any(sign in said for sign in ("==", "!=", "<", ">", "(True", "(False", "missing("))


def test_a_full_policy_reads_as_people_talk() -> None:
    plain = plain_policy(policy_of(FULL))
    assert dict(plain.about)["Approved by"] == "Ann, Bob"
    assert dict(plain.about)["Revision"] == "3"
    assert texts(plain, "What the web form asks") == [
        ("", "The web form asks 2 questions: Industry; “A phone number is known”.")
    ]
    assert texts(plain, "How leads are scored") == [
        ("target", "Industry is one of “software”, “business industrial”: +25 points of fit."),
        ("tiny", "Number of employees is below 10: -2.5 points."),
    ]
    assert texts(plain, "Grades") == [
        ("", "If Score is at least 20 points: grade A."),
        ("", "Everybody else: grade B."),
    ]
    assert texts(plain, "What counts as a lead")[0][1] == (
        "A lead is marketing qualified if Buying influence is known and "
        "(Score is at least 5 points or “A phone number is known” is yes)."
    )
    assert texts(plain, "Where each lead goes") == [
        (
            "mid",
            (
                "If Number of employees is at least 50 and at most 1,000 and Buying influence is not “student”: "
                "it goes to the queue calls, with the touches light."
            ),
        ),
        (
            "late",
            "If the lead is not marketing qualified or Buying influence is not “student” (or not known): it is closed.",
        ),
        ("rest", "Everybody else: it goes to the queue calls."),
    ]
    assert texts(plain, "After a conversation") == [
        (
            "meet",
            (
                "If the lead is sales qualified: it goes to the queue calls, with a meeting within 3 business days, "
                "booked again up to 2 times when nobody shows up."
            ),
        ),
        ("go-on", "Everybody else: it stays with its rep, and its touches go on."),
    ]
    assert texts(plain, "Reps who leave leads lying")[0][1] == (
        "A rep who has tried less than 90 % of its last 50 leads within 1 day is given no new ones "
        "until somebody restores it."
    )
    assert texts(plain, "Nurture") == [
        (
            "drip",
            (
                "Everybody else: a mail every 14 days (automatic), for 365 days; "
                "a signal brings it back if Score is at least 10 points."
            ),
        )
    ]
    assert ("sdr", "3 reps, working Mon-Fri 09:00-17:00; Sat 09:00-12:00.") in texts(
        plain, "The day of a rep, and who is needed"
    )


def test_a_queue_says_its_promise_who_works_it_and_when() -> None:
    ((_, said),) = texts(plain_policy(policy_of(FULL)), "Who works them, and the promise")
    for words in (
        "Promise: a person tries every lead within 90 minutes.",
        "Where the promise is broken, it is another rep's turn.",
        "Team sdr works it, best score first.",
        "New leads are given to reps in turn by weight: 1 to a novice for 2 to a veteran.",
        "Reps look for new leads at 09:00 and 13:30.",
        "A rep has at most 40 open leads of it and is given at most 1 lead of it a day.",
        "Reps have a dialer.",
        "Its leads get the touches six unless another line says otherwise.",
    ):
        assert words in said


def test_a_cadence_is_a_list_of_touches_and_what_follows() -> None:
    plain = plain_policy(policy_of(FULL))
    six, light = next(s for s in plain.sections if s.title == "How often a lead is tried").entries
    assert six.steps == (
        "Call at once",
        "Call 40 minutes after that",
        "Automatic mail right after that",
        "Text message 2 business days after that",
    )
    assert six.text == (
        "4 touches. All within 10 business days of entering the queue. "
        "Only Mon-Fri 08:00-20:00 (where the lead lives); "
        "a touch that falls outside waits. After that marketing keeps it (nurture)."
    )
    assert light.text == "One touch. After that it is closed."
