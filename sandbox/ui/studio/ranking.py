"""A visitor's own leads, ranked by the policy in the studio."""

from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sandbox.domain.diagnostics import has_errors
from sandbox.domain.limits import megabytes
from sandbox.engine.policy import Policy, facts_of_rules
from sandbox.files.lead_csv import CsvColumns, read_columns
from sandbox.report.score_words import Grid, columns_words, ranking_parts, score_headline
from sandbox.study.score import MOST_HANDS
from sandbox.ui.beside import Seat
from sandbox.ui.environment import server
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.remembered import pick, remembered
from sandbox.ui.studio.findings import list_findings
from sandbox.ui.studio.ranking_run import NOTHING_CHOSEN, ColumnChoice, Ranking, RankingRun, ranking_seat
from sandbox.ui.studio.text import Draft, show_command
from sandbox.ui.studio.uploads import on_disk

_COLUMNS: Final = "studio_leads_columns"
_ACROSS: Final = 3
_RANKED: Final = "studio_ranked"
_BAD: Final = ("bad-cell", "bad-row")
"""What a ranking tells of rows that were left out."""
_NOTICE: Final = "studio_ranking_notice"


def show_ranking(draft: Draft, policy: Policy) -> None:
    """Draw the upload, what is under way, and the latest ranking."""
    limits = server().limits
    most_megabytes = megabytes(limits.upload_bytes)
    paragraph(
        f"Leads exported from your CRM: a CSV file of at most {most_megabytes} MB and {limits.upload_rows:,} leads. "
        "They are ranked on the computer that shows this page, and not kept."
    )
    seat = ranking_seat()
    _collect(seat)
    uploaded = st.file_uploader("Your leads (CSV)", type=["csv"], key="studio_leads", max_upload_size=most_megabytes)
    choice = NOTHING_CHOSEN if uploaded is None else _ask_columns(uploaded, policy)
    skip_bad = remembered(
        "studio_skip_bad", False, lambda key, start: st.toggle("Leave out rows that cannot be read", start, key=key)
    )
    idle = seat.run is None
    if st.button("Rank", type="primary", key="studio_rank", disabled=uploaded is None or not idle) and uploaded:
        st.session_state.pop(_NOTICE, None)
        st.session_state.pop(_RANKED, None)
        run = RankingRun(limits=limits, policy=policy, csv=uploaded.getvalue(), choice=choice, skip_bad=skip_bad)
        seat.begin(run)
        st.rerun()
    if not idle:
        _show_progress()
    if _NOTICE in st.session_state:
        paragraph(st.session_state[_NOTICE])
    ranking: Ranking | None = st.session_state.get(_RANKED)
    if ranking is not None:
        _tell_what_changed(ranking, policy, None if uploaded is None else choice)
        _show(ranking, draft)


def _ask_columns(uploaded: UploadedFile, policy: Policy) -> ColumnChoice:
    """Draw the choices among the file's columns, and return them."""
    # Looking at a file takes a while if it is large, and most clicks change another thing.
    seen, columns = st.session_state.get(_COLUMNS, ("", CsvColumns()))
    if seen != uploaded.file_id:
        with on_disk(uploaded.getvalue(), "leads.csv") as leads:
            columns = read_columns(leads, policy.vocabulary, server().limits.of_upload).value or CsvColumns()
        st.session_state[_COLUMNS] = (uploaded.file_id, columns)
    offered: dict[str, str] = {}
    for name in filter(None, columns.names):
        offered.setdefault(name.lower(), name)  # of two columns of one name the first is read
    if not offered:
        return NOTHING_CHOSEN
    names = list(offered.values())
    return ColumnChoice(
        facts=_ask_facts(uploaded, policy, columns, names),
        hands=_ask_hands(uploaded, names),
    )


