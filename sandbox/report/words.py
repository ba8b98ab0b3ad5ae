"""Numbers and names in a sales leader's words: sensible units and rounding, never "-0.0", never "nan"."""

import re
from collections.abc import Sequence
from typing import Final

from sandbox.analysis.comparison import VerdictOutcome
from sandbox.analysis.intervals import Difference, Estimate
from sandbox.domain.tables import Window
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WEEK_MS
from sandbox.study.compare import StudyResult
from sandbox.study.spec import have_equal_forms

QUARTER_WEEKS = 13
_WHOLE_FROM = 10
_UNITS = ((DAY_MS, "days"), (HOUR_MS, "h"), (MINUTE_MS, "min"))
_UNIT = re.compile(r"(?<=\d) (?=(?:%|points|min|h|days?|s)\b|%|of \d|to [-+$\d])|(?<=\d (?:of|to)) (?=[-+$\d])")
UNDEFINED = "not reached"
VIEW_NAMES: Final = {"sceptical": "Sceptical view", "central": "Central view", "vendor": "Vendors' view"}
"""What the views of the market are called."""


def plain(value: float, decimals: int, *, sign: bool = False) -> str:
    """Return a number rounded to so many decimals, never as "-0.0"."""
    rounded = round(value, decimals) + 0.0
    shown = f"{abs(rounded):,.{decimals}f}"
    if rounded == 0:
        return shown
    return ("-" if rounded < 0 else "+" if sign else "") + shown


def share(value: float) -> str:
    """Return a share as a percentage: `5.1 %`, small ones with two decimals."""
    decimals = 1 if value == 0 or abs(value) >= 0.01 else 2
    return f"{plain(100 * value, decimals)} %"


