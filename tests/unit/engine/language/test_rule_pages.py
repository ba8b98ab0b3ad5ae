"""Each diagnostic has a page, and what it says to avoid and to prefer is true."""

import re
from pathlib import Path

import pytest

from sandbox.engine.language.parse import parse_policy
from sandbox.engine.lint.rules import lint_policy
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from tests.worlds import read_scenario

ROOT = Path(__file__).parents[4]
PAGES = sorted((ROOT / "docs" / "rules").glob("*.md"))
ELSEWHERE = {"duplicate-alias", "nobody-works"}
"""Pages whose examples are no part of a policy or scenario, or wrong only beside a policy."""

# A policy without a finding; an example replaces the sections that it holds itself.
BASE = {
    "version": "version: 1\n",
    "name": "name: Base\n",
    "scoring": "scoring: [{id: base, when: phone, points: 60}, {id: more, when: named_account, points: 40}]\n",
    "routing": "routing: [{id: rest, otherwise: true, to: sales}]\n",
    "queues": "queues: {sales: {team: sdr, cadence: calls}}\n",
    "cadences": "cadences: {calls: {touches: [{channel: phone}], then: nurture}}\n",
}


def examples(page: Path) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def codes(example: str) -> set[str]:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    own = set(re.findall(r"^(\w+):", example, flags=re.MULTILINE))
    if own & {"business_hours", "clock", "leads", "teams"}:
        return {finding.code for finding in read_scenario(f"version: 1\nname: Page\n{example}").diagnostics}
    text = "".join(section for key, section in BASE.items() if key not in own) + example
    read = parse_policy(text, "page.yaml", vocabulary)
    proven = () if read.value is None else lint_policy(read.value)
    return {finding.code for finding in (*read.diagnostics, *proven)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_to_avoid_what_to_prefer_and_why(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}: ")
    assert re.findall(r"^## (.*)$", text, flags=re.MULTILINE) == ["Avoid", "Prefer", "Why"]


@pytest.mark.parametrize(
    "page", [p for p in PAGES if examples(p) and p.stem not in ELSEWHERE], ids=lambda page: page.stem
)
def test_the_example_to_avoid_has_the_finding_and_the_one_to_prefer_has_none(page: Path) -> None:
    avoid, prefer = examples(page)
    assert page.stem in codes(avoid)
    assert codes(prefer) == set()


def test_every_code_in_the_source_has_a_page() -> None:
    named = re.compile(
        r"""(?:code=|\b(?:error|key_error|warning|mistake|problem|Problem|Mismatch|refuse|RowError|add|warn)\()"""
        r"""(?:[\w.]+, )?"([a-z]+(?:-[a-z]+)*)"(?=,)"""
    )
    placed = re.compile(r"""_(?:error|key_error|warning)\(\s*document, .*?, "([a-z]+-[a-z-]+)",""", flags=re.DOTALL)
    found = {
        code
        for path in (ROOT / "sandbox").rglob("*.py")
        for pattern in (named, placed)
        for code in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 30
    assert found - {page.stem for page in PAGES} == set()
