"""The choices that pages share: policies and a scenario, those that ship and the visitor's own."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.sim.scenario import Scenario
from sandbox.study.checks import check_together
from sandbox.study.presets import OPENING
from sandbox.study.spec import StudySpec, spec_problems
from sandbox.ui.environment import server
from sandbox.ui.markup import paragraph, sentence
from sandbox.ui.own import offered_scenarios
from sandbox.ui.remembered import pick
from sandbox.ui.shelf import OWN_POLICIES, Shelf, names_by_id, with_own

BASELINE: Final = "baseline"
CHALLENGER: Final = "challenger"
SCENARIO: Final = "scenario"
"""The names under which the choices are remembered that all pages share."""


def choose_policies(shelf: Shelf) -> tuple[Policy, Policy]:
    """Draw the choice of two policies and return them, the baseline first."""
    policies = offered_policies(shelf)
    baseline = _pick_policy("Baseline policy", policies, OPENING.policies[0], BASELINE)
    return baseline, _pick_policy("Policy to try against it", policies, OPENING.policies[1], CHALLENGER)


def offered_policies(shelf: Shelf) -> Mapping[str, Policy]:
    """Return what ships, and the visitor's own policies."""
    own: Mapping[str, str] = st.session_state.get(OWN_POLICIES, {})
    return with_own(shelf, own).policies


def _pick_policy(label: str, policies: Mapping[str, Policy], default: str, key: str) -> Policy:
    chosen = pick(key, label, names_by_id(list(policies.values())), default)
    paragraph(policies[chosen].summary, "muted")
    return policies[chosen]


def choose_scenario(shelf: Shelf) -> Scenario:
    """Draw the choice of a scenario and return it."""
    scenarios = offered_scenarios(shelf)
    tip = "The market, the leads and the sales team that all policies meet. It holds assumptions, never a policy."
    chosen = pick(SCENARIO, "Scenario", names_by_id(list(scenarios.values())), OPENING.scenario, tip)
    paragraph(scenarios[chosen].summary, "muted")
    return scenarios[chosen]


def say_where() -> None:
    """Say where the choices are, on a screen so narrow that they are not beside the page."""
    paragraph("Policies and market are in the panel that opens at the top left.", "where")


def problems_of(spec: StudySpec) -> tuple[str, ...]:
    """Return what keeps a study from being run, in plain words."""
    if len({policy.id for policy in spec.policies}) < len(spec.policies):
        return ("Choose two different policies: a policy compared with itself shows no difference.",)
    unfit = [finding for policy in spec.policies for finding in check_together(policy, spec.scenario)]
    return (*(sentence(finding) for finding in unfit if finding.is_error), *spec_problems(spec, server().limits))
