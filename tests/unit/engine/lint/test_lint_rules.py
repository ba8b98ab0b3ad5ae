"""Lint findings as their reader sees them, and policies in which there is nothing to find."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.facts import Fact, Kind, Lead, Vocabulary, to_columns
from sandbox.domain.playbook import Channel, NextStep, NurtureProgram
from sandbox.domain.units import Wait
from sandbox.engine.condition import OTHERWISE, And, Comparator, Compare, Condition, Flag
from sandbox.engine.language.parse import load_policy, parse_policy
from sandbox.engine.lint.not_monotone import not_monotone
from sandbox.engine.lint.rules import lint_policy
from sandbox.engine.lint.subject import Subject, Unproven
from sandbox.engine.lint.telling import lead_text
from sandbox.engine.policy import ContactRow, NurtureRow, Policy
from sandbox.engine.proof.prove import prover_of
from sandbox.engine.table import compile_policy
from tests.unit.engine import by_hand
from tests.worlds import ROOT, vocabulary

BASE = {
    "scoring": "scoring: [{id: base, when: phone, points: 60}]\n",
    "routing": "routing: [{id: rest, otherwise: true, to: sales}]\n",
}
PLAYS = """
queues: {sales: {team: sdr, cadence: calls}}
cadences: {calls: {touches: [{channel: phone}], then: nurture}}
"""


def read(text: str) -> Policy:
    own = set(re.findall(r"^(\w+):", text, flags=re.MULTILINE))
    base = "".join(section for key, section in BASE.items() if key not in own)
    checked = parse_policy(f"version: 1\nname: Lint\n{base}{text}{PLAYS}", "lint.yaml", vocabulary())
    assert checked.value is not None, [finding.render() for finding in checked.diagnostics]
    return checked.value


def routing(*conditions: str) -> str:
    rows = [f"  - {{id: row-{n}, when: '{when}', to: sales}}\n" for n, when in enumerate(conditions, start=1)]
    return f"routing:\n{''.join(rows)}  - {{id: rest, otherwise: true, to: nurture}}\n"


def codes(text: str) -> list[str]:
    return [finding.code for finding in lint_policy(read(text))]


def only(text: str) -> Diagnostic:
    (finding,) = lint_policy(read(text))
    assert not finding.is_error
    return finding


def shown(finding: Diagnostic, policy: Policy) -> list[Lead]:
    """Return the leads that a finding shows, read as a policy reads the lead of an example."""
    written = re.findall(r"lead: \{[^}]*\}", f"{finding.message} {finding.help}")
    return [read_back(lead, policy.vocabulary) for lead in written]


def read_back(written: str, facts: Vocabulary) -> Lead:
    """Read a lead as a policy reads that of an example."""
    example = f"examples: [{{name: Shown, {written}, expect: {{mql: true}}}}]"
    text = f"version: 1\nname: Shown\n{BASE['routing']}{PLAYS}{example}"
    checked = parse_policy(text, "shown.yaml", facts)
    assert checked.value is not None, (written, [finding.render() for finding in checked.diagnostics])
    return checked.value.examples[0].lead


@pytest.mark.parametrize("path", sorted((ROOT / "policies").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_policies_have_no_finding(path: Path) -> None:
    if path.name != "vocabulary.yaml":
        policy = load_policy(path).value
        assert policy is not None
        assert [finding.code for finding in lint_policy(policy)] == []


def test_the_policies_of_the_page_on_the_language_have_no_finding() -> None:
    page = (ROOT / "docs" / "policy-language.md").read_text(encoding="utf-8")
    whole = [text for text in re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL) if "routing:" in text]
    assert whole
    for text in whole:
        policy = parse_policy(text, "page.yaml", vocabulary()).value
        assert policy is not None
        assert lint_policy(policy) == ()


def test_a_row_shadowed_by_two_together_is_told_with_both_and_a_lead_of_each() -> None:
    text = routing("employees > 50", "employees <= 60", "known(employees)")
    finding, policy = only(text), read(text)
    assert finding.code == "unreachable-rule"
    assert finding.message == "no lead gets here: 'row-1' and 'row-2' above together take every lead that matches"
    assert finding.span.source.strip().startswith("- {id: row-3")
    leads = shown(finding, policy)
    decided = compile_policy(policy).decide(to_columns(leads, policy.vocabulary), len(leads))
    assert [decided.at(n).fired[-1] for n in range(len(leads))] == ["row-1", "row-2"]


@pytest.mark.parametrize(
    "last",
    [
        "employees >= 50 and employees <= 50.5",
        "missing(employees)",
        "not (phone or employees > 5) and missing(employees)",
    ],
)
def test_a_row_that_only_looks_shadowed_is_not_told(last: str) -> None:
    assert "unreachable-rule" not in codes(routing("employees > 50.5", "employees <= 50", last))


def test_a_row_that_no_lead_matches_is_told_once() -> None:
    assert codes(routing("phone", "employees < 1")) == ["never-true"]
    assert "1 to 5,000,000" in only(routing("phone", "employees < 1")).help


def test_a_row_that_no_lead_matches_because_of_its_points() -> None:
    text = "scoring: [{id: large, when: employees > 100, points: 50}]\n" + routing("score >= 50 and employees < 100")
    assert codes(text) == ["never-true"]


@pytest.mark.parametrize("when", ["known(role) or missing(role)", "phone or not phone", "score >= 0"])
def test_a_condition_of_every_lead(when: str) -> None:
    assert only(routing(when)).code == "always-true"


@pytest.mark.parametrize("when", ["employees >= 1", "true", "not phone", "score > 0"])
def test_a_condition_that_a_lead_can_fail_or_whose_author_sees_it(when: str) -> None:
    lines = f"scoring: [{{id: base, when: phone, points: 60}}, {{id: other, when: '{when}', points: 0}}]\n"
    assert codes(lines if "score" not in when else routing(when)) == []


def test_a_rule_switched_off_is_left_alone() -> None:
    assert codes("scoring: [{id: off, when: false, points: 5}]\n") == []


def test_a_band_between_two_sums_is_told_with_leads_beside_it() -> None:
    text = """\
