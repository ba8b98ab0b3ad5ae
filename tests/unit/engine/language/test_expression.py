"""Conditions from text."""

import time
import warnings

import pytest

from sandbox.domain.diagnostics import Diagnostic, Span
from sandbox.domain.facts import DERIVED_FACTS, Fact
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.language.expression import parse_expression
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary


def facts() -> dict[str, Fact]:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    return {**vocabulary.facts, "score": DERIVED_FACTS["score"]}


KNOWN = facts()
LATER = {name: DERIVED_FACTS[name] for name in ("grade", "mql")}


def parse(text: str) -> tuple[Condition | None, tuple[Diagnostic, ...]]:
    span = Span(file="p.yaml", line=3, column=7, length=len(text) + 2, source=f"when: '{text}'")
    return parse_expression(text, span, KNOWN, LATER)


EMPLOYEES_3 = Compare("employees", Comparator.GE, 3.0)
EMPLOYEES_50 = Compare("employees", Comparator.LT, 50.0)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("employees >= 3", EMPLOYEES_3),
        ("3 <= employees", EMPLOYEES_3),
        ("3 <= employees < 50", And((EMPLOYEES_3, EMPLOYEES_50))),
        ("50 > employees >= 3", And((EMPLOYEES_50, EMPLOYEES_3))),
        ("employees == 1e1", Compare("employees", Comparator.EQ, 10.0)),
        ("score > -5.5", Compare("score", Comparator.GT, -5.5)),
        ('employees == "51-200"', Compare("employees", Comparator.EQ, 125.0)),
        ('employees in [7, "1-10", 5]', Member("employees", (7.0, 5.0))),
        ('"CEO" == role', Compare("role", Comparator.EQ, "decision_maker")),
        ("role != ' Student '", Compare("role", Comparator.NE, "student")),
        ('industry in ["SaaS", "software", "banking"]', Member("industry", ("software", "finance"))),
        ('industry not in ["saas"]', Member("industry", ("software",), negated=True)),
        ("phone", Flag("phone")),
        ("phone == true", Compare("phone", Comparator.EQ, True)),
        ("false != phone", Compare("phone", Comparator.NE, False)),
        ("true", Always(True)),
        ("not false", Not(Always(False))),
        ("missing(budget)", Missing("budget")),
        ("known( budget )", Not(Missing("budget"))),
        ("phone and in_hours and known(role)", And((Flag("phone"), Flag("in_hours"), Not(Missing("role"))))),
        ("phone or in_hours and named_account", Or((Flag("phone"), And((Flag("in_hours"), Flag("named_account")))))),
        ("not (phone or in_hours)", Not(Or((Flag("phone"), Flag("in_hours"))))),
        ("  phone\t", Flag("phone")),
    ],
)
def test_what_a_condition_says(text: str, condition: Condition) -> None:
    found, diagnostics = parse(text)
    assert [diagnostic.render() for diagnostic in diagnostics] == []
    assert found == condition


def test_true_is_no_number_and_numbers_are_stored_as_such() -> None:
    found, _ = parse("employees == 1")
    assert isinstance(found, Compare)
    assert type(found.value) is float
    _, (diagnostic,) = parse("employees == true")
    assert diagnostic.code == "type-mismatch"


@pytest.mark.parametrize(
    ("text", "column", "code", "help_text"),
    [
        ("employes > 5", 8, "unknown-fact", "did you mean employees?"),
        ("Employees > 5", 8, "unknown-fact", "did you mean employees?"),
        ('role == "desicion_maker"', 16, "unknown-value", "did you mean decision_maker?"),
        ('role == "xyz"', 16, "unknown-value", "values: decision_maker, influencer, user, student"),
        ('"xyz" == role', 8, "unknown-value", "values: decision_maker, influencer, user, student"),
        ("role == user", 16, "bad-expression", 'write "user"'),
        ("user == role", 8, "bad-expression", 'write "user"'),
        ("role in [user]", 17, "bad-expression", 'write "user"'),
        ("employees >= '50'", 21, "type-mismatch", "write e.g. employees >= 10, without quotes"),
        ("mql", 8, "fact-not-yet-known",
         "facts are derived in this order: fit, engagement, score, grade, mql; a rule reads what is known before it"),
        ('grade == "A"', 8, "fact-not-yet-known",
         "facts are derived in this order: fit, engagement, score, grade, mql; a rule reads what is known before it"),
        ("phone and True", 18, "bad-expression", "write `true`"),
        ("phone OR in_hours", 14, "bad-expression", "write `or`"),
        ("phone || in_hours", 14, "bad-expression", "write `or`"),
        ("employees => 5", 18, "bad-expression", "write >="),
        ("employees \N{GREATER-THAN OR EQUAL TO} 5", 18, "bad-expression", "write >="),
        ("role == \N{LEFT DOUBLE QUOTATION MARK}user\N{RIGHT DOUBLE QUOTATION MARK}", 16, "bad-expression",
         'write straight quotes: "'),
        ("budget is None", 15, "bad-expression", "write == to compare"),
        ("role == None", 16, "bad-expression", "write missing(fact)"),
    ],
)  # fmt: skip
def test_a_suggestion_at_the_column_of_the_mistake(text: str, column: int, code: str, help_text: str) -> None:
    found, diagnostics = parse(text)
    assert found is None
    assert (diagnostics[0].code, diagnostics[0].span.column, diagnostics[0].help) == (code, column, help_text)
    assert diagnostics[0].span.line == 3


