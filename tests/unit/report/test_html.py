"""The report: one page that asks nothing of the network, with the words of the terminal, in which text stays text."""

import json
import re
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate
from sandbox.report.assumption_words import figure_words
from sandbox.report.html import report_html
from sandbox.report.number_tables import number_tables, regime_table
from sandbox.report.pictures.catalogue import Picture, pictures_of
from sandbox.report.plain_english.policy import plain_policy
from sandbox.report.terminal.layout import render
from sandbox.report.terminal.study import study_report
from sandbox.report.verdict import verdict_text, verdict_words
from sandbox.report.words import change_words, range_words, value_words
from sandbox.sim.scenario_file.assumptions import Trust, assumptions
from sandbox.study.compare import StudyResult
from sandbox.study.document import to_document
from sandbox.study.request import StudyRequest
from tests.unit.report.made import study
from tests.unit.report.pages import Page

COMMAND = "sandbox compare a b --set 'queues.x.cap={open: 3}'"
BEFORE, AFTER = (100.0, 110.0, 95.0), (150.0, 160.0, 140.0)
VIEWS = {"sceptical": (BEFORE, AFTER), "vendor": (BEFORE, AFTER)}
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)> ![p](http://evil.example/p.png) {{ 7 * 7 }} & <b>',
)


@cache
def compared() -> StudyResult:
    return study(BEFORE, AFTER, others=VIEWS)


@cache
def page() -> Page:
    return Page(report_html(compared(), command=COMMAND))


def test_the_page_asks_nothing_of_the_network() -> None:
    found = page()
    assert not {"link", "iframe", "img", "object", "embed", "form", "base"} & set(found.tags)
    addresses = [value for _, name, value in found.attributes if name in {"src", "href", "action", "srcset", "data"}]
    assert all(re.fullmatch(r"#[a-z]+", address) for address in addresses)
    assert not [name for _, name, _ in found.attributes if name.startswith("on") or name == "style"]
    policy = next(value for _, name, value in found.attributes if name == "content" and "default-src" in value)
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_the_style_asks_nothing_of_the_network() -> None:
    text = report_html(compared(), command=COMMAND)
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "@media print" in style


def test_links_lead_to_parts_that_are_there() -> None:
    found = page()
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for _, name, value in found.attributes if name == "href"} <= set(ids)
    assert ids == ["verdict", "numbers", "pictures", "views", "policies", "assumptions", "reproduce"]


def test_names_from_files_stay_text() -> None:
    benign, hostile = (study(BEFORE, AFTER, others=VIEWS, names=names) for names in (("One", "Two"), HOSTILE))
    scenario = replace(hostile.spec.scenario, name=HOSTILE[0], summary=HOSTILE[1])
    hostile = replace(hostile, spec=replace(hostile.spec, scenario=scenario))
    found = Page(report_html(hostile, command=f"sandbox {HOSTILE[0]}"))
    expected = Page(report_html(benign, command=COMMAND))
    assert found.tags == expected.tags
    assert [(tag, name) for tag, name, _ in found.attributes] == [(tag, name) for tag, name, _ in expected.attributes]
    for name in HOSTILE:
        assert found.texts.count(name) >= 2
    assert [kind for kind, _ in found.scripts] == [kind for kind, _ in expected.scripts]
    assert found.scripts[-2:] == expected.scripts[-2:]


def test_the_verdict_and_the_numbers_are_those_of_the_terminal() -> None:
    result, found = compared(), page()
    said = verdict_words(result)
    assert said is not None
    assert said.headline in found.texts
    assert said.support in found.texts
    assert said.views in found.texts
    terminal = " ".join(render(study_report(result, command=COMMAND, width=400), width=400).split())
    (table,), views = number_tables(result), regime_table(result)
    assert views is not None
    for row in (*table.rows, *views.rows):
        for cell in row[1:]:
            assert cell.text in terminal
            assert not cell.text or cell.text in found.texts
            assert cell.note in terminal
            assert not cell.note or cell.note in found.texts
    assert len(table.rows) >= 10


def test_the_numbers_are_those_of_the_json() -> None:
    result, found = compared(), page()
    document = to_document(result, verdict_text=verdict_text(result), request=StudyRequest(policies=("a", "b")))
    shown = {row[0]: row for row in reversed(found.rows) if row}
    for label, name in (("Close rate", "close_rate"), ("Deals won", "wins"), ("Margin", "margin")):
        first, second = (one["metrics"][name] for one in document["policies"])
        difference = document["differences"][0]["metrics"][name]
        for found_of in (first, second):
            estimate = Estimate(**{key: found_of[key] for key in ("mean", "low", "high", "n")})
            assert value_words(estimate, found_of["unit"]) in shown[label]
            assert range_words(estimate, found_of["unit"]) in shown[label]
        assert change_words(result.main.differences[0].metrics[name], difference["unit"]) in shown[label]
        assert f"{difference['ahead']} of {difference['n']}" in shown[label]