def _ask_facts(
    uploaded: UploadedFile, policy: Policy, columns: CsvColumns, names: list[str]
) -> tuple[tuple[str, str], ...]:
    """Draw a choice for each fact that the policy asks for and no column is called after; return what was chosen."""
    known = policy.vocabulary.facts
    lacking = sorted((facts_of_rules(policy) & known.keys()) - columns.facts)
    if not lacking:
        return ()
    paragraph("The policy asks for these as well, and no column is called so. Which column holds them?")
    offered: dict[str | None, str] = {None: "not in the file"} | {name: name for name in names}
    chosen: list[tuple[str, str]] = []
    for start in range(0, len(lacking), _ACROSS):
        for fact, place in zip(lacking[start : start + _ACROSS], st.columns(_ACROSS, gap="medium"), strict=False):
            with place:
                column = pick(f"studio_column_{fact}_{uploaded.file_id}", known[fact].label, offered, None)
            if column is not None:
                chosen.append((fact, column))
    return tuple(chosen)


def _ask_hands(uploaded: UploadedFile, names: list[str]) -> tuple[str, ...]:
    """Draw the choice of columns in which people ranked the leads by hand, and return them."""
    chosen = st.multiselect(
        "Ranked by hand in these columns, if people did",
        names,
        max_selections=MOST_HANDS,
        select_all=False,
        placeholder="None",
        key=f"studio_hands_{uploaded.file_id}",
        help="Places, 1 for the best, or grades from A to D: for instance one column of sales, one of marketing. "
        "You are told how far the policy agrees with each, and they with each other.",
    )
    return tuple(chosen)


def _collect(seat: Seat[RankingRun]) -> None:
    """Take what a finished ranking left into the session, where it outlives every rerun."""
    run = seat.run
    if run is None or not run.is_over:
        return
    seat.run = None
    if run.result is None:
        st.session_state[_NOTICE] = run.message
    else:
        st.session_state[_RANKED] = run.result


@st.fragment(run_every=0.5)
def _show_progress() -> None:
    run = ranking_seat().run
    if run is None or run.is_over:
        st.rerun()
    share = run.done / run.total if run.total else 0.0
    st.progress(share, text=f"{run.stage}, {run.seconds:.0f} s")
    if st.button("Cancel", key="studio_cancel"):
        run.cancel()
        st.rerun()


def _tell_what_changed(ranking: Ranking, policy: Policy, choice: ColumnChoice | None) -> None:
    """Say so where Rank would show something else; `choice` is None without a file to rank."""
    scored = ranking.scored
    if scored is None:
        return
    if scored.policy.sha256 != policy.sha256:
        paragraph("The policy has changed since: press Rank to rank anew.", "muted")
    elif choice is not None and choice != ranking.choice:
        paragraph("Other columns are chosen now: press Rank to rank anew.", "muted")


def _show(ranking: Ranking, draft: Draft) -> None:
    scored = ranking.scored
    if scored is None:
        paragraph("No lead was ranked: the file cannot be used as it is. Lines count from 1, the header is the first.")
        list_findings(ranking.findings, cell=True)
        if has_errors(ranking.findings):
            paragraph(ranking.way_out, "muted")
        return
    paragraph(score_headline(scored), "verdict")
    left_out = any(finding.code in _BAD for finding in ranking.findings)
    if left_out:
        paragraph("Rows that could not be read were left out: see below, under What is to be said of the file.")
    st.download_button(
        "Download these leads, best first (CSV)" if left_out else "Download all leads, best first (CSV)",
        data=ranking.csv,
        file_name=f"{draft.name}_ranked.csv",
        mime="text/csv",
        on_click="ignore",
        key="studio_download_ranking",
    )
    paragraph(columns_words(scored), "muted")
    for part in ranking_parts(scored):
        _show_part(part)
    if ranking.findings:
        st.subheader("What is to be said of the file", anchor=False)
        list_findings(ranking.findings, cell=True)
    skip_bad = ["--skip-bad"] if left_out else []
    mapped = [word for fact, column in ranking.choice.facts for word in ("--map", f"{fact}={column}")]
    by_hand = [word for hand in scored.hands for word in ("--hand", hand.column)]
    show_command(draft, "score", draft.in_terminal, "leads.csv", *mapped, *by_hand, *skip_bad)


def _show_part(part: str | Grid) -> None:
    if isinstance(part, Grid):
        table([Cell(text=head) for head in part.heads], [[Cell(text=cell) for cell in row] for row in part.rows])
        return
    for line in part.split("\n"):
        paragraph(line)
