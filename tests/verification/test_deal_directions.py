"""Which way deals and money go, on the same leads with the same luck; each check must see a planted defect."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import EVERY_LEAD, Fold, Group, fold_run
from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Meeting, NextStep
from sandbox.domain.units import wait_of
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.worlds import Everybody, one_queue, scenario

REPLICATIONS = 3
PAID, SOCIAL = ("source", "paid_search"), ("source", "social")
WORLD = """
demand: {leads_per_week: 120}
business_hours: {Mon-Fri: 09:00-17:00}
teams: {sdr: {count: 8}, ae: {count: CLOSERS}}
handling: {meeting: {fixed: 2 h}}
buyers:
  intent: {ready: [.9, .8, .7, .6]}
  deals:
    meetings: {count: MEETINGS}
    freeze_per_week: FREEZE
    time_to_close: {fixed: 2 weeks}
    win_rate: {other: .6}
    source: {}
money: {source_cost_usd: {default: 40, paid_search: PAID}}
"""
"""About 24 deals a week, whose meetings take 144 hours: one who closes has 40, eight have 320."""


def world(closers: int = 8, meetings: int = 3, freeze: float = 0.0, paid: float = 120.0) -> Scenario:
    """Return a world with so many people who close, and so much for a lead from paid search."""
    figures = {"CLOSERS": closers, "MEETINGS": meetings, "FREEZE": freeze, "PAID": paid}
    text = WORLD
    for name, figure in figures.items():
        text = text.replace(name, str(figure))
    return scenario(text)


def quarters(drawn: Scenario) -> list[Fold]:
    """Return the sums of each replication: inside reps call, closers meet whoever is ready."""
    within = wait_of("5 days")
    assert within is not None
    plan = one_queue("phone", "phone 4 h", "phone 1 day")
    closing = replace(plan.queues[0], name="closers", team="ae")
    step = NextStep(id="visit", to="closers", meeting=Meeting(within=within, rebook=1))
    plan = replace(plan, queues=(*plan.queues, closing), after_contact=(step,))
    folds = []
    for replication in range(REPLICATIONS):
        key = key_of(11, replication)
        tables = simulate(sample_leads(drawn, key), Everybody(if_sql=0), plan, drawn, key)
        folds.append(fold_run(tables, follow_cohort(tables)))
    return folds


def rises(measure: str, less: Sequence[Fold], more: Sequence[Fold], group: Group = EVERY_LEAD, by: float = 0.0) -> bool:
    """Whether a measure is higher in the second world by more than a share `by`, in every replication."""
    column, row = less[0].measures.index(measure), less[0].groups.index(group)
    low, high = ([fold.numerators[row, column] / fold.denominators[row, column] for fold in w] for w in (less, more))
    return all(b > a * (1.0 + by) for a, b in zip(low, high, strict=True))


def few_closers_win_less() -> bool:
    return rises("wins", quarters(world(closers=1)), quarters(world()), by=0.05)


def frozen_deals_win_less() -> bool:
    return rises("wins", quarters(world(freeze=0.15)), quarters(world()), by=0.05)


def dear_leads_cost_more_a_win() -> bool:
    cheap, dear = quarters(world(paid=20)), quarters(world(paid=220))
    return rises("cost_per_win", cheap, dear, PAID, by=0.1) and not rises("cost_per_win", cheap, dear, SOCIAL)


CHECKS: Mapping[Callable[[], bool], tuple[str, object]] = {
    few_closers_win_less: ("sandbox.sim.deals._meet", lambda *_: iter_of(done=True)),
    frozen_deals_win_less: ("sandbox.sim.deals._freezes_ms", lambda *_: None),
    dear_leads_cost_more_a_win: ("sandbox.sim.population.by_source", lambda _, true, table: 0.0 * true["source"] + 1.0),
}
"""Each check, with a defect that makes its effect vanish."""


def iter_of(*, done: bool):  # type: ignore[no-untyped-def]
    """Meet nobody, and say that all meetings took place."""
    yield from ()
    return done


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_direction_is_the_one_that_practice_knows(check: Callable[[], bool]) -> None:
    assert check()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_planted_defect_is_seen(check: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*CHECKS[check])
    assert not check()
