"""The settings of a comparison: what the visitor chose, as one frozen request."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from sandbox.domain.diagnostics import Checked
from sandbox.engine.policy import Policy
from sandbox.sim.scenario import Scenario
from sandbox.study.request import StudyRequest, to_query
from sandbox.study.spec import DEFAULT_REPLICATIONS, DEFAULT_SEED, StudySpec
from sandbox.ui.markup import paragraph
from sandbox.ui.shelf import Shelf, names_by_id

DEFAULT_POLICIES: Final = ("eight_hours_two_touches", "five_minutes_six_touches")
DEFAULT_SCENARIO: Final = "human_team"
"""Another one than the command line's: who only looks at the page should meet reps as they are."""
LENGTHS: Final[Mapping[int, str]] = {5: "Quick look (5)", 20: "Standard (20)"}


def choose(shelf: Shelf) -> StudyRequest:
    """Draw the settings and return the study that they ask for; the shelf is not empty.

    They begin with the study whose result ships (`make demo-result`), so that a result is there at once.
    """
    st.session_state.setdefault("replications", DEFAULT_REPLICATIONS)
    st.session_state.setdefault("regimes", True)
    left, right = st.columns(2, gap="medium")
    with left:
        baseline = _pick_policy("Baseline policy", shelf.policies, DEFAULT_POLICIES[0], "baseline")
    with right:
        challenger = _pick_policy("Policy to try against it", shelf.policies, DEFAULT_POLICIES[1], "challenger")
    left, right = st.columns(2, gap="medium")
    with left:
        scenario = _pick_scenario(shelf.scenarios)
    with right:
        replications = st.radio(
            "How many simulated quarters",
            list(LENGTHS),
            format_func=LENGTHS.__getitem__,
            horizontal=True,
            key="replications",
            help="Each quarter is lived through with new leads and new luck, by both policies alike. "
            "More quarters take longer and leave less to chance.",
        )
        regimes = st.toggle(
            "Also try the sceptic's and the vendor's market",
            key="regimes",
            wrap=True,
            help="People disagree on what calling sooner is worth. This repeats the comparison in a market where it "
            "gains nothing, and in one where it gains as much as sellers of response software claim.",
        )
    return StudyRequest(
        policies=(baseline.id, challenger.id), scenario=scenario.id, replications=replications, regimes=regimes
    )


def _pick_policy(label: str, policies: Mapping[str, Policy], default: str, key: str) -> Policy:
    names = names_by_id(list(policies.values()))
    ids = list(policies)
    if st.session_state.get(key) not in ids:
        st.session_state[key] = default if default in ids else ids[0]
    picked = policies[st.selectbox(label, ids, format_func=names.__getitem__, key=key)]
    paragraph(picked.summary, "muted")
    return picked


def _pick_scenario(scenarios: Mapping[str, Scenario]) -> Scenario:
    names = names_by_id(list(scenarios.values()))
    ids = list(scenarios)
    if st.session_state.get("scenario") not in ids:
        st.session_state["scenario"] = DEFAULT_SCENARIO if DEFAULT_SCENARIO in ids else ids[0]
    tip = "The market, the leads and the sales team that both policies meet. It holds assumptions, never a policy."
    picked = scenarios[st.selectbox("Scenario", ids, format_func=names.__getitem__, key="scenario", help=tip)]
    paragraph(picked.summary, "muted")
    return picked


def choice_problems(request: StudyRequest, loaded: Checked[StudySpec]) -> tuple[str, ...]:
    """Return what keeps the chosen study from being run, in plain words."""
    if len(set(request.policies)) < len(request.policies):
        return ("Choose two different policies: a policy compared with itself shows no difference.",)
    if len(request.policies) < 2:
        return ("Choose two policies: one alone can be simulated with `sandbox run`.",)
    return tuple(finding.message for finding in loaded.diagnostics if finding.is_error)


def take_over(request: StudyRequest, shelf: Shelf) -> bool:
    """Set the widgets as a request has them, before they are drawn; False where they cannot show it."""
    is_shown = (
        len(request.policies) == 2
        and all(words in shelf.policies for words in request.policies)
        and request.scenario in shelf.scenarios
        and request.replications in LENGTHS
        and request.seed == DEFAULT_SEED
        and not request.settings
    )
    if is_shown:
        st.session_state["baseline"], st.session_state["challenger"] = request.policies
        st.session_state["scenario"] = request.scenario
        st.session_state["replications"] = request.replications
        st.session_state["regimes"] = request.regimes
    return is_shown


def link_of(request: StudyRequest) -> str:
    """Return the address that opens the study in another browser."""
    address = st.context.url
    page = "" if address is None else urlunsplit(urlsplit(address)._replace(query="", fragment=""))
    return f"{page}?{urlencode(to_query(request), doseq=True)}"
