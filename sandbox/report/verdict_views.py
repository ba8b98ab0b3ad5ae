"""Whether the other views of the market agree with a verdict, and whether speed earned it or something else."""

from sandbox.analysis.comparison import Verdict, VerdictOutcome, agree
from sandbox.report.words import outcome_words, plain, policy_names
from sandbox.study.compare import RegimeResult, StudyResult

_REGIME_WORDS = {"sceptical": "sceptical", "central": "central", "vendor": "vendors'"}
_MOST = 2 / 3
"""Which share of a difference is most of it."""


def views_sentences(result: StudyResult, verdict: Verdict) -> tuple[str, ...]:
    """Return what the other views say, and what earned the difference; nothing where they were not tried."""
    return _robustness(result, verdict), _earned(result, verdict)


def _robustness(result: StudyResult, verdict: Verdict) -> str:
    """Return whether the other views of the market agree."""
    if verdict.robust is None:
        return ""
    others = [found for found in result.regimes.values() if found.regime != result.spec.scenario.regime]
    views = " and ".join(f"the {_REGIME_WORDS[found.regime]}" for found in others)
    if verdict.robust:
        return f"{views[0].upper()}{views[1:]} view of the market agree."
    said = "; ".join(_says(result, verdict, found) for found in others)
    return f"But not every view of the market agrees: {said}."


def _says(result: StudyResult, verdict: Verdict, found: RegimeResult) -> str:
    view, other = f"the {_REGIME_WORDS[found.regime]} view", found.verdict
    if other is None or agree([verdict, other]):
        return f"{view} agrees"
    if other.challenger != verdict.challenger:
        best = policy_names(result)[other.challenger]
        return f"in {view} {best} is the best challenger ({outcome_words(other.outcome)})"
    return f"{view} says {outcome_words(other.outcome)}"


def _earned(result: StudyResult, verdict: Verdict) -> str:
    """Return whether speed earns the difference: how much of it stays where calling sooner gains nothing."""
    if verdict.outcome is not VerdictOutcome.BETTER or "sceptical" not in result.regimes or not verdict.difference.mean:
        return ""
    if result.spec.scenario.regime == "sceptical":
        return ""
    sceptical = next(one for one in result.regimes["sceptical"].differences if one.policy == verdict.challenger)
    stays = (sceptical.metrics[verdict.metric].mean or 0.0) / verdict.difference.mean
    if stays >= _MOST:
        return "Where calling sooner gains nothing, most of it stays: what else the policy does earns it, not speed."
    if stays <= 1 - _MOST:
        left = "little of it stays" if stays > 0 else "nothing of it stays"
        return f"Where calling sooner gains nothing, {left}: speed earns it."
    return f"Where calling sooner gains nothing, {plain(100 * stays, 0)} % of it stays: speed earns the rest."
