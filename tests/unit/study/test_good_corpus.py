"""Good policies with their cases and with everything that lint says of them, in one file each.

The last line of a file in tests/corpus/good says what lint finds: `# lint: none`, or places and codes such as
`# lint: 12:65 promise-outside-hours`. Its `examples` are run by both engines in tests/differential/test_examples.py.
"""

from pathlib import Path

import pytest

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.facts import to_columns
from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.engine.condition import facts_read
from sandbox.engine.language.parse import load_policy
from sandbox.engine.table import compile_policy
from sandbox.study.lint import lint_file

FILES = sorted((Path(__file__).parents[2] / "corpus" / "good").glob("*.yaml"))


def said(findings: tuple[Diagnostic, ...]) -> str:
    places = [f"{finding.span.line}:{finding.span.column} {finding.code}" for finding in findings]
    return f"# lint: {', '.join(places) or 'none'}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lint_finds_what_the_file_says_and_nothing_else(path: Path) -> None:
    linted = lint_file(path, DEFAULT_LIMITS)
    assert not linted.has_errors
    assert said(linted.diagnostics) == path.read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_cases_of_a_file_reach_every_rule_row_and_grade_that_arrivals_can(path: Path) -> None:
    policy = load_policy(path).value
    assert policy is not None
    leads = [example.lead for example in policy.examples]
    decisions = compile_policy(policy).decide(to_columns(leads, policy.vocabulary), len(leads))
    decided = [decisions.at(number) for number in range(len(leads))]
    wanted = {rule.id for rule in policy.scoring} | {row.id for row in policy.routing}
    wanted |= {row.grade for row in policy.grades}
    # A new lead has no history.
    wanted -= {row.id for row in policy.routing if "times_recycled" in facts_read(row.when)}
    assert len(leads) >= 4
    assert wanted - {rule for one in decided for rule in one.fired} - {one.grade for one in decided} == set()


def test_the_corpus_shows_what_the_language_can_say() -> None:
    words = " ".join(path.read_text(encoding="utf-8") for path in FILES)
    spoken = {" not in [", "not (", "missing(", "known(", " <= employees <", "after_contact:"}
    spoken |= {"promote_when:", "points: -", "below}", "otherwise: true", "keep}", "rebook:", '"CEO"', "times_recycled"}
    assert {word for word in spoken if word not in words} == set()
