"""Whether the other views of the market agree with a verdict, and whether speed earned it or something else."""

from sandbox.analysis.comparison import Verdict, VerdictOutcome, agree
from sandbox.report.words import VIEW_NAMES, more_or_fewer, plain, policy_names
from sandbox.study.compare import RegimeResult, StudyResult

_STANCES = {
    VerdictOutcome.BETTER: "says better",
    VerdictOutcome.WORSE: "says worse",
    VerdictOutcome.NO_PRACTICAL_DIFFERENCE: "sees no practical difference",
    VerdictOutcome.TOO_CLOSE: "finds it too close to call",
}
_MOST = 2 / 3
"""Which share of a difference is most of it."""


def views_sentences(result: StudyResult, verdict: Verdict) -> tuple[str, ...]:
    """Return what the other views say, and what earned the difference; nothing where they were not tried."""
    return _robustness(result, verdict), _earned(result, verdict)


def _robustness(result: StudyResult, verdict: Verdict) -> str:
    """Return whether the other views of the market agree, each with its own difference in deals."""
    if verdict.robust is None:
        return ""
    others = [found for found in result.regimes.values() if found.regime != result.spec.scenario.regime]
    said = "; ".join(f"the {VIEW_NAMES[found.regime].lower()} {_says(result, verdict, found)}" for found in others)
    return f"{'Every' if verdict.robust else 'Not every'} view of the market agrees: {said}."


def _says(result: StudyResult, verdict: Verdict, found: RegimeResult) -> str:
    other = found.verdict or verdict
    stance = "agrees" if agree([verdict, other]) else _STANCES[other.outcome]
    if other.challenger != verdict.challenger:
        stance = f"{_STANCES[other.outcome]} of {policy_names(result)[other.challenger]}, the best challenger there"
    deals = found.difference_of(other.challenger).metrics["wins"].mean or 0.0
    return f"{stance} ({more_or_fewer(deals)} deals)"


def _earned(result: StudyResult, verdict: Verdict) -> str:
    """Return whether speed earns the difference: how much of it stays where calling sooner gains nothing."""
    if verdict.outcome is not VerdictOutcome.BETTER or "sceptical" not in result.regimes or not verdict.difference.mean:
        return ""
    if result.spec.scenario.regime == "sceptical":
        return ""
    sceptical = result.regimes["sceptical"].difference_of(verdict.challenger)
    stays = (sceptical.metrics[verdict.metric].mean or 0.0) / verdict.difference.mean
    where = "where calling sooner gains nothing,"
    if stays >= _MOST:
        return f"Speed does not earn it: {where} most of it is left."
    if stays <= 0:
        return f"Speed earns all of it: {where} nothing of it is left."
    if stays <= 1 - _MOST:
        return f"Speed earns most of it: {where} little of it is left."
    return f"Speed earns a part of it: {where} {plain(100 * stays, 0)} % of it is left."
