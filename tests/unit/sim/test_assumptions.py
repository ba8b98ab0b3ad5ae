"""Every figure of a scenario is told once, with its value, where it is from, and what to make of it."""

from typing import Any

import pytest

from sandbox.files.shipped import list_scenarios
from sandbox.files.yaml_places import parse_document
from sandbox.sim.scenario_file.assumptions import Assumption, Trust, assumptions
from sandbox.sim.scenario_file.figures import PLAIN
from sandbox.sim.scenario_file.parse import DEFAULTS, completed
from tests.worlds import vocabulary

TEXT = """\
version: 1
name: N
regime: vendor
demand:
  leads_per_week: 10
measure: {warm_up: 4 weeks}
money:
  gross_margin: .5   # from our books
"""


def told(text: str = TEXT) -> dict[str, Assumption]:
    return {".".join(one.path): one for one in assumptions(text, vocabulary())}


def data_of(text: str) -> dict[str, Any]:
    read = parse_document(text, "text")
    assert read.value is not None
    return dict(read.value.data)


@pytest.mark.parametrize("path", list_scenarios(), ids=lambda path: path.stem)
def test_the_assumptions_are_the_whole_scenario(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    rebuilt: dict[str, Any] = {}
    for one in assumptions(text, vocabulary()):
        inside = rebuilt
        for key in one.path[:-1]:
            inside = inside.setdefault(key, {})
        assert one.path[-1] not in inside
        inside[one.path[-1]] = one.value
        assert one.meaning.endswith(".")
    expected = completed(data_of(text), data_of(DEFAULTS.read_text("utf-8")), vocabulary(), "")
    assert rebuilt == {key: value for key, value in expected.items() if key not in PLAIN}


def test_what_the_scenario_states_is_told_apart_from_defaults() -> None:
    found = told()
    assert {name for name, one in found.items() if one.is_stated} == {
        *("regime", "demand.leads_per_week", "measure.warm_up", "money.gross_margin"),
    }


def test_a_table_that_is_stated_in_part_keeps_the_rest_with_its_own_source() -> None:
    found = told(f"{TEXT}leads: {{facts: {{role: {{missing: 0.5}}}}}}   # our CRM\n")
    own, left = found["measure.warm_up"], found["measure.arrivals"]
    assert (own.value, own.trust, own.is_stated) == ("4 weeks", Trust.STATED, True)
    assert (left.value, left.trust, left.is_stated) == ("13 weeks", Trust.ASSUMED, False)
    assert found["leads.facts.role.missing"].source == "our CRM"
    assert found["leads.facts.role.shares"].trust is Trust.ASSUMED
    assert not {"measure", "leads.facts.role"} & found.keys()


def test_trust_and_source_are_those_of_the_file_that_states_the_figure() -> None:
    found = told(TEXT.replace(".5   #", ".5   # (A)").replace("4 weeks}", "4 weeks}   # as we plan"))
    assert (found["money.gross_margin"].trust, found["measure.warm_up"].source) == (Trust.ASSUMED, "as we plan")
    found = told()
    assert (found["money.gross_margin"].trust, found["money.gross_margin"].source) == (Trust.STATED, "from our books")
    assert found["demand.by_hour"].trust is Trust.PUBLISHED
    assert "BPI Challenge 2012" in found["demand.by_hour"].source
    assert found["buyers.phone.central"].trust is Trust.ASSUMED
    assert found["demand.seasons"].trust is Trust.SETTING
    assert not any("(A)" in one.source for one in found.values())


@pytest.mark.parametrize("text", ["- 1\n", "a: [1\n", "12", "version: 1\nname: N\ndemand: 3\n? [a]\n: b\n"])
def test_what_is_no_scenario_has_no_more_than_defaults(text: str) -> None:
    assert not any(one.is_stated and one.path != ("demand",) for one in assumptions(text, vocabulary()))
