"""P21, measures by segment: parts add up to the whole in each measure that is a sum over leads, or a ratio of sums."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.analysis import fold
from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.measures import MEASURES, OF_SHIFTS, TOTALS
from sandbox.domain.luck import key_of
from sandbox.domain.tables import Tables
from tests.verification.claims.closing import SOLD, firm
from tests.verification.directions import lived

MEDIAN_OF_DEALS = "days_to_close_p50"
NO_SUMS = {*OF_SHIFTS, MEDIAN_OF_DEALS, *(name for name, measure in MEASURES.items() if measure.is_quantile)}
SUMS = [name for name in MEASURES if name not in NO_SUMS]
FILED_BY = ("source", "quality")
"""Segments in which every lead has its place; an industry may be unknown, and a policy need not grade."""

Codes = Sequence[NDArray[np.int64]]
SUM_GROUPS = fold._sum_groups


@pytest.fixture(scope="module")
def quarter() -> Tables:
    """Return a run in which people are called, met, won and lost, and cost money."""
    return lived(firm(paid=120), SOLD, key_of(1, 0))[0]


def check_parts(tables: Tables) -> None:
    """Fail unless numerators and denominators of all labels add up to those of all leads."""
    found = fold.fold_run(tables, follow_cohort(tables))
    for segment in FILED_BY:
        of_segment = [row for row, (name, _) in enumerate(found.groups) if name == segment]
        for name in SUMS:
            column = found.measures.index(name)
            whole, parts = found.numerators[0, column], found.numerators[of_segment, column]
            assert parts.sum() == pytest.approx(whole, abs=1e-6), (segment, name)
            cases = found.denominators[of_segment, column]
            whole_cases = len(of_segment) if name in TOTALS else found.denominators[0, column]
            assert cases.sum() == pytest.approx(whole_cases, abs=1e-6), (segment, name)


def test_segments_add_up_to_the_whole(quarter: Tables) -> None:
    check_parts(quarter)
    found = fold.fold_run(quarter, follow_cohort(quarter))
    for name in ("wins", "revenue", "cost", "margin", "cost_per_sql"):
        assert found.numerators[0, found.measures.index(name)] != 0, name  # or nothing would be proved of it


def one_lead_is_nowhere(values: NDArray[np.float64], codes: Codes, count: int) -> NDArray[np.float64]:
    """Forget the first lead in every segment."""
    return SUM_GROUPS(values, [codes[0], *(np.where(np.arange(len(code)) == 0, -1, code) for code in codes[1:])], count)


def one_label_holds_its_neighbour_too(values: NDArray[np.float64], codes: Codes, count: int) -> NDArray[np.float64]:
    """Count the leads of each label under the label before it as well."""
    total = SUM_GROUPS(values, codes, count)
    total[1:-1] += total[2:]
    return total


def every_label_is_the_whole(values: NDArray[np.float64], _: Codes, count: int) -> NDArray[np.float64]:
    """Count every lead in every group."""
    return np.full(count, values.sum())


BUGS = (one_lead_is_nowhere, one_label_holds_its_neighbour_too, every_label_is_the_whole)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_segment_that_counts_wrongly_is_found(
    bug: Callable[..., NDArray[np.float64]], quarter: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "_sum_groups", bug)
    with pytest.raises(AssertionError):
        check_parts(quarter)