HOSTILE = (
    "", " ", "(", ")", "[]", "()", "5", "'x'", "-5", "phone,", "phone,in_hours", "phone in_hours", "not", "and", "in",
    "phone and", "and phone", "(phone", "phone)", "(phone]", "employees > > 5", "employees >", "employees 5", "5 days",
    "5 == 5", "employees == budget", "employees + 1 > 2", "-employees > 1", "--5 < employees", "employees ** 2 > 1",
    "employees > 1e999", "employees > " + "9" * 400, "employees > 0x10", "employees > 1_000", "employees > 5j",
    "employees > nan", "employees > inf", "role == b'user'", "role == f'user'", "role == r'user'",
    "role == u'user'", "role == 'us' 'er'", "role == '''user'''", "role == 'a\\x41'", "role == 'user", "role == '\x00'",
    "role == '\ud800'", "role == '\u202e'", "lambda: phone", "(x := phone)", "phone if phone else phone",
    "[phone for phone in role]", "{'a'}", "{}", "role in ('user',)", "role in {'user'}", "role in 'user'", "role in []",
    "role in ['user'] in ['user']", "1 < employees in [5]", "phone in [true]", "phone < true", "role < 'user'",
    "employees == 'x'", "role == 5", "role == true", "phone == 'yes'", "phone == 1", "employees == true",
    "__import__('os').system('true')", "eval('1')", "open('/etc/passwd')", "phone.real", "role[0] == 'u'", "phone()",
    "missing()", "missing('budget')", "missing(budget, role)", "missing(budget=role)", "missing(*role)",
    "missing", "missing(missing(budget))", "known(5)", "known(zzz)",
    "missing(budget)(role)",
    "phone # comment",
    "phone\nand phone", "phone;phone", "phone\\\n", "phone\x0cand phone",
    "\N{CYRILLIC SMALL LETTER IE}mployees > 5", "phone\u00a0and phone",
    "\N{FULLWIDTH LATIN SMALL LETTER P}hone", "await phone", "yield", "print(phone)", "...", "_", "__debug__",
    "import os",
    "(" * 1_900, "[" * 1_900, "(" * 300 + "phone" + ")" * 300, "not " * 480 + "phone", "- " * 900 + "5 < employees",
    "phone and (" * 150 + "phone" + ")" * 150, "x" * 2_001, "~" * 1_999, "'" * 1_999, "1" * 1_999, "." * 1_999,
    "a" * 1_999, "employees<" * 199 + "1", "phone or " * 200 + "zzz",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_what_is_no_condition_is_told_inside_the_expression(text: str) -> None:
    started = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, diagnostics = parse(text)
    assert time.process_time() - started < 0.5
    assert found is None
    assert diagnostics
    for diagnostic in diagnostics:
        assert diagnostic.code in {
            "bad-expression", "unknown-fact", "unknown-value", "type-mismatch", "too-deep", "too-large",
            "fact-not-yet-known",
        }  # fmt: skip
        assert 7 <= diagnostic.span.column <= 7 + len(text) + 2
        assert diagnostic.render()


def test_every_mistake_of_a_condition_is_told() -> None:
    _, diagnostics = parse('rol == "user" or role == "usr" and emplyees > 3 or role in ["a1", "user", 5]')
    assert [(d.code, d.span.column) for d in diagnostics] == [
        ("unknown-fact", 8), ("unknown-value", 33), ("unknown-fact", 43), ("unknown-value", 68), ("type-mismatch", 82),
    ]  # fmt: skip


def test_text_that_the_file_spells_otherwise_is_told_as_a_whole() -> None:
    span = Span(file="p.yaml", line=1, column=7, length=12, source="when: 'rol == ''a'''")
    _, (diagnostic,) = parse_expression("rol == 'a'", span, KNOWN, LATER)
    assert diagnostic.span == span
