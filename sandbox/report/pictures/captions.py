"""What a picture shows, in one sentence each; with its figures it is also the picture's text for screen readers."""

from sandbox.analysis.measures import measure_named
from sandbox.report.words import (
    change_range_words,
    change_words,
    period,
    policy_names,
    range_words,
    replications_words,
    same_people,
    value_words,
)
from sandbox.study.compare import StudyResult


def difference_reading(result: StudyResult, measure: str) -> str:
    """Return how to read the dot plot."""
    once = period(result.spec.scenario.window)
    level = f"{100 * result.spec.confidence:g} %"
    label = measure_named(measure).label.lower()
    return (
        f"Each dot is one simulated {once}, lived through under both policies with the same "
        f"{same_people(result)} and the same luck: "
        f"right of zero, the policy named first has the higher {label}; the diamond is the mean, the bar its {level} "
        "interval, and within the grey band a difference is too small to matter."
    )


def difference_text(result: StudyResult, measure: str) -> str:
    """Return the dot plot in words."""
    unit = measure_named(measure).unit
    names = policy_names(result)
    baseline = names[result.spec.policies[0].id]
    said = []
    for one in result.main.differences:
        found = one.metrics[measure]
        mean = change_words(found, unit) or "undefined"
        interval = change_range_words(found, unit)
        times = replications_words(found.n, result.spec.scenario.window)
        ahead = f", ahead in {found.ahead} of {times}" if found.ahead is not None else ""
        said.append(f"{names[one.policy]} minus {baseline} {mean}{f' ({interval})' if interval else ''}{ahead}")
    return f"{measure_named(measure).label}: {'; '.join(said)}."


def rate_text(result: StudyResult, measure: str) -> str:
    """Return the bars of a rate in words."""
    unit = measure_named(measure).unit
    names = policy_names(result)
    said = []
    for found in result.main.policies:
        estimate = found.metrics[measure]
        interval = range_words(estimate, unit)
        said.append(f"{names[found.policy]} {value_words(estimate, unit)}{f' ({interval})' if interval else ''}")
    return f"{measure_named(measure).label}: {', '.join(said)}."
