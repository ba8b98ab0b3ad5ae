"""A study in a few lines: the verdict, how much was simulated, and how much of it is assumed."""

from sandbox.report import words
from sandbox.report.assumption_words import assumed_words
from sandbox.report.verdict import verdict_text
from sandbox.study.compare import StudyResult


def sample_sentences(result: StudyResult) -> list[str]:
    """Return how much was simulated, whom the policies met, what a range says, and how much is assumed."""
    spec, scenario = result.spec, result.spec.scenario
    times = words.replications_words(spec.replications, scenario.window)
    text = [f"{scenario.name}: {times} of {words.leads_words(result)}."]
    if len(spec.policies) > 1:
        text[0] += f" Every policy met the same {words.same_people(result)} with the same luck."
    if spec.replications > 1:
        text.append(
            f"Ranges are {round(100 * spec.confidence, 1):g} % intervals of the mean: what chance may have done."
        )
    return [*text, assumed_words(scenario)]


def summary_text(result: StudyResult) -> str:
    """Return a study as a few lines to send: the verdict, what was simulated, how much of it is assumed."""
    return "\n".join(filter(None, [verdict_text(result), *sample_sentences(result)]))
