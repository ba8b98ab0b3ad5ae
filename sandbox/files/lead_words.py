"""One lead as somebody types it: `source=referral, employees=51-200, need=yes`."""

import re
from collections.abc import Iterator, Mapping

from sandbox.domain.diagnostics import Checked, Diagnostic, Span, has_errors
from sandbox.domain.facts import (
    CONVERSATION_FACTS,
    HISTORY_FACTS,
    LEARNT_FACTS,
    Fact,
    FactValue,
    Lead,
    Vocabulary,
    learnt_how,
    value_of,
)
from sandbox.files.cells import OutsideValuesError, fact_cell
from sandbox.files.suggest import closest, did_you_mean, quoted

OPTION = "--lead"
EXAMPLE = f"write e.g. {OPTION} 'source=referral, employees=200'"

_PART = re.compile(r"""(?:"[^"]*"|'[^']*'|[^,"'])+|["']""")
_QUOTED = re.compile(r"""(["'])(.*)\1""", re.DOTALL)


def read_lead(words: str, vocabulary: Vocabulary) -> Checked[Lead]:
    """Return the lead that `FACT=VALUE, FACT=VALUE` states, its facts as the vocabulary stores them.

    It may bring facts of the vocabulary with their aliases and bands, its history, and what a conversation revealed;
    None is a fact that is said to be unknown. A value with a comma in it stands in quotes. A diagnostic's place is that
    in the words. Findings: `bad-lead`, `unknown-fact`, `unknown-value`, `duplicate-key`.
    """
    facts = {**vocabulary.facts, **HISTORY_FACTS, **CONVERSATION_FACTS}
    lead: dict[str, FactValue] = {}
    findings: list[Diagnostic] = []
    for part, start in _parts(words):
        span = Span(file=OPTION, column=start + 1, length=len(part), source=words)
        name, sign, text = part.partition("=")
        name = name.strip()
        if not sign or not name:
            message = f"expected FACT=VALUE, found {quoted(part)}"
            findings.append(Diagnostic(code="bad-lead", message=message, span=span, help=EXAMPLE))
        elif name in lead:
            message = f"{name} is given twice"
            findings.append(Diagnostic(code="duplicate-key", message=message, span=span, help="leave one of them out"))
        elif name not in facts:
            findings.append(_unknown_fact(name, facts, span))
        else:
            found = _value(facts[name], text, span)
            lead[name] = None if isinstance(found, Diagnostic) else found
            findings += [found] if isinstance(found, Diagnostic) else []
    if not lead and not findings:
        message = "nothing is said of the lead"
        findings.append(Diagnostic(code="bad-lead", message=message, span=Span(file=OPTION), help=EXAMPLE))
    return Checked(value=None if has_errors(findings) else lead, diagnostics=tuple(findings))


def _parts(words: str) -> Iterator[tuple[str, int]]:
    """Yield what stands between commas, without space around it, and where it begins."""
    for match in _PART.finditer(words):
        part = match[0].strip()
        if part:
            yield part, match.start() + match[0].index(part)


def _unknown_fact(name: str, facts: Mapping[str, Fact], span: Span) -> Diagnostic:
    help_text = did_you_mean(name, facts, noun="facts")
    if name in LEARNT_FACTS:
        help_text = f"{name} {learnt_how(name)}; give the facts that it follows from"
    message = f"a lead brings no fact {quoted(name)}"
    return Diagnostic(code="unknown-fact", message=message, span=span, help=help_text)


def _value(fact: Fact, written: str, span: Span) -> FactValue | Diagnostic:
    text = _QUOTED.sub(r"\2", written.strip()).strip()
    try:
        return value_of(fact, fact_cell(fact, text))
    except OutsideValuesError:
        known = fact.aliases if closest(text, fact.aliases) else fact.values
        message, help_text = f"{fact.name} has no value {quoted(text)}", did_you_mean(text, known, noun="values")
        return Diagnostic(code="unknown-value", message=message, span=span, help=help_text)
    except ValueError as error:
        help_text = "leave out what is not known, or write unknown"
        return Diagnostic(code="bad-lead", message=f"{fact.name}: {error}", span=span, help=help_text)
