"""Whatever the text, reading it ends in a policy or in errors that lie inside the text."""

import string

from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.domain.diagnostics import Checked, Severity, Span
from sandbox.domain.facts import LEARNT_FACTS, Fact, Kind, Vocabulary
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.language.expression import parse_expression
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import Policy
from sandbox.files.document import split_lines
from sandbox.files.shipped import list_policies, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary


def shipped_vocabulary() -> Vocabulary:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    return vocabulary


VOCABULARY = shipped_vocabulary()
FACTS = {**VOCABULARY.facts, **LEARNT_FACTS}
GOOD = [path.read_text(encoding="utf-8") for path in list_policies()]
WORDS = (
    "{", "}", "[", "]", ": ", "- ", "\n", "  ", "\t", "&a", "*a", "!!str", "'", '"', "#", "|", ">", "---", "true", "0",
    ".nan", "1e999", "version", "otherwise", "when: ", "id: ", "to: ", "nurture", "phone", "and", "not ", "5 min",
    "\N{CYRILLIC SMALL LETTER IE}", "\ud800", "\0", "\x85", "\u2028", "\ufeff", "ü", "a" * 200,
)  # fmt: skip


def holds(read: Checked[Policy], text: str) -> None:
    assert (read.value is None) == any(finding.severity is Severity.ERROR for finding in read.diagnostics)
    lines = split_lines(text)
    for finding in read.diagnostics:
        assert finding.render()
        assert finding.code
        assert 1 <= finding.span.line <= len(lines)
        assert 1 <= finding.span.column <= len(lines[finding.span.line - 1]) + 1
        assert finding.span.source == lines[finding.span.line - 1]


@example("---")  # its value stands on a line that is not there
@given(st.text(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    holds(parse_policy(text, "p.yaml", VOCABULARY), text)


@given(st.data())
def test_any_change_to_a_good_policy_is_read_or_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(GOOD))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 30))
        text = text[:start] + data.draw(st.sampled_from(WORDS) | st.text(max_size=5)) + text[start + length :]
    holds(parse_policy(text, "p.yaml", VOCABULARY), text)


@given(st.data())
def test_any_line_taken_out_or_doubled_is_read_or_refused(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(GOOD)).split("\n")
    index = data.draw(st.integers(0, len(lines) - 1))
    lines[index : index + 1] = [lines[index]] * data.draw(st.sampled_from([0, 2]))
    text = "\n".join(lines)
    holds(parse_policy(text, "p.yaml", VOCABULARY), text)


@given(st.text(alphabet=string.printable, max_size=80) | st.text(max_size=40))
def test_any_expression_is_read_or_refused_inside_itself(text: str) -> None:
    span = Span(file="p", line=1, column=1, length=max(1, len(text)), source=text)
    condition, findings = parse_expression(text, span, FACTS, {})
    assert (condition is None) == bool(findings)
    for finding in findings:
        assert 1 <= finding.span.column <= len(text) + 1
        assert finding.span.column - 1 + finding.span.length <= max(1, len(text)) + 1


def numbers() -> st.SearchStrategy[float]:
    return st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000).map(float)


def comparisons(fact: Fact) -> st.SearchStrategy[Condition]:
    name = st.just(fact.name)
    if fact.kind is Kind.FLAG:
        equality = st.sampled_from([Comparator.EQ, Comparator.NE])
        return st.builds(Flag, name) | st.builds(Compare, name, equality, st.booleans())
    if fact.kind is Kind.NUMBER:
        some = st.lists(numbers(), min_size=1, max_size=4, unique=True).map(tuple)
        return st.builds(Compare, name, st.sampled_from(Comparator), numbers()) | st.builds(
            Member, name, some, st.booleans()
        )
    values = st.sampled_from(fact.values)
    several = st.lists(values, min_size=1, max_size=4, unique=True).map(tuple)
    equal = st.builds(Compare, name, st.sampled_from([Comparator.EQ, Comparator.NE]), values)
    return equal | st.builds(Member, name, several, st.booleans())


def conditions() -> st.SearchStrategy[Condition]:
    facts = st.sampled_from(sorted(FACTS.values(), key=lambda fact: fact.name))
    leaves = st.builds(Always, st.booleans()) | facts.flatmap(comparisons) | facts.map(lambda fact: Missing(fact.name))

    def joined(term: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        terms = st.lists(term, min_size=2, max_size=3).map(tuple)
        return st.builds(Not, term) | st.builds(And, terms) | st.builds(Or, terms)

    return st.recursive(leaves, joined, max_leaves=8)


def written(condition: Condition) -> str:
    """Return a condition as its author might write it, with every bracket."""
    match condition:
        case Always(value):
            return literal(value)
        case Flag(fact):
            return fact
        case Missing(fact):
            return f"missing({fact})"
        case Compare(fact, comparator, value):
            return f"{fact} {comparator} {literal(value)}"
        case Member(fact, values, negated):
            return f"{fact} {'not in' if negated else 'in'} [{', '.join(literal(value) for value in values)}]"
        case Not(term):
            return f"not ({written(term)})"
        case And(terms):
            return " and ".join(f"({written(term)})" for term in terms)
        case Or(terms):
            return " or ".join(f"({written(term)})" for term in terms)


def literal(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else repr(value)


@given(conditions())
def test_a_condition_that_is_written_out_is_read_as_the_same(condition: Condition) -> None:
    text = written(condition)
    found, findings = parse_expression(text, Span(file="p", source=text, length=len(text)), FACTS, {})
    assert [finding.render() for finding in findings if finding.code not in {"too-deep", "too-large"}] == []
    assert found == condition or findings
