"""What a team has time for: the arithmetic of its week, and what the simulator's reps really do."""

import math
from pathlib import Path

import pytest

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.domain.luck import key_of
from sandbox.domain.units import HOUR_MS, MINUTE_MS, WEEK_MS
from sandbox.engine.table import compile_policy
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.team import Duration, Shape
from sandbox.sim.workload import Workload, workloads
from sandbox.study.lint import lint
from sandbox.study.tasks import simulate_once
from tests import worlds
from tests.unit.study.small import load, write_policy, write_scenario

WORLD = "demand: {leads_per_week: 100}\nteams: {sdr: {count: 2, shifts: {Mon-Fri: 09:00-17:00}}}\n"
NOBODY = "buyers: {reachable: {default: 0}, mail: {reply: 0}}\n"
"""Handling takes 5 min of preparation, then 75 s of ringing and 60 s of wrap-up, or 3 min of writing."""


def policy_text(touches: str, more: str = "", then: str = "nurture") -> str:
    return (
        "version: 1\nname: Work\nrouting: [{id: rest, otherwise: true, to: sales}]\n"
        "queues:\n  sales: {team: sdr, cadence: calls}\n  other: {team: sdr, cadence: mails}\n"
        f"cadences:\n  calls: {{touches: [{touches}], then: {then}}}\n"
        f"  mails: {{touches: [{{channel: email}}], then: close}}\n{more}"
    )


def week(folder: Path, text: str, world: Scenario) -> Workload:
    path = folder / "work.yaml"
    path.write_text(text, encoding="utf-8")
    scenario = write_scenario(folder)
    policy = load([str(path)], scenario).policies[0]
    population = sample_leads(world, key_of(1, 0), policy.playbook.form)
    decisions = compile_policy(policy).decide(population.facts, len(population))
    return workloads(population, decisions, policy.playbook, world)["sdr"]


def findings(folder: Path, text: str, world: Scenario) -> list[Diagnostic]:
    path = folder / "work.yaml"
    path.write_text(text, encoding="utf-8")
    (linted,) = lint([str(path)], DEFAULT_LIMITS, world)
    return [one for one in linted.diagnostics if one.code in {"touches-exceed-capacity", "touch-never-made"}]


CALL_MIN, MAIL_MIN = 5 + 75 / 60 + 1, 5 + 3


def test_a_week_without_answers_is_leads_times_touches_times_handling(tmp_path: Path) -> None:
    world = worlds.scenario(WORLD + NOBODY)
    touches = "{channel: phone}, {channel: phone, after: 1 day}, {channel: email, after: 1 day}"
    work = week(tmp_path, policy_text(touches), world)
    assert work.has_ms == 2 * 40 * HOUR_MS
    assert work.touches == pytest.approx(3 * work.leads)
    assert work.planned_ms == pytest.approx(work.leads * (2 * CALL_MIN + MAIL_MIN) * MINUTE_MS)
    assert work.expected_ms == pytest.approx(work.planned_ms)


def test_the_queue_to_which_a_cadence_leads_on_counts(tmp_path: Path) -> None:
    world = worlds.scenario(WORLD + NOBODY)
    work = week(tmp_path, policy_text("{channel: phone}", then="other"), world)
    assert work.planned_ms == pytest.approx(work.leads * (CALL_MIN + MAIL_MIN) * MINUTE_MS)


def test_touches_after_the_end_of_a_cadence_and_by_automation_take_nothing(tmp_path: Path) -> None:
    world = worlds.scenario(WORLD + NOBODY)
    text = policy_text("{channel: phone}, {channel: email, by: automation}, {channel: phone, after: 3 days}")
    cut = text.replace("then: nurture", "within: 2 days, then: nurture")
    assert week(tmp_path, cut, world).planned_ms == pytest.approx(
        week(tmp_path, policy_text("{channel: phone}"), world).planned_ms
    )


def test_what_is_answered_takes_a_conversation_and_ends_the_cadence(tmp_path: Path) -> None:
    sure = "buyers: {reachable: {default: 1}, responsiveness_variance: 0, phone: {central: {at_once: 60, floor: 60}}}\n"
    world = worlds.scenario(WORLD + sure + "handling: {conversation: {fixed: 7 min}}\n")
    work = week(tmp_path, policy_text("{channel: phone}, {channel: phone, after: 1 day}"), world)
    assert work.expected_ms == pytest.approx(work.leads * (5 + 7 + 3) * MINUTE_MS, rel=1e-6)
    assert work.planned_ms == pytest.approx(work.leads * 2 * CALL_MIN * MINUTE_MS)


def test_other_work_leaves_less_of_the_week(tmp_path: Path) -> None:
    world = worlds.scenario(WORLD.replace("17:00}", "17:00}, nature: {other_work: 2 h}"))
    assert week(tmp_path, policy_text("{channel: phone}"), world).has_ms == 2 * 30 * HOUR_MS