scoring:
  - {id: target, when: 'industry == "software"', points: 25}
  - {id: other, when: 'industry == "finance"', points: 20}
  - {id: decides, when: 'role == "decision_maker"', points: 25}
grades: {A: 48, B: 46, C: 15, D: below}
"""
    finding, policy = only(text), read(text)
    assert finding.code == "unreachable-grade"
    assert finding.message == "no lead can get grade B"
    leads = shown(finding, policy)
    assert compile_policy(policy).decide(to_columns(leads, policy.vocabulary), 2).score.tolist() == [45.0, 50.0]


def test_a_best_grade_that_only_two_industries_at_once_would_give() -> None:
    text = """\
scoring:
  - {id: target, when: 'industry == "software"', points: 25}
  - {id: other, when: 'industry == "finance"', points: 25}
grades: {A: 50, B: 25, C: below}
"""
    assert only(text).message == "no lead can get grade A"


def test_a_grade_of_rows_whose_rows_take_nobody() -> None:
    text = """\
grades:
  - {grade: A, when: phone}
  - {grade: B, when: not phone}
  - {grade: C, otherwise: true}
"""
    finding = only(text)
    assert (finding.code, finding.message) == ("unreachable-grade", "no lead can get grade C")


@pytest.mark.parametrize(
    "when",
    [
        'role != "student"',
        'industry not in ["finance", "other"]',
        "not (employees > 50)",
        "employees != 5 and phone",
        'not (role == "user" and budget < 5)',
        'role != "student" and role != "user"',
    ],
)
def test_leads_without_a_fact_that_are_treated_otherwise_than_it_reads(when: str) -> None:
    text = routing(when)
    finding, policy = only(text), read(text)
    assert finding.code == "missing-surprise"
    (lead,) = shown(finding, policy)
    matches = " matches" in finding.message
    decided = compile_policy(policy).decide(to_columns([lead], policy.vocabulary), 1)
    assert (decided.at(0).fired[-1] == "row-1") is matches


@pytest.mark.parametrize(
    "when",
    [
        'role != "student" or missing(role)',
        'role != "student" and known(role)',
        'not (role == "student")',
        "not phone",
        "employees <= 50",
        "not (employees > 50) and known(employees)",
        'role in ["user", "influencer"] and role != "user"',
        'grade != "A"',
    ],
)
def test_conditions_that_say_what_they_mean_of_leads_without_the_fact(when: str) -> None:
    assert codes("grades: {A: 60, B: below}\n" + routing(when)) == []


def test_definitions_say_what_a_lead_is_known_to_be() -> None:
    assert codes("definitions: {mql: 'email_domain != \"disposable\"'}\n") == []


def test_what_is_not_settled_is_told_in_one_finding_that_names_it() -> None:
    policy = read(routing("employees > 50", "employees <= 60", "known(employees)"))
    (finding,) = lint_policy(policy, steps=0)
    assert finding.code == "not-proven"
    assert "whether a lead satisfies 'row-1'; whether a lead satisfies 'row-2'" in finding.message
    assert re.search(r"and \d+ more$", finding.message)


MANY = (
    'industry in ["software", "finance"]',
    "employees > 50",
    'role == "user"',
    "timeframe_days <= 90",
    "existing_customer",
    'region in ["east", "west"]',
    "budget >= 1000",
    'email_domain == "company"',
    "phone",
    "signals_30d >= 3",
    "days_since_signal < 30",
    'product == "core"',
)
"""A condition on each of twelve facts: far more combinations of their values than could be tried."""


def test_rows_over_many_facts_are_proven_fact_by_fact() -> None:
    every = " and ".join(MANY)
    finding = only(routing(*MANY, every))
    assert finding.code == "unreachable-rule"
    assert "'row-1' above takes" in finding.message
    assert codes(routing(every, *MANY)) == []


def test_a_row_over_many_facts_that_several_rows_together_take() -> None:
    rest = " and ".join(MANY[2:])
    text = routing(f"employees > 50 and {rest}", f"employees <= 60 and {rest}", f"known(employees) and {rest}")
    finding = only(text)
    assert finding.message == "no lead gets here: 'row-1' and 'row-2' above together take every lead that matches"


def test_what_no_facts_can_be_split_off_from_is_told_as_unknown() -> None:
    rows = [f"{one} or {other}" for one, other in pairwise(MANY)]
    found = lint_policy(read(routing(" and ".join(f"({row})" for row in rows), " or ".join(MANY))), steps=10)
    assert [finding.code for finding in found] == ["not-proven"]


def with_talks(after_contact: tuple[Condition, ...] = (), nurture: tuple[Condition, ...] = ()) -> Policy:
    steps = [
        ContactRow(when=when, step=NextStep(id=f"step-{n}", to="nurture"))
        for n, when in enumerate((*after_contact, OTHERWISE), start=1)
    ]
    programs = [
        NurtureRow(
            when=when, program=NurtureProgram(id=f"drip-{n}", channel=Channel.EMAIL, every=Wait(business_days=9))
        )
        for n, when in enumerate((*nurture, OTHERWISE), start=1)
    ]
    return replace(by_hand.policy(grades=()), after_contact=tuple(steps), nurture=tuple(programs))


def test_rows_after_a_conversation_and_of_nurture_are_looked_at() -> None:
    need, outcome = Flag("need"), Compare("last_outcome", Comparator.EQ, "lost")
    told = lint_policy(with_talks((need, And((need, Flag("timing")))), (outcome, And((outcome, need)))))
    assert [finding.code for finding in told] == ["unreachable-rule", "unreachable-rule"]
    assert "'step-1' above takes" in told[0].message
    assert "'drip-1' above takes" in told[1].message


def test_a_grade_that_may_be_older_than_the_facts_shadows_only_itself() -> None:
    policy = with_talks(nurture=(Compare("score", Comparator.GE, 40.0), Compare("score", Comparator.GE, 60.0)))
    policy = replace(policy, scoring=by_hand.policy(scoring=[(Flag("phone"), 100.0)]).scoring)
    assert [finding.code for finding in lint_policy(policy)] == ["unreachable-rule"]
    other = with_talks(nurture=(Flag("phone"), Compare("score", Comparator.GE, 60.0)))
    other = replace(other, scoring=policy.scoring)
    # The lead may have lost its number since it got the points for it.
    assert [finding.code for finding in lint_policy(other)] == ["not-proven"]


@pytest.mark.parametrize(
    "value", ["true", "null", "a b", "it's", "x, y", "}", "日本", "-", "51-200", "no", "1", "", "a: b", "# c"]
)
def test_a_lead_is_written_so_that_a_policy_reads_it_back(value: str) -> None:
    facts = {
        "role": Fact(name="role", kind=Kind.CATEGORY, label="Role", values=(value,), aliases={value.lower(): value}),
        "employees": Fact(name="employees", kind=Kind.NUMBER, label="Employees"),
        "phone": Fact(name="phone", kind=Kind.FLAG, label="Phone"),
    }
    for number in (5.0, -0.5, math.nextafter(50.0, math.inf), 1e300, 5e-324):
        lead: Lead = {"role": value, "employees": number, "phone": False}
        assert read_back(lead_text(lead), Vocabulary(facts=facts, keys={})) == lead


def scored(*rules: tuple[str, float], monotone: str) -> str:
    rows = [f"  - {{id: rule-{n}, when: '{when}', points: {points}}}\n" for n, (when, points) in enumerate(rules)]
    return f"scoring:\n{''.join(rows)}monotone: {monotone}\n"


def test_a_score_that_falls_for_who_buys_sooner_is_shown_with_two_such_leads() -> None:
    text = scored(("timeframe_days <= 90", 25), ("timeframe_days < 7", -5), monotone="{timeframe_days: down}")
    finding, policy = only(text), read(text)
    assert finding.code == "not-monotone"
    assert finding.message == "the score rises where only timeframe_days grows"
    assert finding.span.source == "monotone: {timeframe_days: down}"
    sooner, later = shown(finding, policy)
    assert (sooner, later) == ({"timeframe_days": 0.0}, {"timeframe_days": 7.0})
    assert finding.help.endswith("{timeframe_days: 0} scores 20, lead: {timeframe_days: 7} scores 25")


def test_points_that_only_some_leads_lose_break_a_direction_with_such_a_lead() -> None:
    rules = (("employees >= 50", 10), ('employees >= 50 and role == "student"', -15))
    text = scored(*rules, monotone="{employees: up}")
    finding, policy = only(text), read(text)
    assert [lead.get("role") for lead in shown(finding, policy)] == ["student", "student"]


@pytest.mark.parametrize(
    ("rules", "monotone"),
    [
        ([("timeframe_days <= 30", 25), ("30 < timeframe_days <= 90", 15)], "{timeframe_days: down}"),
        ([("timeframe_days <= 30", 25), ("missing(timeframe_days)", 40)], "{timeframe_days: down}"),
        ([("budget < 9", -9), ("budget > 9 and phone", 9), ("budget > 9 and not phone", 5)], "{budget: up}"),
        ([("phone", 60)], "{employees: up, budget: down}"),
        ([("budget > 2000000000", -5)], "{budget: up}"),
    ],
    ids=["falls by steps", "unknown is compared with nobody", "either way", "read by no rule", "out of range"],
)  # fmt: skip
def test_a_direction_that_the_points_keep_has_no_finding(rules: list[tuple[str, float]], monotone: str) -> None:
    found = codes(scored(*rules, monotone=monotone))
    assert "not-monotone" not in found
    assert "not-proven" not in found


def test_a_direction_that_cannot_be_settled_in_time_is_told() -> None:
    rules = [(f"employees >= {n} and budget >= {n}", float(n)) for n in range(1, 30)]
    policy = read(scored(*rules, monotone="{employees: down}"))
    (unproven,) = not_monotone(Subject(policy=policy, prover=prover_of(policy, steps=100), shifts={}))
    assert unproven == Unproven(what="the score goes down as employees grows", path=("monotone", "employees"))
