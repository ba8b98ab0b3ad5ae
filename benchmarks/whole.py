"""The model as a whole beside what practice and theory expect: `python -m benchmarks.whole` prints the table.

Five simulated quarters each, seed 1; the laboratory, whose quarter has 50,000 leads, once. Policies that are compared
meet the same leads with the same luck. It takes a few minutes.
"""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from sandbox.analysis.cohort import Cohort, follow_cohort
from sandbox.domain.luck import key_of
from sandbox.domain.units import DAY_MS, HOUR_MS
from sandbox.sim.world import simulate
from sandbox.study.load import load_study
from sandbox.study.tasks import simulate_once
from tests.verification.test_laboratory import FURTHER_DIALS, leads
from tests.worlds import Everybody, one_queue, shipped_scenario

SEED = 1
REPLICATIONS = 5
LATE_MS = 30 * DAY_MS
"""A first response after that is no answer to the inquiry: the lead was ignored, and its rep has left since."""

Row = tuple[str, str, str]
"""What is checked, what is expected, what was found."""


@cache
def quarters(policy: str, scenario: str, regime: str = "central") -> tuple[tuple[Cohort, float], ...]:
    """Return, by replication, the measured leads and the share of paid hours that the inside reps worked."""
    loaded = load_study((policy,), scenario).value
    assert loaded is not None
    world, found = loaded.scenario.in_regime(regime), []
    for replication in range(REPLICATIONS):
        tables = simulate_once(loaded.policies[0], world, SEED, replication)
        shifts, window = tables.shifts, tables.window
        measured = (shifts.day >= window.arrivals_from_ms // DAY_MS) & (shifts.day < window.arrivals_to_ms // DAY_MS)
        busy = float(shifts.worked_ms[measured].sum() / shifts.paid_ms[measured].sum())
        found.append((follow_cohort(tables), busy))
    return tuple(found)


def spread(policy: str, scenario: str, value: Callable[[Cohort], float], places: int = 1) -> str:
    """Return the mean of a figure over the quarters, and its lowest and highest."""
    values = [value(cohort) for cohort, _ in quarters(policy, scenario)]
    return f"{np.mean(values):.{places}f} ({min(values):.{places}f} to {max(values):.{places}f})"


def points_ahead(better: str, worse: str, scenario: str, value: Callable[[Cohort], float], regime: str) -> str:
    """Return the mean difference of a share in percentage points, and its lowest and highest."""
    pairs = zip(quarters(better, scenario, regime), quarters(worse, scenario, regime), strict=True)
    gains = [100 * (value(one) - value(other)) for (one, _), (other, _) in pairs]
    return f"{np.mean(gains):+.2f} ({min(gains):+.2f} to {max(gains):+.2f})"


def calls_after(regime: str, *waits: str) -> float:
    """Return the mean number of calls to a first contact in the laboratory, with calls at these waits."""
    scenario = shipped_scenario("laboratory").in_regime(regime)
    playbook = one_queue(*(f"phone {wait}" for wait in waits))
    cohort = follow_cohort(simulate(leads(), Everybody(), playbook, scenario, key_of(SEED, 0)))
    return float(cohort.calls_to_contact[cohort.calls_to_contact > 0].mean())


def calls() -> Iterator[Row]:
    """Check how many calls it takes."""
    for regime in ("sceptical", "central", "vendor"):
        expected = "2.5 (2 to 3)" if regime == "central" else "2 to 3"
        found = calls_after(regime, "8 h", *FURTHER_DIALS)
        yield f"calls to first contact, six calls from 8 h on, {regime}", expected, f"{found:.2f}"


def human_team() -> Iterator[Row]:
    """Check what reps as they are make of a list each morning."""
    world = ("typical_firm", "human_team")
    for what, expected, value in (
        ("first response within 30 days, mean, h", "30 to 50", lambda one: response_h(one, LATE_MS)),
        ("first response whenever, mean, h", "", lambda one: response_h(one, np.inf)),
        ("attempts per lead that is worked", "1.3 to 1.6", lambda one: one.attempts[one.attempts > 0].mean()),
        ("leads of a queue never worked, %", "25 to 50", never_worked_percent),
    ):
        yield f"human_team, typical_firm: {what}", expected, spread(*world, value)


def response_h(cohort: Cohort, latest_ms: float) -> float:
    """Return the mean time to the first attempt, in hours, of leads that were tried by then."""
    tried = np.isfinite(cohort.speed_ms) & (cohort.speed_ms <= latest_ms)
    return float(cohort.speed_ms[tried].mean() / HOUR_MS)


def never_worked_percent(cohort: Cohort) -> float:
    """Return the share, in %, of the leads in a queue that no person ever tried."""
    return float(100 * (cohort.attempts[cohort.queued] == 0).mean())


def nurture() -> Iterator[Row]:
    """Check that keeping in touch wins deals."""
    for policy in ("nurture_and_recycle", "no_nurture"):
        found = spread(policy, "nurture_market", lambda one: 100 * close_rate(one), places=2)
        yield f"nurture_market, {policy}: close rate, %", "", found
    ahead = points_ahead("nurture_and_recycle", "no_nurture", "nurture_market", close_rate, "central")
    yield "the same leads nurtured, less not nurtured: close rate, points", "above 0", ahead


def order() -> Iterator[Row]:
    """Check what the newest first is worth where reps are nearly full."""
    for policy in ("newest_first", "oldest_first"):
        busy = np.mean([100 * share for _, share in quarters(policy, "midmarket_saas")])
        yield f"midmarket_saas, {policy}: reps busy, %", "82 to 88", f"{busy:.1f}"
    for regime, expected in (("central", "about +2"), ("sceptical", "0")):
        ahead = points_ahead("newest_first", "oldest_first", "midmarket_saas", contact_rate, regime)
        yield f"midmarket_saas, newest less oldest first, {regime}: contact rate, points", expected, ahead


def close_rate(cohort: Cohort) -> float:
    """Return won deals / leads."""
    return float(cohort.won.sum() / len(cohort.rows))


def contact_rate(cohort: Cohort) -> float:
    """Return contacted leads / leads."""
    return float(np.isfinite(cohort.contact_ms).mean())


def main() -> None:
    """Print one row a check."""
    print("| check | expected | found |")
    print("| --- | ---: | ---: |")
    for check in (calls, human_team, nurture, order):
        for row in check():
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
