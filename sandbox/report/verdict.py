"""The verdict of a study in plain words: who closes more of the same leads, by how much, and how sure that is."""

from sandbox.analysis.comparison import Verdict, VerdictOutcome, agree
from sandbox.analysis.intervals import Difference
from sandbox.report.verdict_wording import Wording, wording
from sandbox.report.words import leads_by_policy, money, outcome_words, period, plain, policy_names, replications_words
from sandbox.study.compare import RegimeResult, StudyResult
from sandbox.study.spec import have_equal_forms

_REGIME_WORDS = {"sceptical": "sceptical", "central": "central", "vendor": "vendors'"}
_FEWEST_REPLICATIONS = 2
_MOST = 2 / 3
"""Which share of a difference is most of it."""


def verdict_text(result: StudyResult) -> str:
    """Return the verdict of a study in plain words; empty for one policy alone."""
    if result.verdict is None:
        return ""
    verdict = result.verdict
    sentences = [*_finding(result, verdict), _forms(result), _robustness(result, verdict), _earned(result, verdict)]
    return " ".join(sentence for sentence in sentences if sentence)


def _finding(result: StudyResult, verdict: Verdict) -> list[str]:
    found = verdict.difference
    names = policy_names(result)
    challenger, baseline = names[verdict.challenger], names[verdict.baseline]
    rates = {one.policy: one.metrics[verdict.metric].mean for one in result.main.policies}
    ours, theirs = rates[verdict.challenger], rates[verdict.baseline]
    say = wording(result, verdict)
    if found.mean is None or ours is None or theirs is None:
        return [f"Too close to call: no leads were measured, so there {say.nothing} to compare."]
    if result.spec.replications < _FEWEST_REPLICATIONS:
        return [_single_run(result, say, challenger, baseline, ours, theirs)]
    if len(names) > 2:
        challenger += f", the best of {len(names) - 1} challengers,"
    interval = _interval_words(say, found, verdict.confidence)
    rates_text = f"{challenger} {say.has(ours)}, {baseline} {say.value(theirs)} ({interval})."
    if ours == theirs == 0.0:
        times = replications_words(result.spec.replications, result.spec.scenario.window)
        return [f"No practical difference: neither {challenger} nor {baseline} closes a single deal in {times}."]
    if verdict.outcome is VerdictOutcome.NO_PRACTICAL_DIFFERENCE:
        return [
            "No practical difference:",
            rates_text,
            f"Less than {_smallest(say, verdict)} is taken not to matter.",
        ]
    if verdict.outcome is VerdictOutcome.TOO_CLOSE:
        return ["Too close to call:", rates_text, _doubt(result, say, verdict)]
    more = "more" if verdict.outcome is VerdictOutcome.BETTER else "fewer"
    compared = f"{challenger} {say.more(more)} than {baseline}"
    numbers = f"{say.value(ours)} against {say.value(theirs)} ({interval})"
    return [f"{compared}: {numbers}, {_worth(result, verdict)}.", _ahead(result, found)]


def _forms(result: StudyResult) -> str:
    """Return what makes policies with different forms hard to compare."""
    if have_equal_forms(result.spec):
        return ""
    names = policy_names(result)
    counts = ", ".join(f"{names[policy]} {leads:,}" for policy, leads in leads_by_policy(result).items())
    return (
        f"Their forms make different leads of the same visitors ({counts} a {period(result.spec.scenario.window)}), so "
        "deals won decide: rates are shares of a policy's own leads and do not compare."
    )


def _doubt(result: StudyResult, say: Wording, verdict: Verdict) -> str:
    """Return what keeps a difference from being called: chance, or that it may not matter."""
    low, high = verdict.difference.low, verdict.difference.high
    if low is None or high is None or low <= 0 <= high:
        return f"More simulated {period(result.spec.scenario.window)}s would narrow the range."
    return f"That is more than chance, but perhaps less than the {_smallest(say, verdict)} that matter."


