"""What lint rules look at: a policy's conditions, each with its name, its place and its moment, and who works when."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.hours import WeeklyHours
from sandbox.engine.condition import OTHERWISE, Always, Condition
from sandbox.engine.policy import Policy
from sandbox.engine.proof.prove import Moment, Prover
from sandbox.files.suggest import quoted

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A condition of a policy; `name` is what a message calls its rule, `path` where it stands, see `Policy.places`."""

    name: str
    path: Path
    condition: Condition
    moment: Moment = Moment.DECISION

    @property
    def is_literal(self) -> bool:
        """Whether it says `true`, `false` or `otherwise`, which its author can see."""
        return isinstance(self.condition, Always)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproven:
    """A question that could not be settled: `what` completes "whether"."""

    what: str
    path: Path


Finding = Diagnostic | Unproven


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A policy and its prover; `shifts` by team, of those teams whose hours are known."""

    policy: Policy
    prover: Prover
    shifts: Mapping[str, WeeklyHours]

    @property
    def has_bands(self) -> bool:
        """Whether grades are bands of the score, which have no conditions of their own in the file."""
        return any(("grades", row.grade) in self.policy.places for row in self.policy.grades)

    @property
    def scoring(self) -> tuple[Stated, ...]:
        """The scoring rules."""
        return tuple(
            Stated(name=quoted(rule.id), path=("scoring", rule.id, "when"), condition=rule.when)
            for rule in self.policy.scoring
        )

    @property
    def lists(self) -> tuple[tuple[Stated, ...], ...]:
        """The lists of rows of which the first that matches wins; bands of the score are none."""
        policy = self.policy
        routing = tuple(
            Stated(name=quoted(row.id), path=("routing", row.id, "when"), condition=row.when) for row in policy.routing
        )
        # Rows of grades have no id.
        grades = tuple(
            Stated(name=f"row {place + 1}", path=("grades", str(place), "when"), condition=row.when)
            for place, row in enumerate(policy.grades)
        )
        contact = tuple(
            Stated(
                name=quoted(row.step.id),
                path=("after_contact", row.step.id, "when"),
                condition=row.when,
                moment=Moment.CONVERSATION,
            )
            for row in policy.after_contact
        )
        nurture = tuple(
            Stated(
                name=quoted(row.program.id),
                path=("nurture", row.program.id, "when"),
                condition=row.when,
                moment=Moment.NURTURE,
            )
            for row in policy.nurture
        )
        return () if self.has_bands else grades, routing, contact, nurture

    @property
    def definitions(self) -> tuple[Stated, ...]:
        """What both teams mean by mql and sql."""
        policy = self.policy
        return (
            Stated(name="mql", path=("definitions", "mql"), condition=policy.mql),
            Stated(name="sql", path=("definitions", "sql"), condition=policy.sql, moment=Moment.CONVERSATION),
        )

    @property
    def promotions(self) -> tuple[Stated, ...]:
        """What sends nurtured leads through routing again."""
        return tuple(
            Stated(
                name=f"`promote_when` of {quoted(row.program.id)}",
                path=("nurture", row.program.id, "promote_when"),
                condition=row.promote_when,
                moment=Moment.NURTURE,
            )
            for row in self.policy.nurture
        )

    @property
    def rows(self) -> tuple[Stated, ...]:
        """Everything that does something to the leads that match."""
        return (*self.scoring, *(row for rows in self.lists for row in rows), *self.promotions)

    @property
    def conditions(self) -> tuple[Stated, ...]:
        """Every condition that is more than a literal."""
        return tuple(one for one in (*self.rows, *self.definitions) if not one.is_literal)

    def warning(self, path: Path, code: str, message: str, help_text: str) -> Diagnostic:
        """Return a warning about what stands at a path."""
        span = self.policy.place(*path)
        return Diagnostic(code=code, message=message, span=span, severity=Severity.WARNING, help=help_text)


def is_otherwise(row: Stated) -> bool:
    """Whether a row takes every lead that is left."""
    return row.condition == OTHERWISE
