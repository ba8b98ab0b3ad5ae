"""What was checked as JUnit XML, which build servers show as tests that pass and fail."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from sandbox.domain.diagnostics import Diagnostic
from sandbox.study.cases import PolicyResult
from sandbox.study.lint import Linted

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One test as a build server counts it: it passes unless a finding is an error.

    `suite` is the file to which it belongs, `file` and `line` where it is written.
    An error of a check that `is_broken` counts as one of the check itself: what it is about could not be read.
    """

    name: str
    suite: str
    file: str
    line: int = 1
    findings: tuple[Diagnostic, ...] = ()
    is_broken: bool = False


def checks_of_lint(linted: Iterable[Linted]) -> list[Check]:
    """Return a check a file."""
    return [
        Check(name="lint", suite=one.file, file=one.file, findings=one.diagnostics, is_broken=not one.is_readable)
        for one in linted
    ]


def checks_of_cases(tested: Iterable[PolicyResult]) -> list[Check]:
    """Return a check for the files of each policy, one a case, and one for what the cases reach."""
    checks = []
    for one in tested:
        own = Check(name="files", suite=one.file, file=one.file, findings=one.diagnostics, is_broken=not one.is_usable)
        checks.append(own)
        for result in one.results:
            name, at = result.example.name, result.example.at
            found = result.diagnostics
            checks.append(Check(name=name, suite=one.file, file=at.file, line=at.line, findings=found))
        if one.is_usable:
            checks.append(Check(name="coverage", suite=one.file, file=one.file, findings=one.missed))
    return checks


def junit(checks: Sequence[Check], *, name: str) -> str:
    """Return an XML document in ASCII: a suite a file, in it a test case a check; `name` is that of the whole."""
    root = Element("testsuites", {"name": name, **_counts(checks)})
    for name_of_suite in dict.fromkeys(check.suite for check in checks):
        own = [check for check in checks if check.suite == name_of_suite]
        suite = SubElement(root, "testsuite", {"name": _clean(name_of_suite), **_counts(own)})
        for check in own:
            _add(suite, check)
    document: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii") + "\n"


def _errors(check: Check) -> list[Diagnostic]:
    return [finding for finding in check.findings if finding.is_error]


def _counts(checks: Sequence[Check]) -> dict[str, str]:
    wrong = [check for check in checks if _errors(check)]
    broken = sum(check.is_broken for check in wrong)
    return {"tests": str(len(checks)), "failures": str(len(wrong) - broken), "errors": str(broken)}


def _add(suite: Element, check: Check) -> None:
    where = {"name": _clean(check.name), "classname": _clean(check.suite), "file": _clean(check.file)}
    case = SubElement(suite, "testcase", {**where, "line": str(check.line)})
    errors = _errors(check)
    if errors:
        what = {"message": _clean("; ".join(finding.message for finding in errors)), "type": errors[0].code}
        told = SubElement(case, "error" if check.is_broken else "failure", what)
        told.text = _clean("\n".join(finding.render() for finding in errors))
    warnings = [finding for finding in check.findings if not finding.is_error]
    if warnings:
        SubElement(case, "system-out").text = _clean("\n".join(finding.render() for finding in warnings))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
