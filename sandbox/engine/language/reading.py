"""A parsed condition read against the facts: what it compares must exist, be known by then, and be of one kind."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sandbox.domain.facts import CONVERSATION_FACTS, DERIVED_FACTS, SQL_FACT, Fact, Kind
from sandbox.domain.limits import Limits
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.language.literals import KIND_WORDS, Mismatch, resolve
from sandbox.engine.language.words import Problem
from sandbox.files.suggest import did_you_mean, quoted

_COMPARATORS: Mapping[type[ast.cmpop], Comparator] = {
    ast.Eq: Comparator.EQ,
    ast.NotEq: Comparator.NE,
    ast.Lt: Comparator.LT,
    ast.LtE: Comparator.LE,
    ast.Gt: Comparator.GT,
    ast.GtE: Comparator.GE,
}
_MIRRORED = {
    Comparator.LT: Comparator.GT,
    Comparator.LE: Comparator.GE,
    Comparator.GT: Comparator.LT,
    Comparator.GE: Comparator.LE,
}
_EQUALITY = frozenset({Comparator.EQ, Comparator.NE})
T = TypeVar("T")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that is no truth value: a fact, if all is well."""

    text: str
    node: ast.expr


@dataclass(frozen=True, slots=True)
class _Value:
    """A literal value."""

    value: str | float | bool
    node: ast.expr


def _when_known(name: str) -> str:
    """Return when a fact that is learnt later becomes known, and who may read it."""
    if name in CONVERSATION_FACTS:
        return "a conversation reveals it: only definitions.sql and after_contact may read it"
    if name == SQL_FACT.name:
        return "definitions.sql says it after a conversation: only after_contact may read it"
    order = ", ".join(DERIVED_FACTS)
    return f"facts are derived in this order: {order}; a rule reads what is known before it"


