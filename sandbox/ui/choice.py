"""The settings of a comparison: what the visitor chose, as one frozen study."""

import shlex
from collections.abc import Mapping
from typing import Final

import streamlit as st

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.engine.policy import Policy
from sandbox.sim.scenario import Scenario
from sandbox.study.checks import check_together
from sandbox.study.spec import StudySpec, default_jobs, spec_problems
from sandbox.ui.markup import paragraph
from sandbox.ui.own import offered_scenarios, own_texts
from sandbox.ui.shelf import Shelf, names_by_id

DEFAULT_POLICIES: Final = ("eight_hours_two_touches", "five_minutes_six_touches")
DEFAULT_SCENARIO: Final = "human_team"
"""Another one than the command line's: who only looks at the page should meet reps as they are."""
SCENARIO: Final = "scenario"
"""In the session: the scenario that all pages share; a page may choose another one."""
LENGTHS: Final[Mapping[int, str]] = {5: "Quick look (5)", 20: "Standard (20)"}
_SPARE_JOBS: Final = 2
"""At least two worker processes: with one the study would run in the page's own process and hold it up."""


def choose(shelf: Shelf) -> StudySpec:
    """Draw the settings and return the study that they describe; the shelf is not empty."""
    baseline, challenger = choose_policies(shelf)
    left, right = st.columns(2, gap="medium")
    with left:
        scenario = choose_scenario(shelf)
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
    return StudySpec(
        policies=(baseline, challenger),
        scenario=scenario,
        replications=replications,
        regimes=regimes,
        jobs=max(_SPARE_JOBS, default_jobs()),
    )


def choose_policies(shelf: Shelf) -> tuple[Policy, Policy]:
    """Draw the choice of two policies, which all pages share, and return them, the baseline first."""
    left, right = st.columns(2, gap="medium")
    with left:
        baseline = _pick_policy("Baseline policy", shelf.policies, DEFAULT_POLICIES[0], "baseline")
    with right:
        challenger = _pick_policy("Policy to try against it", shelf.policies, DEFAULT_POLICIES[1], "challenger")
    return baseline, challenger


def _pick_policy(label: str, policies: Mapping[str, Policy], default: str, key: str) -> Policy:
    names = names_by_id(list(policies.values()))
    ids = list(policies)
    index = ids.index(default) if default in policies else 0
    picked = policies[
        st.selectbox(label, ids, index=index, format_func=names.__getitem__, key=key, persist_state="session")
    ]
    paragraph(picked.summary, "muted")
    return picked


def choose_scenario(shelf: Shelf) -> Scenario:
    """Draw the choice of a scenario, which all pages share, and return it."""
    scenarios = offered_scenarios(shelf)
    names = names_by_id(list(scenarios.values()))
    ids = list(scenarios)
    if st.session_state.get(SCENARIO) not in scenarios:
        st.session_state[SCENARIO] = DEFAULT_SCENARIO if DEFAULT_SCENARIO in scenarios else ids[0]
    tip = "The market, the leads and the sales team that both policies meet. It holds assumptions, never a policy."
    chosen = st.selectbox(
        "Scenario", ids, format_func=names.__getitem__, key=SCENARIO, help=tip, persist_state="session"
    )
    picked = scenarios[chosen]
    paragraph(picked.summary, "muted")
    return picked


def choice_problems(spec: StudySpec) -> tuple[str, ...]:
    """Return what keeps the chosen study from being run, in plain words."""
    if spec.policies[0].id == spec.policies[1].id:
        return ("Choose two different policies: a policy compared with itself shows no difference.",)
    unfit = [finding for policy in spec.policies for finding in check_together(policy, spec.scenario)]
    return (*(finding.message for finding in unfit if finding.is_error), *spec_problems(spec, DEFAULT_LIMITS))


def study_key(spec: StudySpec) -> tuple[str, ...]:
    """Return what a result depends on: the files' contents, the length, the views of the market, the seed."""
    policies = (part for policy in spec.policies for part in (policy.id, policy.sha256))
    scenario = (spec.scenario.id, spec.scenario.sha256)
    return (*policies, *scenario, str(spec.replications), str(spec.regimes), str(spec.seed))


def command_line(spec: StudySpec) -> str:
    """Return the command that gives the same numbers in a terminal; an own scenario has to be downloaded for it."""
    scenario = f"{spec.scenario.id}.yaml" if spec.scenario.id in own_texts() else spec.scenario.id
    words = ["sandbox", "compare", *(policy.id for policy in spec.policies), "--scenario", scenario]
    words += ["--replications", str(spec.replications), *(["--regimes"] if spec.regimes else [])]
    return shlex.join(words)
