"""What each rule may read, and what an example may say: by when a fact becomes known."""

import pytest

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.facts import LEARNT_FACTS, Kind, Vocabulary
from sandbox.engine.language.parse import parse_policy
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(vocabulary_file()).value
    assert found is not None
    return found


def told(text: str, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    return parse_policy(text, "p.yaml", vocabulary).diagnostics


def codes(text: str, vocabulary: Vocabulary) -> list[str]:
    return [finding.code for finding in told(text, vocabulary)]


HISTORY = {"touches", "times_recycled", "last_outcome"}
SUMS = {"fit", "engagement", "score"}
SAID = {"need", "budget_confirmed", "authority", "timing"}
KNOWN = {
    "scoring": HISTORY,
    "grades": HISTORY | SUMS,
    "mql": HISTORY | SUMS | {"grade"},
    "routing": HISTORY | SUMS | {"grade", "mql"},
    "nurture": HISTORY | SUMS | {"grade", "mql"},
    "promote_when": HISTORY | SUMS | {"grade", "mql"},
    "sql": HISTORY | SUMS | {"grade", "mql"} | SAID,
    "after_contact": HISTORY | SUMS | {"grade", "mql"} | SAID | {"sql"},
}
"""What each rule may read beside the vocabulary."""


def reading(reader: str, fact: str) -> str:
    """Return a policy in which one rule reads a fact."""
    when = f"known({fact})" if reader == "scoring" else "phone"
    scoring = "".join(f"  - {{id: {part}, part: {part}, when: {when}, points: 1}}\n" for part in ("fit", "engagement"))
    sections = {
        "grades": f"[{{grade: A, when: known({fact})}}, {{grade: B, otherwise: true}}]",
        "mql": f"{{mql: known({fact})}}",
        "sql": f"{{sql: known({fact})}}",
        "routing": f"[{{id: a, when: known({fact}), to: close}}, {{id: b, otherwise: true, to: nurture}}]",
        "after_contact": f"[{{id: c, when: known({fact}), to: keep}}, {{id: d, otherwise: true, to: close}}]",
        "nurture": f"[{{id: e, when: known({fact}), touches: {{channel: sms, every: 1 day}}}}, {{id: f, otherwise: "
        "true, touches: {channel: sms, every: 1 day}}]",
        "promote_when": f"[{{id: g, otherwise: true, touches: {{channel: sms, every: 1 day}}, "
        f"promote_when: known({fact})}}]",
    }
    keys = {"mql": "definitions", "sql": "definitions", "promote_when": "nurture"}
    text = "version: 1\nname: Reads\nqueues: {}\ncadences: {}\nscoring:\n" + scoring
    if reader != "grades":
        text += "grades: {A: below}\n"
    if reader != "routing":
        text += "routing: [{id: rest, otherwise: true, to: nurture}]\n"
    return text + (f"{keys.get(reader, reader)}: {sections[reader]}\n" if reader in sections else "")


@pytest.mark.parametrize("reader", KNOWN)
def test_a_rule_reads_what_is_known_before_it(reader: str, vocabulary: Vocabulary) -> None:
    refused = {fact for fact in LEARNT_FACTS if "fact-not-yet-known" in codes(reading(reader, fact), vocabulary)}
    accepted = {fact for fact in LEARNT_FACTS if not codes(reading(reader, fact), vocabulary)}
    assert accepted == KNOWN[reader]
    assert refused == LEARNT_FACTS.keys() - KNOWN[reader]


@pytest.mark.parametrize(
    ("fact", "when"),
    [
        ("need", "a conversation reveals it: only definitions.sql and after_contact may read it"),
        ("sql", "definitions.sql says it after a conversation: only after_contact may read it"),
        ("grade", "facts are derived in this order: fit, engagement, score, grade, mql"),
    ],
)
def test_who_reads_too_early_learns_when_a_fact_becomes_known(fact: str, when: str, vocabulary: Vocabulary) -> None:
    [finding] = told(reading("scoring", fact), vocabulary)[:1]
    assert finding.message == f"{fact} is not known yet here"
    assert finding.help.startswith(when)


@pytest.mark.parametrize("fact", sorted(LEARNT_FACTS))
def test_an_example_is_a_new_lead(fact: str, vocabulary: Vocabulary) -> None:
    values = {Kind.NUMBER: "1", Kind.FLAG: "true", Kind.CATEGORY: "lost"}
    lead = f"examples: [{{name: One, lead: {{{fact}: {values[LEARNT_FACTS[fact].kind]}}}, expect: {{mql: true}}}}]\n"
    [finding] = told(reading("nobody", "") + lead, vocabulary)
    assert finding.code == "unknown-fact"
    assert "expect" in finding.help or "leave it out" in finding.help
