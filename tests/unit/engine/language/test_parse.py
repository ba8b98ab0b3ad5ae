"""Policies from files."""

import hashlib
import time
from datetime import date
from pathlib import Path

import pytest

from sandbox.domain.example import Example, Expectation
from sandbox.domain.facts import DERIVED_FACTS, Vocabulary
from sandbox.domain.hours import WeeklyHours
from sandbox.domain.limits import Limits
from sandbox.domain.playbook import Assign, By, Channel, Order, Pickup, Touch, TouchWindow
from sandbox.domain.units import DAY_MS, HOUR_MS, Wait
from sandbox.engine.condition import OTHERWISE, Always, And, Comparator, Compare, Flag, Not
from sandbox.engine.language.parse import load_policy, parse_policy
from sandbox.engine.policy import About, GradeRow, Part, Policy
from sandbox.files.shipped import list_policies, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary

LEAST = """\
version: 1
name: Least
routing: [{id: rest, otherwise: true, to: nurture}]
queues: {}
cadences: {}
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


def good(text: str, vocabulary: Vocabulary) -> Policy:
    read = parse_policy(text, "p.yaml", vocabulary)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


def codes(text: str, vocabulary: Vocabulary, limits: Limits | None = None) -> list[str]:
    return [f.code for f in parse_policy(text, "p.yaml", vocabulary, limits or Limits()).diagnostics]


@pytest.mark.parametrize("path", list_policies(), ids=lambda path: path.stem)
def test_every_shipped_policy_is_read_without_a_finding(path: Path) -> None:
    read = load_policy(path)
    assert read.diagnostics == ()
    assert read.value is not None
    assert read.value.id == path.stem
    assert read.value.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read.value.routing[-1].when == OTHERWISE


def test_defaults_are_neutral(vocabulary: Vocabulary) -> None:
    policy = good(LEAST, vocabulary)
    assert policy.summary == ""
    assert policy.scoring == ()
    assert policy.grades == ()
    assert policy.mql == OTHERWISE
    assert policy.playbook.queues == ()


def test_everything_this_slice_understands(vocabulary: Vocabulary) -> None:
    policy = good(
        """\
version: 1
name: "  All of it "
summary: |
  Two
  lines.
scoring:
  - {id: tiny, part: fit, when: employees < 10, points: -20}
  - {id: active, part: engagement, when: signals_30d >= 1, points: 15}
  - {id: all, when: true, points: 0.5}
grades: {A: 60, C: 15.5, D: below}
definitions: {mql: score >= 15}
routing:
  - {id: early, when: not mql, to: nurture}
  - {id: hot, when: phone, to: calls, cadence: two}
  - {id: rest, otherwise: true, to: later}
queues:
  calls: {team: sdr, order: best_score, assign: round_robin, pickup: {every: 2 h}, respond_within: 5 min, cadence: one}
  later: {team: sdr, order: newest_first, pickup: {at: [13:00, "09:00", 13:00]}, cadence: two}
  idle: {team: sdr, pickup: immediate, cadence: one}
cadences:
  one: {touches: [{channel: phone}], then: later}
  two: {touches: [{channel: email, after: 1.5 h}, {channel: phone, after: 0 min}], then: close}
""",
        vocabulary,
    )
    assert (policy.name, policy.summary) == ("All of it", "Two lines.")
    assert [(rule.id, rule.points, rule.part) for rule in policy.scoring] == [
        ("tiny", -20.0, Part.FIT),
        ("active", 15.0, Part.ENGAGEMENT),
        ("all", 0.5, None),
    ]
    assert policy.scoring[2].when == Always(True)
    assert policy.grades == (
        GradeRow(grade="A", when=Compare("score", Comparator.GE, 60.0)),
        GradeRow(grade="C", when=Compare("score", Comparator.GE, 15.5)),
        GradeRow(grade="D", when=OTHERWISE),
    )
    assert policy.mql == Compare("score", Comparator.GE, 15.0)
    assert [(row.id, row.when, row.to, row.cadence) for row in policy.routing] == [
        ("early", Not(Flag("mql")), "nurture", None),
        ("hot", Flag("phone"), "calls", "two"),
        ("rest", OTHERWISE, "later", None),
    ]
    calls, later, idle = policy.playbook.queues
    assert (calls.order, calls.assign, calls.respond_within) == (
        Order.BEST_SCORE,
        Assign.ROUND_ROBIN,
        Wait(elapsed_ms=300_000),
    )
    assert calls.pickup == Pickup(every_ms=7_200_000)
    assert later.pickup == Pickup(at_ms=(32_400_000, 46_800_000))
    assert (idle.order, idle.assign, idle.respond_within) == (Order.OLDEST_FIRST, Assign.SHARED, None)
    assert idle.pickup.is_immediate
    assert policy.playbook.cadences["two"].touches == (
        Touch(channel=Channel.EMAIL, after=Wait(elapsed_ms=5_400_000)),
        Touch(channel=Channel.PHONE),
    )


SCORING = """\
scoring:
  - {id: tiny, part: fit, when: employees < 10, points: -20}
  - {id: active, part: engagement, when: signals_30d >= 1, points: 15}
