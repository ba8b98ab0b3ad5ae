"""The verdict in a sales leader's words."""

import pytest

from sandbox.report.verdict import verdict_text, verdict_words
from tests.unit.report.made import study

FEW, SOME, MANY = [150, 160, 155, 167], [152, 160, 159, 161], [250, 262, 251, 265]
LITTLE = [160, 171, 164, 176]
HALF = [200, 211, 203, 216]
A, B = "Eight hours, two touches", "Five minutes, six touches"


def test_better() -> None:
    said = verdict_text(study(FEW, MANY))
    assert said.startswith(
        f"{B} wins 99 more deals a quarter (95 to 103) than {A}, worth $1.19m at $12,000 a deal, "
        "for the same rep hours. "
    )
    assert (
        "It closes 5.1 % of the same leads against 3.2 % (+1.98 points, 95 % interval +1.90 to +2.06), "
        "with $891,000 more margin."
    ) in said
    assert "It is ahead in 4 of 4 simulated quarters." in said
    assert said.endswith("Half of all leads are tried within 4 min, against 4 min.")


def test_worse() -> None:
    said = verdict_text(study(MANY, FEW))
    assert said.startswith(f"{B} wins 99 fewer deals a quarter (95 to 103) than {A}, worth $1.19m at $12,000 a deal")
    assert "It closes 3.2 % of the same leads against 5.1 % (-1.98 points" in said
    assert "with $891,000 less margin." in said
    assert "It is ahead in 0 of 4 simulated quarters." in said


def test_too_close() -> None:
    said = verdict_text(study(FEW, SOME))
    assert said.startswith(f"Too close to call: {B} wins between 6.9 fewer and 6.9 more deals a quarter than {A}. ")
    assert "It closes 3.2 % of the same leads against 3.2 % (0.00 points, 95 % interval" in said
    assert "margin" not in said, "what may be chance is not put in money"
    assert said.endswith("More simulated quarters would narrow the range.")


def test_more_than_chance_but_perhaps_too_little_to_matter() -> None:
    said = verdict_text(study([150, 160, 155, 167], [153, 164, 158, 172]))
    assert said.startswith(
        f"Too close to call: {B} wins between 2.2 and 5.3 more deals a quarter than {A}, "
        "which may be too few to matter. "
    )
    assert said.endswith("That is more than chance, but perhaps less than the 0.06 points that matter.")


def test_no_practical_difference() -> None:
    said = verdict_text(study(FEW, FEW))
    assert said.startswith(f"No practical difference: {B} wins as many deals a quarter as {A}. ")
    assert "Less than 0.06 points is taken not to matter." in said


def test_policies_that_lead_to_the_same_in_everything_are_said_to() -> None:
    same = "Every figure is the same under both: what sets the policies apart never came to bear in this market."
    assert same in verdict_text(study(FEW, FEW))
    assert same not in verdict_text(study(FEW, [*FEW[:-1], FEW[-1] + 1]))


def test_one_replication_shows_no_chance() -> None:
    said = verdict_text(study(FEW[:1], MANY[:1]))
    assert said.startswith("Too close to call: in one simulated quarter")
    assert "nan" not in said.lower()


def test_no_leads_say_so() -> None:
    said = verdict_text(study([0, 0], [0, 0], leads=0))
    assert said == "Too close to call: no leads were measured, so there is no close rate to compare."


def test_the_best_of_several_is_named_as_such() -> None:
    said = verdict_text(study(FEW, SOME, MANY))
    assert said.startswith("Newest first, the best of 2 challengers, wins 99 more deals a quarter")
    assert "97.5 % interval" in said


def test_two_policies_of_one_name_are_told_apart() -> None:
    said = verdict_text(study(FEW, MANY, names=["Same", "Same"]))
    assert said.startswith("Same (five_minutes_six_touches) wins 99 more deals")
    assert "than Same (eight_hours_two_touches)" in said


def test_views_of_the_market_that_agree() -> None:
    said = verdict_text(study(FEW, MANY, others={"sceptical": (FEW, MANY), "vendor": (FEW, MANY)}))
    assert (
        "Every view of the market agrees: the sceptical view agrees (99 more deals); "
        "the vendors' view agrees (99 more deals)."
    ) in said


def test_views_of_the_market_that_do_not() -> None:
    said = verdict_text(study(FEW, MANY, others={"sceptical": (FEW, FEW), "vendor": (FEW, MANY)}))
    assert (
        "It depends on the view of the market: the sceptical view sees no practical difference (as many deals); "
        "the vendors' view agrees (99 more deals)."
    ) in said


