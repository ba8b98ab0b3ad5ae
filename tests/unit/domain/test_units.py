"""Durations and times of day as people write them."""

import pytest

from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS, duration_ms, format_duration, time_of_day_ms


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5 min", 5 * MINUTE_MS), ("8 h", 8 * HOUR_MS), ("1.5 days", 36 * HOUR_MS), ("2 weeks", 2 * WEEK_MS), ("0 s", 0)],
)
def test_durations(text: str, expected: int) -> None:
    assert duration_ms(text) == expected


ARABIC_FIVE_MINUTES = "\N{ARABIC-INDIC DIGIT FIVE} min"


@pytest.mark.parametrize(
    "text", ["", "5", "min", "-5 min", "5 minutes", "1e3 s", "5 business min", "99999 weeks", ARABIC_FIVE_MINUTES]
)
def test_what_is_no_duration(text: str) -> None:
    assert duration_ms(text) is None


@pytest.mark.parametrize(("text", "expected"), [("09:00", 9 * HOUR_MS), ("24:00", DAY_MS), ("0:30", 30 * MINUTE_MS)])
def test_times_of_day(text: str, expected: int) -> None:
    assert time_of_day_ms(text) == expected


@pytest.mark.parametrize("text", ["24:01", "9", "09:60", "nine", "25:00"])
def test_what_is_no_time_of_day(text: str) -> None:
    assert time_of_day_ms(text) is None


def test_durations_are_shown_in_the_largest_readable_unit() -> None:
    assert [format_duration(ms) for ms in (5 * MINUTE_MS, 8 * HOUR_MS, 36 * HOUR_MS, 1500)] == [
        "5 min",
        "8 h",
        "1.5 days",
        "1.5 s",
    ]
