"""What numbers are called."""

import pytest

from sandbox.analysis.intervals import Difference, Estimate
from sandbox.domain.tables import Window
from sandbox.domain.units import DAY_MS, WEEK_MS
from sandbox.report import words


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.051, "5.1 %"), (0.0321, "3.2 %"), (0.0, "0.0 %"), (0.00312, "0.31 %"), (1.0, "100.0 %"), (-1e-9, "0.00 %")],
)
def test_shares(value: float, said: str) -> None:
    assert words.share(value) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.019, 0.017, 0.021], ["+1.9", "+1.7", "+2.1"]),
        ([0.001, -0.0002, 0.0022], ["+0.10", "-0.02", "+0.22"]),
        ([0.0, 0.0, 0.0], ["0.0", "0.0", "0.0"]),
        ([-1e-9, -1e-9], ["0.00", "0.00"]),
        ([0.0191, 0.0188, 0.0194], ["+1.91", "+1.88", "+1.94"]),
    ],
)
def test_points_have_signs_and_the_same_decimals(values: list[float], said: list[str]) -> None:
    assert words.points(values) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "$0"),
        (940.4, "$940"),
        (12_345, "$12,300"),
        (541_812, "$541,800"),
        (1_240_000, "$1.24m"),
        (-5, "-$5"),
        (-0.2, "$0"),
    ],
)
def test_money(value: float, said: str) -> None:
    assert words.money(value) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (0.5, "30 s"),
        (4.25, "4.2 min"),
        (6.66, "6.7 min"),
        (150, "2.5 h"),
        (1440, "1 day"),
        (3600, "2.5 days"),
        (-90, "-1.5 h"),
    ],
)
def test_durations(minutes: float, said: str) -> None:
    assert words.duration(minutes) == said


@pytest.mark.parametrize("unit", ["share", "min", "USD", "h", "deals", "touches", "calls"])
@pytest.mark.parametrize("value", [-1e-12, 0.0, -0.0])
def test_nothing_is_ever_minus_zero(unit: str, value: float) -> None:
    assert "-" not in words.amount(value, unit)
    assert "-" not in words.change(value, unit)
    assert "+" not in words.change(value, unit)


def test_what_is_undefined_is_said_and_never_nan() -> None:
    nothing = Estimate(mean=None, low=None, high=None, n=3)
    assert words.value_words(nothing, "min") == "not reached"
    assert words.value_words(nothing, "share") == "no cases"
    assert words.range_words(nothing, "min") == ""
    unknown = Difference(mean=None, low=None, high=None, n=0, p05=None, p95=None, ahead=None)
    assert words.change_words(unknown, "min") + words.change_range_words(unknown, "min") == ""


def test_ranges_say_their_unit_once() -> None:
    found = Estimate(mean=0.05, low=0.049, high=0.052, n=20)
    assert words.range_words(found, "share") == "4.9 to 5.2 %"
    assert words.range_words(Estimate(mean=1, low=30, high=90, n=20), "min") == "30 min to 1.5 h"


@pytest.mark.parametrize(
    ("length_ms", "said"),
    [
        (13 * WEEK_MS, "quarter"),
        (91 * DAY_MS, "quarter"),
        (4 * WEEK_MS, "4-week period"),
        (10 * DAY_MS, "10-day period"),
    ],
)
def test_periods(length_ms: int, said: str) -> None:
    assert words.period(Window(arrivals_from_ms=WEEK_MS, arrivals_to_ms=WEEK_MS + length_ms, follow_up_ms=0)) == said
