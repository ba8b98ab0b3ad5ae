"""The verdict of a study in plain words: who wins more deals from the same leads, by how much, and how sure that is."""

from dataclasses import dataclass

from sandbox.analysis.comparison import Verdict, VerdictOutcome, subtract_group
from sandbox.analysis.fold import EVERY_LEAD
from sandbox.analysis.intervals import Difference
from sandbox.report.verdict_views import views_sentences
from sandbox.report.verdict_wording import Wording, wording
from sandbox.report.words import (
    count_decimals,
    duration,
    leads_by_policy,
    money,
    more_or_fewer,
    period,
    plain,
    policy_names,
    replications_words,
)
from sandbox.study.compare import StudyResult
from sandbox.study.spec import have_equal_forms

_FEWEST_REPLICATIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictWords:
    """The answer in one sentence, the figures behind it, and in how many views of the market it holds."""

    headline: str
    support: str = ""
    views: str = ""


def verdict_text(result: StudyResult) -> str:
    """Return the verdict of a study as one text; empty for one policy alone."""
    said = verdict_words(result)
    return "" if said is None else _joined(said.headline, said.support, said.views)


def verdict_words(result: StudyResult) -> VerdictWords | None:
    """Return the verdict of a study in plain words; None for one policy alone."""
    if result.verdict is None:
        return None
    headline, support = _finding(result, result.verdict)
    return VerdictWords(
        headline=headline,
        support=_joined(support, _forms(result)),
        views=_joined(*views_sentences(result, result.verdict)),
    )


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _finding(result: StudyResult, verdict: Verdict) -> tuple[str, str]:
    """Return what was found in the scenario's own view of the market: the answer, and the figures behind it."""
    say = wording(result, verdict)
    names = policy_names(result)
    challenger, baseline = names[verdict.challenger], names[verdict.baseline]
    rates = {one.policy: one.metrics[verdict.metric].mean for one in result.main.policies}
    ours, theirs = rates[verdict.challenger], rates[verdict.baseline]
    times = replications_words(result.spec.replications, result.spec.scenario.window)
    if verdict.difference.mean is None or ours is None or theirs is None:
        return f"Too close to call: no leads were measured, so there {say.nothing} to compare.", ""
    if result.spec.replications < _FEWEST_REPLICATIONS:
        once = period(result.spec.scenario.window)
        has = f"{challenger} {say.has(ours)} and {baseline} {say.value(theirs)}"
        said = f"in one simulated {once} {has}, but one {once} does not show how much of that is chance."
        return f"Too close to call: {said}", ""
    if ours == theirs == 0.0:
        return f"No practical difference: neither {challenger} nor {baseline} closes a single deal in {times}.", ""
    many = f", the best of {len(names) - 1} challengers," if len(names) > 2 else ""
    against = f"It {say.has(ours)} against {say.value(theirs)} ({_interval_words(say, verdict)})"
    ahead = verdict.difference.ahead
    support = _joined(
        f"{against}{_margin(result, verdict)}.",
        f"It is ahead in {ahead} of {times}." if ahead is not None else "",
        _speed(result, verdict),
        _doubt(result, say, verdict),
        _sameness(result, verdict),
    )
    return _headline(result, verdict, f"{challenger}{many}", baseline), support


def _headline(result: StudyResult, verdict: Verdict, challenger: str, baseline: str) -> str:
    """Return the answer in deals and money, with what chance may have done to the deals."""
    once = period(result.spec.scenario.window)
    deals = _deals(result, verdict)
    low, high = deals.low or 0.0, deals.high or 0.0
    compared = f"deals a {once} than {baseline}"
    if verdict.outcome is VerdictOutcome.TOO_CLOSE:
        matter = ", which may be too few to matter" if low * high > 0 else ""
        return f"Too close to call: {challenger} wins {_between(low, high)} {compared}{matter}."
    if verdict.outcome is VerdictOutcome.NO_PRACTICAL_DIFFERENCE:
        if low == high == 0:
            return f"No practical difference: {challenger} wins as many deals a {once} as {baseline}."
        return f"No practical difference: {challenger} wins {_between(low, high)} {compared}."
    mean = deals.mean or 0.0
    least, most = (plain(end, count_decimals(mean)) for end in ((low, high) if mean > 0 else (-high, -low)))
    said = f"{challenger} wins {more_or_fewer(mean)} deals a {once} ({least} to {most}) than {baseline}"
    return f"{said}, {_worth(result, verdict, mean)}, {_hours(result, verdict)}."