@pytest.mark.parametrize("touches", ["{channel: phone}, {channel: phone, after: 1 day}", "{channel: email}"])
def test_reps_in_the_simulator_work_about_as_long_as_expected(tmp_path: Path, touches: str) -> None:
    world = worlds.scenario(
        "demand: {leads_per_week: 400}\nteams: {sdr: {count: 40, shifts: {Mon-Sun: 00:00-24:00}}}\n"
    )
    work = week(tmp_path, policy_text(touches), world)
    policy = load([str(tmp_path / "work.yaml")], write_scenario(tmp_path)).policies[0]
    tables = simulate_once(policy, world, seed=1)
    weeks = world.window.arrivals_to_ms / WEEK_MS
    worked_ms = tables.shifts.worked_ms.sum() / weeks
    assert worked_ms == pytest.approx(work.expected_ms, rel=0.1)


def test_a_team_with_too_little_time_is_told_with_both_figures_and_the_way_out(tmp_path: Path) -> None:
    world = worlds.scenario(WORLD + NOBODY)
    touches = ", ".join(["{channel: phone}"] + ["{channel: phone, after: 1 day}"] * 11)
    text = policy_text(touches)
    work = week(tmp_path, text, world)
    (finding,) = findings(tmp_path, text, world)
    assert (finding.code, finding.is_error) == ("touches-exceed-capacity", False)
    assert finding.span.source[finding.span.column - 1 :].startswith("sdr")
    assert "the 2 reps of team 'sdr' have 80 h a week" in finding.message
    assert f"take {work.planned_ms / HOUR_MS:,.3g} h if nobody answers" in finding.message
    reps = math.ceil(work.planned_ms / (40 * HOUR_MS))
    assert finding.help.startswith(f"{reps} reps have the time")
    more = policy_text(touches, f"staffing: {{sdr: {{count: {reps}}}}}\n")
    assert findings(tmp_path, more, world) == []
    assert findings(tmp_path, policy_text("{channel: phone}"), world) == []


@pytest.mark.parametrize(
    ("window", "is_told"),
    [
        ("{hours: 12:00-12:05}", True),
        ("{hours: 12:00-12:06}", False),
        ("{hours: 18:00-20:00}", True),
        ("{hours: 16:56-20:00}", False),
        ("{hours: 05:00-09:05}", True),
        ("{hours: 05:00-09:06}", False),
        ("{days: Sat-Sun}", True),
        ("{hours: 10:00-13:00, zone: Europe/Berlin}", True),
        ("{hours: 10:00-16:00, zone: Europe/Berlin}", False),
    ],
)
def test_a_window_needs_time_to_prepare_while_the_team_is_at_work(tmp_path: Path, window: str, is_told: bool) -> None:
    text = policy_text("{channel: phone}").replace("then: nurture", f"window: {window}, then: nurture")
    found = findings(tmp_path, text, worlds.scenario(WORLD))
    assert [one.code for one in found] == ["touch-never-made"] * is_told
    assert all(one.help and one.span.source.lstrip().startswith("calls:") for one in found)


def test_what_is_told_of_a_window_is_what_the_simulator_does(tmp_path: Path) -> None:
    world = worlds.scenario(WORLD)
    made = []
    for closes in ("12:05", "12:06"):
        path = tmp_path / "work.yaml"
        window = f"window: {{hours: 12:00-{closes}}}, then: nurture"
        path.write_text(policy_text("{channel: phone}").replace("then: nurture", window), encoding="utf-8")
        policy = load([str(path)], write_scenario(tmp_path)).policies[0]
        made.append(int(simulate_once(policy, world, seed=1).shifts.worked_ms.sum()))
    assert made[0] == 0 < made[1]


def test_leads_of_one_zone_may_be_out_of_reach(tmp_path: Path) -> None:
    zones = "leads: {zones: {America/New_York: .5, Asia/Tokyo: .5}}\n"
    text = policy_text("{channel: phone}").replace("then: nurture", "window: {hours: 09:00-17:00}, then: nurture")
    (finding,) = findings(tmp_path, text, worlds.scenario(WORLD + zones))
    assert "for leads in Asia/Tokyo" in finding.message


def test_the_mean_of_a_duration_is_that_of_its_draws() -> None:
    for shape, mu, sigma in ((Shape.FIXED, 0.0, 0.0), (Shape.EXPONENTIAL, 0.0, 0.0), (Shape.LOGNORMAL, 0.3, 0.7)):
        duration = Duration(shape=shape, scale_ms=600_000, mu=mu, sigma=sigma)
        draws = [duration.at((n + 0.5) / 20_000) for n in range(20_000)]
        assert duration.mean_ms == pytest.approx(sum(draws) / len(draws), rel=0.002)


def test_a_policy_for_another_scenario_is_told_of_its_teams_alone(tmp_path: Path) -> None:
    path = write_policy(tmp_path, "other", team="nobody")
    (linted,) = lint([path], DEFAULT_LIMITS, worlds.scenario(WORLD))
    assert [one.code for one in linted.diagnostics] == ["unknown-team"]
