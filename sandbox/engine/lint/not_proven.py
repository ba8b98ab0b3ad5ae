"""`not-proven`: questions about a policy that could not be settled."""

from collections.abc import Sequence

from sandbox.domain.diagnostics import Diagnostic
from sandbox.engine.lint.subject import Subject, Unproven

MOST_NAMED = 5


def not_proven(subject: Subject, unproven: Sequence[Unproven]) -> Diagnostic:
    """Return one finding that names what could be neither proven nor refuted, at the place of the first."""
    whats = list(dict.fromkeys(question.what for question in unproven))
    named = "; whether ".join(whats[:MOST_NAMED])
    more = f"; and {len(whats) - MOST_NAMED} more" if len(whats) > MOST_NAMED else ""
    message = f"could be neither proven nor refuted: whether {named}{more}"
    help_text = "the rules work all the same; state `examples` for what matters, or let rules read fewer facts at once"
    return subject.warning(unproven[0].path, "not-proven", message, help_text)
