"""`unreachable-rule`: a row whose leads are all taken by the rows above it, by one of them or by several together."""

from collections.abc import Iterator, Sequence

from sandbox.engine.lint.subject import Finding, Stated, Subject, Unproven, is_otherwise
from sandbox.engine.lint.telling import joined, lead_text
from sandbox.engine.proof.prove import Shadowed, Unknown


def unreachable_rule(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each row that leads match and none gets to.

    A row that no lead matches has a finding of its own. The last row is a safety net, and the language asks for it.
    """
    for rows in subject.lists:
        conditions = [row.condition for row in rows]
        for number, row in enumerate(rows):
            if row.is_literal or is_otherwise(row):
                continue
            match subject.prover.first_match(conditions, number, moment=row.moment):
                case Shadowed(rows=takers) as shadow if takers:
                    yield _finding(subject, row, [rows[taker] for taker in takers], shadow)
                case Unknown():
                    yield Unproven(what=f"a lead gets to {row.name}", path=row.path)


def _finding(subject: Subject, row: Stated, takers: Sequence[Stated], shadow: Shadowed) -> Finding:
    names = joined(taker.name for taker in takers)
    verb = "takes" if len(takers) == 1 else "together take"
    message = f"no lead gets here: {names} above {verb} every lead that matches"
    taken = [
        f"{taker.name} takes {lead_text(lead)}" for taker, lead in zip(takers, shadow.leads, strict=bool(shadow.leads))
    ]
    help_text = "; ".join(["move the row up, or remove it", *taken])
    return subject.warning(row.path[:-1], "unreachable-rule", message, help_text)
