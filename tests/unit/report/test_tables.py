"""What is printed in the terminal, in every width."""

import re
from dataclasses import replace

import pytest

from sandbox.report.terminal.layout import render
from sandbox.report.terminal.study import study_report
from sandbox.report.words import printable
from tests.unit.report.made import folds_of, regime_of, study

FEW, MANY = [150, 160, 155, 167], [250, 262, 251, 265]
COMMAND = "sandbox compare eight_hours_two_touches five_minutes_six_touches --scenario midmarket_saas --replications 4"


def printed(width: int = 80, *, verbose: bool = False, views: bool = True) -> str:
    others = {"sceptical": (FEW, FEW), "vendor": (FEW, MANY)} if views else None
    return render(
        study_report(study(FEW, MANY, others=others), command=COMMAND, width=width, verbose=verbose), width=width
    )


@pytest.mark.parametrize("width", [40, 50, 60, 72, 80, 110])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, verbose: bool) -> None:
    text = printed(width, verbose=verbose)
    assert max(map(len, text.splitlines())) <= width
    assert "nan" not in text.lower().replace("contact", "")
    assert "-0.0 " not in text


def test_order_is_verdict_table_views_footer() -> None:
    text = printed(110)
    parts = [
        "more deals a quarter",
        "Contact rate",
        "Sceptical view",
        "of about 5,000 leads",
        "Reproduce: sandbox",
    ]
    places = [text.replace("\n", " ").index(part) for part in parts]
    assert places == sorted(places)


def test_eighty_columns_show_ranges_and_how_often_ahead() -> None:
    text = printed()
    assert "4 of 4" in text
    assert re.search(r"Close rate\s+3\.2 %\s+5\.1 %\s+\+1\.98 points\s+4 of 4", text)
    assert re.search(r"2\.9 to 3\.4 %\s+4\.9 to 5\.4 %\s+\+1\.90 to \+2\.06", text)


def test_figures_stay_whole_in_a_narrow_terminal() -> None:
    assert re.search(r"3\.2 % +5\.1 % +\+1\.98 points", printed(48))


def test_a_team_that_only_one_policy_has_has_no_cases_for_the_other() -> None:
    made = study(FEW, MANY)
    first, second = (one.policy for one in made.main.policies)
    folds = [folds_of(first, FEW, team="sdr"), folds_of(second, MANY, team="weekend")]
    result = replace(made, regimes={"central": regime_of("central", folds)})
    text = render(study_report(result, command=COMMAND, width=110), width=110)
    assert re.search(r"Reps busy \(sdr\) +85\.0 % +no cases", text)
    assert re.search(r"Reps busy \(weekend\) +no cases +85\.0 %", text)
    assert "nan" not in text.lower()


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({}, set()),
        ({"meetings_held": (80.0, 1.0), "show_rate": (80.0, 100.0)}, {"Meetings held", "Show rate"}),
        ({"show_rate": (0.0, 100.0)}, {"Meetings held", "Show rate"}),  # booked, and nobody came
        ({"reassignment_rate": (50.0, 5_000.0)}, {"Reassigned"}),
    ],
)
def test_meetings_and_reassignments_are_shown_where_a_policy_has_some(
    figures: dict[str, tuple[float, float]], said: set[str], verbose: bool
) -> None:
    made = study(FEW, MANY)
    first, second = (one.policy for one in made.main.policies)
    for folds in (
        [folds_of(first, FEW), folds_of(second, MANY, **figures)],  # type: ignore[arg-type]
        [folds_of(first, FEW, **figures), folds_of(second, MANY)],  # type: ignore[arg-type]
    ):
        result = replace(made, regimes={"central": regime_of("central", folds)})
        text = render(study_report(result, command=COMMAND, width=110, verbose=verbose), width=110)
        assert {label for label in ("Meetings held", "Show rate", "Reassigned") if label in text} == said


def test_the_seed_is_told_only_when_asked_for() -> None:
    assert "eed 1" not in printed()
    assert "Seed 1" in printed(verbose=True)
    assert "with separate luck (ratio" in printed(110, verbose=True)


def test_views_are_shown_only_when_run() -> None:
    assert "Sceptical view" not in printed(views=False)


def test_colour_only_on_a_terminal() -> None:
    assert "\x1b" not in printed()


def test_several_challengers_have_a_table_each() -> None:
    result = study(FEW, MANY, FEW)
    text = render(study_report(result, command="c", width=80), width=80)
    assert text.count("Contact rate") == 2


def test_one_policy_shows_every_measure_and_no_difference() -> None:
    text = render(study_report(study(FEW), command="sandbox run x", width=80), width=80)
    assert "Win rate" in text
    assert "Difference" not in text
    assert "not reached" in text


def test_control_characters_of_a_name_are_not_printed() -> None:
    assert printable("a\x1b[31mb\x07") == "a\ufffd[31mb\ufffd"
    result = study(FEW, MANY, names=["Red \x1b[31m", "[bold]Blue[/bold] :smile:"])
    text = render(study_report(result, command="c", width=110), width=110)
    assert "\x1b" not in text
    assert "[bold]Blue[/bold] :smile:" in text


def test_different_forms_show_their_leads_and_deals_won_in_every_view() -> None:
    forms = (("role",), ("role", "phone", "industry", "employees"))
    made = study(FEW, MANY, others={"vendor": (FEW, MANY)}, forms=forms, leads_by_form=(5780, 3874))
    text = render(study_report(made, command=COMMAND, width=110, verbose=True), width=110)
    plain = render(study_report(made, command=COMMAND, width=110), width=110)
    assert re.search(r"Leads +5,780 +3,874", plain)
    assert re.search(r"Central view +158 +257 +\+99", plain)
    assert "about 3,874 to 5,780 leads, depending on the form." in plain
    assert "Every policy met the same visitors" in " ".join(plain.split())
    assert "deals won difference" in text
    assert not re.search(r"^Leads ", printed(110), re.MULTILINE)
