"""`always-true`: a condition that every lead satisfies."""

from collections.abc import Iterator

from sandbox.engine.condition import Not
from sandbox.engine.lint.subject import Finding, Subject, Unproven
from sandbox.engine.proof.prove import Unknown, Unsatisfiable


def always_true(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each condition that every lead satisfies; a literal `true` or `otherwise` is meant so."""
    for stated in subject.conditions:
        match subject.prover.satisfiable(Not(stated.condition), moment=stated.moment):
            case Unsatisfiable():
                message = "every lead satisfies this condition, even one of which nothing is known: lead: {}"
                help_text = "write `true`, or `otherwise: true` in a last row, if that is meant"
                yield subject.warning(stated.path, "always-true", message, help_text)
            case Unknown():
                yield Unproven(what=f"a lead fails {stated.name}", path=stated.path)
