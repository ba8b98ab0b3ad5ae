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
    agreement = "Every view of the market agrees" if verdict.robust else "It depends on the view of the market"
    return f"{agreement}: {said}."


def _says(result: StudyResult, verdict: Verdict, found: RegimeResult) -> str:
    other = found.verdict or verdict
    stance = "agrees" if agree([verdict, other]) else _STANCES[other.outcome]
    if other.challenger != verdict.challenger:
        stance = f"{_STANCES[other.outcome]} of {policy_names(result)[other.challenger]}, the best challenger there"
    deals = found.difference_of(other.challenger).metrics["wins"].mean or 0.0
    return f"{stance} ({more_or_fewer(deals)} deals)" if deals else f"{stance} (as many deals)"


def _earned(result: StudyResult, verdict: Verdict) -> str:
    """Return whether speed earned the difference: how much of it stays where calling sooner gains nothing."""
    if verdict.outcome is not VerdictOutcome.BETTER or "sceptical" not in result.regimes or not verdict.difference.mean:
        return ""
    if result.spec.scenario.regime == "sceptical":
        return ""
    sceptical = result.regimes["sceptical"].difference_of(verdict.challenger)
    stays = (sceptical.metrics[verdict.metric].mean or 0.0) / verdict.difference.mean
    where = "calling sooner: where that gains nothing,"
    if stays >= _MOST:
        return f"It does not come from {where} most of it is left."
    if stays <= 0:
        return f"All of it comes from {where} the difference is gone."
    if stays <= 1 - _MOST:
        return f"Most of it comes from {where} little is left."
    return f"A part of it comes from {where} {plain(100 * stays, 0)} % is left."
