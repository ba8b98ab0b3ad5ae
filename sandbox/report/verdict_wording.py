"""How a verdict speaks of the measure that it is on: the share of leads that are closed, or the deals that are won."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandbox.analysis.comparison import TOTAL_MEASURE, Verdict
from sandbox.report.words import period, plain, points, share
from sandbox.study.compare import StudyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Parts of sentences about one measure.

    `more` says who has more of it (or fewer), `has` who has how much, `value` how much alone; `changes` are differences
    with a sign, in `unit`. `nothing` follows "there" where there is no value.
    """

    more: Callable[[str], str]
    has: Callable[[float], str]
    value: Callable[[float], str]
    changes: Callable[[Sequence[float]], list[str]]
    unit: str
    nothing: str


def wording(result: StudyResult, verdict: Verdict) -> Wording:
    """Return how to speak of the measure of a verdict."""
    return _of_deals(period(result.spec.scenario.window)) if verdict.metric == TOTAL_MEASURE else _OF_RATES


_OF_RATES = Wording(
    more=lambda more: f"closes {more} of the same leads",
    has=lambda value: f"closes {share(value)} of the same leads",
    value=share,
    changes=points,
    unit="points",
    nothing="is no close rate",
)


def _of_deals(once: str) -> Wording:
    return Wording(
        more=lambda more: f"wins {more} deals a {once} from the same visitors",
        has=lambda value: f"wins {_count(value)} deals a {once} from the same visitors",
        value=_count,
        changes=lambda values: [_count(value, sign=True) for value in values],
        unit="deals",
        nothing="are no deals",
    )


def _count(value: float, *, sign: bool = False) -> str:
    return plain(value, 0 if abs(value) >= 100 else 1, sign=sign)
