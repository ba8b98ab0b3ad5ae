"""Studies in words: links that round trip and refuse, commands that give the same."""

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.files.shipped import list_policies, list_scenarios
from sandbox.study.request import (
    StudyRequest,
    command_of,
    from_query,
    from_words,
    load_request,
    names_only_shipped,
    to_query,
    to_words,
)
from sandbox.study.spec import MAX_SEED

POLICIES = [path.stem for path in list_policies()]
SCENARIOS = [path.stem for path in list_scenarios()]
PAIR = {"policy": ["oldest_first", "newest_first"], "scenario": ["small_team"]}

words = st.one_of(
    st.sampled_from(POLICIES),
    st.builds("{}={}".format, st.from_regex(r"[A-Za-z]\w{0,10}", fullmatch=True), st.sampled_from(POLICIES)),
).filter(str.isascii)
requests = st.builds(
    StudyRequest,
    policies=st.lists(words, min_size=1, max_size=4).map(tuple),
    scenario=st.sampled_from(SCENARIOS),
    settings=st.lists(st.text(max_size=60), max_size=5).map(tuple),
    replications=st.integers(0, 10**9),
    seed=st.integers(0, MAX_SEED),
    regimes=st.booleans(),
)


@given(requests)
def test_a_link_opens_the_study_it_was_made_from(request: StudyRequest) -> None:
    assert from_query(to_query(request)).value == request
    assert from_words(to_words(request)) == request
    assert names_only_shipped(request)


@given(st.dictionaries(st.sampled_from(["policy", "scenario", "seed", "set", "x", "regimes"]), st.lists(st.text())))
def test_any_link_is_a_study_or_is_refused_in_words(query: dict[str, list[str]]) -> None:
    read = from_query(query)
    assert (read.value is None) == bool(read.diagnostics)
    assert all(finding.code == "bad-link" and finding.help for finding in read.diagnostics)
    assert read.value is None or to_query(read.value).items() >= query.items()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"policy": ["my.yaml", "newest_first"]}, "'my.yaml', which does not ship"),
        ({"policy": ["a=../../etc/passwd"]}, "'../../etc/passwd', which does not ship"),
        ({"policy": []}, "names no policy"),
        ({"policy": ["newest_first"] * 5}, "names 5 policies"),
        ({"scenario": ["/etc/passwd"]}, "does not ship"),
        ({"scenario": ["small_team", "human_team"]}, "states scenario 2 times"),
        ({"replications": ["many"]}, "whole number"),
        ({"replications": ["-1"]}, "whole number"),
        ({"seed": ["\u0661"]}, "whole number"),
        ({"regimes": ["1"]}, "yes or no"),
        ({"rooting": ["x"]}, "it has 'rooting'"),
        ({"set": ["x" * 9000]}, "too long"),
    ],
)
def test_a_link_is_refused_and_never_read_otherwise(changes: dict[str, list[str]], said: str) -> None:
    read = from_query({**PAIR, **changes})
    assert read.value is None
    assert said in " ".join(finding.message for finding in read.diagnostics)


def test_what_a_link_leaves_out_is_as_on_the_command_line() -> None:
    pair = ("oldest_first", "newest_first")
    assert from_query(PAIR).value == StudyRequest(policies=pair, scenario="small_team")
    assert from_query({}).value is None


def test_the_command_gives_every_word() -> None:
    request = StudyRequest(policies=("a", "b=c.yaml"), scenario="s", settings=("b:x.y=8 h",), replications=3)
    assert command_of(request) == "sandbox compare a b=c.yaml --scenario s --replications 3 --set 'b:x.y=8 h'"
    one = replace(request, policies=("a",), settings=(), regimes=True)
    assert command_of(one, with_defaults=True) == "sandbox run a --scenario s --replications 3 --seed 1 --regimes"
    assert command_of(replace(one, seed=9)).endswith("--seed 9 --regimes")


def test_what_makes_no_study_is_told_like_everything_else() -> None:
    request = StudyRequest(
        policies=("newest_first", "newest_first"), replications=DEFAULT_LIMITS.study_replications + 1
    )
    told = load_request(request).diagnostics
    assert load_request(request).value is None
    assert {finding.code for finding in told} == {"bad-study"}
    assert len(told) == 2


def test_a_request_is_shared_only_without_files_of_ones_own() -> None:
    pair = StudyRequest(policies=("newest_first", "again=newest_first"), scenario="small_team")
    assert names_only_shipped(pair)
    assert not names_only_shipped(replace(pair, policies=("newest_first", "policies/newest_first.yaml")))
    assert not names_only_shipped(replace(pair, scenario="mine.yaml"))
    assert list(chain.from_iterable(to_query(pair).values()))[:2] == ["newest_first", "again=newest_first"]
