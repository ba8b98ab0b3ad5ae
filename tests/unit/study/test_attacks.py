"""Files meant to do harm end in findings: no traceback, not many, none of them long, and without much work."""

import sys
from pathlib import Path
from types import FrameType

import pytest

from benchmarks.attacks import ATTACKS, linted
from sandbox.study.lint import Linted

MOST_FINDINGS = 101
"""A hundred, and one that says that there are more."""

MOST_CALLS = 1_500_000
"""Calls of Python functions, which take less than a second; the worst of these attacks comes to 0.8 million."""


def counted(folder: Path, text: str) -> tuple[Linted, int]:
    """Return what lint says, and how many functions were called for it."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        return linted(folder, text), calls
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_in_a_few_findings_after_little_work(tmp_path: Path, name: str) -> None:
    found, calls = counted(tmp_path, ATTACKS[name])
    assert found.has_errors
    assert 1 <= len(found.diagnostics) <= MOST_FINDINGS
    for finding in found.diagnostics:
        text = finding.render()
        assert len(text) < 1_000, text
        assert "Traceback" not in text
        assert "Error(" not in text
        assert text.replace("\n", "").isprintable()
    assert calls < MOST_CALLS


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("a Cyrillic letter in a name", "bad-expression", "some letters look alike"),
        ("1e999", "bad-expression", "large"),
        ("10,000 comparisons in a chain", "too-large", "2,000 characters"),
        ("a condition of 1 MB", "too-large", "2,000 characters"),
        ("brackets, 900 deep", "too-deep", "20"),
        ("lists, 50,000 deep", "too-deep", "20"),
        ("aliases of aliases", "alias", ""),
        ("a tag that runs code", "tag", ""),
        ("5,000 times the same key", "duplicate-key", "name"),
        ("more than 1 MiB", "too-large", ""),
        ("NUL", "encoding", ""),
        ("600 rules", "too-large", "more than 500 rules"),
        ("20,000 rules", "too-large", "more than 50,000 values"),
    ],
)
def test_the_finding_says_what_is_wrong(tmp_path: Path, name: str, code: str, word: str) -> None:
    findings = linted(tmp_path, ATTACKS[name]).diagnostics
    said = next(finding for finding in findings if finding.code == code)
    assert word in f"{said.message} {said.help}"
