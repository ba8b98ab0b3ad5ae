"""`never-true`: a condition that no lead satisfies."""

from collections.abc import Iterator

from sandbox.engine.condition import facts_read
from sandbox.engine.lint.subject import Finding, Subject, Unproven
from sandbox.engine.lint.telling import limits_text
from sandbox.engine.proof.prove import Unknown, Unsatisfiable


def never_true(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each condition that no lead satisfies; a literal `false` is meant so."""
    for stated in subject.conditions:
        match subject.prover.satisfiable(stated.condition, moment=stated.moment):
            case Unsatisfiable():
                limits = limits_text(subject.policy.vocabulary, facts_read(stated.condition))
                help_text = f"{limits}; correct it, or remove it" if limits else "correct it, or remove it"
                yield subject.warning(stated.path, "never-true", "no lead can satisfy this condition", help_text)
            case Unknown():
                yield Unproven(what=f"a lead satisfies {stated.name}", path=stated.path)
