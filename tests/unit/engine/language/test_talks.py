"""Rules after a conversation, and rules of nurture, from text."""

import pytest

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.facts import Vocabulary
from sandbox.domain.limits import Limits
from sandbox.domain.playbook import By, Channel, Meeting, NextStep, NurtureProgram
from sandbox.domain.units import DAY_MS, Wait
from sandbox.engine.condition import OTHERWISE, And, Comparator, Compare, Flag, Not, Or
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import NEED_AND_TIMING, ContactRow, NurtureRow, Policy, conditions_of
from sandbox.files.settings import read_setting
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary

LEAST = """\
version: 1
name: Least
routing: [{id: rest, otherwise: true, to: sales}]
queues: {sales: {team: sdr, cadence: calls}}
cadences: {calls: {touches: [{channel: phone}], then: nurture}}
"""
CLOSERS = """\
version: 1
name: Closers
routing: [{id: rest, otherwise: true, to: sales}]
queues: {sales: {team: sdr, cadence: calls}, closers: {team: ae, cadence: calls}}
cadences: {calls: {touches: [{channel: phone}], then: nurture}, mails: {touches: [{channel: email}], then: close}}
"""
TALKS = """\
definitions: {sql: need and timing and (budget_confirmed or authority)}
after_contact:
  - {id: sql, when: sql, to: closers, cadence: mails, meeting: {within: 3 business days, rebook: 2}}
  - {id: soon, when: need and timing, to: keep, meeting: {within: 1 week}}
  - {id: later, otherwise: true, to: nurture}
"""
THREE_DAYS = Wait(business_days=3, is_business=True)
DRIP = "nurture: [{id: drip, otherwise: true, touches: {channel: email, every: 14 days}}]\n"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


def told(text: str, vocabulary: Vocabulary, limits: Limits | None = None) -> tuple[Diagnostic, ...]:
    return parse_policy(text, "p.yaml", vocabulary, limits or Limits()).diagnostics


def codes(text: str, vocabulary: Vocabulary, limits: Limits | None = None) -> list[str]:
    return [finding.code for finding in told(text, vocabulary, limits)]


def good(text: str, vocabulary: Vocabulary, *settings: str) -> Policy:
    changes = [setting for words in settings if (setting := read_setting(words).value) is not None]
    read = parse_policy(text, "p.yaml", vocabulary, settings=changes)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    assert read.diagnostics == ()
    return read.value


def test_what_follows_a_conversation_is_read_in_order(vocabulary: Vocabulary) -> None:
    policy = good(CLOSERS + TALKS, vocabulary)
    steps = (
        NextStep(
            id="sql",
            to="closers",
            cadence="mails",
            meeting=Meeting(within=Wait(business_days=3, is_business=True), rebook=2),
        ),
        NextStep(id="soon", to="keep", meeting=Meeting(within=Wait(elapsed_ms=7 * DAY_MS))),
        NextStep(id="later", to="nurture"),
    )
    assert policy.sql == And((Flag("need"), Flag("timing"), Or((Flag("budget_confirmed"), Flag("authority")))))
    assert policy.after_contact == (
        ContactRow(when=Flag("sql"), step=steps[0]),
        ContactRow(when=NEED_AND_TIMING, step=steps[1]),
        ContactRow(when=OTHERWISE, step=steps[2]),
    )
    assert policy.playbook.after_contact == steps


def test_programs_of_nurture_are_read_in_order(vocabulary: Vocabulary) -> None:
    policy = good(
        LEAST
        + """\
scoring: [{id: known, when: touches > 2 and not phone, points: 40}]
nurture:
  - id: lost
    when: 'last_outcome == "lost" and times_recycled < 2'
    touches: {channel: phone, every: 20 business days, by: rep, team: marketing_team}
    stop_after: 365 days
    promote_when: score >= 40
  - {id: drip, otherwise: true, touches: {channel: email, every: 14 days}}
""",
        vocabulary,
    )
    programs = (
        NurtureProgram(
            id="lost",
            channel=Channel.PHONE,
            every=Wait(business_days=20, is_business=True),
            by=By.REP,
            stop_after=Wait(elapsed_ms=365 * DAY_MS),
            team="marketing_team",
        ),
        NurtureProgram(id="drip", channel=Channel.EMAIL, every=Wait(elapsed_ms=14 * DAY_MS), by=By.AUTOMATION),
    )
    lost = And((
        Compare("last_outcome", Comparator.EQ, "lost"),
        Compare("times_recycled", Comparator.LT, 2.0),
    ))  # fmt: skip
    assert policy.nurture == (
        NurtureRow(when=lost, program=programs[0], promote_when=Compare("score", Comparator.GE, 40.0)),
        NurtureRow(when=OTHERWISE, program=programs[1], promote_when=OTHERWISE),
    )
    assert policy.playbook.nurture == programs
    assert policy.scoring[0].when == And((Compare("touches", Comparator.GT, 2.0), Not(Flag("phone"))))


