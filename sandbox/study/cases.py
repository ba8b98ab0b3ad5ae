"""Cases put to policies: what both engines decide, where that is not what was expected, and what no case reached."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.decision import FIXED_DESTINATIONS, Decision
from sandbox.domain.diagnostics import Checked, Diagnostic, Severity, has_errors
from sandbox.domain.example import EXPECTED_KEYS, Decided, Difference, Example, differences
from sandbox.domain.facts import to_columns
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.engine.coverage import Coverage, coverage_of
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.engine.record import decide_twice
from sandbox.files.case_csv import NamesOfPolicy, read_cases
from sandbox.files.suggest import printable, quoted
from sandbox.study.case_files import Asked, Refused, find_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What was decided of a case, where that is not what was expected, and what is to be said about it."""

    example: Example
    decision: Decision
    differences: tuple[Difference, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_as_expected(self) -> bool:
        """Whether everything expected was decided, and by both engines alike."""
        return not self.diagnostics


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyResult:
    """A policy and what its cases came to; without `coverage` it could not be used, and `diagnostics` say why.

    `missed` are the findings of what no case reached, errors where less than the least coverage was. `why_not` says
    why the engine of record was not asked, where it was not.
    """

    file: str
    diagnostics: tuple[Diagnostic, ...]
    policy: str | None = None
    results: tuple[CaseResult, ...] = ()
    coverage: Coverage | None = None
    missed: tuple[Diagnostic, ...] = ()
    why_not: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether the policy and all its case tables could be read."""
        return self.coverage is not None

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that were not decided as expected."""
        return tuple(result for result in self.results if not result.is_as_expected)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that is to be said: about the files, failed cases, and what was not reached."""
        failed = tuple(finding for result in self.failed for finding in result.diagnostics)
        return (*self.diagnostics, *failed, *self.missed)


def run_cases(names: Sequence[str], limits: Limits, *, least_percent: float | None = None) -> Iterator[PolicyResult]:
    """Yield what the cases of each policy come to; `names` are those of `find_cases`.

    `least_percent` is the share of rules, grades, rows and cadences that the cases of a policy should reach.
    """
    for asked in find_cases(names, limits):
        match asked:
            case Refused():
                yield PolicyResult(file=asked.name, diagnostics=asked.diagnostics)
            case Asked():
                yield _run(asked, limits, least_percent)


def run_examples(policy: Policy, tables: Sequence[Path] = (), limits: Limits = DEFAULT_LIMITS) -> PolicyResult:
    """Return what the examples in a policy and the cases of these tables come to; no other table is looked for."""
    return _test(policy.id, policy, tables, limits, None)


def _run(asked: Asked, limits: Limits, least_percent: float | None) -> PolicyResult:
    file = str(asked.policy)
    read = load_policy(asked.policy, limits)
    if read.value is None:
        return PolicyResult(file=file, diagnostics=read.diagnostics)
    return _test(file, read.value, asked.tables, limits, least_percent)


def _test(
    file: str, policy: Policy, paths: Sequence[Path], limits: Limits, least_percent: float | None
) -> PolicyResult:
    tables = [read_cases(path, policy.vocabulary, _names_of(policy), limits) for path in paths]
    told = tuple(finding for table in tables for finding in table.diagnostics)
    if has_errors(told):
        return PolicyResult(file=file, diagnostics=told, policy=policy.name)
    return _decide(file, policy, [*policy.examples, *_cases_of(tables)], told, least_percent)


def _cases_of(tables: Iterable[Checked[tuple[Example, ...]]]) -> Iterator[Example]:
    for table in tables:
        yield from table.value or ()


def _names_of(policy: Policy) -> NamesOfPolicy:
    return NamesOfPolicy(
        queue=(*(queue.name for queue in policy.playbook.queues), *FIXED_DESTINATIONS),
        cadence=tuple(policy.playbook.cadences),
        fired=(*(rule.id for rule in policy.scoring), *(row.id for row in policy.routing)),
    )


def _decide(
    file: str, policy: Policy, cases: Sequence[Example], told: tuple[Diagnostic, ...], least_percent: float | None
) -> PolicyResult:
    columns = to_columns([case.lead for case in cases], policy.vocabulary)
    decided = decide_twice(policy, columns, len(cases))
    coverage = coverage_of(policy, columns, decided.decisions)
    results = [
        _result(case, decided.decisions.at(index), decided.by_table.at(index)) for index, case in enumerate(cases)
    ]
    return PolicyResult(
        file=file,
        diagnostics=told,
        policy=policy.name,
        results=tuple(results),
        coverage=coverage,
        missed=tuple(_missed(coverage, least_percent)),
        why_not=decided.why_not,
    )


def _result(case: Example, decision: Decision, by_table: Decision) -> CaseResult:
    wrong = differences(case.expect, decision)
    found = [_failed(case, decision, wrong)] if wrong else []
    if decision != by_table:
        found.append(_disagreement(case, decision, by_table))
    return CaseResult(example=case, decision=decision, differences=wrong, diagnostics=tuple(found))


def _named(case: Example) -> str:
    return f"'{printable(case.name)}'"


def _failed(case: Example, decision: Decision, wrong: Sequence[Difference]) -> Diagnostic:
    fired = f"these rules fired: {', '.join(decision.fired)}"
    return Diagnostic(
        code="example-failed",
        message=f"{_named(case)} is decided otherwise: {'; '.join(map(_in_words, wrong))}",
        span=case.at,
        help=f"{fired}. Correct a rule, or what the case expects",
    )


def _in_words(wrong: Difference) -> str:
    if isinstance(wrong.expected, tuple):
        return f"expected to fire {', '.join(wrong.expected)}, which did not"
    return f"expected {wrong.key} {shown(wrong.expected)}, got {shown(wrong.decided)}"


def shown(value: Decided) -> str:
    """Return a value of a decision as a policy file states it; `none` where there is none."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.12g}"
        case str():
            return value
    return ", ".join(value)


def _disagreement(case: Example, decision: Decision, by_table: Decision) -> Diagnostic:
    pairs = [(key, getattr(decision, key), getattr(by_table, key)) for key in EXPECTED_KEYS]
    apart = [f"{key} {shown(one)} and {shown(other)}" for key, one, other in pairs if one != other]
    return Diagnostic(
        code="engines-differ",
        message=f"{_named(case)}: durable_rules and the compiled table decide {'; '.join(apart)}",
        span=case.at,
        help="this is a defect of the sandbox: please report it with the policy and this case",
    )


def _missed(coverage: Coverage, least_percent: float | None) -> Iterator[Diagnostic]:
    is_enough = least_percent is None or coverage.is_at_least(least_percent)
    for part in coverage.missed:
        yield Diagnostic(
            code="not-covered",
            message=f"no case reaches the {part.sort} {quoted(part.name)}",
            span=part.at,
            severity=Severity.WARNING if is_enough else Severity.ERROR,
            help="add an example that does, or remove it if nothing should",
        )
