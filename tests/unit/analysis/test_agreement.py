"""How far two rankings agree: what the definition says, pair by pair."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.analysis.agreement import TOP, Parting, agreement, partings

RANKINGS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12)


def by_pairs(first: list[int], second: list[int]) -> float | None:
    """Kendall's tau-b by its definition: concordant less discordant pairs, over those that each ranking tells apart."""
    agreed = told_first = told_second = 0
    for i, j in combinations(range(len(first)), 2):
        one, other = np.sign(first[i] - first[j]), np.sign(second[i] - second[j])
        agreed += int(one * other)
        told_first += int(one != 0)
        told_second += int(other != 0)
    return agreed / math.sqrt(told_first * told_second) if told_first * told_second else None


def places(ranks: list[int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(ranks, dtype=np.float64)


@given(RANKINGS)
def test_tau_is_what_its_definition_says(ranks: list[tuple[int, int]]) -> None:
    first, second = [one for one, _ in ranks], [other for _, other in ranks]
    expected = by_pairs(first, second)
    found = agreement(places(first), places(second))
    assert found.leads == len(ranks)
    assert found.tau == (None if expected is None else pytest.approx(expected))


@given(st.permutations(range(30)))
def test_a_ranking_agrees_with_itself_and_not_with_its_reverse(ranks: list[int]) -> None:
    same, reverse = agreement(places(ranks), places(ranks)), agreement(places(ranks), -places(ranks))
    assert (same.tau, same.top_shared) == (1.0, 1.0)
    assert reverse.tau == -1.0
    assert reverse.top_shared == (2 * TOP - 30) / TOP


def test_only_leads_that_both_rank_count() -> None:
    found = agreement(np.array([1.0, 2.0, np.nan, 3.0]), np.array([np.nan, 1.0, 2.0, 3.0]))
    assert (found.leads, found.tau) == (2, 1.0)


@pytest.mark.parametrize("ranks", [[], [1], [4, 4, 4]])
def test_where_nothing_can_be_said_there_is_no_number(ranks: list[int]) -> None:
    assert agreement(places(ranks), places(ranks)).tau is None


def test_the_best_are_not_compared_where_nearly_all_are_best() -> None:
    assert agreement(places(list(range(TOP))), places(list(range(TOP)))).top_shared is None


def test_they_part_most_where_places_differ_most() -> None:
    first, second = places([0, 1, 2, 3]), np.array([3.0, 1.0, 1.0, 10.0])
    assert partings(first, second, 10) == (
        Parting(lead=0, first=1.0, second=3.0),
        Parting(lead=2, first=3.0, second=1.5),
        Parting(lead=1, first=2.0, second=1.5),
    )
    assert len(partings(first, second, 1)) == 1
