"""The page on the policy language is checked by running it."""

import re
import shlex
from pathlib import Path

import pytest

from sandbox.domain.facts import LAST_OUTCOMES, LEARNT_FACTS
from sandbox.domain.playbook import Assign, Channel, Order
from sandbox.domain.units import DURATION_UNITS_MS
from sandbox.engine.language.parse import load_policy
from sandbox.engine.language.plays import RESERVED_DESTINATIONS
from sandbox.files.settings import read_setting
from sandbox.files.shipped import find_policy
from sandbox.files.vocabulary import load_vocabulary

PAGE = (Path(__file__).parents[4] / "docs" / "policy-language.md").read_text(encoding="utf-8")
POLICY, VOCABULARY, _EDITOR = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_policy_on_the_page_is_read_without_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "page.yaml"
    path.write_text(POLICY)
    assert [finding.render() for finding in load_policy(path).diagnostics] == []


def test_the_vocabulary_on_the_page_is_read_without_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.yaml"
    path.write_text(VOCABULARY)
    assert [finding.render() for finding in load_vocabulary(path).diagnostics] == []


def conditions() -> list[str]:
    table = PAGE.split("## Conditions")[1].split("**Missing facts.**")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    found = [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]
    return [code for code in found if code not in {"not in", "( )"} and not re.search(r"\b[ab]\b", code)]


@pytest.mark.parametrize("condition", conditions())
def test_each_condition_on_the_page_is_one(tmp_path: Path, condition: str) -> None:
    path = tmp_path / "page.yaml"
    path.write_text(POLICY.replace('email_domain != "disposable" and score >= 0', f"'{condition}'"))
    assert [finding.render() for finding in load_policy(path).diagnostics] == []


def test_every_word_that_has_a_choice_is_named() -> None:
    words = [*Order, *Assign, *Channel, *DURATION_UNITS_MS, *RESERVED_DESTINATIONS, *LEARNT_FACTS, *LAST_OUTCOMES]
    assert [word for word in words if not re.search(rf"\b{word}\b", PAGE)] == []


def settings_on_the_page() -> list[tuple[str, str]]:
    commands = [shlex.split(line) for line in PAGE.splitlines() if line.startswith("sandbox ") and "--set" in line]
    found = [(words[2], words[n + 1]) for words in commands for n, word in enumerate(words) if word == "--set"]
    # A policy may have another name (NAME=POLICY), and a change be made to it alone (NAME:KEY=VALUE).
    return [(policy.rpartition("=")[2], re.sub(r"^\w+:", "", words)) for policy, words in found]


@pytest.mark.parametrize(("policy", "words"), settings_on_the_page())
def test_each_change_on_the_page_fits_its_policy(policy: str, words: str) -> None:
    path, setting = find_policy(policy).value, read_setting(words).value
    assert path is not None
    assert setting is not None
    plain, changed = load_policy(path), load_policy(path, settings=[setting])
    assert changed.diagnostics == ()
    assert plain.value != changed.value
