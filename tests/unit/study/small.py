"""A small world for tests of studies: two weeks of leads and nobody later, a tenth of a second to simulate."""

from functools import cache
from pathlib import Path

from sandbox.domain.diagnostics import Checked
from sandbox.study.load import Loaded, load_study
from sandbox.study.spec import StudySpec

SCENARIO = """\
version: 1
name: Small
summary: Two weeks of leads for tests.
measure: {warm_up: 1 week, arrivals: 2 weeks, follow_up: 20 weeks}
demand: {leads_per_week: 60, seasons: [{from: 2026-01-26, to: 2026-12-31, factor: 0}]}
teams:
  sdr: {count: 2}
"""

POLICY = """\
version: 1
name: %(name)s
routing:
  - {id: all, otherwise: true, to: calls}
queues:
  calls: {team: %(team)s, order: %(order)s, respond_within: 1 h, cadence: calls}
cadences:
  calls: {touches: [{channel: phone}, {channel: phone, after: %(after)s}], then: nurture}
"""


def write_scenario(folder: Path, text: str = SCENARIO, name: str = "small") -> str:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def write_policy(
    folder: Path, stem: str, *, name: str = "", team: str = "sdr", order: str = "oldest_first", after: str = "1 day"
) -> str:
    path = folder / f"{stem}.yaml"
    text = POLICY % {"name": name or stem, "team": team, "order": order, "after": after}
    path.write_text(text, encoding="utf-8")
    return str(path)


def load(policies: list[str], scenario: str) -> Loaded:
    read: Checked[Loaded] = load_study(policies, scenario)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


@cache
def shipped() -> Loaded:
    return load(["eight_hours_two_touches", "five_minutes_six_touches", "newest_first"], "midmarket_saas")


def spec_of(loaded: Loaded, *, replications: int = 2, regimes: bool = False, jobs: int = 1, seed: int = 1) -> StudySpec:
    return StudySpec(
        policies=loaded.policies,
        scenario=loaded.scenario,
        replications=replications,
        regimes=regimes,
        jobs=jobs,
        seed=seed,
    )
