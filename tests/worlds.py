"""Small worlds for tests: scenarios from YAML text, one-queue playbooks, and a rulebook that sends everybody there."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions, Judgements, Nurturing
from sandbox.domain.diagnostics import Checked
from sandbox.domain.facts import Columns, Vocabulary
from sandbox.domain.playbook import Assign, By, Cadence, Channel, Order, Pickup, Playbook, Queue, Touch, TouchWindow
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import NO_WAIT, Wait, wait_of
from sandbox.files.vocabulary import load_vocabulary
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import load_scenario

ROOT = Path(__file__).parent.parent


@cache
def vocabulary() -> Vocabulary:
    """Return the shipped vocabulary."""
    checked = load_vocabulary(ROOT / "policies" / "vocabulary.yaml")
    assert checked.value is not None
    return checked.value


@cache
def shipped_scenario(name: str) -> Scenario:
    """Return a shipped scenario."""
    checked = load_scenario(ROOT / "scenarios" / f"{name}.yaml", vocabulary())
    assert checked.value is not None, [d.render() for d in checked.diagnostics]
    return checked.value


def read_scenario(text: str) -> Checked[Scenario]:
    """Return a scenario from text, with its diagnostics."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path, vocabulary())


SMALL = """
version: 1
name: Small
measure: {warm_up: 1 week, arrivals: 2 weeks, follow_up: 8 weeks}
"""


def scenario(extra: str = "") -> Scenario:
    """Return a small scenario: defaults for three weeks of arrivals, and what `extra` says."""
    checked = read_scenario(SMALL + extra)
    assert checked.value is not None, [d.render() for d in checked.diagnostics]
    return checked.value


def touches(*planned: str) -> tuple[Touch, ...]:
    """Return touches from texts such as `phone`, `email 1 day` or `auto sms 5 business min`."""
    made = []
    for text in planned:
        by = By.AUTOMATION if text.startswith("auto ") else By.REP
        channel, _, after = text.removeprefix("auto ").partition(" ")
        wait = wait_of(after) if after else NO_WAIT
        assert wait is not None
        made.append(Touch(channel=Channel(channel), after=wait, by=by))
    return tuple(made)


def one_queue(
    *planned: str,
    order: Order = Order.OLDEST_FIRST,
    assign: Assign = Assign.SHARED,
    pickup: Pickup | None = None,
    then: str = "nurture",
    within: Wait | None = None,
    window: TouchWindow | None = None,
    respond_within: Wait | None = None,
) -> Playbook:
    """Return a playbook of one queue for the team sdr."""
    cadence = Cadence(name="c", touches=touches(*planned), then=then, within=within, window=window)
    queue = Queue(
        name="q",
        team="sdr",
        cadence="c",
        order=order,
        assign=assign,
        pickup=pickup or Pickup(),
        respond_within=respond_within,
    )
    return Playbook(queues=(queue,), cadences={"c": cadence})


@dataclass(frozen=True)
class Everybody:
    """A rulebook that sends every lead to the first queue, with scores and grades as given (else 0 and none).

    A lead that comes back has the first score and grade: it is decided alike alone and among others.
    After a conversation a lead is SQL if it is ready to buy, and the rows `if_sql` and `if_not` of `after_contact`
    follow (-1: the policy has none).
    """

    scores: Sequence[float] = ()
    grades: Sequence[int] = ()
    if_sql: int = -1
    if_not: int = -1

    @property
    def reads(self) -> frozenset[str]:
        """What it reads of a conversation, and of a lead that comes back."""
        return frozenset({"need", "timing", "touches"})

    @property
    def reads_in_talks(self) -> frozenset[str]:
        """What it reads of a conversation."""
        return frozenset({"need", "timing"})

    def decide(self, columns: Columns, count: int) -> Decisions:
        """Decide every lead alike."""
        zeros = np.zeros(count, dtype=np.int16)
        told = 1 if "touches" in columns else None
        score = np.resize(np.array(self.scores[:told] or (0.0,), dtype=np.float64), count)
        return Decisions(
            mql=np.ones(count, dtype=np.bool_),
            fit=np.zeros(count),
            engagement=np.zeros(count),
            score=score,
            grade=np.resize(np.array(self.grades[:told] or (-1,), dtype=np.int8), count),
            queue=zeros,
            cadence=zeros,
            route=zeros,
            scored=np.zeros((count, 0), dtype=np.bool_),
            queue_names=("q", "nurture", "close"),
            cadence_names=("c",),
            route_ids=("all",),
            scoring_ids=(),
        )

    def judge(self, columns: Columns, count: int) -> Judgements:
        """Judge by need and timing."""
        sql = (columns["need"] == 1) & (columns["timing"] == 1)
        return Judgements(sql=sql, step=np.where(sql, self.if_sql, self.if_not).astype(np.int16))

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        """Promote every lead."""
        return Nurturing(program=np.full(count, -1, dtype=np.int16), promotes=np.ones(count, dtype=np.bool_))


def rows_of(tables: Tables, event: Event, *columns: str) -> NDArray[np.int64]:
    """Return the columns of all events of a kind, shape (events, columns)."""
    hit = tables.events.column("event") == event
    return np.stack([tables.events.column(name)[hit] for name in columns], axis=1)


def contact_rate(tables: Tables) -> float:
    """Return the share of measured leads that were contacted."""
    measured = tables.leads.lead[tables.leads.in_cohort]
    contacted = rows_of(tables, Event.CONTACTED, "lead")[:, 0]
    return float(np.isin(measured, contacted).mean())