class Reader:
    """One expression; `offset` is where `text` begins in the file's own text, `problems` grow as it is read."""

    def __init__(
        self, text: str, offset: int, known: Mapping[str, Fact], later: Mapping[str, Fact], limits: Limits
    ) -> None:
        self.raw = text.encode()
        self.offset = offset
        self.known = known
        self.later = later
        self.limits = limits
        self.problems: list[Problem] = []

    def condition(self, node: ast.expr, depth: int) -> Condition | None:
        """Return what a node says; None when a problem was found in it."""
        if depth > self.limits.expression_depth:
            return self._problem("too-deep", f"nested more than {self.limits.expression_depth} levels deep", node)
        match node:
            case ast.BoolOp(op, values):
                terms = self._every([self.condition(value, depth + 1) for value in values])
                if terms is None:
                    return None
                return And(terms) if isinstance(op, ast.And) else Or(terms)
            case ast.UnaryOp(ast.Not(), operand):
                term = self.condition(operand, depth + 1)
                return term and Not(term)
            case ast.Compare(left, [ast.In() | ast.NotIn() as operator], [right]):
                return self._member(left, right, isinstance(operator, ast.NotIn))
            case ast.Compare():
                return self._chain(node)
            case ast.Call() | ast.Name():
                return self._call(node) if isinstance(node, ast.Call) else self._flag(node)
        return self._problem("bad-expression", "this is no condition", node, "compare a fact with a value")

    def _every(self, terms: list[Condition | None]) -> tuple[Condition, ...] | None:
        """Return all terms, or None if a problem was found in one of them."""
        found = tuple(term for term in terms if term is not None)
        return found if len(found) == len(terms) else None

    def _flag(self, node: ast.Name) -> Condition | None:
        name = node.id
        if name in _TRUTH:
            return Always(_TRUTH[name])
        fact = self._fact(name, node)
        if fact is None:
            return None
        if fact.kind is Kind.FLAG:
            return Flag(name)
        example = f"{name} >= 10" if fact.kind is Kind.NUMBER else f'{name} == "{fact.values[0]}"'
        message = f"{name} is {KIND_WORDS[fact.kind]}, and alone no condition"
        return self._problem("type-mismatch", message, node, f"compare it, e.g. {example}; or write known({name})")

    def _call(self, node: ast.Call) -> Condition | None:
        match node:
            case ast.Call(ast.Name("missing" | "known" as word), [ast.Name(name) as argument], []):
                if self._fact(name, argument) is None:
                    return None
                return Missing(name) if word == "missing" else Not(Missing(name))
        help_text = "only missing(fact) and known(fact) are understood, with the name of one fact"
        return self._problem("bad-expression", "this cannot be called", node, help_text)

    def _chain(self, node: ast.Compare) -> Condition | None:
        if any(isinstance(operator, ast.In | ast.NotIn) for operator in node.ops):
            return self._problem("bad-expression", "`in` cannot be chained", node, "join the parts with `and`")
        sides = [node.left, *node.comparators]
        steps = zip(sides[:-1], node.ops, sides[1:], strict=True)
        terms = self._every([self._pair(left, operator, right) for left, operator, right in steps])
        if terms is None:
            return None
        return And(terms) if len(terms) > 1 else terms[0]

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Condition | None:
        comparator = _COMPARATORS[type(operator)]
        one, other = self._operand(left), self._operand(right)
        match one, other:
            case (_Name() as name, _Value() as value):
                return self._compare(name, comparator, value)
            case (_Value() as value, _Name() as name):
                return self._compare(name, _MIRRORED.get(comparator, comparator), value)
            case (_Name() as name, _Name() as second):
                return self._two_names(name, second)
            case (_Value(), _Value() as second):
                return self._problem("bad-expression", "two values are compared; one side must be a fact", second.node)
        return None

    def _compare(self, name: _Name, comparator: Comparator, value: _Value) -> Condition | None:
        fact = self._fact(name.text, name.node)
        if fact is None:
            return None
        if fact.kind is not Kind.NUMBER and comparator not in _EQUALITY:
            message = f"{fact.name} is {KIND_WORDS[fact.kind]}, and has no order: {comparator} cannot compare it"
            return self._problem("type-mismatch", message, name.node, "use ==, != or in")
        resolved = self._resolve(fact, value)
        return None if resolved is None else Compare(fact.name, comparator, resolved)

    def _two_names(self, first: _Name, second: _Name) -> Condition | None:
        """Tell the two mistakes that look alike: text without quotes, and two facts."""
        for fact_name, word in ((first, second), (second, first)):
            fact = self.known.get(fact_name.text)
            if fact is not None and word.text not in self.known and word.text.lower() in {**fact.aliases, **fact.bands}:
                help_text = f'write "{word.text}"'
                return self._problem("bad-expression", f"the value '{word.text}' needs quotes", word.node, help_text)
        facts = [self._fact(name.text, name.node) for name in (first, second)]
        if None in facts:
            return None
        return self._problem("bad-expression", "two facts cannot be compared with each other", second.node)

    def _member(self, left: ast.expr, right: ast.expr, negated: bool) -> Condition | None:
        name = self._operand(left)
        if isinstance(name, _Value):
            return self._problem("bad-expression", "a fact must stand before `in`", left, 'e.g. role in ["user"]')
        if not isinstance(right, ast.List) or not right.elts:
            help_text = 'write the values in [ ], e.g. role in ["user", "student"]'
            return self._problem("bad-expression", "a list of values must stand after `in`", right, help_text)
        fact = self._fact(name.text, name.node) if name is not None else None
        if fact is None:
            return None
        if fact.kind is Kind.FLAG:
            message = f"{fact.name} is {KIND_WORDS[fact.kind]}, and in no list"
            return self._problem("type-mismatch", message, left, f"write {fact.name} or not {fact.name}")
        found = [self._element(fact, element) for element in right.elts]
        values = tuple(dict.fromkeys(value for value in found if value is not None))
        return None if None in found else Member(fact.name, values, negated)

    def _element(self, fact: Fact, node: ast.expr) -> str | float | None:
        operand = self._operand(node)
        if isinstance(operand, _Name):
            help_text = f'write "{operand.text}"' if operand.text.lower() in fact.aliases else ""
            return self._problem("bad-expression", "a list holds values, not facts", node, help_text)
        return None if operand is None else self._resolve(fact, operand)

    def _operand(self, node: ast.expr) -> _Name | _Value | None:
        match node:
            case ast.Name("true" | "false" as word):
                return _Value(_TRUTH[word], node)
            case ast.Name(name):
                return _Name(name, node)
            case ast.Constant(str() as text):
                return _Value(text, node)
            case ast.Constant(int() | float() as number):
                return _Value(float(number), node)
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as number)):
                return _Value(-float(number), node)
            case ast.List():
                help_text = 'write e.g. role in ["user", "student"]'
                return self._problem("bad-expression", "a list can only stand after `in`", node, help_text)
        help_text = "a condition compares facts with values; it does not compute"
        return self._problem("bad-expression", "only a fact or a value can stand here", node, help_text)

    def _fact(self, name: str, node: ast.expr) -> Fact | None:
        if name in self.known:
            return self.known[name]
        if name in self.later:
            return self._problem("fact-not-yet-known", f"{name} is not known yet here", node, _when_known(name))
        if name in {"missing", "known"}:
            return self._problem("bad-expression", f"'{name}' needs a fact", node, f"write {name}(employees)")
        help_text = did_you_mean(name, self.known, noun="facts")
        return self._problem("unknown-fact", f"there is no fact {quoted(name)}", node, help_text)

    def _resolve(self, fact: Fact, given: _Value) -> str | float | bool | None:
        found = resolve(fact, given.value)
        if isinstance(found, Mismatch):
            return self._problem(found.code, found.message, given.node, found.help)
        return found

    def _problem(self, code: str, message: str, node: ast.expr, help_text: str = "") -> T | None:
        """Note what is wrong with a node, and return None for the caller to end with."""
        start = len(self.raw[: node.col_offset].decode())
        end = len(self.raw[: node.end_col_offset].decode())
        self.problems.append(Problem(code, message, self.offset + start, end - start, help_text))
        return None
