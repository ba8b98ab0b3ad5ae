"""Levers: where they stand, and what moves them there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.playbook import By, Order
from sandbox.domain.units import wait_of
from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies
from sandbox.sim.scenario import Scenario
from sandbox.study.levers import Levers, levers_of, settings_of
from sandbox.study.load import load_study

WAITS = [found for text in ("0 s", "5 min", "30 min", "8 h", "1 day", "4 business h") if (found := wait_of(text))]
NAMES = [path.stem for path in list_policies()]


def read(name: str, *settings: str) -> tuple[Policy, Scenario]:
    found = load_study([name], "enterprise_field" if name == "field_and_inside" else "human_team", settings=settings)
    assert found.value is not None, [finding.render() for finding in found.diagnostics]
    return found.value.policies[0], found.value.scenario


def test_they_stand_where_the_file_says() -> None:
    assert levers_of(*read("eight_hours_two_touches")) == Levers(
        response=wait_of("8 h"), attempts=2, order=Order.OLDEST_FIRST, reps=read("newest_first")[1].teams["sdr"].count
    )


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=2, deadline=None)
@given(wanted=st.builds(Levers, response=st.sampled_from(WAITS), attempts=st.integers(1, 10),
                        order=st.sampled_from(Order), reps=st.integers(1, 20)))  # fmt: skip
def test_settings_move_them_to_where_they_are_wanted(name: str, wanted: Levers) -> None:
    policy, scenario = read(name)
    now = levers_of(policy, scenario)
    moved = levers_of(*read(name, *settings_of(policy, wanted, now)))
    assert (moved.response, moved.attempts, moved.order) == (wanted.response, wanted.attempts, wanted.order)
    assert moved.reps == (wanted.reps if now.reps is not None else None)
    assert settings_of(policy, now, now) == ()


def test_machines_keep_their_touches() -> None:
    policy, scenario = read("four_calls_two_emails")
    cadence = next(iter(policy.playbook.cadences.values()))
    now = levers_of(policy, scenario)
    one = Levers(response=None, attempts=1, order=None, reps=None)
    changed = next(iter(read("four_calls_two_emails", *settings_of(policy, one, now))[0].playbook.cadences.values()))
    first = next(place for place, touch in enumerate(cadence.touches) if touch.by is By.REP)
    assert changed.touches == cadence.touches[: first + 1] or changed.touches[-1].by is By.AUTOMATION


def test_nothing_moves_what_nobody_asked_to_move() -> None:
    policy, scenario = read("newest_first")
    nothing = Levers(response=None, attempts=None, order=None, reps=None)
    assert settings_of(policy, nothing, levers_of(policy, scenario)) == ()