def _deals(result: StudyResult, verdict: Verdict) -> Difference:
    """Return the difference in deals won, with the verdict's confidence."""
    folds = {one.policy: one for one in result.main.folds}
    return subtract_group(folds[verdict.challenger], folds[verdict.baseline], "wins", EVERY_LEAD, verdict.confidence)


def _between(low: float, high: float) -> str:
    """Return a range of differences: `between 4 fewer and 10 more`."""
    digits = count_decimals(max(abs(low), abs(high)))
    (least, is_less), (most, is_more) = ((plain(abs(end), digits), end > 0) for end in (low, high))
    if is_less == is_more:
        ends = (least, most) if is_more else (most, least)
        return f"between {ends[0]} and {ends[1]} {'more' if is_more else 'fewer'}"
    return f"between {least} fewer and {most} more"


def _worth(result: StudyResult, verdict: Verdict, deals: float) -> str:
    """Return what the difference in deals is worth, with the deal size that says so."""
    revenue = _difference(result, verdict, "revenue")
    if deals * revenue > 0:
        return f"worth {money(abs(revenue))} at {money(revenue / deals)} a deal"
    return f"but {_more_or_less(revenue)} revenue"


def _more_or_less(usd: float) -> str:
    return f"{money(abs(usd))} {'more' if usd > 0 else 'less'}"


def _hours(result: StudyResult, verdict: Verdict) -> str:
    """Return how much more time of reps it takes, a week."""
    hours = _difference(result, verdict, "hours_used") / result.spec.scenario.window.weeks
    if plain(hours, count_decimals(hours)) == "0.0":
        return "for the same rep hours"
    is_paid = money(_difference(result, verdict, "cost")) == "$0"
    said = f"for {more_or_fewer(hours)} rep hours a week"
    return f"{said} (paid either way)" if is_paid else said


def _margin(result: StudyResult, verdict: Verdict) -> str:
    """Return the difference in margin, where the outcome is more than chance."""
    if verdict.winner is None:
        return ""
    difference = _difference(result, verdict, "margin")
    if money(difference) == "$0":
        return ", with the same margin"
    return f", with {_more_or_less(difference)} margin"


def _speed(result: StudyResult, verdict: Verdict) -> str:
    """Return how soon leads are tried in fact, which is seldom what a policy is called after."""
    medians = {one.policy: one.metrics["speed_to_lead_p50_min"].mean for one in result.main.policies}
    ours, theirs = medians[verdict.challenger], medians[verdict.baseline]
    if ours is None or theirs is None:
        return ""
    return f"Half of all leads are tried within {duration(ours)}, against {duration(theirs)}."


def _difference(result: StudyResult, verdict: Verdict, measure: str) -> float:
    return result.main.difference_of(verdict.challenger).metrics[measure].mean or 0.0


def _interval_words(say: Wording, verdict: Verdict) -> str:
    found = verdict.difference
    mean, low, high = say.changes([v for v in (found.mean, found.low, found.high) if v is not None])
    level = plain(100 * verdict.confidence, 1).removesuffix(".0")
    return f"{mean} {say.unit}, {level} % interval {low} to {high}"


def _doubt(result: StudyResult, say: Wording, verdict: Verdict) -> str:
    """Return what keeps a difference from being called: it does not matter, or may not, or is perhaps chance."""
    smallest = f"{say.changes([verdict.indifference or 0.0])[0].lstrip('+')} {say.unit}"
    if verdict.outcome is VerdictOutcome.NO_PRACTICAL_DIFFERENCE:
        return f"Less than {smallest} is taken not to matter."
    if verdict.outcome is not VerdictOutcome.TOO_CLOSE:
        return ""
    low, high = verdict.difference.low, verdict.difference.high
    if low is None or high is None or low <= 0 <= high:
        return f"More simulated {period(result.spec.scenario.window)}s would narrow the range."
    return f"That is more than chance, but perhaps less than the {smallest} that matter."


def _sameness(result: StudyResult, verdict: Verdict) -> str:
    """Say so where two policies led to the same in everything: then more quarters would not tell them apart."""
    differences = result.main.difference_of(verdict.challenger).metrics.values()
    if any(one.mean or one.low or one.high for one in differences):
        return ""
    return "Every figure is the same under both: what sets the policies apart never came to bear in this market."


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