def many(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun: `1 file`, `2 files`; `plural` where it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def count_decimals(largest: float) -> int:
    """Return how many decimals mean counts and hours have, the largest of them given: none from ten on."""
    return 0 if abs(largest) >= _WHOLE_FROM else 1


def more_or_fewer(difference: float) -> str:
    """Return a difference of counts: `62 more`, `5.7 fewer`."""
    return f"{plain(abs(difference), count_decimals(difference))} {'fewer' if difference < 0 else 'more'}"


def points(values: Sequence[float]) -> list[str]:
    """Return differences of shares in points with a sign, all with the same decimals."""
    largest, spread = max(abs(value) for value in values), max(values) - min(values)
    is_coarse = largest >= 0.01 and (len(values) == 1 or spread >= 0.002)
    decimals = 1 if largest == 0 or is_coarse else 2
    return [plain(100 * value, decimals, sign=True) for value in values]


def money(value: float, *, sign: bool = False, short: bool = False) -> str:
    """Return dollars as people say them: `$940`, `$12,300` (`$12k` when short), `$1.24m`."""
    prefix = "-" if value < 0 else "+" if sign and value > 0 else ""
    size = abs(value)
    if size >= 999_500:
        return f"{prefix}${size / 1e6:,.2f}m"
    if short and size >= 10_000:
        return f"{prefix}${size / 1e3:,.0f}k"
    rounded = round(size, -2) if size >= 10_000 else round(size)
    return f"${rounded:,.0f}" if rounded == 0 else f"{prefix}${rounded:,.0f}"


def duration(minutes: float, *, sign: bool = False) -> str:
    """Return minutes as a readable duration, with one decimal at most: `5 min`, `3.2 h`, `2.4 days`."""
    milliseconds = abs(minutes) * MINUTE_MS
    if round(milliseconds) == 0:
        return "0 min"
    unit_ms, unit = next(((ms, name) for ms, name in _UNITS if milliseconds >= ms), (SECOND_MS, "s"))
    count = plain(milliseconds / unit_ms, 1).removesuffix(".0")
    shown = "1 day" if (count, unit) == ("1", "days") else f"{count} {unit}"
    return ("-" if minutes < 0 else "+" if sign else "") + shown


def amount(value: float, unit: str) -> str:
    """Return a value in its unit."""
    if unit == "share":
        return share(value)
    if unit == "USD":
        return money(value)
    if unit == "min":
        return duration(value)
    if unit == "days":
        return duration(value * DAY_MS / MINUTE_MS)
    if unit == "h":
        return f"{plain(value, 0)} h"
    return plain(value, _count_decimals(value, unit))


def change(value: float, unit: str) -> str:
    """Return a difference in its unit, with a sign; shares differ in points."""
    if unit == "share":
        return f"{points([value])[0]} points"
    if unit == "USD":
        return money(value, sign=True)
    if unit == "min":
        return duration(value, sign=True)
    if unit == "days":
        return duration(value * DAY_MS / MINUTE_MS, sign=True)
    if unit == "h":
        return f"{plain(value, 0, sign=True)} h"
    return plain(value, _count_decimals(value, unit), sign=True)


def _count_decimals(value: float, unit: str) -> int:
    return (0 if abs(value) >= 10 else 1) if unit in {"leads", "deals", "meetings", "tasks"} else 2


def value_words(found: Estimate, unit: str) -> str:
    """Return the mean of an estimate."""
    return _undefined(unit) if found.mean is None else amount(found.mean, unit)


def range_words(found: Estimate, unit: str) -> str:
    """Return the interval of an estimate, empty where there is none."""
    if found.low is None or found.high is None:
        return ""
    if unit == "USD":
        return f"{money(found.low, short=True)} to {money(found.high, short=True)}"
    return _joined(amount(found.low, unit), amount(found.high, unit))


def change_words(found: Difference, unit: str) -> str:
    """Return the mean of a difference, with the decimals of its interval."""
    if found.mean is None:
        return ""
    if unit == "share" and found.low is not None and found.high is not None:
        return f"{points([found.mean, found.low, found.high])[0]} points"
    return change(found.mean, unit)


def change_range_words(found: Difference, unit: str) -> str:
    """Return the interval of a difference, empty where there is none."""
    if found.low is None or found.high is None:
        return ""
    if unit == "share":
        return " to ".join(points([found.low, found.high, found.mean or 0.0])[:2])
    if unit == "USD":
        return f"{money(found.low, sign=True, short=True)} to {money(found.high, sign=True, short=True)}"
    return _joined(change(found.low, unit), change(found.high, unit))


def _undefined(unit: str) -> str:
    return UNDEFINED if unit == "min" else "no cases"


def _joined(low: str, high: str) -> str:
    """Return `low to high`, the unit said once."""
    number, _, unit = low.rpartition(" ")
    return f"{number if number and high.endswith(f' {unit}') else low} to {high}"


def period(window: Window) -> str:
    """Return what one replication measures: `quarter`, or the length of the arrivals window."""
    length_ms = window.arrivals_to_ms - window.arrivals_from_ms
    if abs(length_ms - QUARTER_WEEKS * WEEK_MS) < WEEK_MS:
        return "quarter"
    if length_ms % WEEK_MS == 0:
        return f"{length_ms // WEEK_MS}-week period"
    return f"{max(1, round(length_ms / DAY_MS))}-day period"


def replications_words(count: int, window: Window) -> str:
    """Return how often the period was lived through: `20 simulated quarters`."""
    return f"{count:,} simulated {period(window)}{'' if count == 1 else 's'}"


def leads_words(result: StudyResult) -> str:
    """Return how many leads a replication has: `about 5,000 leads each`, or the fewest and the most by form."""
    counts = leads_by_policy(result).values()
    if have_equal_forms(result.spec):
        return f"about {max(counts):,} leads{' each' if result.spec.replications > 1 else ''}"
    return f"about {min(counts):,} to {max(counts):,} leads, depending on the form"


def leads_by_policy(result: StudyResult) -> dict[str, int]:
    """Return how many leads each policy gets in one replication, by its id."""
    return {policy: round(leads / result.spec.replications) for policy, leads in result.main.cohort_leads.items()}


def same_people(result: StudyResult) -> str:
    """Return whom all policies of a study meet: the same leads or, where forms decide who is one, visitors."""
    return "leads" if have_equal_forms(result.spec) else "visitors"


def challenger_of(result: StudyResult) -> str:
    """Return the policy that the verdict is about; the study compares two policies or more."""
    return result.spec.policies[1].id if result.verdict is None else result.verdict.challenger


def policy_names(result: StudyResult) -> dict[str, str]:
    """Return what each policy is called by id: its name, with the id where two share a name."""
    names = [policy.name for policy in result.spec.policies]
    return {
        policy.id: f"{policy.name} ({policy.id})" if names.count(policy.name) > 1 else policy.name
        for policy in result.spec.policies
    }


def outcome_words(outcome: VerdictOutcome) -> str:
    """Return an outcome in a few words."""
    return {
        VerdictOutcome.BETTER: "better",
        VerdictOutcome.WORSE: "worse",
        VerdictOutcome.NO_PRACTICAL_DIFFERENCE: "no practical difference",
        VerdictOutcome.TOO_CLOSE: "too close to call",
    }[outcome]


def together(text: str, space: str = "\N{NO-BREAK SPACE}") -> str:
    """Return text in which numbers stay with their units, and ranges whole, when lines are broken."""
    return _UNIT.sub(space, text)


def printable(text: str) -> str:
    """Return text without control characters, which could move the cursor or ring the bell; line breaks stay."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