"""


def test_grades_may_be_rows(vocabulary: Vocabulary) -> None:
    rows = "[{grade: A, when: fit >= 0 and phone}, {grade: B, when: score > 5}, {grade: A, otherwise: true}]"
    policy = good(LEAST + SCORING + f"grades: {rows}\n", vocabulary)
    assert policy.grades == (
        GradeRow(grade="A", when=And((Compare("fit", Comparator.GE, 0.0), Flag("phone")))),
        GradeRow(grade="B", when=Compare("score", Comparator.GT, 5.0)),
        GradeRow(grade="A", when=OTHERWISE),
    )
    assert policy.places["grades", "1", "when"].source == f"grades: {rows}"


@pytest.mark.parametrize("fact", DERIVED_FACTS)
def test_a_derived_fact_is_read_only_by_what_is_decided_after_it(fact: str, vocabulary: Vocabulary) -> None:
    order = list(DERIVED_FACTS)
    readers = {
        "fit": LEAST + SCORING.replace("employees < 10", f"known({fact})"),
        "grade": LEAST + SCORING + f"grades: [{{grade: A, when: known({fact})}}, {{grade: B, otherwise: true}}]\n",
        "mql": LEAST + SCORING + "grades: {A: below}\n" + f"definitions: {{mql: known({fact})}}\n",
        "routing": LEAST.replace("[{", f"[{{id: a, when: known({fact}), to: close}}, {{", 1)
        + SCORING
        + "grades: {A: below}\n",
    }
    for derived, text in readers.items():
        is_known = derived == "routing" or order.index(fact) < order.index(derived)
        assert codes(text, vocabulary) == ([] if is_known else ["fact-not-yet-known"])


def test_more_rows_of_grades_than_rules_are_refused(vocabulary: Vocabulary) -> None:
    rows = "".join(f"  - {{grade: B, when: employees < {n}}}\n" for n in range(600))
    assert codes(LEAST + "grades:\n" + rows + "  - {grade: A, otherwise: true}\n", vocabulary) == ["too-large"]


def test_a_policy_says_who_answers_for_it(vocabulary: Vocabulary) -> None:
    written = "about: {owner: RevOps, approved_by: [Sales, Marketing], effective_from: 2026-01-05, revision: 3}\n"
    assert good(LEAST + written, vocabulary).about == About(
        owner="RevOps", approved_by=("Sales", "Marketing"), effective_from=date(2026, 1, 5), revision=3
    )
    assert good(LEAST, vocabulary).about == good(LEAST + "about: {}\n", vocabulary).about == About()


def test_examples_are_kept_as_the_vocabulary_stores_them(vocabulary: Vocabulary) -> None:
    lead = '{source: Trade Show, role: CEO, employees: "51-200", budget: 5, timeframe_days: 1.5, phone: false}'
    expect = "{mql: false, fit: -20, score: 5.5, queue: nurture, fired: [rest, tiny]}"
    written = f"examples:\n  - {{name: ' One ', lead: {lead}, expect: {expect}}}\n"
    bare = "  - {name: Two, lead: {}, expect: {engagement: 0, grade: A}}\n"
    one, two = good(LEAST + SCORING + written + bare, vocabulary).examples
    assert one == Example(
        name="One",
        lead={
            "source": "event",
            "role": "decision_maker",
            "employees": 125.0,
            "budget": 5.0,
            "timeframe_days": 1.5,
            "phone": False,
        },
        expect=Expectation(mql=False, fit=-20.0, score=5.5, queue="nurture", fired=("rest", "tiny")),
    )
    assert {name: type(value) for name, value in one.lead.items()}["budget"] is float
    assert two == Example(name="Two", lead={}, expect=Expectation(engagement=0.0, grade="A"))
    assert good(LEAST, vocabulary).examples == ()


def test_more_examples_than_rules_are_refused(vocabulary: Vocabulary) -> None:
    rows = "  - {name: n, lead: {}, expect: {mql: true}}\n"
    assert codes(LEAST + "examples:\n" + 500 * rows, vocabulary) == []
    assert codes(LEAST + "examples:\n" + 600 * rows, vocabulary) == ["too-large"]


def test_business_durations_windows_and_automation_are_read(vocabulary: Vocabulary) -> None:
    policy = good(
        """\