def _smallest(say: Wording, verdict: Verdict) -> str:
    """Return the smallest difference that matters."""
    return f"{say.changes([verdict.indifference or 0.0])[0].lstrip('+')} {say.unit}"


def _single_run(result: StudyResult, say: Wording, challenger: str, baseline: str, ours: float, theirs: float) -> str:
    once = period(result.spec.scenario.window)
    return (
        f"Too close to call: in one simulated {once} {challenger} {say.has(ours)} and {baseline} {say.value(theirs)}, "
        f"but one {once} does not show how much of that is chance."
    )


def _interval_words(say: Wording, found: Difference, confidence: float) -> str:
    mean, low, high = say.changes([v for v in (found.mean, found.low, found.high) if v is not None])
    level = plain(100 * confidence, 1).removesuffix(".0")
    return f"{mean} {say.unit}, {level} % interval {low} to {high}"


def _worth(result: StudyResult, verdict: Verdict) -> str:
    """Return the difference in deals, revenue and margin a period."""
    found = next(d for d in result.main.differences if d.policy == verdict.challenger)
    deals, revenue = found.metrics["wins"].mean or 0.0, found.metrics["revenue"].mean or 0.0
    count = plain(abs(deals), 0 if abs(deals) >= 10 else 1)
    per = f"a {period(result.spec.scenario.window)}"
    more = "more" if deals > 0 else "fewer"
    margin = _margin_words(found.metrics["margin"].mean or 0.0)
    if deals * revenue > 0:
        return f"about {count} {more} deals {per} worth {money(abs(revenue))}, with {margin}"
    direction = "more" if revenue > 0 else "less"
    return f"about {count} {more} deals {per} but {money(abs(revenue))} {direction} revenue, with {margin}"


def _margin_words(difference: float) -> str:
    if money(difference) == "$0":
        return "the same margin"
    return f"{money(abs(difference))} {'more' if difference > 0 else 'less'} margin"


def _ahead(result: StudyResult, found: Difference) -> str:
    times = replications_words(result.spec.replications, result.spec.scenario.window)
    return f"Ahead in {found.ahead} of {times}." if found.ahead is not None else ""


def _robustness(result: StudyResult, verdict: Verdict) -> str:
    """Return whether the other views of the market agree."""
    if verdict.robust is None:
        return ""
    others = [found for found in result.regimes.values() if found.regime != result.spec.scenario.regime]
    views = " and ".join(f"the {_REGIME_WORDS[found.regime]}" for found in others)
    if verdict.robust:
        return f"{views[0].upper()}{views[1:]} view of the market agree."
    said = "; ".join(_says(result, verdict, found) for found in others)
    return f"But the views of the market do not all agree: {said}."


def _earned(result: StudyResult, verdict: Verdict) -> str:
    """Return whether speed earns the difference: how much of it stays where calling sooner gains nothing."""
    if verdict.outcome is not VerdictOutcome.BETTER or "sceptical" not in result.regimes or not verdict.difference.mean:
        return ""
    sceptical = next(one for one in result.regimes["sceptical"].differences if one.policy == verdict.challenger)
    stays = (sceptical.metrics[verdict.metric].mean or 0.0) / verdict.difference.mean
    if result.spec.scenario.regime == "sceptical":
        return ""
    if stays >= _MOST:
        return "Where calling sooner gains nothing, most of it stays: what else the policy does earns it, not speed."
    if stays <= 1 - _MOST:
        return "Where calling sooner gains nothing, little of it stays: speed earns it."
    return f"Where calling sooner gains nothing, {plain(100 * stays, 0)} % of it stays: speed earns the rest."


def _says(result: StudyResult, verdict: Verdict, found: RegimeResult) -> str:
    view, other = f"the {_REGIME_WORDS[found.regime]} view", found.verdict
    if other is None or agree([verdict, other]):
        return f"{view} does"
    if other.challenger != verdict.challenger:
        best = policy_names(result)[other.challenger]
        return f"in {view} {best} is the best challenger ({outcome_words(other.outcome)})"
    return f"{view} says {outcome_words(other.outcome)}"
