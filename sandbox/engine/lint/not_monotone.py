"""`not-monotone`: a score that does not follow a number the way the policy declares."""

from collections.abc import Iterator

from sandbox.engine.lint.subject import Finding, Subject, Unproven
from sandbox.engine.lint.telling import lead_text, value_text
from sandbox.engine.policy import Direction
from sandbox.engine.proof.monotone import Breaks, score_follows
from sandbox.engine.proof.prove import Unknown


def not_monotone(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each declared direction that two leads break which differ only in that number."""
    for fact, direction in subject.policy.monotone.items():
        path = ("monotone", fact)
        match score_follows(subject.prover, fact, direction):
            case Breaks() as pair:
                yield _finding(subject, path, pair)
            case Unknown():
                yield Unproven(what=f"the score goes {direction} as {fact} grows", path=path)


def _finding(subject: Subject, path: tuple[str, str], pair: Breaks) -> Finding:
    _, fact = path
    goes = "falls" if subject.policy.monotone[fact] is Direction.UP else "rises"
    shown = ", ".join(
        f"{lead_text(lead)} scores {value_text(score)}" for lead, score in zip(pair.leads, pair.scores, strict=True)
    )
    message = f"the score {goes} where only {fact} grows"
    help_text = f"change the points, or do without this line; {shown}"
    return subject.warning(path, "not-monotone", message, help_text)
