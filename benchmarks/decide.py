"""How many leads a second are decided, by the table and by the rules engine, and how long a policy takes to get ready.

`python -m benchmarks.decide` prints a table, then how long a million leads take, and one conversation. Ratios travel
between machines; leads a second do not.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Rulebook
from sandbox.domain.facts import CONVERSATION_FACTS, Columns, Kind, Vocabulary
from sandbox.engine.chain import is_available
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary

RULES = (20, 100)
TABLE_LEADS = 500_000
DURABLE_LEADS = 2_000
MANY_LEADS = 1_000_000
SCORING_OF_THIRTY = 22
"""Scoring rules of a policy of 30 rules, which has four grades and four rows of routing beside them."""
CONVERSATIONS = 2_000
TIMES = 5

CONDITIONS = (
    'industry in ["software", "finance"]',
    'role == "decision_maker"',
    "employees < 10",
    "50 <= employees < 500 and not existing_customer",
    "timeframe_days <= 90 or signals_30d >= 3",
    'source == "referral" and known(phone)',
    "days_since_signal > 30 and not (budget >= 10000)",
    'region not in ["international"] and (named_account or open_opportunity)',
)

REST = """
grades: {A: 60, B: 40, C: 15, D: below}
definitions:
  mql: email_domain == "company" and score >= 15
  sql: need and timing and (budget_confirmed or authority)
routing:
  - {id: junk, when: 'email_domain == "disposable"', to: close}
  - {id: early, when: not mql, to: nurture}
  - {id: hot, when: 'grade in ["A", "B"]', to: sales}
  - {id: warm, otherwise: true, to: sales, cadence: light}
after_contact:
  - {id: ready, when: sql and employees >= 200, to: keep, meeting: {within: 3 business days}}
  - {id: sql, when: sql, to: keep}
  - {id: soon, when: need and touches < 8, to: keep}
  - {id: never, when: not need, to: close}
  - {id: later, otherwise: true, to: nurture}
queues: {sales: {team: sdr, cadence: calls}}
cadences:
  calls: {touches: [{channel: phone}, {channel: phone, after: 1 day}], then: nurture}
  light: {touches: [{channel: email}], then: nurture}
"""


def policy_of(rules: int, vocabulary: Vocabulary) -> Policy:
    """Return a policy with as many scoring rules, each different from the others."""
    lines = ["version: 1", "name: Benchmark", "scoring:"]
    for n in range(rules):
        when = f"({CONDITIONS[n % len(CONDITIONS)]}) and signals_30d != {1_000 + n}"
        lines.append(f"  - {{id: rule-{n}, when: '{when}', points: {n % 7 * 5 - 5}}}")
    checked = parse_policy("\n".join(lines) + REST, "benchmark.yaml", vocabulary)
    assert checked.value is not None, [finding.render() for finding in checked.diagnostics]
    return checked.value


def columns_of(vocabulary: Vocabulary, count: int) -> dict[str, NDArray[Any]]:
    """Return leads with each fact drawn evenly, a fifth of them missing."""
    draw = np.random.default_rng(1)
    columns: dict[str, NDArray[Any]] = {}
    for name, fact in vocabulary.facts.items():
        lacks = draw.random(count) < 0.2
        if fact.kind is Kind.NUMBER:
            columns[name] = np.where(lacks, np.nan, draw.integers(0, 400, count).astype(np.float64))
        else:
            codes = draw.integers(0, len(fact.values) or 2, count)
            columns[name] = np.where(lacks, -1, codes).astype(np.int8 if fact.kind is Kind.FLAG else np.int32)
    return columns


def measure() -> list[dict[str, float]]:
    """Return what both do by number of scoring rules.

    Leads a second, and milliseconds until the first lead.
    """
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    many, few = columns_of(vocabulary, TABLE_LEADS), columns_of(vocabulary, DURABLE_LEADS)
    figures = []
    for rules in RULES:
        policy = policy_of(rules, vocabulary)
        row = {
            "rules": float(rules),
            "table": TABLE_LEADS / _seconds(partial(compile_policy(policy).decide, many, TABLE_LEADS)),
            "table_ready_ms": 1_000 * _seconds(partial(compile_policy, policy)),
        }
        if is_available():
            with DurableRulebook(policy) as rulebook:
                row["durable"] = DURABLE_LEADS / _seconds(partial(rulebook.decide, few, DURABLE_LEADS))
            row["durable_ready_ms"] = 1_000 * _seconds(partial(_first_lead, policy))
        figures.append(row)
    return figures


def measure_million() -> float:
    """Return the seconds in which the table decides a million leads by 30 rules of scoring, grades and routing."""
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    columns = columns_of(vocabulary, MANY_LEADS)
    return _seconds(partial(compile_policy(policy_of(SCORING_OF_THIRTY, vocabulary)).decide, columns, MANY_LEADS))


def measure_conversations() -> dict[str, float]:
    """Return the microseconds of one conversation judged, by the table and by durable_rules where it is available."""
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    policy = policy_of(SCORING_OF_THIRTY, vocabulary)
    said = dict.fromkeys(CONVERSATION_FACTS, np.ones(1, dtype=np.int8))
    columns = {**columns_of(vocabulary, 1), **said}
    per_call = 1_000_000 / CONVERSATIONS
    found = {"table": per_call * _seconds(partial(_talk, compile_policy(policy), columns))}
    if is_available():
        with DurableRulebook(policy) as rulebook:
            found["durable"] = per_call * _seconds(partial(_talk, rulebook, columns))
    return found


def _talk(rulebook: Rulebook, columns: Columns) -> None:
    for _ in range(CONVERSATIONS):
        rulebook.judge(columns, 1)


def _first_lead(policy: Policy) -> None:
    with DurableRulebook(policy) as rulebook:
        rulebook.decide({}, 1)


def _seconds(work: Callable[[], object]) -> float:
    """Return the shortest of some runs: what disturbs a run only makes it longer."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> None:
    """Print what was measured."""
    print(f"{'rules':>5}  {'table/s':>12}  {'durable_rules/s':>15}  {'ratio':>7}  {'ready ms':>16}  {'judge us':>8}")
    for row in measure():
        durable = row.get("durable", float("nan"))
        ready = f"{row['table_ready_ms']:.1f} v {row.get('durable_ready_ms', float('nan')):.1f}"
        ratio = row["table"] / durable
        print(f"{row['rules']:>13.0f}  {row['table']:>12,.0f}  {durable:>15,.0f}  {ratio:>7,.0f}  {ready:>16}")
    print(f"\n{MANY_LEADS:,} leads, 30 rules: {measure_million():.2f} s by the table")
    talk = measure_conversations()
    durable = talk.get("durable", float("nan"))
    print(f"one conversation: {talk['table']:.0f} us by the table, {durable:.0f} us by durable_rules")


if __name__ == "__main__":
    main()