def test_without_these_rules_there_are_none(vocabulary: Vocabulary) -> None:
    policy = good(LEAST, vocabulary)
    assert policy.sql == NEED_AND_TIMING
    assert (policy.after_contact, policy.nurture) == ((), ())
    assert (policy.playbook.after_contact, policy.playbook.nurture) == ((), ())


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("to: sales, cadence: calls, meeting: {within: 1 h}", []),
        ("to: sales, meeting: {within: 1 h, rebook: 0}", []),
        ("to: sales, meeting: {within: 1 h, rebook: 20}", []),
        ("to: sales, meeting: {within: 1 h, rebook: 21}", ["out-of-range"]),
        ("to: sales, meeting: {within: 1 h, rebook: -1}", ["out-of-range"]),
        ("to: sales, meeting: {within: 1 h, rebook: true}", ["wrong-type"]),
        ("to: sales, meeting: {within: 0 h}", ["out-of-range"]),
        ("to: sales, meeting: {}", ["missing-key"]),
        ("to: keep, meeting: {within: 1 h}", []),
        ("to: keep, cadence: calls", ["misplaced-key"]),
        ("to: nurture, cadence: calls", ["misplaced-key"]),
        ("to: nurture, meeting: {within: 1 h}", ["misplaced-key"]),
        ("to: close, cadence: calls, meeting: {within: 1 h}", ["misplaced-key", "misplaced-key"]),
        ("to: reassign", ["unknown-queue"]),
        ("to: sales, cadence: call", ["unknown-cadence"]),
    ],
)
def test_cadences_and_meetings_go_with_what_a_lead_goes_to(row: str, found: list[str], vocabulary: Vocabulary) -> None:
    assert codes(LEAST + f"after_contact: [{{id: next, otherwise: true, {row}}}]\n", vocabulary) == found


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("touches: {channel: sms, every: 1 day, by: rep}", []),
        ("touches: {channel: phone, every: 1 day, by: rep}", []),
        ("touches: {channel: phone, every: 1 day}", ["automated-call"]),
        ("touches: {channel: email, every: 0 days}", ["out-of-range"]),
        ("touches: {channel: email}", ["missing-key"]),
        ("touches: {channel: email, every: 1 day}, stop_after: 0 days", ["out-of-range"]),
        ("touches: {channel: email, every: 1 day}, promote_when: ~", ["wrong-type"]),
        ("stop_after: 3 days", ["missing-key"]),
    ],
)
def test_programs_keep_in_touch_in_a_way_that_works(keys: str, found: list[str], vocabulary: Vocabulary) -> None:
    assert codes(LEAST + f"nurture: [{{id: drip, otherwise: true, {keys}}}]\n", vocabulary) == found


def test_routing_keeps_no_lead_where_it_is(vocabulary: Vocabulary) -> None:
    assert codes(LEAST.replace("to: sales", "to: keep"), vocabulary) == ["unknown-queue"]


@pytest.mark.parametrize("section", ["after_contact", "nurture"])
@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("when: phone", "when: not phone", ["no-otherwise"]),
        ("when: true", "otherwise: true", ["unreachable-rule"]),
        ("otherwise: true", "otherwise: true", ["unreachable-rule"]),
        ("when: phone", "otherwise: true", []),
    ],
)
def test_the_last_row_and_no_other_takes_every_lead(
    section: str, first: str, last: str, found: list[str], vocabulary: Vocabulary
) -> None:
    rest = "to: close" if section == "after_contact" else "touches: {channel: email, every: 1 day}"
    rows = f"{section}: [{{id: one, {first}, {rest}}}, {{id: two, {last}, {rest}}}]\n"
    assert codes(LEAST + rows, vocabulary) == found


def test_an_empty_list_of_rows_has_no_last_one(vocabulary: Vocabulary) -> None:
    assert codes(LEAST + "after_contact: []\nnurture: []\n", vocabulary) == ["no-otherwise", "no-otherwise"]


def test_all_rules_share_their_names_and_their_number(vocabulary: Vocabulary) -> None:
    rows = "after_contact: [{id: drip, otherwise: true, to: close}]\n"
    assert codes(LEAST + rows + DRIP, vocabulary) == ["duplicate-id"]
    assert codes(LEAST + rows.replace("drip", "rest"), vocabulary) == ["duplicate-id"]
    other = rows.replace("drip", "end") + DRIP
    assert codes(LEAST + other, vocabulary, Limits(rules=3)) == []
    assert codes(LEAST + other, vocabulary, Limits(rules=2)) == ["too-large"]


def test_queues_and_cadences_after_a_conversation_are_in_use(vocabulary: Vocabulary) -> None:
    assert codes(CLOSERS, vocabulary) == ["unused-queue", "unused-cadence"]
    assert codes(CLOSERS + TALKS, vocabulary) == []


def test_a_row_is_changed_for_one_call_by_its_id(vocabulary: Vocabulary) -> None:
    changed = good(
        CLOSERS + TALKS + DRIP,
        vocabulary,
        "after_contact.sql.meeting.rebook=5",
        "after_contact.soon.to=closers",
        "nurture.drip.promote_when=touches < 9",
        "nurture.drip.touches.every=1 week",
        "definitions.sql=need",
    )
    assert [step.to for step in changed.playbook.after_contact] == ["closers", "closers", "nurture"]
    meeting = changed.after_contact[0].step.meeting
    assert meeting is not None
    assert meeting.rebook == 5
    assert changed.nurture[0].promote_when == Compare("touches", Comparator.LT, 9.0)
    assert changed.playbook.nurture[0].every == Wait(elapsed_ms=7 * DAY_MS)
    assert changed.sql == Flag("need")


def test_every_condition_is_found_at_its_place(vocabulary: Vocabulary) -> None:
    waits = DRIP.replace("}}]", "}, promote_when: phone}]")
    policy = good(CLOSERS + TALKS + waits, vocabulary)
    found = {path: condition for condition, path in conditions_of(policy)}
    assert found["definitions", "sql"] == policy.sql
    assert found["after_contact", "soon", "when"] == NEED_AND_TIMING
    assert found["nurture", "drip", "promote_when"] == Flag("phone")
    assert len(found) == 1 + 1 + 1 + 3 + 2
    for path, source in {
        ("definitions", "sql"): "definitions:",
        ("after_contact", "soon", "when"): "  - {id: soon",
        ("nurture", "drip", "promote_when"): "nurture:",
    }.items():
        assert policy.places[path].source.startswith(source)
