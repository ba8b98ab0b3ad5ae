"""Studies whose figures are made up, so that their words can be known beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.comparison import (
    VERDICT_MEASURE,
    PolicyFolds,
    agree,
    align_folds,
    estimate_policy,
    judge,
    stack_folds,
    subtract,
)
from sandbox.analysis.fold import EVERY_LEAD, Fold
from sandbox.analysis.hours import HOURS_OF_WEEK
from sandbox.analysis.leaks import Ending
from sandbox.analysis.measures import MEASURES
from sandbox.analysis.profile import WAIT_EDGES_MS, Profile
from sandbox.domain.tables import LostReason, WonReason
from sandbox.domain.units import HOUR_MS
from sandbox.sim.scenario import WebForm
from sandbox.study.compare import RegimeResult, StudyResult
from sandbox.study.spec import StudySpec, verdict_measure
from tests.unit.study.small import shipped, spec_of

LEADS = 5_000


def folds_of(
    policy: str,
    wins: Sequence[float],
    leads: int = LEADS,
    usd_per_win: float = 12_000.0,
    team: str = "sdr",
    **others: tuple[float, float],
) -> PolicyFolds:
    """A policy that won so many of its leads, one figure a replication; nobody was reached by half its leads.

    There were no meetings and no reassignments, unless `others` (numerator and denominator by measure) say so.
    """
    utilisation = f"rep_utilisation.{team}"
    names = (*MEASURES, utilisation)
    folds = []
    for count in wins:
        values = dict.fromkeys(names, (0.3 * leads, float(leads)))
        values |= {"close_rate": (count, float(leads)), "wins": (count, float(leads > 0))}
        values |= {"leads": (float(leads), float(leads > 0))}
        values |= {"revenue": (count * usd_per_win, float(leads > 0)), "hours_used": (1234.0, 1.0)}
        values |= {"margin": (0.75 * count * usd_per_win - 300_000.0, float(leads > 0))}
        values |= {"speed_to_lead_p50_min": (4.0, 1.0), "time_to_first_contact_p50_min": (0.0, 0.0)}
        values |= {utilisation: (0.85, 1.0), "meetings_held": (0.0, 1.0), "show_rate": (0.0, 0.0)}
        values |= {"reassignment_rate": (0.0, float(leads)), **others}
        rows = np.array([values[name] for name in names]).T[:, None, :]
        folds.append(Fold(measures=names, groups=(EVERY_LEAD,), numerators=rows[0], denominators=rows[1]))
    return stack_folds(policy, folds)


def profile_of(folds: PolicyFolds) -> Profile:
    """What pictures need of a policy: nine of ten leads are tried, three of ten contacted, one team is busy by half.

    All other leads that are not won are never given to sales, tried in vain, or spoken with; deals are won by fit.
    """
    leads, wins = (folds.of([name]).numerators[:, 0].astype(np.int64) for name in ("leads", "wins"))
    tried, contacted, count = leads * 9 // 10, leads * 3 // 10, len(leads)

    def placed(size: int, **at: NDArray[np.int64]) -> NDArray[np.int64]:
        row = np.zeros((count, size), dtype=np.int64)
        for place, values in at.items():
            row[:, int(place[1:])] = values
        return row

    waits = len(WAIT_EDGES_MS) + 1
    hours = np.zeros((count, HOURS_OF_WEEK))
    hours[:, 9:17] = HOUR_MS
    return Profile(
        teams=("sdr",),
        tried_within=placed(waits, p20=tried),
        contacted_within=placed(waits, p40=contacted),
        reached=np.stack([leads, tried, contacted, contacted, contacted, wins], axis=1),
        endings=placed(len(Ending), p0=wins, p6=leads - tried, p10=contacted - wins, p11=tried - contacted),
        responses=np.stack([placed(7, p2=tried), placed(7, p2=contacted)], axis=2),
        won_for=placed(len(WonReason) + 1, p1=wins),
        lost_for=placed(len(LostReason) + 1),
        waiting_ms=3.0 * hours,
        staffed_ms=hours,
        worked_ms=0.5 * hours[:, None, :],
        paid_ms=hours[:, None, :],
        cents=np.full((count, 2), 12_345_600, dtype=np.int64) * (leads > 0)[:, None],
    )


def regime_of(regime: str, stacked: Sequence[PolicyFolds], measure: str = VERDICT_MEASURE) -> RegimeResult:
    folds = align_folds(stacked)
    return RegimeResult(
        regime=regime,
        folds=folds,
        profiles=tuple(profile_of(one) for one in folds),
        policies=tuple(estimate_policy(one, 0.95) for one in folds),
        differences=tuple(subtract(one, folds[0], 0.95) for one in folds[1:]),
        leads_changed={one.policy: 0.1 for one in folds},
        cohort_leads={one.policy: round(float(one.of(["leads"]).numerators.sum())) for one in folds},
        simulated_leads=4 * LEADS,
        events=100_000,
        verdict=judge(folds, 0.95, measure) if len(folds) > 1 else None,
    )


def with_forms(spec: StudySpec, forms: Sequence[tuple[str, ...]]) -> StudySpec:
    """The same study in a world of visitors, each policy with a form of its own."""
    web_form = WebForm(visitors_per_week=2000, completion=0.25, questions_free=3, decay_per_question=0.1)
    scenario = replace(spec.scenario, demand=replace(spec.scenario.demand, web_form=web_form))
    policies = tuple(
        replace(policy, playbook=replace(policy.playbook, form=form))
        for policy, form in zip(spec.policies, forms, strict=True)
    )
    return replace(spec, scenario=scenario, policies=policies)


def study(
    *wins: Sequence[float],
    others: Mapping[str, Sequence[Sequence[float]]] | None = None,
    leads: int = LEADS,
    names: Sequence[str] = (),
    forms: Sequence[tuple[str, ...]] = (),
    leads_by_form: Sequence[int] = (),
    usd_per_win: Sequence[float] = (),
    hours: Sequence[float] = (),
    cost: Sequence[float] = (),
) -> StudyResult:
    """A study of so many policies, in the central view and, where given, in others.

    With `forms`, one a policy, visitors complete them or not, and the policies get `leads_by_form`. `usd_per_win`,
    the reps' `hours` and the `cost` of a quarter are given one a policy, too.
    """
    loaded = shipped()
    policies = (*loaded.policies, replace(loaded.policies[0], id="fourth", name="Fourth"))[: len(wins)]
    if names:
        policies = tuple(replace(policy, name=name) for policy, name in zip(policies, names, strict=True))
    spec = replace(
        spec_of(loaded, replications=len(wins[0])),
        policies=policies,
        regimes=others is not None,
    )
    if forms:
        spec = with_forms(spec, forms)
    counts = leads_by_form or [leads] * len(wins)
    usd, used = usd_per_win or [12_000.0] * len(wins), hours or [1234.0] * len(wins)
    costs = cost or [90_000.0] * len(wins)
    views = {"central": wins, **(others or {})}
    regimes = {
        view: regime_of(
            view,
            [
                folds_of(p.id, won, count, usd_per_win=each, hours_used=(worked, 1.0), cost=(spent, 1.0))
                for p, won, count, each, worked, spent in zip(policies, of_view, counts, usd, used, costs, strict=True)
            ],
            verdict_measure(spec),
        )
        for view, of_view in views.items()
    }
    verdict = regimes["central"].verdict
    if verdict is not None and others is not None:
        verdict = replace(verdict, robust=agree([r.verdict for r in regimes.values() if r.verdict is not None]))
    return StudyResult(spec=spec, regimes=regimes, verdict=verdict)


def of_two_teams() -> StudyResult:
    """A study in which the first policy has no closers; the second keeps them busier than the larger team."""
    result = study([150, 160], [250, 262], names=["A", "B"])
    alone, both = result.main.profiles
    worked, paid = both.worked_ms, both.paid_ms
    closers = replace(
        both,
        teams=("sdr", "ae"),
        worked_ms=np.concatenate([worked, 0.09 * paid], axis=1),
        paid_ms=np.concatenate([paid, 0.1 * paid], axis=1),
    )
    return replace(result, regimes={"central": replace(result.main, profiles=(alone, closers))})
