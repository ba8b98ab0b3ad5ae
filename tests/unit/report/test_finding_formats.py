"""Findings for other programs: read back as those programs read them."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sandbox.domain.diagnostics import Diagnostic, Severity, Span
from sandbox.report.formats.findings import path_from
from sandbox.report.formats.github import github
from sandbox.report.formats.junit import Check, junit
from sandbox.report.formats.sarif import sarif

ROOT = Path("/repository")
# What SARIF 2.1.0 requires of the objects that are written, and the values it allows (oasis-open.org, sarif-v2.1.0).
MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription", "fullDescription", "help"],
                                            "properties": {"help": MESSAGE, "shortDescription": MESSAGE},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
                            "properties": {
                                "message": MESSAGE,
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "required": ["uri"],
                                                        "properties": {
                                                            "uri": {"type": "string", "pattern": r"^[!-~]+$"},
                                                            "uriBaseId": {"type": "string"},
                                                        },
                                                        "additionalProperties": False,
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "required": ["startLine"],
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                            "endColumn": {"type": "integer", "minimum": 1},
                                                        },
                                                        "additionalProperties": False,
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
NASTY = st.text(st.characters(codec="utf-8") | st.sampled_from("%:,\r\n\t\"'<>&]\0\x1b\x85\u2028\ufffe"), max_size=12)


def findings() -> SearchStrategy[Diagnostic]:
    spans = st.builds(
        Span,
        file=st.sampled_from([
            "policies/a.yaml",
            "/repository/b c.yaml",
            "ünï/100%.yaml",
            "a:b,c.yaml",
            "/else/d.yaml",
        ]),
        line=st.integers(1, 9),
        column=st.integers(1, 9),
        length=st.integers(1, 9),
        source=st.sampled_from(["", "name: x"]),
    )
    return st.builds(
        Diagnostic,
        code=st.sampled_from(["never-true", "bad-cell"]),
        message=NASTY,
        span=spans,
        severity=st.sampled_from(Severity),
        help=NASTY,
    )


def finding(file: str = "policies/a.yaml", *, source: str = "name: x", message: str = "wrong") -> Diagnostic:
    span = Span(file=file, line=3, column=7, length=4, source=source)
    return Diagnostic(code="never-true", message=message, span=span, help="change it")


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("policies/a.yaml", "policies/a.yaml"),
        ("./x/../a.yaml", "a.yaml"),
        ("/repository/deep/a.yaml", "deep/a.yaml"),
        ("../a.yaml", "/a.yaml"),
        ("/repository-too/a.yaml", "/repository-too/a.yaml"),
    ],
)
def test_paths_are_those_from_the_folder_and_absolute_elsewhere(file: str, path: str) -> None:
    assert path_from(ROOT, file) == path


@given(st.lists(findings(), max_size=4))
def test_any_finding_is_valid_sarif_and_nothing_of_it_is_lost(found: list[Diagnostic]) -> None:
    log = json.loads(json.dumps(sarif(found, root=ROOT, version="1")))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {one.code for one in found}
    for result, one in zip(run["results"], found, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one.code
        assert result["message"]["text"].startswith(one.message)
        assert one.help in result["message"]["text"]
        assert result["level"] == one.severity
        place = result["locations"][0]["physicalLocation"]
        uri = unquote(place["artifactLocation"]["uri"])
        assert uri.removeprefix("file://") == path_from(ROOT, one.span.file)
        assert ("uriBaseId" in place["artifactLocation"]) is not uri.startswith("file:")
        assert ("startColumn" in place["region"]) is bool(one.span.source)


def test_each_rule_of_a_sarif_log_names_its_page() -> None:
    (rule,) = sarif([finding(), finding()], root=ROOT, version="1")["runs"][0]["tool"]["driver"]["rules"]
    page = re.findall(r"docs/rules/[\w-]+\.md", rule["help"]["text"])[0]
    assert (Path(__file__).parents[3] / page).is_file()


def test_a_region_ends_after_its_last_character() -> None:
    place = sarif([finding()], root=ROOT, version="1")["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 7, "endColumn": 11}


def unescaped(text: str, *, is_property: bool = False) -> str:
    """What GitHub's runner makes of an escaped text; see actions/toolkit, packages/core/src/command.ts."""
    pairs = [("%0D", "\r"), ("%0A", "\n"), *([("%3A", ":"), ("%2C", ",")] if is_property else []), ("%25", "%")]
    for escaped, meant in pairs:
        text = text.replace(escaped, meant)
    return text


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    read = []
    for line in re.split("[\r\n]+", text.removesuffix("\n")) if text else []:
        match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line, flags=re.DOTALL)
        assert match, line
        level, properties, message = match.groups()
        named = (one.partition("=") for one in properties.split(","))
        values = {name: unescaped(value, is_property=True) for name, _, value in named}
        read.append((level, values, unescaped(message)))
    return read


