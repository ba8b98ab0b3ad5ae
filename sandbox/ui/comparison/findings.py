"""A finished comparison on the page, in the order of its questions: who wins, by how much, how sure, why trust it."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from sandbox.analysis.measures import measure_named
from sandbox.report import words
from sandbox.report.assumption_words import assumed_words
from sandbox.report.number_tables import NumberTable, TableCell, number_tables, regime_table
from sandbox.report.pictures.catalogue import Picture, pictures_of
from sandbox.report.verdict import verdict_words
from sandbox.sim.nature import PERFECT
from sandbox.sim.scenario import Scenario
from sandbox.study.compare import StudyResult
from sandbox.study.spec import have_equal_forms
from sandbox.ui.drawing import draw
from sandbox.ui.markup import Cell, paragraph, table

FIRST_MEASURES: Final = (
    *("contact_rate", "close_rate", "wins", "revenue", "cost", "margin"),
    *("speed_to_lead_p50_min", "attempts_per_lead", "hours_used"),
)
FIRST_PICTURES: Final = ("difference", "contact_rate", "close_rate")
_TRUST: Final = (
    (
        "The market is assumed. When leads arrive comes from published data; how buyers answer, decide and buy is "
        "mostly assumption. The page Market shows every figure with its source. "
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


def show_verdict(result: StudyResult) -> None:
    """Draw the answer, what supports it, and on how much of it rests on assumptions."""
    said = verdict_words(result)
    if said is not None:
        paragraph(said.headline, "verdict")
        for sentences in filter(None, (said.support, said.views)):
            paragraph(sentences)
    paragraph(assumed_words(result.spec.scenario))


def show_findings(result: StudyResult, colours: Mapping[str, str]) -> None:
    """Draw the measures, the pictures, and how far to trust them."""
    pictures = {picture.key: picture for picture in pictures_of(result)}
    draw(pictures["difference"], result, colours)
    views = regime_table(result)
    if views is not None:
        st.header(views.title, anchor=False)
        paragraph(views.said, "muted")
        _show_table(views, result, colours, views.rows)
    _show_trust(result)
    _show_numbers(result, colours)
    for left, right in _pairs([pictures["contact_rate"], pictures["close_rate"]]):
        _side_by_side(result, colours, left, right)
    rest = [picture for key, picture in pictures.items() if key not in FIRST_PICTURES]
    for left, right in _pairs(rest):
        _side_by_side(result, colours, left, right)


def _pairs(pictures: Sequence[Picture]) -> list[tuple[Picture, Picture | None]]:
    """Return pictures two by two, the last perhaps alone."""
    rights = [*pictures[1::2], None]
    return list(zip(pictures[::2], rights, strict=False))


def _side_by_side(result: StudyResult, colours: Mapping[str, str], left: Picture, right: Picture | None) -> None:
    columns = st.columns(2, gap="large")
    for picture, column in zip((left, right), columns, strict=True):
        if picture is not None:
            with column:
                draw(picture, result, colours)


def _show_numbers(result: StudyResult, colours: Mapping[str, str]) -> None:
    """Draw the measures that matter first, and the others for who asks: the words are those of the report."""
    leads = () if have_equal_forms(result.spec) else ("leads",)
    first = {measure_named(name).label for name in (*leads, *FIRST_MEASURES)}
    tables = number_tables(result)
    for found in tables:
        st.header(found.title if len(tables) > 1 else "The policies side by side", anchor=False)
        paragraph(found.said, "muted")
        _show_table(found, result, colours, [row for row in found.rows if row[0].text in first])
        with st.expander("More measures"):
            _show_table(found, result, colours, [row for row in found.rows if row[0].text not in first])


def _show_table(
    found: NumberTable, result: StudyResult, colours: Mapping[str, str], rows: Sequence[tuple[TableCell, ...]]
) -> None:
    by_name = {name: colours[policy] for policy, name in words.policy_names(result).items()}
    heads = [Cell(text=heading, colour=by_name.get(heading, "")) for heading in found.headings]
    table(heads, [[Cell(text=cell.text, note=cell.note) for cell in row] for row in rows])


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
                "Switch on the other two markets under More to see whether the verdict survives them."
            )
