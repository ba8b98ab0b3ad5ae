"""Lead journeys: what one and the same lead lives through under two policies, and which rules decided it."""

from typing import Final

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.sim.scenario import Scenario
from sandbox.study.identity import study_key
from sandbox.study.quarter import Quarter, QuarterSpec
from sandbox.study.spec import StudySpec
from sandbox.ui.beside import Seat
from sandbox.ui.choice import choose_policies, choose_scenario, problems_of, say_where
from sandbox.ui.environment import server
from sandbox.ui.leads.choosing import choose_lead
from sandbox.ui.leads.quarters import QuarterRun, quarter_seat
from sandbox.ui.leads.view import show_lead
from sandbox.ui.markup import paragraph
from sandbox.ui.shelf import names_of, read_shelf
from sandbox.ui.style import apply_style

QUARTER: Final = "quarter"
NOTICE: Final = "quarter_notice"


def show() -> None:
    """Draw the page: settings, what is under way, the list of leads, and the one that was picked."""
    apply_style()
    st.title("Lead journeys", anchor=False)
    paragraph("One simulated quarter under two policies, lead by lead: the same people with the same luck.")
    shelf = read_shelf()
    if not shelf.policies or not shelf.scenarios:
        st.error("There is nothing to show: no policy or no scenario could be read.")
        return
    seat = quarter_seat()
    _collect(seat)
    with st.sidebar:
        st.header("What to look at", anchor=False)
        spec = _spec(choose_policies(shelf), choose_scenario(shelf))
    say_where()
    _ask(spec, seat)
    quarter: Quarter | None = st.session_state.get(QUARTER)
    if quarter is not None:
        _show_quarter(quarter, is_current=_key(quarter.spec) == _key(spec))


def _ask(spec: QuarterSpec, seat: Seat[QuarterRun]) -> None:
    problems = problems_of(_as_study(spec))
    baseline, challenger = names_of(spec.policies)
    paragraph(f"{challenger} beside {baseline}, in {spec.scenario.name}:")
    if st.button("Show leads", type="primary", disabled=bool(problems) or seat.run is not None, key="live"):
        st.session_state.pop(NOTICE, None)
        seat.begin(QuarterRun(limits=server().limits, spec=spec))
        st.rerun()
    for problem in problems:
        paragraph(problem)
    if seat.run is not None:
        _show_progress()
    if NOTICE in st.session_state:
        paragraph(st.session_state[NOTICE])


def _spec(policies: tuple[Policy, Policy], scenario: Scenario) -> QuarterSpec:
    return QuarterSpec(policies=policies, scenario=scenario)


def _as_study(spec: QuarterSpec) -> StudySpec:
    """Return the comparison of which a quarter is one replication."""
    return StudySpec(policies=spec.policies, scenario=spec.scenario, replications=1, seed=spec.seed)


def _key(spec: QuarterSpec) -> str:
    return study_key(_as_study(spec))


def _collect(seat: Seat[QuarterRun]) -> None:
    """Take the quarter that was lived through into the session; only the latest is kept."""
    run = seat.run
    if run is None or not run.is_over:
        return
    seat.run = None
    if run.result is None:
        st.session_state[NOTICE] = run.message
    else:
        st.session_state[QUARTER] = run.result


@st.fragment(run_every=0.5)
def _show_progress() -> None:
    run = quarter_seat().run
    if run is None or run.is_over:
        st.rerun()
    done = f"{run.done} of {run.total} policies simulated" if run.done else f"Simulating, {run.seconds:.0f} s"
    st.progress(run.done / max(1, run.total), text=done)
    if st.button("Cancel", key="cancel_quarter"):
        run.cancel()
        st.rerun()


def _show_quarter(quarter: Quarter, *, is_current: bool) -> None:
    st.divider()
    baseline, challenger = names_of(quarter.spec.policies)
    paragraph(
        f"{challenger} beside {baseline}: {quarter.spec.scenario.name}, {len(quarter.visitors):,} leads.", "muted"
    )
    if not is_current:
        paragraph("The settings above, or a file, have changed since: press Show leads anew.", "muted")
    index = choose_lead(quarter)
    if index is not None:
        show_lead(quarter, index)
