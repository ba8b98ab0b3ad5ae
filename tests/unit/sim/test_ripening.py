"""When a lead ripens whose nurture begins and ends: the hazard that adds up is that of each moment."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox.domain.tables import Stage
from sandbox.domain.units import WEEK_MS
from sandbox.sim.kernel import Kernel
from sandbox.sim.ripening import ripen_later, set_nurtured

THRESHOLD = math.log(2)
"""That of a lead whose luck is one half."""


def lead() -> Any:
    return SimpleNamespace(
        unripe=None, ripening=0, cycle=0, ripened_ms=0, is_nurtured=True, is_worked=False, number=0,
        is_contacted=False, has_meeting=False, stage=Stage.INQUIRY,
    )  # fmt: skip


def world(ripe_ms: list[int]) -> Any:
    kernel = Kernel()
    ripening = SimpleNamespace(nurtured_per_week=1.0, alone_per_week=0.1, returns_in_touch=1.0, returns_alone=1.0)
    return SimpleNamespace(
        kernel=kernel,
        horizon_ms=100 * WEEK_MS,
        scenario=SimpleNamespace(buyers=SimpleNamespace(ripening=ripening)),
        hold=lambda journey: None,
        let_go=lambda journey: None,
        luck=lambda journey, purpose: 0.5,
        inquire=lambda journey, is_ripe: ripe_ms.append(kernel.now),
    )


def test_a_lead_that_leaves_nurture_in_the_moment_it_begins_to_ripen_ripens_alone() -> None:
    ripe_ms: list[int] = []
    run, journey = world(ripe_ms), lead()
    ripen_later(run, journey)
    set_nurtured(run, journey, is_nurtured=False)
    run.kernel.run_until(run.horizon_ms)
    assert ripe_ms == [pytest.approx(THRESHOLD / 0.1 * WEEK_MS, abs=1)]


def test_a_lead_that_leaves_nurture_later_has_what_it_ripened_there() -> None:
    ripe_ms: list[int] = []
    run, journey = world(ripe_ms), lead()
    ripen_later(run, journey)
    run.kernel.run_until(WEEK_MS // 2)
    set_nurtured(run, journey, is_nurtured=False)
    run.kernel.run_until(run.horizon_ms)
    assert ripe_ms == [pytest.approx((0.5 + (THRESHOLD - 0.5) / 0.1) * WEEK_MS, abs=1)]
