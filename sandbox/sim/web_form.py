"""The web form: what it asks, and how many of its visitors it puts off."""

import math

from sandbox.sim.scenario import Scenario

Form = tuple[str, ...] | None
"""The facts that a policy's form asks; None asks all there are."""


def questions(scenario: Scenario, form: Form) -> frozenset[str]:
    """Return the facts that a form asks; one that asks all there are asks those that the scenario generates."""
    if form is not None:
        return frozenset(form)
    trace = scenario.demand.trace
    generated = {*scenario.facts, *(trace.facts if trace else ())}
    return frozenset(name for name in generated if scenario.vocabulary.facts[name].asked)


def is_unasked(scenario: Scenario, form: Form, name: str) -> bool:
    """Whether a fact stays unknown because only a form could tell it, and this one does not ask."""
    return scenario.vocabulary.facts[name].asked and name not in questions(scenario, form)


def questions_beyond(scenario: Scenario, form: Form) -> int:
    """Return how many questions of a form put visitors off; 0 where demand is not counted in visitors."""
    web_form = scenario.demand.web_form
    return 0 if web_form is None else max(0, len(questions(scenario, form)) - web_form.questions_free)


def completion(scenario: Scenario, form: Form) -> float:
    """Return the share of visitors who complete a form; 1 where demand is not counted in visitors."""
    web_form = scenario.demand.web_form
    if web_form is None:
        return 1.0
    return web_form.completion * math.exp(-web_form.decay_per_question * questions_beyond(scenario, form))
