"""The search for a lead of which all terms hold, exact within its steps.

Terms that ask one fact for some atoms narrow that fact's domain and with it all other terms; where only `or` is left,
one of its facts is split in two. What is left without terms is settled by the sums of points.
"""

from collections.abc import Iterable

from sandbox.engine.proof.sums import Fit, Sums
from sandbox.engine.proof.terms import Constant, Domains, Every, Literal, Part, Some, Term, Terms

State = tuple[list[Some], Domains]
"""The terms that are still open, and the domains of the variables."""


def search(wanted: Iterable[Term], terms: Terms, sums: Sums | None) -> Domains | Fit:
    """Return domains in which every lead satisfies the terms, or why there are none.

    Without `sums`, sums of points are taken for facts that depend on nothing.
    """
    stack: list[tuple[list[Term], Domains]] = [(list(wanted), terms.possible)]
    is_unsure = False
    while stack:
        if not terms.budget.spend(1):
            return Fit.UNKNOWN
        state = _settle(*stack.pop(), terms)
        if state is None:
            continue
        left, domains = state
        if left:
            stack += _split(left, domains, terms)
            continue
        found = domains if sums is None else sums.fit(domains)
        if not isinstance(found, Fit):
            return found
        is_unsure = is_unsure or found is Fit.UNKNOWN
    return Fit.UNKNOWN if is_unsure else Fit.NONE


def _split(left: list[Some], domains: Domains, terms: Terms) -> list[tuple[list[Term], Domains]]:
    """Return the two cases of a fact that an open term reads, the one that satisfies a part of it last."""
    literal = _pivot(min(left, key=lambda term: (term.reads.bit_count(), len(term.terms))))
    place = literal.variable
    other = domains[place] & ~literal.mask
    if not other:  # Joined from two that only together ask for nothing: true in this domain.
        return [([terms.narrow(term, place, domains[place]) for term in left], domains)]
    return [([*left, terms.literal(place, mask)], domains) for mask in (other, literal.mask)]


def _settle(wanted: list[Term], domains: Domains, terms: Terms) -> State | None:
    """Return what is left of the terms once those about one fact have narrowed its domain; None: no lead."""
    narrowed = list(domains)
    while True:
        changed = 0
        open_terms: list[Some] = []
        stack = wanted
        while stack:
            term = stack.pop()
            match term:
                case Constant(value):
                    if not value:
                        return None
                case Every(parts):
                    stack.extend(parts)
                case Some():
                    open_terms.append(term)
                case Literal(variable, mask):
                    left = narrowed[variable] & mask
                    if not left:
                        return None
                    if left != narrowed[variable]:
                        narrowed[variable] = left
                        changed |= 1 << variable
        if not changed:
            return open_terms, tuple(narrowed)
        wanted = [_narrow_all(term, changed, narrowed, terms) for term in open_terms]


def _narrow_all(term: Term, changed: int, domains: list[int], terms: Terms) -> Term:
    places = changed & term.reads
    while places:
        place = (places & -places).bit_length() - 1
        term = terms.narrow(term, place, domains[place])
        places &= places - 1
    return term


def _pivot(term: Part) -> Literal:
    """Return atoms of a fact that would satisfy a term, or a part of it."""
    while not isinstance(term, Literal):
        direct = [part for part in term.terms if isinstance(part, Literal)]
        term = direct[0] if direct else min(term.terms, key=lambda part: part.reads.bit_count())
    return term
