"""Terms: conditions with every `not` pushed to the leaves, as sets of atoms joined by `and` and `or`.

Each distinct term exists once, so that terms compare and hash by identity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SHARES = 12
"""A question may take one part in so many of the steps that are left."""

Domains = tuple[int, ...]
"""Which atoms of each variable are still open, as masks."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """How many steps may still be taken for all questions, and for the present one.

    A question may take a share of what is left, so that hard ones leave something for the many easy ones.
    """

    total: int
    left: int = 0

    def begin(self) -> None:
        """Begin a question."""
        self.left = self.total // SHARES

    def spend(self, steps: int) -> bool:
        """Take steps; return whether any are left."""
        self.left -= steps
        self.total -= steps
        return self.left > 0


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """Holds for every lead, or for none."""

    value: bool
    reads: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """The variable has one of the atoms of a mask; `reads` has a bit for each variable that a term reads."""

    variable: int
    mask: int
    reads: int


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All of two or more terms hold."""

    terms: tuple["Part", ...]
    reads: int


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """One or more of two or more terms hold."""

    terms: tuple["Part", ...]
    reads: int


Part = Literal | Every | Some
Term = Constant | Part

TRUE = Constant(value=True)
FALSE = Constant(value=False)


@dataclass(slots=True, kw_only=True)
class Terms:
    """Makes terms, simplifies them, and narrows them to fewer atoms; `possible` are the atoms of each variable."""

    possible: Domains
    budget: Budget
    _literals: dict[tuple[int, int], Literal] = field(default_factory=dict)
    _joined: dict[tuple[type[Every | Some], tuple[Part, ...]], Every | Some] = field(default_factory=dict)
    _narrowed: dict[tuple[Term, int, int], Term] = field(default_factory=dict)

    def literal(self, variable: int, mask: int) -> Term:
        """Return the term that a variable has one of some atoms."""
        mask &= self.possible[variable]
        if not mask:
            return FALSE
        if mask == self.possible[variable]:
            return TRUE
        made = self._literals.get((variable, mask))
        if made is None:
            made = self._literals[variable, mask] = Literal(variable, mask, 1 << variable)
        return made

    def every(self, terms: Iterable[Term]) -> Term:
        """Return the term that all of some terms hold."""
        return self._join(Every, terms, empty=TRUE, decisive=FALSE)

    def some(self, terms: Iterable[Term]) -> Term:
        """Return the term that one or more of some terms hold."""
        return self._join(Some, terms, empty=FALSE, decisive=TRUE)

    def _join(self, kind: type[Every | Some], terms: Iterable[Term], *, empty: Constant, decisive: Constant) -> Term:
        masks: dict[int, int] = {}
        others: dict[Every | Some, None] = {}
        for term in _flat(kind, terms):
            match term:
                case Constant():
                    if term is decisive:
                        return decisive
                case Literal(variable, mask):
                    before = masks.get(variable, mask)
                    masks[variable] = before & mask if kind is Every else before | mask
                case _:
                    others[term] = None
        literals: list[Part] = []
        for variable, mask in masks.items():
            literal = self.literal(variable, mask)
            if isinstance(literal, Constant):  # What is asked of one fact excludes itself, or leaves nothing out.
                return decisive
            literals.append(literal)
        parts: tuple[Part, ...] = (*literals, *others)
        if len(parts) < 2:
            return parts[0] if parts else empty
        made = self._joined.get((kind, parts))
        if made is None:
            reads = 0
            for part in parts:
                reads |= part.reads
            made = self._joined[kind, parts] = kind(parts, reads)
        return made

    def narrow(self, term: Term, variable: int, mask: int) -> Term:
        """Return what is left of a term for leads whose variable has one of the atoms of `mask`."""
        if not term.reads >> variable & 1:
            return term
        match term:
            case Literal(mask=asked):
                return TRUE if asked & mask == mask else self.literal(variable, asked & mask)
            case Every(parts) | Some(parts):
                known = self._narrowed.get((term, variable, mask))
                if known is None:
                    self.budget.spend(1)
                    left = [self.narrow(part, variable, mask) for part in parts]
                    known = self.every(left) if isinstance(term, Every) else self.some(left)
                    self._narrowed[term, variable, mask] = known
                return known
            case Constant():
                return term


def _flat(kind: type[Every | Some], terms: Iterable[Term]) -> Iterable[Term]:
    for term in terms:
        if isinstance(term, Every | Some) and isinstance(term, kind):
            yield from term.terms
        else:
            yield term


def holds(term: Term, atoms: Sequence[int]) -> bool:
    """Say whether a term holds for a lead, given the one atom of each variable as a mask."""
    match term:
        case Constant(value):
            return value
        case Literal(variable, mask):
            return bool(atoms[variable] & mask)
        case Every(terms):
            return all(holds(part, atoms) for part in terms)
        case Some(terms):
            return any(holds(part, atoms) for part in terms)


def masks_on(term: Term, variable: int) -> set[int]:
    """Return the sets of atoms of a variable that a term asks for."""
    if not term.reads >> variable & 1:
        return set()
    match term:
        case Literal(mask=mask):
            return {mask}
        case Every(terms) | Some(terms):
            return set().union(*(masks_on(part, variable) for part in terms))
        case Constant():
            return set()