@given(st.lists(findings(), max_size=4))
def test_github_reads_back_every_finding_on_a_line_of_its_own(found: list[Diagnostic]) -> None:
    for (level, values, message), one in zip(commands(github(found, root=ROOT)), found, strict=True):
        assert level == one.severity
        assert message == (f"{one.message}\nhelp: {one.help}" if one.help else one.message)
        assert (values["file"], values["line"]) == (path_from(ROOT, one.span.file), str(one.span.line))
        assert values["title"] == one.code
        assert ("col" in values) is bool(one.span.source)


def test_a_github_command_as_it_is_written() -> None:
    assert github([finding("a,b.yaml", message="50 %\nis it")], root=ROOT) == (
        "::error file=a%2Cb.yaml,line=3,col=7,endColumn=11,title=never-true::50 %25%0Ais it%0Ahelp: change it\n"
    )


def checks() -> SearchStrategy[Check]:
    return st.builds(
        Check,
        name=NASTY,
        suite=NASTY,
        file=NASTY,
        findings=st.lists(findings(), max_size=2).map(tuple),
        is_broken=st.booleans(),
    )


@given(st.lists(checks(), max_size=5))
def test_any_text_makes_well_formed_junit_whose_counts_add_up(made: list[Check]) -> None:
    root = ElementTree.fromstring(junit(made, name="sandbox lint"))  # noqa: S314  # what was just written
    cases = root.findall("testsuite/testcase")
    counted = {
        "tests": len(cases),
        "failures": len(root.findall(".//failure")),
        "errors": len(root.findall(".//error")),
    }
    assert counted == {name: int(root.attrib[name]) for name in counted}
    assert counted == {name: sum(int(suite.attrib[name]) for suite in root.findall("testsuite")) for name in counted}
    assert len(cases) == len(made)
    wrong = [one for one in made if any(found.is_error for found in one.findings)]
    assert (counted["failures"], counted["errors"]) == (
        sum(not one.is_broken for one in wrong),
        sum(one.is_broken for one in wrong),
    )


def test_junit_keeps_names_messages_and_places() -> None:
    check = Check(
        name='A "lead" <b> & co. \x1b',
        suite="a.yaml",
        file="a.cases.csv",
        line=3,
        findings=(finding(message="Zürich"),),
    )
    text = junit([check, Check(name="fine", suite="a.yaml", file="a.yaml")], name="sandbox test")
    assert text.isascii()
    suite = ElementTree.fromstring(text)[0]  # noqa: S314  # what was just written
    broken, fine = suite
    assert broken.attrib["name"] == 'A "lead" <b> & co. \N{REPLACEMENT CHARACTER}'
    assert suite.attrib["name"] == broken.attrib["classname"] == "a.yaml"
    assert (broken.attrib["file"], broken.attrib["line"]) == ("a.cases.csv", "3")
    assert broken[0].tag == "failure"
    assert (broken[0].attrib["message"], broken[0].attrib["type"]) == ("Zürich", "never-true")
    assert "policies/a.yaml:3:7: error[never-true]: Zürich" in (broken[0].text or "")
    assert list(fine) == []