@pytest.mark.parametrize(
    ("sceptical", "said"),
    [
        (FEW, "All of it comes from calling sooner: where that gains nothing, the difference is gone."),
        (LITTLE, "Most of it comes from calling sooner: where that gains nothing, little is left."),
        (MANY, "It does not come from calling sooner: where that gains nothing, most of it is left."),
        (HALF, "A part of it comes from calling sooner: where that gains nothing, 50 % is left."),
    ],
    ids=["speed", "mostly speed", "not speed", "half and half"],
)
def test_what_earns_it_is_what_stays_where_speed_gains_nothing(sceptical: list[int], said: str) -> None:
    assert verdict_text(study(FEW, MANY, others={"sceptical": (FEW, sceptical), "vendor": (FEW, MANY)})).endswith(said)


def test_speed_earns_nothing_that_is_not_there() -> None:
    for others in (None, {"sceptical": (FEW, FEW), "vendor": (FEW, FEW)}):
        assert "calling sooner" not in verdict_text(study(FEW, FEW, others=others))


def test_one_policy_has_no_verdict() -> None:
    assert verdict_text(study(FEW)) == ""


def test_nobody_closing_anything_is_said_plainly() -> None:
    said = verdict_text(study([0, 0], [0, 0]))
    assert said == f"No practical difference: neither {B} nor {A} closes a single deal in 2 simulated quarters."


# Policies whose forms get different leads

SHORT, LONG = ("role", "phone"), ("role", "phone", "industry", "employees", "product")


def of_forms(*wins: list[int], forms: tuple[tuple[str, ...], ...] = (SHORT, LONG)) -> str:
    return verdict_text(study(*wins, forms=forms, leads_by_form=(5780, 3874)))


def test_deals_decide_between_forms_and_the_verdict_says_why() -> None:
    said = of_forms(MANY, FEW)
    assert said.startswith(f"{B} wins 99 fewer deals a quarter (95 to 103) than {A}, ")
    assert "It wins 158 deals a quarter from the same visitors against 257 (-99.0 deals, 95 % interval -103" in said
    assert f"different leads of the same visitors ({A} 5,780, {B} 3,874 a quarter), so deals won decide" in said
    assert "of the same leads" not in said


def test_a_higher_close_rate_does_not_win_against_more_deals() -> None:
    """6.5 % of 3,874 leads are fewer deals than 5.2 % of 5,780."""
    few, many = [252, 251, 253, 252], [300, 301, 299, 300]
    assert min(few) / 3874 > max(many) / 5780
    assert "wins 48 fewer deals" in of_forms(many, few)


def test_forms_that_put_nobody_off_are_compared_as_ever() -> None:
    said = verdict_text(study(FEW, MANY, forms=(SHORT, ("role",))))
    assert "It closes 5.1 % of the same leads" in said
    assert "forms" not in said


def test_deals_that_are_too_close_or_alike() -> None:
    assert "wins 158 deals a quarter from the same visitors" in of_forms(FEW, SOME)
    assert "Less than 3.2 deals is taken not to matter." in of_forms(FEW, FEW)
    assert "in one simulated quarter" in of_forms(FEW[:1], MANY[:1])


def test_the_answer_is_one_sentence_and_what_supports_it_others() -> None:
    said = verdict_words(study(FEW, MANY))
    assert said is not None
    assert ". " not in said.headline
    assert verdict_text(study(FEW, MANY)) == f"{said.headline} {said.support}"
    assert said.views == ""


def test_more_deals_that_are_smaller_say_so() -> None:
    """A tenth more deals of a fifth less each bring less."""
    said = verdict_text(study(MANY, [275, 288, 276, 292], usd_per_win=(12_000.0, 9_600.0)))
    assert " more deals a quarter" in said
    assert ", but $369,600 less revenue, " in said


@pytest.mark.parametrize(
    ("hours", "said"),
    [((1000.0, 1286.0), "for 22 more rep hours a week "), ((1000.0, 961.0), "for 3.0 fewer rep hours a week ")],
)
def test_the_hours_of_reps_are_those_of_a_week(hours: tuple[float, float], said: str) -> None:
    """A quarter has 13 weeks."""
    assert said in verdict_text(study(FEW, MANY, hours=hours))


def test_hours_that_cost_nothing_more_are_said_to_be_paid_either_way() -> None:
    """All cost alike in these studies; and where one costs more, it is its own affair."""
    assert "(paid either way)" in verdict_text(study(FEW, MANY, hours=(1000.0, 1286.0)))
    assert "(paid either way)" not in verdict_text(study(FEW, MANY, hours=(1000.0, 1286.0), cost=(90_000.0, 99_000.0)))


def test_a_view_in_which_another_challenger_is_best_names_it() -> None:
    others = {"sceptical": (FEW, MANY, SOME), "vendor": (FEW, SOME, MANY)}
    said = verdict_text(study(FEW, SOME, MANY, others=others))
    assert f"the sceptical view says better of {B}, the best challenger there (99 more deals)" in said
