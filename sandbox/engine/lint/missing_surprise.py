"""`missing-surprise`: a comparison that treats leads without the fact otherwise than it reads."""

from collections.abc import Iterator

from sandbox.engine.condition import And, Comparator, Compare, Condition, Member, Missing, Not, Or, facts_read
from sandbox.engine.lint.subject import Finding, Stated, Subject, Unproven
from sandbox.engine.lint.telling import lead_text
from sandbox.engine.proof.prove import Unknown, Witness
from sandbox.engine.proof.space import DERIVED

_ORDERED = frozenset({Comparator.LT, Comparator.LE, Comparator.GT, Comparator.GE})


def missing_surprise(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each fact without which a lead matches, or does not, against what the words suggest.

    `industry != "finance"` reads as if it held for a lead without an industry, `not (employees > 50)` as if it did not
    hold without employees. Definitions are left out: they say what a lead must be known to be.
    """
    for stated in subject.rows:
        for fact in sorted(facts_read(stated.condition) - DERIVED):
            as_read = _as_read(stated.condition, fact)
            if as_read == stated.condition:
                continue
            for matches in (False, True):
                parts = (Not(as_read), stated.condition) if matches else (as_read, Not(stated.condition))
                match subject.prover.satisfiable(Missing(fact), *parts, moment=stated.moment):
                    case Witness(lead=lead):
                        yield _finding(subject, stated, fact, lead_text(lead), matches=matches)
                        break
                    case Unknown():
                        yield Unproven(what=f"{stated.name} surprises where {fact} is missing", path=stated.path)


def _finding(subject: Subject, stated: Stated, fact: str, lead: str, *, matches: bool) -> Finding:
    if matches:
        message = f"a lead without {fact} matches: the comparison with it is false, and `not` turns that round"
        help_text = f"add `and known({fact})` if it shall not, or `or missing({fact})` to say that it does; {lead}"
    else:
        message = f"a lead without {fact} does not match: a comparison with a missing fact is false, `!=` as well"
        help_text = f"add `or missing({fact})` if it shall, or `and known({fact})` to say that it does not; {lead}"
    return subject.warning(stated.path, "missing-surprise", message, help_text)


def _as_read(condition: Condition, fact: str, *, holding: bool = True) -> Condition:
    """Return a condition as one would read it of a lead without the fact: what is not there differs from every value.

    `holding` is false inside an odd number of `not`; there, a fact without a value lies on no side of a threshold.
    """
    match condition:
        case Not(term):
            return Not(_as_read(term, fact, holding=not holding))
        case And(terms):
            return And(tuple(_as_read(term, fact, holding=holding) for term in terms))
        case Or(terms):
            return Or(tuple(_as_read(term, fact, holding=holding) for term in terms))
        case Compare(name, Comparator.NE) | Member(name, negated=True) if name == fact:
            return Or((condition, Missing(fact)))
        case Compare(name, comparator) if name == fact and comparator in _ORDERED and not holding:
            return Or((condition, Missing(fact)))
    return condition
