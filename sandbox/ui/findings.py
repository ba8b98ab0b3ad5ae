"""A finished comparison on the page, in the order of its questions: who wins, by how much, how sure, why trust it."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from sandbox.analysis.measure import Measure
from sandbox.analysis.measures import MEASURES, measure_named
from sandbox.report import captions, words
from sandbox.report.figure_style import PLAIN_CHART
from sandbox.report.figures import VIEW_NAMES, difference_figure, dot_rows, rate_figure
from sandbox.report.tables import MAIN_MEASURES, is_shown
from sandbox.report.verdict import verdict_text
from sandbox.sim.nature import PERFECT
from sandbox.sim.scenario import Scenario
from sandbox.study.compare import RegimeResult, StudyResult
from sandbox.study.spec import have_equal_forms, verdict_measure
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.style import current_look

FIRST_MEASURES: Final = ("contact_rate", "close_rate", "wins", "revenue", "speed_to_lead_p50_min")
RATES: Final = ("contact_rate", "close_rate")
_VIEWS: Final = {
    "sceptical": "calling sooner gains nothing",
    "central": "calling sooner helps",
    "vendor": "calling sooner helps as much as sellers of response software claim",
}
_TRUST: Final = (
    (
        "The market is assumed. When leads arrive comes from published data; how buyers answer, decide and buy is "
        "mostly assumption, marked (A). Every figure stands with its source in sandbox/sim/defaults.yaml. "
        "Nothing here has been fitted to your own figures."
    ),
    (
        "A range says what chance may have done to a mean over these simulated quarters. More quarters make it "
        "narrower; it says nothing about whether the market is assumed rightly. A single quarter varies more than a "
        "mean: the dots show by how much."
    ),
)

_PERFECT_REPS: Final = "The reps are perfect: they work every lead they are given, in the order the policy asks for."
_HUMAN_REPS: Final = (
    "The reps are not perfect: they may leave leads lying, give up early, pick what looks good, have other work, and "
    "leave. How much of each there is has been assumed."
)
_DEALS_NEED_NOBODY: Final = "A deal, once it is under way, takes none of their time."
_DEALS_NEED_MEETINGS: Final = "A deal takes meetings, and waits until somebody has time for them."


def show_findings(result: StudyResult, colours: dict[str, str]) -> None:
    """Draw the verdict, the measures, the pictures, and how far to trust them."""
    paragraph(verdict_text(result), "verdict")
    if result.spec.regimes:
        _show_views(result)
    st.header("The two policies side by side", anchor=False)
    _show_measures(result, colours)
    _show_differences(result, colours)
    _show_rates(result, colours)
    _show_trust(result)


def _show_views(result: StudyResult) -> None:
    st.header("The same under three views of the market", anchor=False)
    challenger = words.policy_names(result)[result.spec.policies[1].id]
    measure = measure_named(verdict_measure(result.spec))
    heads = [Cell(text="View of the market"), Cell(text="Verdict", note=f"of {challenger}")]
    heads += [Cell(text=f"Difference in {measure.label.lower()}"), Cell(text="Ahead in")]
    table(heads, [_view_row(found, measure) for found in result.regimes.values()])
    paragraph(
        f"Each row repeats the whole comparison in another market; the difference is {captions.minus_words(result)}.",
        "muted",
    )


def _view_row(found: RegimeResult, measure: Measure) -> list[Cell]:
    difference, unit = found.differences[0].metrics[measure.name], measure.unit
    ahead = "" if difference.ahead is None else f"{difference.ahead} of {difference.n}"
    verdict = words.outcome_words(found.verdict.outcome) if found.verdict is not None else ""
    return [
        Cell(text=VIEW_NAMES[found.regime], note=_VIEWS[found.regime]),
        Cell(text=verdict),
        Cell(text=words.change_words(difference, unit), note=words.change_range_words(difference, unit)),
        Cell(text=ahead),
    ]


def _show_measures(result: StudyResult, colours: dict[str, str]) -> None:
    utilisations = [name for name in result.main.policies[0].metrics if name not in MEASURES]
    leads = () if have_equal_forms(result.spec) else ("leads",)
    first = (*leads, *FIRST_MEASURES, *utilisations)
    _measure_table(result, first, colours)
    with st.expander("More measures"):
        shown = [name for name in MAIN_MEASURES if name not in first and is_shown(name, result.main.policies[:2])]
        _measure_table(result, shown, colours)


def _measure_table(result: StudyResult, measures: Sequence[str], colours: dict[str, str]) -> None:
    names = words.policy_names(result)
    both = result.main.policies[:2]
    heads = [Cell(text="Measure"), *(Cell(text=names[one.policy], colour=colours[one.policy]) for one in both)]
    heads.append(Cell(text="Difference", note=captions.minus_words(result)))
    table(heads, [_measure_row(result, name) for name in measures])


def _measure_row(result: StudyResult, name: str) -> list[Cell]:
    measure = measure_named(name)
    found = [one.metrics[name] for one in result.main.policies[:2]]
    difference = result.main.differences[0].metrics[name]
    changed = words.change_words(difference, measure.unit)
    return [
        Cell(text=measure.label, note=measure.formula),
        *(Cell(text=words.value_words(one, measure.unit), note=words.range_words(one, measure.unit)) for one in found),
        Cell(text=changed or "undefined", note=words.change_range_words(difference, measure.unit)),
    ]


def _show_differences(result: StudyResult, colours: dict[str, str]) -> None:
    once, measure = words.period(result.spec.scenario.window), verdict_measure(result.spec)
    st.header(f"Difference in {measure_named(measure).label.lower()}, {once} by {once}", anchor=False)
    ahead = captions.ahead_words(result, measure)
    paragraph(captions.minus_words(result) + (f". {ahead}." if ahead else "."))
    colour = colours[result.spec.policies[1].id]
    figure = difference_figure(dot_rows(result, measure), measure, colour, current_look())
    text = captions.difference_text(result, measure)
    st.plotly_chart(figure, theme=None, config=dict(PLAIN_CHART), alt=text, key="differences")
    paragraph(captions.difference_caption(result, measure), "muted")


def _show_rates(result: StudyResult, colours: dict[str, str]) -> None:
    for measure, column in zip(RATES, st.columns(len(RATES), gap="large"), strict=True):
        with column:
            st.header(measure_named(measure).label, anchor=False)
            figure = rate_figure(result, measure, colours, current_look())
            text = captions.rate_text(result, measure)
            st.plotly_chart(figure, theme=None, config=dict(PLAIN_CHART), alt=text, key=measure)
            paragraph(captions.rate_caption(measure), "muted")


def _reps_words(scenario: Scenario) -> str:
    """Return what the scenario takes reps and deals to be like."""
    is_perfect = all(team.nature == PERFECT for team in scenario.teams.values())
    reps = _PERFECT_REPS if is_perfect else _HUMAN_REPS
    return f"{reps} {_DEALS_NEED_MEETINGS if scenario.buyers.deals.meetings else _DEALS_NEED_NOBODY}"


def _show_trust(result: StudyResult) -> None:
    with st.container(border=True):
        st.header("How far to trust this", anchor=False)
        for text in (*_TRUST, _reps_words(result.spec.scenario)):
            paragraph(text)
        if not result.spec.regimes:
            paragraph(
                "What calling sooner is worth is the most disputed of the assumptions. "
                "Switch on the other two markets above to see whether the verdict survives them."
            )
