"""A scenario with changed figures is a file of its own that says just that, reads well, and checks clean."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.files.shipped import list_scenarios
from sandbox.files.yaml_places import parse_document
from sandbox.sim.scenario_file.assumptions import Trust, assumptions
from sandbox.sim.scenario_file.edit import CHANGED, Edits, edited
from sandbox.sim.scenario_file.parse import parse_scenario
from sandbox.study.lint import FileKind, lint_file
from tests.worlds import ROOT, vocabulary

SOURCES = ("default", "paid_search", "referral", "direct")
USD = st.floats(0, 1e6, allow_nan=False, allow_subnormal=False).map(lambda usd: round(usd, 6)) | st.integers(0, 10**6)
HOURS = st.sampled_from(["09:00-17:00", "00:00-24:00", ["08:00-12:00", "13:00-17:30"]])
ALWAYS: dict[tuple[str, ...], st.SearchStrategy[Any]] = {
    ("money", "gross_margin"): st.floats(0, 1).map(lambda share: round(share, 8)),
}
SOMETIMES: dict[tuple[str, ...], st.SearchStrategy[Any]] = {
    **{("money", "source_cost_usd", source): USD for source in SOURCES},
    ("money", "cost_per_hour_usd"): USD,
    ("teams", "sdr", "count"): st.integers(0, 500),
    ("teams", "sdr", "cost_per_hour_usd"): USD,
    ("teams", "sdr", "shifts"): st.dictionaries(st.sampled_from(["Mon", "Tue-Fri", "Sat"]), HOURS, min_size=1),
    ("buyers", "deals", "size", "median_usd", "core"): USD.filter(lambda usd: usd > 0),
}
EDITS = st.fixed_dictionaries(ALWAYS, optional=SOMETIMES)
NAMES = st.text(
    st.characters(
        min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")
    ),
    min_size=1,
    max_size=40,
).filter(lambda name: bool(name.strip()))
SCENARIOS = [path for path in list_scenarios() if "sdr" in path.read_text("utf-8")]


def remade(path: Path, edits: Edits, name: str = "Mine") -> str:
    return edited(path.read_text("utf-8"), edits, vocabulary(), name=name, summary="Other figures.")


def values(text: str) -> dict[tuple[str, ...], Any]:
    return {one.path: one.value for one in assumptions(text, vocabulary())}


@given(path=st.sampled_from(SCENARIOS), edits=EDITS, name=NAMES)
@settings(max_examples=40, deadline=None)
def test_it_says_what_was_entered_and_nothing_else_changes(path: Path, edits: Edits, name: str) -> None:
    text = remade(path, edits, name)
    read = parse_scenario(text, path.with_name("mine.yaml"), vocabulary())
    assert read.value is not None, [told.render() for told in read.diagnostics]
    assert read.value.name == name.strip()
    document = parse_document(text, "mine").value
    assert document is not None
    for entered, value in edits.items():
        inside = document.data
        for key in entered:
            inside = inside[key]
        assert inside == value
    changed = {entered[:length] for entered in edits for length in range(1, len(entered) + 1)}
    before, after = values(path.read_text("utf-8")), values(text)
    for place, value in before.items():
        if place not in changed and place[:3] != ("teams", "sdr", "shifts"):
            assert after[place] == value


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_what_is_downloaded_lints_clean(path: Path, tmp_path: Path) -> None:
    edits = {
        ("money", "gross_margin"): 0.5,
        ("teams", "sdr", "count"): 7,
        ("teams", "sdr", "shifts"): {"Mon": "09:00-12:00"},
    }
    (tmp_path / "vocabulary.yaml").write_bytes((ROOT / "policies" / "vocabulary.yaml").read_bytes())
    mine = tmp_path / "mine.yaml"
    mine.write_text(remade(path, edits), encoding="utf-8")
    found = lint_file(mine, DEFAULT_LIMITS)
    assert (found.kind, found.diagnostics) == (FileKind.SCENARIO, ())


def test_a_scenario_of_nothing_but_money_is_known_as_one(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_bytes((ROOT / "policies" / "vocabulary.yaml").read_bytes())
    mine = tmp_path / "mine.yaml"
    bare = "version: 1\nname: Bare\n"
    made = edited(bare, {("money", "gross_margin"): 0.5}, vocabulary(), name="N", summary="S.")
    mine.write_text(made, encoding="utf-8")
    found = lint_file(mine, DEFAULT_LIMITS)
    assert (found.kind, found.diagnostics) == (FileKind.SCENARIO, ())


def test_what_is_left_as_it_is_keeps_its_comments_and_what_is_changed_loses_its_source() -> None:
    path = ROOT / "scenarios" / "human_team.yaml"
    before = {one.path: one for one in assumptions(path.read_text("utf-8"), vocabulary())}
    after = {
        one.path: one
        for one in assumptions(remade(path, {("teams", "sdr", "nature", "cherry_picks"): 0.1}), vocabulary())
    }
    place = ("teams", "sdr", "nature", "cherry_picks")
    assert (before[place].trust, after[place].trust, after[place].source) == (Trust.ASSUMED, Trust.STATED, CHANGED)
    assert {key: (one.source, one.trust) for key, one in after.items() if key != place} == {
        key: (one.source, one.trust) for key, one in before.items() if key != place
    }


def test_a_table_left_to_the_defaults_is_written_out_whole() -> None:
    path = ROOT / "scenarios" / "midmarket_saas.yaml"
    after = values(remade(path, {("money", "source_cost_usd", "social"): 1}))
    before = values(path.read_text("utf-8"))
    place = ("money", "source_cost_usd")
    assert after[place] == {**before[place], "social": 1}


@pytest.mark.parametrize("text", ["{version: 1, name: A, money: {gross_margin: .5}}\n", "version: 1\nname: A\n"])
def test_any_style_of_yaml_can_be_changed(text: str) -> None:
    made = edited(text, {("money", "gross_margin"): 0.25}, vocabulary(), name="N", summary="S.")
    document = parse_document(made, "made").value
    assert document is not None
    assert document.data == {"version": 1, "name": "N", "summary": "S.", "money": {"gross_margin": 0.25}}
