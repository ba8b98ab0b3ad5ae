"""Settings on the policies that ship: what says the same changes nothing, and nothing raises."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import Policy
from sandbox.files.settings import read_setting
from sandbox.files.shipped import list_policies, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from sandbox.files.yaml_places import parse_document

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in list_policies()}


def policy(stem: str, *words: str) -> Policy | None:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    changes = [read.value for read in map(read_setting, words) if read.value is not None]
    return parse_policy(TEXTS[stem], f"{stem}.yaml", vocabulary, settings=changes).value


@cache
def places(stem: str) -> tuple[tuple[str, Any], ...]:
    """Return the key of every value of a policy, rows by position and by id, and the value."""
    read = parse_document(TEXTS[stem], stem)
    assert read.value is not None
    return tuple(_places(read.value.data, ()))


def _places(data: Any, steps: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    if steps:
        yield ".".join(steps), data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, (*steps, key))
    if isinstance(data, list):
        for number, row in enumerate(data):
            yield from _places(row, (*steps, str(number)))
            if isinstance(row, dict) and "id" in row:
                yield from _places(row, (*steps, row["id"]))


STEPS = sorted({step for stem in TEXTS for key, _ in places(stem) for step in key.split(".")})
VALUES = [
    "5 min",
    "0",
    "-1",
    "true",
    "null",
    "[]",
    "{}",
    "{a: 1}",
    "[[1]]",
    "close",
    "'role == \"user\"'",
    "&a [*a]",
    "!!x y",
]


@given(st.data(), st.sampled_from(sorted(TEXTS)))
@settings(deadline=None)
def test_setting_a_value_to_itself_changes_the_hash_and_nothing_else(data: st.DataObject, stem: str) -> None:
    chosen = data.draw(st.lists(st.sampled_from(places(stem)), min_size=1, max_size=3))
    same = policy(stem, *(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in chosen))
    unchanged = policy(stem)
    assert same is not None
    assert unchanged is not None
    assert same.sha256 != unchanged.sha256
    assert replace(same, sha256=unchanged.sha256) == unchanged


@given(
    st.sampled_from(sorted(TEXTS)),
    st.lists(
        st.tuples(
            st.text(max_size=12) | st.lists(st.sampled_from(STEPS) | st.text(max_size=5), max_size=6).map(".".join),
            st.sampled_from(["=", "", ".", "=="]),
            st.sampled_from(VALUES) | st.text(max_size=12),
        ).map("".join),
        max_size=3,
    ),
)
@settings(deadline=None, max_examples=200)
def test_no_words_raise(stem: str, words: list[str]) -> None:
    policy(stem, *words)


@given(st.data(), st.sampled_from(sorted(TEXTS)), st.sampled_from(VALUES))
@settings(deadline=None, max_examples=200)
def test_no_value_at_any_place_raises(data: st.DataObject, stem: str, value: str) -> None:
    key, _ = data.draw(st.sampled_from(places(stem)))
    policy(stem, f"{key}={value}")
