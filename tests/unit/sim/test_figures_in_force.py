"""What a scenario rests on: its own figures, and the defaults that it leaves as they are, each once."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.files.shipped import list_scenarios, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from sandbox.files.yaml_places import parse_document, read_document
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.figures import PLAIN, Trust, figures, figures_of
from sandbox.sim.scenario_file.parse import DEFAULTS, _fill_up, load_scenario


def scenario_of(path: Path) -> Scenario:
    vocabulary = load_vocabulary(vocabulary_file(), DEFAULT_LIMITS).value
    assert vocabulary is not None
    read = load_scenario(path, vocabulary)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


def data(path: Path) -> dict[str, Any]:
    document = read_document(path).value
    assert document is not None
    return {key: value for key, value in document.data.items() if key not in PLAIN}


def put(into: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Put a value at a place; a mapping joins the mapping that is there, and nothing is told twice."""
    for key in path[:-1]:
        into = into.setdefault(key, {})
    if path[-1] not in into:
        into[path[-1]] = value
        return
    for key, one in value.items():
        put(into[path[-1]], (key,), one)


@pytest.mark.parametrize("path", list_scenarios(), ids=lambda path: path.stem)
def test_figures_are_exactly_what_the_scenario_comes_to(path: Path) -> None:
    rebuilt: dict[str, Any] = {}
    for figure in sorted(figures_of(scenario_of(path)), key=lambda figure: figure.is_default):
        document = parse_document(f"value: {figure.value}\n", "row.yaml").value
        assert document is not None, figure
        put(rebuilt, figure.path, document.data["value"])
    assert rebuilt == _fill_up(data(DEFAULTS), data(path), ())


def test_a_default_that_is_stated_in_part_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "version: 1\nname: Mine\ndemand: {leads_per_week: 60}   # our CRM, 2025\nmeasure: {warm_up: 1 week}\n",
        encoding="utf-8",
    )
    found = {(figure.path, figure.is_default): figure for figure in figures_of(scenario_of(path))}
    own = found[("demand",), False]
    assert (own.value, own.note, own.trust) == ("{leads_per_week: 60}", "our CRM, 2025", Trust.SOURCE)
    assert (("demand", "leads_per_week"), True) not in found
    assert found[("demand", "dispersion"), True].value == "14"
    assert found[("measure",), True].value == "{arrivals: 13 weeks, follow_up: 39 weeks}"
    assert found[("measure",), True].trust is Trust.ASSUMPTION
    assert found[("measure",), False].trust is Trust.NOT_SAID


def test_lists_below_their_key_and_values_over_several_lines_are_read() -> None:
    text = "demand:\n  seasons:\n  - {first: 1}\n  - {first: 2}\nname: N\nmoney:\n  a: {x: 1,\n      y: 2}\n"
    assert [(figure.path, figure.value) for figure in figures(text)] == [
        (("demand", "seasons"), "[{first: 1}, {first: 2}]"),
        (("money", "a"), "{x: 1, y: 2}"),
    ]
