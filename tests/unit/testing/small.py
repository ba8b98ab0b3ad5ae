"""A small policy and its vocabulary, for runs of pytest inside the tests."""

from pathlib import Path

import pytest
import yaml

from sandbox.domain.example import Example
from sandbox.engine.language.parse import load_policy, parse_policy
from sandbox.engine.policy import Policy

VOCABULARY = """
version: 1
facts:
  source: {kind: category, label: Source, values: [referral, other]}
  region: {kind: category, label: Region, values: [east, west]}
  employees: {kind: number, label: Employees, range: [1, 5000]}
  timeframe_days: {kind: number, label: Days until they buy, range: [0, 365]}
"""
RULES = """
scoring:
  - {id: soon, when: timeframe_days <= 30, points: 25}
  - {id: tiny, when: employees < 10, points: -20}
grades: {A: 20, B: below}
"""
REST = """
version: 1
name: Small
routing:
  - {id: known, when: 'source == "referral"', to: sales}
  - {id: rest, otherwise: true, to: nurture}
queues: {sales: {team: sdr, cadence: calls}}
cadences: {calls: {touches: [{channel: phone}], then: nurture}}
"""


def write_policies(folder: Path, **texts: str) -> None:
    """Write policies by name, with their vocabulary beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocabulary.yaml").write_text(VOCABULARY)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(REST + text)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest in the folder of a test, in this process."""
    return pytester.runpytest_inprocess("-p", "sandbox.testing.plugin", "-p", "no:cacheprovider", *arguments)


def checked(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Check the policies of the folder `policies`, and nothing else."""
    return run(pytester, "policies", "--sandbox-policies", "policies", "--sandbox-examples", "60", *arguments)


def shown_examples(output: str, policy: Path) -> tuple[Example, ...]:
    """Return the entries for `examples:` in what pytest printed, read by the policy's own parser."""
    lines = output.splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("  - name: ")]
    entries = "\n".join(line for n in starts for line in lines[n : n + 3])
    assert all({"name", "lead", "expect"} == entry.keys() for entry in yaml.safe_load(entries))
    read = load_policy(policy).value
    assert read is not None
    return with_examples(policy.read_text(), entries, read).examples


def with_examples(text: str, entries: str, policy: Policy) -> Policy:
    """Return a policy with entries pasted below `examples:`."""
    checked = parse_policy(f"{text}\nexamples:\n{entries}\n", "pasted.yaml", policy.vocabulary)
    assert checked.value is not None, [finding.render() for finding in checked.diagnostics]
    return checked.value
