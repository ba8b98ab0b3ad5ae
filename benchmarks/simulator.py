"""How fast the simulator is, a core, and how its memory grows with the number of leads.

`python -m benchmarks.simulator` prints both tables. Memory is the peak of a process of its own for each size.
"""

import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from sandbox.domain.luck import key_of
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.vocabulary import load_vocabulary
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.sim.world import simulate

ROOT = Path(__file__).parent.parent
MAIN = "midmarket_saas"
TIMED = (
    *((name, MAIN) for name in ("eight_hours_two_touches", "five_minutes_six_touches", "newest_first", "oldest_first")),
    ("accountable_team", "human_team"),
    ("nurture_and_recycle", "nurture_market"),
)
SCALES = (8, 16, 32)
RUNS = 5


def _scenario(name: str = MAIN) -> Scenario:
    vocabulary = load_vocabulary(ROOT / "policies" / "vocabulary.yaml").value
    assert vocabulary is not None
    scenario = load_scenario(ROOT / "scenarios" / f"{name}.yaml", vocabulary).value
    assert scenario is not None
    return scenario


def _policy(name: str) -> Policy:
    policy = load_policy(ROOT / "policies" / f"{name}.yaml").value
    assert policy is not None
    return policy


def speed(name: str, world: str) -> tuple[int, int, float, float]:
    """Return leads, events, median CPU seconds of the simulation alone and with sampling and deciding leads."""
    scenario, policy = _scenario(world), _policy(name)
    alone, whole = [], []
    leads = events = 0
    for replication in range(RUNS):
        key = key_of(1, replication)
        start = time.process_time()
        people = sample_leads(scenario, key)
        sampled = time.process_time()
        tables = simulate(people, compile_policy(policy), policy.playbook, scenario, key)
        end = time.process_time()
        leads, events = len(tables.leads), len(tables.events)
        alone.append((end - sampled) / leads)
        whole.append((end - start) / leads)
    return leads, events, sorted(alone)[RUNS // 2], sorted(whole)[RUNS // 2]


def peak_memory(scale: int) -> tuple[int, int]:
    """Return leads and peak bytes of this process after a run with `scale` times the leads and reps."""
    scenario, policy = _scenario(), _policy("newest_first")
    demand = replace(scenario.demand, leads_per_week=scenario.demand.leads_per_week * scale)
    teams = {name: replace(team, count=team.count * scale) for name, team in scenario.teams.items()}
    scenario = replace(scenario, demand=demand, teams=teams)
    key = key_of(1, 0)
    tables = simulate(sample_leads(scenario, key), compile_policy(policy), policy.playbook, scenario, key)
    return len(tables.leads), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Print memory by number of leads, then speed by policy and scenario."""
    show_memory()  # first: a process begins with the peak of the one that starts it
    print()
    show_speed()


def show_memory() -> None:
    """Print the peak of a process of its own for each number of leads."""
    print("| leads | peak memory, MB | more than the row above, kB a lead |")
    print("| ---: | ---: | ---: |")
    before: tuple[int, int] | None = None
    for scale in SCALES:
        command = [sys.executable, "-m", "benchmarks.simulator", str(scale)]
        output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
        leads, peak = (int(part) for part in output.split())
        grown = f"{(peak - before[1]) / (leads - before[0]) / 1000:.1f}" if before else ""
        print(f"| {leads:,} | {peak / 1e6:,.0f} | {grown} |")
        before = leads, peak


def show_speed() -> None:
    """Print leads a second and core by policy and scenario."""
    heads = ("policy, scenario", "leads", "events a lead", "leads a second and core", "with sampling and deciding")
    print(f"| {' | '.join(heads)} | ratio to the first |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    first = 0.0
    for name, world in TIMED:
        leads, events, alone, whole = speed(name, world)
        first = first or alone
        cells = (f"{name}, {world}", f"{leads:,}", f"{events / leads:.1f}", f"{1 / alone:,.0f}", f"{1 / whole:,.0f}")
        print(f"| {' | '.join(cells)} | {alone / first:.2f} |")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*peak_memory(int(sys.argv[1])))
    else:
        main()
