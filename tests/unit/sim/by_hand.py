"""Worlds and policies by hand: leads arrive when told, reps take ten minutes a call, the log is read as sentences."""

from collections.abc import Sequence
from pathlib import Path

from sandbox.domain.tables import NONE, Event, Tables
from sandbox.engine.language.parse import load_policy
from sandbox.sim.scenario_file.parse import load_scenario
from sandbox.study.tasks import simulate_once
from tests.unit.sim.test_order_of_work import clock
from tests.worlds import vocabulary

ALWAYS = "{at_once: 1000, floor: 1000, tau_min: 1, theta: 1}"
ANSWERS = f"""
  reachable: {{default: 1}}
  responsiveness_variance: 0
  phone: {{sceptical: {ALWAYS}, central: {ALWAYS}, vendor: {ALWAYS}}}"""
SILENT = "\n  reachable: {default: 0}"
NO_REPLY = "\n  mail: {reply: 0}"
READY = "\n  intent: {ready: [1, 1, 1, 1], budget_confirmed: [1, 1, 1, 1]}"
UNSURE = "\n  intent: {ready: [0, 0, 0, 0], buys_later: 1}"
TEAMS = "sdr: {count: 1, shifts: {Mon-Fri: 09:00-17:00}}\n  ae: {count: 1, shifts: {Mon-Fri: 10:00-16:00}}"


def replies(after: str) -> str:
    """Return buyers who answer every mail and sms after this time."""
    return f"\n  mail: {{reply: 1, automated: 1, decay_per_mail: 1, decay_per_day: 0, delay: {{fixed: {after}}}}}"


def scenario_text(buyers: str, teams: str = TEAMS, holidays: str = "none") -> str:
    """Return a scenario in which a call takes 5 + 3 + 2 min, a conversation 10 min with its wrap-up, a mail 10 min."""
    return f"""
version: 1
name: By hand
clock: {{zone: UTC, holidays: {holidays}}}
demand: {{trace: arrivals.csv}}
buyers: {buyers}
handling:
  preparation: {{fixed: 5 min}}
  no_answer: {{fixed: 3 min}}
  wrap_up: {{fixed: 2 min}}
  conversation: {{fixed: 7 min}}
  mail: {{fixed: 5 min}}
teams:
  {teams}
"""


def policy_text(
    queue: str = "", touches: str = "{channel: phone}", extra: str = "", routing: str = "", queues: str = ""
) -> str:
    """Return a policy that sends everybody to the queue q, unless rows of `routing` say otherwise."""
    return f"""
version: 1
name: By hand
routing:
{routing}
  - {{id: all, otherwise: true, to: q}}
queues:
  q: {{team: sdr, cadence: c{", " if queue else ""}{queue}}}
{queues}
cadences:
  c: {{touches: [{touches}], then: nurture}}
  once: {{touches: [{{channel: phone}}], then: close}}
{extra}
"""


def live(
    folder: Path,
    inquiries: Sequence[str],
    policy: str,
    *,
    buyers: str = SILENT + NO_REPLY,
    teams: str = TEAMS,
    holidays: str = "none",
) -> Tables:
    """Return what happened to leads that inquire at these times of Monday, `+1 09:00` is Tuesday.

    `ann@09:00` and later `ann@11:00` are two inquiries of one lead; `09:00 phone=no` states facts.
    """
    columns = sorted({fact.split("=")[0] for text in inquiries for fact in text.split() if "=" in fact})
    rows = [",".join(("lead_id", "created", *columns))]
    for number, text in enumerate(inquiries):
        words = text.replace("@", " ").split() if "@" in text else [f"lead{number}", *text.split()]
        facts = dict(word.split("=") for word in words if "=" in word)
        day = next((int(word) for word in words if word.startswith("+")), 0)
        time = next(word for word in words if ":" in word)
        rows.append(",".join((words[0], f"2026-01-{5 + day:02} {time}", *(facts.get(name, "") for name in columns))))
    (folder / "arrivals.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "world.yaml").write_text(scenario_text(buyers, teams, holidays), encoding="utf-8")
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    world, read = load_scenario(folder / "world.yaml", vocabulary()), load_policy(folder / "policy.yaml")
    assert world.value is not None, [d.render() for d in world.diagnostics]
    assert read.value is not None, [d.render() for d in read.diagnostics]
    return simulate_once(read.value, world.value, seed=1)


def said(tables: Tables, *events: Event) -> list[str]:
    """Return the log of these events as `LEAD EVENT by REP at TIME`, without the rep where there is none."""
    columns = (tables.events.column(name).tolist() for name in ("lead", "event", "rep", "time_ms"))
    return [
        f"{lead} {Event(event).name.lower()}{'' if rep == NONE else f' by {rep}'} at {clock(time_ms)}"
        for lead, event, rep, time_ms in zip(*columns, strict=True)
        if Event(event) in events
    ]


def sdrs(count: int) -> str:
    """Return that many reps of the team sdr, and one of the team ae."""
    return TEAMS.replace("count: 1", f"count: {count}", 1)
