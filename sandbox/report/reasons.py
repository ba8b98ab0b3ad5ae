"""Why a rule fired, or did not, in a reader's words: `employees = 12, needs >= 50`."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.domain.facts import SQL_FACT, SUMS, FactValue
from sandbox.engine.condition import Comparator, Compare, Flag, Member, Missing
from sandbox.engine.deciding import Reason
from sandbox.engine.explain import Outcome, Step

_SIGNS = {
    Comparator.LT: "<",
    Comparator.LE: "<=",
    Comparator.GT: ">",
    Comparator.GE: ">=",
}
_OPPOSITE = {
    Comparator.EQ: Comparator.NE,
    Comparator.NE: Comparator.EQ,
    Comparator.LT: Comparator.GE,
    Comparator.GE: Comparator.LT,
    Comparator.LE: Comparator.GT,
    Comparator.GT: Comparator.LE,
}
_ALWAYS_KNOWN = frozenset({*SUMS, "mql", SQL_FACT.name})
"""What the policy itself derives of every lead; a lead may lack a grade, where there are none."""

_EXACT = 1e15


def value_words(value: FactValue) -> str:
    """Return a fact's value as people write it; numbers in full, so that no two of them look alike."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value + 0.0:,.0f}" if value.is_integer() and abs(value) < _EXACT else repr(value)
    return str(value)


def step_reasons(step: Step, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return what decided a rule, one text a reason; `columns` says where each fact was read, if anywhere."""
    if step.outcome is Outcome.NOT_REACHED:
        return ("not reached",)
    if not step.reasons:
        always = "otherwise" if step.phase.is_first_match else "always"
        return (always if step.outcome is Outcome.FIRED else "never",)
    return tuple(reason_words(reason, columns.get(reason.asks.fact, "")) for reason in step.reasons)


def reason_words(reason: Reason, column: str = "") -> str:
    """Return what was read, and how it compares with what the condition asks; `column` says where it was read."""
    where = f" ({column})" if column else ""
    if reason.value is None:
        read = f"{reason.asks.fact} is not known{where}"
    else:
        read = f"{reason.asks.fact} = {value_words(reason.value)}{where}"
    if not reason.is_met:
        may_be_unknown = (
            reason.negated and not isinstance(reason.asks, Missing) and reason.asks.fact not in _ALWAYS_KNOWN
        )
        or_unknown = " or unknown" if may_be_unknown else ""
        return f"{read}, needs {asked_words(reason)}{or_unknown}"
    if reason.value is None and reason.negated:
        return f"{read}, so not {asked_words(replace(reason, negated=False))}"
    return f"{read}, is {asked_words(reason)}" if _says_more(reason) else read


def asked_words(reason: Reason) -> str:
    """Return what the condition asks of the fact, the negation of a negated comparison spelt out."""
    match reason.asks:
        case Missing():
            return "to be known" if reason.negated else "to be unknown"
        case Flag():
            return "no" if reason.negated else "yes"
        case Member(_, values, negated):
            word = "none of" if negated is not reason.negated else "one of"
            listed = ", ".join(value_words(value) for value in values)
            return f"{word} {listed}" if len(values) > 1 else _single(listed, is_other=negated is not reason.negated)
        case Compare(_, comparator, value):
            asked = _OPPOSITE[comparator] if reason.negated else comparator
            if asked in _SIGNS:
                return f"{_SIGNS[asked]} {value_words(value)}"
            return _single(value_words(value), is_other=asked is Comparator.NE)


def _single(value: str, *, is_other: bool) -> str:
    return f"other than {value}" if is_other else value


def _says_more(reason: Reason) -> bool:
    """Whether what is asked says more than what was read: `phone = yes` needs no comment."""
    return not isinstance(reason.asks, Missing) and asked_words(reason) != value_words(reason.value)
