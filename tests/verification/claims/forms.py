"""What a form asks: each answer lets the score rank leads better, each question puts visitors off."""

from dataclasses import replace

import pytest

from sandbox.engine.policy import Policy
from tests.verification.direction_measures import log_leads, measured, ranks_best
from tests.verification.direction_worlds import like_the_worst
from tests.verification.directions import (
    ROUND_THE_CLOCK,
    Direction,
    for_weeks,
    nobody_later,
    patched,
    policy,
    with_value,
    world,
)

THREE = ("role", "timeframe_days", "phone")
SEVEN = (*THREE, "industry", "employees", "product", "budget")
FACTS = """
leads: {facts: {budget: {shares: {"2000": .5, "40000": .5}}, phone: {shares: {"yes": 1}}}}
buyers:
  quality:
    effects:
      role: {decision_maker: .6, student: -1.2}
      employees: {"1-10": -.4, "201-500": .4}
      budget: {"2000": -.6, "40000": .6}
"""
SCORING = """
form: [{form}]
scoring:
  - {{id: decides, when: 'role == "decision_maker"', points: {sign}6}}
  - {{id: student, when: 'role == "student"', points: {against}12}}
  - {{id: large, when: employees > 200, points: {sign}4}}
  - {{id: rich, when: budget > 5000, points: {sign}12}}
"""
INQUIRERS = world("demand: {leads_per_week: 400}\n" + FACTS)
HALF_TOLD = world(
    "demand: {leads_per_week: 400}\n"
    + FACTS.replace("budget: {shares: {", "budget: {missing: {paid_search: .9}, shares: {")
)
SOON = "  deals: {time_to_close: {fixed: 1 day}}\n"
VISITORS = nobody_later(
    for_weeks(world("demand: {visitors_per_week: 3000, dispersion: none}\n" + FACTS + SOON + ROUND_THE_CLOCK), 0, 3, 3)
)
NOBODY = "{id: rest, otherwise: true, to: nurture}"


def asking(form: tuple[str, ...], sign: str = "") -> Policy:
    """Return a policy that asks so much and calls nobody; by a minus sign its points are upside down."""
    against = "" if sign else "-"
    return policy("phone", more=SCORING.format(form=", ".join(form), sign=sign, against=against), routing=NOBODY)


def upside_down(_: pytest.MonkeyPatch, direction: Direction) -> Direction:
    """Take each answer for its opposite."""
    return replace(direction, worse=asking(THREE, "-"), better=asking(SEVEN, "-"))


DIRECTIONS = (
    Direction(
        practice="P8",
        claim="facts that the form asks for let the score rank leads better",
        world=INQUIRERS,
        worse=asking(THREE),
        better=asking(SEVEN),
        measure=ranks_best(),
        between=(0.05, 0.25),
        plant=with_value("buyers.quality.effects", {}),
    ),
    Direction(
        practice="P8",
        claim="leads of a source that leaves gaps are ranked worse",
        world=INQUIRERS,
        worse_world=HALF_TOLD,
        worse=asking(SEVEN),
        better=asking(SEVEN),
        measure=ranks_best(("source", "paid_search")),
        between=(0.03, 0.25),
        plant=with_value("buyers.quality.effects", {}),
    ),
    Direction(
        practice="P8",
        claim="leads of other sources are ranked as ever",
        world=INQUIRERS,
        worse_world=HALF_TOLD,
        worse=asking(SEVEN),
        better=asking(SEVEN),
        measure=ranks_best(("source", "organic_search")),
        between=(0.0, 0.0),
        plant=patched(missing_by_source=like_the_worst),
    ),
    Direction(
        practice="P9",
        claim="four questions more put visitors off as the model says",
        world=VISITORS,
        worse=asking(SEVEN),
        better=asking(THREE),
        measure=log_leads,
        between=(0.36, 0.44),  # a tenth less by each question
        plant=with_value("demand.web_form.decay_per_question", 0.0),
    ),
    Direction(
        practice="P9",
        claim="those who answer seven questions are ranked better than those who answer three",
        world=VISITORS,
        worse=asking(THREE),
        better=asking(SEVEN),
        measure=ranks_best(),
        between=(0.05, 0.25),
        plant=upside_down,
    ),
    Direction(
        practice="P9",
        claim="a longer form wins fewer deals where reps have time for everybody",
        world=VISITORS,
        worse=policy("phone", more=f"form: [{', '.join(SEVEN)}]"),
        better=policy("phone", more=f"form: [{', '.join(THREE)}]"),
        measure=measured("wins"),
        between=(5.0, 500.0),
        plant=with_value("demand.web_form.decay_per_question", 0.0),
    ),
)
