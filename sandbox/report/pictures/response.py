"""Contact by response time, as the scenario assumes it: it is no evidence that calling sooner helps."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate, wilson_interval
from sandbox.analysis.profile import RESPONSE_EDGES_MS, Profile
from sandbox.domain.units import MINUTE_MS, WEEK_MS
from sandbox.report.pictures.parts import Cell, Sheet, by_policy, estimate_sheet, group_rows, grouped_bars, series_of
from sandbox.report.pictures.style import LINE, PALE, Look
from sandbox.report.words import share, value_words
from sandbox.sim.curves import first_call_chance
from sandbox.sim.scenario import Scenario
from sandbox.study.compare import StudyResult

HEADS: Final = (
    "Within 5 min",
    "5 to 30 min",
    "30 min to 1 h",
    "1 to 4 h",
    "4 to 24 h",
    "1 to 7 days",
    "Later",
)
"""The bins that end at `RESPONSE_EDGES_MS`."""
_EDGES_MS: Final = (MINUTE_MS, *(int(edge) for edge in RESPONSE_EDGES_MS), 4 * WEEK_MS)
MIDWAY_MS: Final = tuple(round(math.sqrt(start_ms * end_ms)) for start_ms, end_ms in pairwise(_EDGES_MS))
"""Where the curve is read for each bin: midway on a log scale; the first bin begins with a minute, the last ends with
four weeks."""
_HALF_ROW: Final = 0.5
CURVE: Final = "Assumed: one call is answered"
_WHAT_BARS_ARE: Final = "The bars follow from what is assumed of buyers, and from whom a policy tries first."
_WHY_NO_CURVE: Final = (
    "no one curve tells it of all leads in this scenario, as industries have their own, or leads come from a file"
)
_DAY_BIN = HEADS.index("1 to 7 days")


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a bar a response time and policy, the share of those leads ever spoken with; times of no lead are out.

    Over them stands what the scenario assumes of a single call, where one curve tells it.
    """
    found, scenario = _found(result), result.spec.scenario
    known = [number for number in range(len(HEADS)) if any(shares[number].n for shares in found)]
    heads, kept = [HEADS[number] for number in known], [[shares[number] for number in known] for shares in found]
    over = _assumed(scenario, known, found) if known and has_one_curve(scenario) else []
    return grouped_bars(heads, kept, series_of(result, colours), "share", look, over)


def has_one_curve(scenario: Scenario) -> bool:
    """Whether one curve tells how leads answer: no industry has its own, and the mix of sources is the scenario's."""
    return not scenario.buyers.phone.by_industry and scenario.demand.trace is None


def _assumed(scenario: Scenario, known: Sequence[int], found: Sequence[Sequence[Estimate]]) -> list[go.Scatter]:
    """Return what is assumed of one call as a dashed line a group, across its bars: it is the same of each policy.

    Under the dashes lies a pale band: bars of any colour are too much like a line that can be seen on both backgrounds.
    """
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, number in enumerate(known):
        chance = _one_call(scenario, number)
        for row, shares in zip(group_rows(place, len(found)), found, strict=True):
            if shares[number].n:  # a row without a bar holds words, which the line would cross
                xs += [chance, chance, None]
                ys += [row + _HALF_ROW, row - _HALF_ROW, None]
    common = {"x": xs, "y": ys, "mode": "lines", "hoverinfo": "skip"}
    band = go.Scatter(**common, line={"color": PALE, "width": 7}, showlegend=False, name=f"{CURVE}, band")
    return [band, go.Scatter(**common, line={"color": LINE, "width": 3, "dash": "6px,4px"}, name=CURVE)]


def _one_call(scenario: Scenario, number: int) -> float:
    """Return the chance that one call is answered which is made midway through a bin."""
    return first_call_chance(scenario, scenario.buyers.phone.response, MIDWAY_MS[number])


def caption(result: StudyResult) -> str:
    """Return the share spoken with of the leads tried within 5 min, and after a day; intervals are Wilson's."""
    found = _found(result)

    def said(number: int) -> str:
        soon, late = value_words(found[number][0], "share"), value_words(found[number][_DAY_BIN], "share")
        return f"{soon} and {late}"

    return (
        "As assumed by this view of the market, and so no evidence that calling sooner helps: share of the leads first "
        "tried within 5 min, and of those first tried after 1 to 7 days, with whom somebody spoke in the end: "
        f"{by_policy(result, said)}."
    )


def reading(result: StudyResult) -> str:
    """Return why the picture is no evidence, and what the dashed curve is."""
    scenario = result.spec.scenario
    if not has_one_curve(scenario):
        return f"{_WHAT_BARS_ARE} What is assumed of a single call is not drawn: {_WHY_NO_CURVE}."
    soon, late = (share(_one_call(scenario, number)) for number in (0, _DAY_BIN))
    return (
        f"{_WHAT_BARS_ARE} Dashed is what is assumed of a single first call midway through each time, at an hour like "
        f"any other: {soon} of leads answer it within 5 min, {late} after 1 to 7 days. It is not what the bars should "
        "reach: they count whatever was tried until the end, and the first try need not be a call."
    )


def table(result: StudyResult) -> Sheet:
    """Return the share of tried leads that were spoken with, by response time, with how many leads there were.

    Beside it stands what is assumed of a single call, where that is drawn.
    """
    heading, rows = estimate_sheet(result, "first tried", HEADS, _found(result))
    profiles, scenario = result.main.profiles, result.spec.scenario
    tried = [int(profile.responses[:, number, 0].sum()) for number in range(len(HEADS)) for profile in profiles]
    assumed: list[tuple[Cell, ...]] = [() for _ in rows]
    if has_one_curve(scenario):
        assumed = [(_one_call(scenario, number),) for number in range(len(HEADS)) for _ in profiles]
    heading = (*heading, "leads", *(("one call is answered, assumed",) if has_one_curve(scenario) else ()))
    return heading, [(*row, leads, *one) for row, leads, one in zip(rows, tried, assumed, strict=True)]


def _found(result: StudyResult) -> list[list[Estimate]]:
    return [_shares(profile, result.spec.confidence) for profile in result.main.profiles]


def _shares(profile: Profile, confidence: float) -> list[Estimate]:
    """Return the share contacted by bin, over all replications together."""
    shares = []
    for number in range(len(HEADS)):
        tried, contacted = (int(count) for count in profile.responses[:, number].sum(axis=0))
        low, high = wilson_interval(contacted, tried, confidence) or (None, None)
        defined = int((profile.responses[:, number, 0] > 0).sum())
        shares.append(Estimate(mean=contacted / tried if tried else None, low=low, high=high, n=defined))
    return shares
