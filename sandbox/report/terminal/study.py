"""A study in the terminal: the verdict, the policies side by side, the views of the market, and how to reproduce it."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sandbox.analysis.comparison import PolicyDifferences, PolicyEstimates, VerdictOutcome, pairing_gain
from sandbox.analysis.intervals import Difference, Estimate
from sandbox.analysis.measure import Better
from sandbox.analysis.measures import measure_named
from sandbox.report import words
from sandbox.report.shown import measures_shown
from sandbox.report.summary import sample_sentences
from sandbox.report.terminal.layout import Detail, glued, widest
from sandbox.report.verdict import VerdictWords, verdict_words
from sandbox.study.compare import StudyResult
from sandbox.study.spec import verdict_measure

_STYLES = {VerdictOutcome.BETTER: "bold green", VerdictOutcome.WORSE: "bold red"}


def study_report(result: StudyResult, *, command: str, width: int, verbose: bool = False) -> RenderableType:
    """Return everything that is printed of a study, in order: verdict, tables, regimes, footer."""
    parts: list[RenderableType] = []
    said = verdict_words(result)
    if said is not None and result.verdict is not None:
        parts.append(_verdict(said, _STYLES.get(result.verdict.outcome, "bold")))
        parts += [
            _comparison_table(result, policy, differences, width=width, verbose=verbose)
            for policy, differences in zip(result.main.policies[1:], result.main.differences, strict=True)
        ]
    else:
        parts.append(_run_table(result, width=width))
    if result.spec.regimes:
        parts.append(_regime_table(result, width=width))
    parts.append(_footer(result, command, verbose=verbose))
    return Group(*[Padding(part, (0, 0, 1, 0)) for part in parts[:-1]], parts[-1])


def _verdict(said: VerdictWords, style: str) -> Text:
    text = Text(glued(said.headline), style=style)
    for sentences in filter(None, (said.support, said.views)):
        text.append(glued(f" {sentences}"), style="not bold default")
    return text


def _comparison_table(
    result: StudyResult, policy: PolicyEstimates, differences: PolicyDifferences, *, width: int, verbose: bool
) -> Table:
    names = _names(result)
    baseline = result.main.policies[0]

    def form(detail: Detail) -> tuple[list[str], list[list[Text]]]:
        rows = []
        for name in measures_shown(result, (baseline, policy), verbose=verbose):
            measure, difference = measure_named(name), differences.metrics[name]
            found = (baseline.metrics[name], policy.metrics[name])
            cells = [_label(measure.label), *(_estimate(one, measure.unit, detail) for one in found)]
            cells.append(_difference(difference, measure.unit, measure.better, detail))
            rows.append([*cells, _ahead(difference)] if detail.last_column else cells)
        headings = ["", names[baseline.policy], names[policy.policy], "Difference"]
        return [*headings, "Ahead"] if detail.last_column else headings, rows

    return widest(form, width)


def _run_table(result: StudyResult, *, width: int) -> Table:
    policy = result.main.policies[0]
    rows = []
    for name in measures_shown(result, (policy,), verbose=True):
        measure, found = measure_named(name), policy.metrics[name]
        interval = Text(glued(words.range_words(found, measure.unit)), style="dim")
        rows.append([_label(measure.label), Text(glued(words.value_words(found, measure.unit))), interval])
    headings = ["", _names(result)[policy.policy], "Range of the mean"]
    return widest(lambda _: (headings, rows), width)


def _regime_table(result: StudyResult, *, width: int) -> Table:
    """Return what decides, and the verdicts, in all views of the market, for the challenger of the main verdict."""
    names = _names(result)
    measure = measure_named(verdict_measure(result.spec))
    first = result.spec.policies[0].id
    shown = [first] if result.verdict is None else [first, result.verdict.challenger]
    headings = [measure.label, *(names[policy] for policy in shown)]
    headings += [] if result.verdict is None else ["Difference", "Says"]

    def form(detail: Detail) -> tuple[list[str], list[list[Text]]]:
        rows = []
        for regime, found in result.regimes.items():
            found_by = {one.policy: one.metrics[measure.name] for one in found.policies}
            cells = [_label(words.VIEW_NAMES[regime])]
            cells += [_estimate(found_by[policy], measure.unit, detail) for policy in shown]
            judged = [one.metrics[measure.name] for one in found.differences if one.policy == shown[-1]]
            cells += [_difference(one, measure.unit, measure.better, detail) for one in judged]
            said = [] if found.verdict is None else [Text(words.outcome_words(found.verdict.outcome))]
            rows.append([*cells, *said] if detail.last_column else cells)
        return headings[: len(rows[0])], rows

    return widest(form, width)


def _footer(result: StudyResult, command: str, *, verbose: bool) -> RenderableType:
    text = sample_sentences(result)
    if verbose:
        main = result.main
        text.append(f"Seed {result.spec.seed}; {main.events:,} events; {main.simulated_leads:,} leads simulated.")
        text += _pairing_lines(result)
    body = Text(glued(" ".join(text) if not verbose else "\n".join(text)), style="dim")
    return Group(body, Text(f"Reproduce: {command}", style="dim", overflow="fold"))


def _pairing_lines(result: StudyResult) -> list[str]:
    """Return what running all policies on the same leads gained."""
    names, measure = _names(result), measure_named(verdict_measure(result.spec))
    factor, unit = (100, "points") if measure.unit == "share" else (1, measure.unit)
    lines = []
    for folds in result.main.folds[1:]:
        gain = pairing_gain(folds, result.main.folds[0], measure.name)
        if gain.ratio is not None:
            lines.append(
                f"Standard error of the {measure.label.lower()} difference of {names[folds.policy]}: "
                f"{factor * gain.paired_error:.3f} {unit} on the same {words.same_people(result)}, "
                f"{factor * gain.independent_error:.3f} with separate luck (ratio {gain.ratio:.2f})."
            )
    return lines


def _names(result: StudyResult) -> dict[str, str]:
    return {policy: words.printable(name) for policy, name in words.policy_names(result).items()}


def _label(text: str) -> Text:
    return Text(words.printable(text), overflow="fold")


def _estimate(found: Estimate, unit: str, detail: Detail) -> Text:
    """Return a mean, above its interval where there is room."""
    return _stacked(words.value_words(found, unit), words.range_words(found, unit) if detail.ranges else "")


def _difference(found: Difference, unit: str, better: Better, detail: Detail) -> Text:
    interval = words.change_range_words(found, unit) if detail.difference_ranges else ""
    return _stacked(words.change_words(found, unit), interval, _style_of(found, better))


def _style_of(found: Difference, better: Better) -> str:
    """Return green or red for a difference that chance does not explain, nothing for others."""
    if found.low is None or found.high is None or better is Better.NEITHER or found.low <= 0 <= found.high:
        return ""
    return "green" if (found.low > 0) is (better is Better.HIGHER) else "red"


def _stacked(first: str, second: str, style: str = "") -> Text:
    text = Text(glued(first), style=style)
    if second:
        text.append("\n")
        text.append(glued(second), style="dim")
    return text


def _ahead(found: Difference) -> Text:
    return Text("" if found.ahead is None else glued(f"{found.ahead} of {found.n}"))
