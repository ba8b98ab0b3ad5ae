"""How long it takes to prove what lint says of a policy.

`python -m benchmarks.lint` prints one table.
"""

import time

from sandbox.domain.facts import Vocabulary
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.lint.rules import lint_policy
from sandbox.engine.policy import Policy
from sandbox.engine.proof.prove import ALL_STEPS
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary

RULES = (20, 100, 200)
TIMES = 3

SIMPLE = (
    'industry == "{industry}" and employees > {n}',
    'role == "{role}" and timeframe_days <= {n}',
    'source == "{source}" and signals_30d >= {m}',
    'region == "{region}" and budget >= {n}000 and not existing_customer',
    'product == "{product}" and days_since_signal > {m}',
    "employees < {m} and known(phone)",
)
WIDE = (
    *SIMPLE,
    'industry in ["software", "finance"] and (employees > {n} or budget > {n}000) and not (signals_30d >= {m})',
    'grade in ["A", "B"] and employees > {n} and not (role == "{role}" and source == "{source}")',
    "score >= {m} and (timeframe_days <= {n} or named_account or open_opportunity)",
)
REST = """
grades: {A: 60, B: 40, C: 15, D: below}
definitions: {mql: email_domain == "company" and score >= 15}
queues: {sales: {team: sdr, cadence: calls}}
cadences: {calls: {touches: [{channel: phone}, {channel: phone, after: 1 day}], then: nurture}}
"""


def policy_of(rules: int, conditions: tuple[str, ...], vocabulary: Vocabulary) -> Policy:
    """Return a policy with so many rules, half scoring rules and half routing rows, over a dozen facts."""
    lines = ["version: 1", "name: Benchmark", "scoring:"]
    for n in range(rules // 2):
        when, part, points = _condition(SIMPLE, n, vocabulary), ("fit", "engagement")[n % 2], n % 7 * 5 - 5
        lines.append(f"  - {{id: score-{n}, part: {part}, when: '{when}', points: {points}}}")
    lines.append("routing:")
    lines += [
        f"  - {{id: row-{n}, when: '{_condition(conditions, n, vocabulary)}', to: sales}}" for n in range(rules // 2)
    ]
    lines.append("  - {id: rest, otherwise: true, to: nurture}")
    checked = parse_policy("\n".join(lines) + REST, "benchmark.yaml", vocabulary)
    assert checked.value is not None, [finding.render() for finding in checked.diagnostics]
    return checked.value


def _condition(conditions: tuple[str, ...], n: int, vocabulary: Vocabulary) -> str:
    """Return the n-th condition: a pattern with thresholds and values of its own."""
    values = {
        name: fact.values[n // len(conditions) % len(fact.values)]
        for name, fact in vocabulary.facts.items()
        if fact.values
    }
    return conditions[n % len(conditions)].format(n=10 * n + 10, m=n % 40 + 1, **values)


def main() -> None:
    """Print seconds by number of rules, and how many findings and open questions there are."""
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    print(f"{'rows':>8}  {'rules':>5}  {'seconds':>7}  findings")
    for name, conditions in (("simple", SIMPLE), ("wide", WIDE)):
        for rules in RULES:
            policy = policy_of(rules, conditions, vocabulary)
            seconds = []
            for _ in range(TIMES):
                start = time.perf_counter()
                found = lint_policy(policy)
                seconds.append(time.perf_counter() - start)
            codes = {finding.code: sum(f.code == finding.code for f in found) for finding in found}
            print(f"{name:>8}  {rules:>5}  {min(seconds):>7.2f}  {codes}")
    print(f"at most {ALL_STEPS:,} steps")


if __name__ == "__main__":
    main()
