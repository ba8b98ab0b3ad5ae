"""When and how often to call: speed, persistence, order, hours, industries, cadences."""

from tests.verification.direction_measures import ahead, measured
from tests.verification.direction_worlds import (
    AFTER_8_H,
    AT_ONCE,
    FOUR_AND_TWO,
    MAKERS,
    NEWEST,
    OLDEST,
    PLENTY,
    SIX,
    SOFTWARE,
    TWO,
    TWO_CALLS,
    ageless,
    deaf_from_the_third,
    fading,
    in_window,
    laboratory,
    like_all_others,
    midmarket,
    oldest_always,
    two_industries,
)
from tests.verification.directions import Direction, in_world, patched, policy, with_value
from tests.verification.test_laboratory import closed_form

CONTACT = measured("contact_rate")
NOTHING = (-0.004, 0.004)


def by_theory(worse: tuple[str, ...], better: tuple[str, ...]) -> tuple[float, float]:
    """Return the gain in contact rate by the closed form in the central view, give or take 3 points."""
    gain = (closed_form("central", *better) - closed_form("central", *worse)) / 100
    return gain - 0.03, gain + 0.03


DIRECTIONS = (
    Direction(
        practice="P1",
        claim="a call after 5 minutes reaches more leads than one after 8 hours",
        world=laboratory("central"),
        worse=AFTER_8_H,
        better=AT_ONCE,
        measure=CONTACT,
        between=by_theory(("8 h",), ("5 min",)),
        plant=patched(dial_hazard=ageless),
    ),
    Direction(
        practice="P1",
        claim="a call after 5 minutes closes more leads than one after 8 hours",
        world=laboratory("central"),
        worse=AFTER_8_H,
        better=AT_ONCE,
        measure=measured("close_rate"),
        between=(0.005, 0.05),
        plant=in_world(lambda scenario: scenario.in_regime("sceptical")),
    ),
    Direction(
        practice="P1",
        claim="to the sceptic it makes no difference",
        world=laboratory("sceptical"),
        worse=AFTER_8_H,
        better=AT_ONCE,
        measure=CONTACT,
        between=NOTHING,
        plant=patched(dial_hazard=fading),
    ),
    Direction(
        practice="P2",
        claim="six calls reach more leads than two",
        world=laboratory("central"),
        worse=policy(*(f"phone {wait}" for wait in TWO)),
        better=policy(*(f"phone {wait}" for wait in SIX)),
        measure=CONTACT,
        between=by_theory(TWO, SIX),
        plant=patched(dial_hazard=deaf_from_the_third),
    ),
    Direction(
        practice="P3",
        claim="newest first reaches more leads than oldest first where reps are nearly full",
        world=midmarket("central"),
        worse=OLDEST,
        better=NEWEST,
        measure=CONTACT,
        between=(0.005, 0.05),
        plant=patched(first_touch_place=oldest_always),
    ),
    Direction(
        practice="P3",
        claim="to the sceptic the order makes no difference",
        world=midmarket("sceptical"),
        worse=OLDEST,
        better=NEWEST,
        measure=CONTACT,
        between=NOTHING,
        plant=in_world(lambda scenario: scenario.in_regime("central")),
    ),
    Direction(
        practice="P4",
        claim="calls from 16 to 18 h reach more leads than calls from 12 to 14 h",
        world=PLENTY.in_regime("sceptical"),
        worse=policy("phone", cadence=in_window("Mon-Fri", "12:00-14:00")),
        better=policy("phone", cadence=in_window("Mon-Fri", "16:00-18:00")),
        measure=CONTACT,
        between=(0.005, 0.05),
        plant=with_value("buyers.phone.by_hour", (1.0,) * 24),
    ),
    Direction(
        practice="P4",
        claim="calls on Thursdays reach more leads than calls on Mondays",
        world=PLENTY.in_regime("sceptical"),
        worse=policy("phone", cadence=in_window("Mon", "10:00-12:00")),
        better=policy("phone", cadence=in_window("Thu", "10:00-12:00")),
        measure=CONTACT,
        between=(0.005, 0.05),
        plant=with_value("buyers.phone.by_weekday", (1.0,) * 7),
    ),
    Direction(
        practice="P5",
        claim="calling fast pays more with software firms than with manufacturers",
        world=two_industries(),
        worse=AFTER_8_H,
        better=AT_ONCE,
        measure=ahead("contact_rate", SOFTWARE, MAKERS),
        between=(0.10, 0.40),
        plant=in_world(like_all_others),
    ),
    Direction(
        practice="P10",
        claim="four calls and two mails reach more leads than two calls",
        world=PLENTY,
        worse=TWO_CALLS,
        better=FOUR_AND_TWO,
        measure=CONTACT,
        between=(0.03, 0.20),
        plant=patched(dial_hazard=deaf_from_the_third, reply_probability=lambda *_, **__: 0.0),
    ),
)