version: 1
name: Cadences
routing: [{id: rest, otherwise: true, to: calls}]
queues: {calls: {team: sdr, cadence: three, respond_within: 30 business min}}
cadences:
  three:
    touches: [{channel: sms, by: automation}, {channel: email, after: 8 business h, by: rep}]
    within: 2 business weeks
    window: {days: [Mon-Tue, Sat], hours: [08:00-12:00, 13:00-24:00], zone: Europe/Amsterdam}
    then: close
  four: {touches: [{channel: phone}], window: {days: Sun, zone: lead}, then: close}
  five: {touches: [{channel: phone, after: 3 business days}], window: {hours: 09:00-10:00}, within: 5 days, then: close}
""",
        vocabulary,
    )
    assert policy.playbook.queues[0].respond_within == Wait(business_ms=1_800_000, is_business=True)
    three, four, five = policy.playbook.cadences.values()
    assert three.touches == (
        Touch(channel=Channel.SMS, by=By.AUTOMATION),
        Touch(channel=Channel.EMAIL, after=Wait(business_ms=8 * HOUR_MS, is_business=True)),
    )
    assert three.within == Wait(business_days=10, is_business=True)
    spans = tuple((day, *span) for day in (0, 1, 5) for span in ((8 * HOUR_MS, 12 * HOUR_MS), (13 * HOUR_MS, DAY_MS)))
    assert three.window == TouchWindow(hours=WeeklyHours(spans=spans), zone="Europe/Amsterdam")
    assert four.window == TouchWindow(hours=WeeklyHours(spans=((6, 0, DAY_MS),)))
    assert five.window == TouchWindow(
        hours=WeeklyHours(spans=tuple((day, 9 * HOUR_MS, 10 * HOUR_MS) for day in range(7)))
    )
    assert five.touches[0].after == Wait(business_days=3, is_business=True)
    assert five.within == Wait(elapsed_ms=5 * DAY_MS)


def test_places_say_where_things_stand() -> None:
    path = next(path for path in list_policies() if path.stem == "newest_first")
    policy = load_policy(path).value
    assert policy is not None
    for place, text in {
        ("name",): "Newest first",
        ("queues", "inside_sales"): "inside_sales",
        ("queues", "inside_sales", "team"): "sdr",
        ("definitions", "mql"): "email_domain",
        ("grades", "B"): "40",
        ("scoring", "tiny"): "tiny",
        ("routing", "junk"): "junk",
        ("routing", "junk", "when"): "'email_domain",
    }.items():
        span = policy.places[place]
        assert path.read_text().split("\n")[span.line - 1] == span.source
        assert span.source[span.column - 1 :].startswith(text)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"# nothing\n", "empty"),
        (b"\0\1\2", "encoding"),
        (LEAST.encode("utf-16"), "encoding"),
        (LEAST.encode().replace(b"Least", b"L\xe4st"), "encoding"),
        (b"x" * 2_000_000, "too-large"),
        (b"[1, 2]", "wrong-type"),
        (b"just text", "wrong-type"),
    ],
)
def test_files_that_are_no_policy(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(raw)
    read = load_policy(path)
    assert read.value is None
    assert [finding.code for finding in read.diagnostics] == [code]


def test_what_is_wrong_with_the_vocabulary_is_told_with_the_policy(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(LEAST.replace("nurture", "nurtre"))
    (tmp_path / "vocabulary.yaml").write_text("version: 1\nfacts: {a: {kind: flag}}\n")
    read = load_policy(tmp_path / "p.yaml")
    assert read.value is None
    assert [(Path(f.span.file).name, f.code) for f in read.diagnostics] == [("vocabulary.yaml", "missing-key")]
    assert next(f.code for f in load_policy(tmp_path / "no.yaml").diagnostics) == "unreadable"


def test_a_byte_order_mark_changes_nothing_but_the_digest(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.encode())
    marked = load_policy(path, vocabulary=vocabulary).value
    assert marked is not None
    assert marked.sha256 != good(LEAST, vocabulary).sha256
    assert marked.routing == good(LEAST, vocabulary).routing


def test_long_conditions_may_be_folded(vocabulary: Vocabulary) -> None:
    text = LEAST.replace(
        "routing: [", "routing:\n- id: a\n  when: >\n    phone and\n    employees > 5\n  to: close\n- "
    )
    text = text.replace("nurture}]", "nurture}")
    assert good(text, vocabulary).routing[0].id == "a"


def test_more_rules_than_allowed_are_refused_at_the_first_too_many(vocabulary: Vocabulary) -> None:
    rows = "".join(f"  - {{id: r{n}, when: employees < {n}, points: 1}}\n" for n in range(10_000))
    read = parse_policy(LEAST + "scoring:\n" + rows, "p.yaml", vocabulary)
    assert [(f.code, f.span.line) for f in read.diagnostics] == [("too-large", 507)]
    rows = "".join(f"  - {{id: r{n}, when: employees < {n}, points: 1}}\n" for n in range(499))
    assert codes(LEAST + "scoring:\n" + rows, vocabulary) == []


def attack(**parts: str) -> str:
    sections = {"routing": "[{id: a, otherwise: true, to: close}]", "queues": "{}", "cadences": "{}"} | parts
    return "version: 1\nname: x\n" + "".join(f"{key}: {value}\n" for key, value in sections.items())


def many(count: int, row: str) -> str:
    return "\n" + "".join(row.replace("#", str(number)) for number in range(count))


ATTACKS = {
    "queues": attack(queues=many(20_000, "  queuequeue#: {team: t, cadence: cadence#}\n")),
    "cadences": attack(cadences=many(9_000, "  cadence#:\n    touches: [{channel: phone}]\n    then: quque#\n")),
    "unknown names": attack(
        queues=many(500, "  queuequeuequeue#: {team: t, cadence: cadcadence#}\n"),
        cadences=many(500, "  cadence#: {touches: [{channel: phone}], then: queuequeu#}\n"),
    ),
    "unknown facts": attack(scoring=many(400, "  - {id: r#, when: '" + "emplyes or " * 150 + "phone', points: 1}\n")),
    "keys": attack() + many(80_000, "k#: 1\n"),
    "row keys": attack(routing="\n  - {" + ", ".join(f"k{n}: 1" for n in range(80_000)) + "}"),
    "touches": attack(cadences="\n  c:\n    then: close\n    touches:" + many(40_000, "    - {chanel: phone}\n")),
    "rows": attack(routing=many(150_000, "- 1\n")),
    "one id": attack(scoring=many(400, "  - {id: a, when: phone, points: 1}\n")),
    "facts of a lead": attack(
        examples="\n  - {name: n, lead: {" + ", ".join(f"employes{n}: 1" for n in range(60_000)) + "}}"
    ),
    "rules that fired": attack(examples="\n  - {name: n, lead: {}, expect: {fired: [" + "quequeque, " * 60_000 + "]}}"),
    "examples": attack(examples=many(9_000, "- {name: n, lead: {source: x#}, expect: {queue: q#}}\n")),
    "form": attack(form="[" + "emplyees, " * 60_000 + "]"),
    "work": attack(work_order="[" + "reply, " * 60_000 + "]"),
    "staff": attack(staffing=many(20_000, "  t#: {count: 1, shifts: {Mo-Fr: 9-17, Sa: 1-2}}\n")),
    "hours": attack(staffing="\n  t:\n    shifts: {Mon: [" + "9-17, " * 60_000 + "]}"),
    "recycling": attack(recycling=many(9_000, "- {id: r, stage: mqll, idle_for: 0 days, to: clse}\n")),
    "promises": attack(
        queues="".join(f"\n  q{n}: {{team: t, cadence: c, on_breach: q{(n * 7 + 1) % 500}}}" for n in range(500)),
        cadences="{c: {touches: [{channel: phone}], then: q0}}",
    ),
    "ring": attack(
        queues=many(500, "  q#: {team: t, cadence: c#}\n"),
        cadences="".join(f"\n  c{n}: {{touches: [{{channel: phone}}], then: q{(n + 1) % 500}}}" for n in range(500)),
    ),
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_hostile_policies_end_soon(text: str, vocabulary: Vocabulary) -> None:
    started = time.process_time()
    read = parse_policy(text, "p.yaml", vocabulary)
    shown = [finding.render() for finding in read.diagnostics]
    assert time.process_time() - started < 3
    assert read.value is None
    assert 1 <= len(shown) <= 101
