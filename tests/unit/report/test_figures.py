"""Pictures say what the result says."""

from typing import Any

import pytest

from sandbox.report.pictures import captions
from sandbox.report.pictures.differences import difference_figure, dot_rows, paired_values, rate_figure
from sandbox.report.pictures.style import DARK, LIGHT, LINE, POLICY_COLOURS, Look, policy_colours
from sandbox.study.compare import StudyResult
from tests.unit.report.made import LEADS, study

FEW, MANY = [150, 160, 155, 167], [250, 262, 251, 265]
OTHERS = {"sceptical": [FEW, FEW], "vendor": [FEW, MANY]}
HOSTILE = '<a href="http://evil.example">x</a> <b>'
MEASURE = "close_rate"
WHITE, BLACKISH = "#FFFFFF", "#14181D"


def dots_of(result: StudyResult, look: Look = LIGHT) -> Any:
    colours = policy_colours([policy.id for policy in result.spec.policies])
    return difference_figure(dot_rows(result, MEASURE), MEASURE, colours, look)


def rates_of(result: StudyResult, look: Look = LIGHT) -> Any:
    colours = policy_colours([policy.id for policy in result.spec.policies])
    return rate_figure(result, "contact_rate", colours, look)


def traces(figure: Any, name: str) -> list[Any]:
    return [trace for trace in figure.data if trace.name == name]


def test_one_dot_a_replication_and_the_mean_with_its_interval() -> None:
    result = study(FEW, MANY)
    figure = dots_of(result)
    found = result.main.differences[0].metrics[MEASURE]
    assert list(figure.data[0].x) == pytest.approx([(b - a) / LEADS for a, b in zip(FEW, MANY, strict=True)])
    assert list(traces(figure, "mean")[0].x) == [found.mean]
    assert list(traces(figure, "interval")[0].x) == [found.low, found.high]
    assert paired_values(result.main, MEASURE, result.spec.policies[1].id) == tuple(figure.data[0].x)


def test_zero_and_the_band_that_does_not_matter_are_on_the_picture() -> None:
    result = study(FEW, MANY)
    figure = dots_of(result)
    low, high = figure.layout.xaxis.range
    assert low < 0 < high
    assert 0 in figure.layout.xaxis.tickvals
    assert result.verdict is not None
    assert result.verdict.indifference is not None
    band, zero = figure.layout.shapes
    assert (band.x0, band.x1) == (-result.verdict.indifference, result.verdict.indifference)
    assert (zero.x0, zero.x1) == (0, 0)


def test_one_row_a_view_of_the_market() -> None:
    result = study(FEW, MANY, others=OTHERS)
    figure = dots_of(result)
    assert len(traces(figure, "single periods")) == 3
    assert [note.text for note in figure.layout.annotations] == [
        "<b>Central view</b>",
        "<b>Sceptical view</b>",
        "<b>Vendors&#x27; view</b>",
    ]


def test_the_same_policy_twice_draws_zeros_without_a_sign() -> None:
    figure = dots_of(study(FEW, FEW))
    assert set(figure.data[0].x) == {0.0}
    said = [*figure.data[0].text, *figure.layout.xaxis.ticktext]
    assert not any(text.startswith(("-", "+")) and float(text) == 0 for text in said)


def test_dots_do_not_hide_one_another() -> None:
    figure = dots_of(study([100] * 20, [140] * 20))
    places = set(zip(figure.data[0].x, figure.data[0].y, strict=True))
    assert len(places) == 20
    assert max(figure.data[0].y) < 1


def test_bars_begin_at_zero_and_carry_the_interval() -> None:
    result = study(FEW, MANY)
    figure = rates_of(result)
    assert figure.layout.xaxis.range[0] == 0
    for trace, found in zip(figure.data, reversed(result.main.policies), strict=True):
        estimate = found.metrics["contact_rate"]
        assert trace.x[0] == estimate.mean
        assert trace.x[0] + trace.error_x.array[0] == pytest.approx(estimate.high)
        assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(estimate.low)


def test_names_from_files_are_escaped() -> None:
    figure = rates_of(study(FEW, MANY, names=["Plain", HOSTILE]))
    assert all("<a" not in note.text and "<b> " not in note.text for note in figure.layout.annotations)
    assert any("&lt;a href" in note.text for note in figure.layout.annotations)


def test_without_leads_pictures_are_empty_but_drawn() -> None:
    result = study([0, 0], [0, 0], leads=0)
    assert list(dots_of(result).data[0].x) == []
    assert not traces(dots_of(result), "mean")
    assert "no cases" in rates_of(result).layout.annotations[0].text
    assert "nan" not in (dots_of(result).to_json() + rates_of(result).to_json()).lower()


@pytest.mark.parametrize(("look", "background"), [(LIGHT, WHITE), (DARK, BLACKISH)])
def test_colours_can_be_told_from_the_background(look: Look, background: str) -> None:
    assert min(contrast(colour, background) for colour in (*POLICY_COLOURS, LINE)) >= 3
    assert min(contrast(colour, background) for colour in (look.text, look.muted)) >= 4.5
    figure = dots_of(study(FEW, MANY), look)
    assert figure.layout.template.layout.font.color == look.text
    assert figure.layout.shapes[-1].line.color == LINE


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_policy_keeps_its_colour() -> None:
    colours = policy_colours(["a", "b", "c", "d", "e"])
    assert colours["a"] == colours["e"] == POLICY_COLOURS[0]
    assert len({colours[name] for name in "abcd"}) == 4


def test_captions_spell_out_what_is_subtracted_and_who_was_ahead() -> None:
    result = study(FEW, MANY, names=["Slow", "Fast"])
    said = captions.difference_text(result, MEASURE)
    assert "Fast minus Slow" in said
    assert said.endswith("ahead in 4 of 4 simulated quarters.")
    assert captions.rate_text(result, MEASURE) == ("Close rate: Slow 3.2 % (2.9 to 3.4 %), Fast 5.1 % (4.9 to 5.4 %).")
