"""The list of leads on the page: filters, a page of the list at a time, and the choice of one lead."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from sandbox.domain.tables import Stage
from sandbox.report.lead_words import STAGE_WORDS, facts_words, lead_name, wait_words
from sandbox.report.pictures.style import policy_colours
from sandbox.report.words import many, money
from sandbox.study.lead_list import (
    GRADE,
    SOURCE,
    LeadFilter,
    ListedLead,
    Summary,
    labels_of,
    leads_like,
    listed,
    stages_of,
)
from sandbox.study.quarter import Quarter
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.remembered import pick
from sandbox.ui.shelf import names_of

AT_ONCE: Final = 50
_ANY: Final = "any"


def choose_lead(quarter: Quarter) -> int | None:
    """Draw filters and list, and return the place of the lead that was picked; None where no lead fits."""
    st.header("Leads", anchor=False)
    found = leads_like(quarter, _filter(quarter))
    if not len(found):
        paragraph("No lead fits. Switch off some of the filters.")
        return None
    page = _page(len(found))
    shown = [listed(quarter, int(index)) for index in found[page * AT_ONCE : (page + 1) * AT_ONCE]]
    by_index = {lead.index: lead for lead in shown}
    picked = st.selectbox(
        "Lead to look at", list(by_index), format_func=lambda index: _title(by_index[index]), key="lead"
    )
    with st.expander("The list of leads"):
        colours = policy_colours([one.id for one in quarter.spec.policies]).values()
        heads = [Cell(text="Lead", note="as it arrived")]
        heads += [
            Cell(text=name, colour=colour)
            for name, colour in zip(names_of(quarter.spec.policies), colours, strict=True)
        ]
        table(heads, [_row(lead) for lead in shown])
    return picked


def _filter(quarter: Quarter) -> LeadFilter:
    """Draw the filters and return what they ask for."""
    names = names_of(quarter.spec.policies)
    is_changed = st.toggle("Only leads whose outcome differs", value=True, key="only_changed", wrap=True)
    left, middle, right, last = st.columns(4, gap="medium")
    with left:
        by_one: dict[int | None, str] = {None: _ANY} | {at: f"only under {name}" for at, name in enumerate(names)}
        won = pick("won_only_by", "Won by one only", by_one, None)
    with middle:
        source = pick("lead_source", "Source", _labels(labels_of(quarter, SOURCE)), None)
    with right:
        grade = pick("lead_grade", "Grade", _labels(labels_of(quarter, GRADE)), None)
    with last:
        stages: dict[Stage | None, str] = {None: _ANY} | {one: STAGE_WORDS[one] for one in stages_of(quarter)}
        stage = pick("lead_stage", "Ends as", stages, None)
    return LeadFilter(is_changed=is_changed, won_only_by=won, source=source, grade=grade, stage=stage)


def _labels(labels: Sequence[str]) -> dict[str | None, str]:
    return {None: _ANY} | {label: label.replace("_", " ") for label in labels}


def _page(count: int) -> int:
    """Return which page of the list is shown, from 0, and draw the choice where there is more than one."""
    pages = -(-count // AT_ONCE)
    if pages == 1:
        paragraph(f"{many(count, 'lead fits', 'leads fit')}.", "muted")
        return 0
    paragraph(f"{count:,} leads fit; {AT_ONCE} at a time, those that matter most first.", "muted")
    key = f"page of {pages}"  # another number of pages begins anew: the old page may be beyond the last
    return int(st.number_input(f"Page, of {pages:,}", min_value=1, max_value=pages, value=1, step=1, key=key)) - 1


def _title(lead: ListedLead) -> str:
    return f"{lead_name(lead.index)}: {facts_words(lead.facts)}"


def _row(lead: ListedLead) -> list[Cell]:
    return [
        Cell(text=lead_name(lead.index), note=facts_words(lead.facts)),
        *(_outcome(summary) for summary in lead.summaries),
    ]


def _outcome(summary: Summary | None) -> Cell:
    if summary is None:
        return Cell(text="no lead", note="the form was not completed")
    won = f", {money(summary.amount_cents / 100)}" if summary.stage is Stage.CUSTOMER else ""
    told = [
        f"grade {summary.grade}" if summary.grade else "",
        f"first response: {wait_words(summary.first_try_ms)}",
        many(summary.conversations, "conversation"),
        many(summary.owner_changes, "change of rep", "changes of rep") if summary.owner_changes else "",
    ]
    return Cell(text=STAGE_WORDS[summary.stage] + won, note=", ".join(part for part in told if part))
