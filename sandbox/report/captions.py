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

_WHAT = {
    "contact_rate": "Share of all leads that somebody spoke with",
    "close_rate": "Share of all leads that became a customer within the follow-up time",
}


def minus_words(result: StudyResult) -> str:
    """Return what is subtracted from what: `X minus Y`."""
    baseline, challenger = _two_names(result)
    return f"{challenger} minus {baseline}"


def ahead_words(result: StudyResult, measure: str) -> str:
    """Return how often the second policy was ahead: `Ahead in 5 of 5 simulated quarters`; empty where unknown."""
    found = result.main.differences[0].metrics[measure]
    if found.ahead is None:
        return ""
    return f"Ahead in {found.ahead} of {replications_words(found.n, result.spec.scenario.window)}"


def difference_caption(result: StudyResult, measure: str) -> str:
    """Return what the dot plot shows."""
    _, challenger = _two_names(result)
    once = period(result.spec.scenario.window)
    level = f"{100 * result.spec.confidence:g} %"
    label = measure_named(measure).label.lower()
    return (
        f"Each dot is one simulated {once}, lived through under both policies with the same "
        f"{same_people(result)} and the same luck: "
        f"right of zero, {challenger} has the higher {label}; the diamond is the mean, the bar its {level} interval, "
        "and within the grey band a difference is too small to matter."
    )


def difference_text(result: StudyResult, measure: str) -> str:
    """Return the dot plot in words."""
    found = result.main.differences[0].metrics[measure]
    unit = measure_named(measure).unit
    mean = change_words(found, unit) or "undefined"
    interval = change_range_words(found, unit)
    label = measure_named(measure).label
    said = f"{label}, {minus_words(result)}: mean {mean}{f', interval {interval}' if interval else ''}."
    ahead = ahead_words(result, measure)
    return f"{said} {ahead}." if ahead else said


def rate_caption(measure: str) -> str:
    """Return what the bars of a rate show."""
    what = _WHAT.get(measure, measure_named(measure).formula)
    return f"{what}; the line at the end of a bar is the range within which chance leaves its mean."


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


def _two_names(result: StudyResult) -> tuple[str, str]:
    names = policy_names(result)
    baseline, challenger = result.spec.policies[:2]
    return names[baseline.id], names[challenger.id]