def test_every_policy_is_there_in_plain_english() -> None:
    result, found = compared(), page()
    for policy in result.spec.policies:
        for section in plain_policy(policy).sections:
            assert section.title in found.texts
            assert all(step in found.texts for entry in section.entries for step in entry.steps)
            assert all(entry.text in [text.strip() for text in found.texts] for entry in section.entries)
    assert found.texts.count("For marketing") == len(result.spec.policies)


def test_every_assumption_is_there_with_its_source_and_how_far_it_is_trusted() -> None:
    scenario = compared().spec.scenario
    told = {".".join(one.path): one for one in assumptions(scenario.source, scenario.vocabulary)}
    rows = {row[1]: row for row in page().rows if row and row[-1] in {"default", "this scenario's own"}}
    assert rows.keys() == told.keys()
    for path, one in told.items():
        meaning, _, value, source, trust, origin = rows[path]
        assert (meaning, value) == (one.meaning.replace("`", ""), figure_words(one.value))
        assert source == (one.source.replace("`", "") or "nothing is said")
        assert (trust, origin == "default") == (str(one.trust), not one.is_stated)
    assert {row[4] for row in rows.values()} == set(map(str, Trust))


def test_the_manifest_says_what_the_result_depends_on() -> None:
    result, found = compared(), page()
    assert COMMAND in found.texts
    for digest in (*(policy.sha256 for policy in result.spec.policies), result.spec.scenario.sha256):
        assert f"SHA-256 {digest}" in found.texts
    assert "Version of sandbox" in found.texts


def test_one_policy_alone_has_a_report_without_a_comparison() -> None:
    found = Page(report_html(study(BEFORE), command=COMMAND))
    assert not [value for _, name, value in found.attributes if name == "class" and value == "verdict"]
    assert "Difference" not in found.text
    assert "Close rate" in found.texts
    assert "views" not in [value for _, name, value in found.attributes if name == "id"]


def test_each_challenger_has_a_table_of_its_own() -> None:
    result = study(BEFORE, AFTER, BEFORE)
    names = [policy.name for policy in result.spec.policies]
    found = Page(report_html(result, command=COMMAND))
    assert [table.title for table in number_tables(result)] == [
        f"{name} compared with {names[0]}" for name in names[1:]
    ]
    assert all(table.title in found.texts for table in number_tables(result))


def mine_of(figure: Any) -> Picture:
    return Picture(
        key="mine",
        title="Mine",
        kind="Dots",
        figure=lambda *_: figure,
        caption=lambda _: "What it shows",
        table=lambda _: (("a",), [(1,)]),
    )


def test_pictures_can_be_added_and_their_words_stand_beside_them() -> None:
    found = page()
    drawn = [text for kind, text in found.scripts if kind == "application/json"]
    assert len(drawn) == len(pictures_of(compared())) > 3
    assert all({"data", "layout"} <= json.loads(text).keys() for text in drawn)
    labels = [value for tag, name, value in found.attributes if tag == "div" and name == "aria-label"]
    assert any("Contact rate:" in label for label in labels)

    figure = go.Figure(go.Scatter(x=[1], y=[2], text=["</script>"]))
    nothing = replace(mine_of(figure), has_anything=lambda _: False)
    mine = Page(report_html(compared(), command=COMMAND, pictures=[mine_of(figure), nothing]))
    assert {"Mine", "What it shows"} <= set(mine.texts)
    assert len([kind for kind, _ in mine.scripts if kind == "application/json"]) == 1


def test_a_figure_cannot_end_the_element_in_which_it_stands() -> None:
    """Whatever writes the JSON."""
    raw = SimpleNamespace(to_json=lambda: json.dumps({"data": ["</script><b>&amp;"], "layout": {}}))
    found = Page(report_html(compared(), command=COMMAND, pictures=[mine_of(raw)]))
    (drawn,) = (text for kind, text in found.scripts if kind == "application/json")
    assert json.loads(drawn)["data"] == ["</script><b>&amp;"]


def test_the_same_study_gives_the_same_page() -> None:
    assert report_html(compared(), command=COMMAND) == report_html(compared(), command=COMMAND)
