"""A form of ten questions against one of three: fewer leads, as the model says, and better ranked ones."""

import math
from pathlib import Path

import pytest

from sandbox.study.load import load_study
from sandbox.study.tasks import simulate_once
from tests.worlds import ROOT

MORE_FACTS = """
  users: {kind: number, label: Users, asked: true, bands: {"few": 5, "many": 100}}
  system: {kind: category, label: System in use, values: [none, old, new], asked: true}
  pilot: {kind: flag, label: Wants a pilot, asked: true}
"""
WORLD = """\
version: 1
name: Ten questions
measure: {warm_up: 1 day, arrivals: 4 weeks, follow_up: 1 day}
demand: {visitors_per_week: 6000}
leads:
  facts:
    budget: {shares: {"2000": .5, "40000": .5}}
    phone: {shares: {"yes": 1}}
    users: {shares: {few: .5, many: .5}}
    system: {shares: {none: .3, old: .4, new: .3}}
    pilot: {shares: {"yes": .5, "no": .5}}
buyers:
  quality:
    effects:
      role: {decision_maker: .6, student: -1.2}
      budget: {"2000": -.4, "40000": .5}
      users: {few: -.4, many: .4}
      system: {none: -.3, old: .4}
      pilot: {"yes": .5}
"""
POLICY = """\
version: 1
name: Form
form: [{form}]
scoring:
  - {{id: decides, when: 'role == "decision_maker"', points: {sign}6}}
  - {{id: rich, when: budget > 5000, points: {sign}9}}
  - {{id: many, when: users > 50, points: {sign}8}}
  - {{id: old, when: 'system == "old"', points: {sign}5}}
  - {{id: pilot, when: pilot, points: {sign}5}}
routing: [{{id: rest, otherwise: true, to: nurture}}]
queues: {{}}
cadences: {{}}
"""
THREE = ("role", "timeframe_days", "phone")
TEN = (*THREE, "industry", "employees", "product", "budget", "users", "system", "pilot")


def ranked(folder: Path, form: tuple[str, ...], sign: str = "") -> tuple[int, float]:
    """Return how many leads a form gets, and how well the score ranks them (AUC, top 10 % v others)."""
    text = (ROOT / "policies" / "vocabulary.yaml").read_text(encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(text.rstrip() + MORE_FACTS, encoding="utf-8")
    (folder / "world.yaml").write_text(WORLD, encoding="utf-8")
    path = folder / f"policy{len(form)}{len(sign)}.yaml"
    path.write_text(POLICY.format(form=", ".join(form), sign=sign), encoding="utf-8")
    loaded = load_study([str(path)], str(folder / "world.yaml"))
    assert loaded.value is not None, [d.render() for d in loaded.diagnostics]
    tables = simulate_once(loaded.value.policies[0], loaded.value.scenario, seed=1)
    is_best = tables.leads.segments["quality"].codes == 0
    best, others = tables.leads.score[is_best], tables.leads.score[~is_best]
    ahead = (best[:, None] > others).mean() + (best[:, None] == others).mean() / 2
    return len(tables.leads), float(ahead)


def test_ten_questions_get_fewer_leads_and_rank_them_better(tmp_path: Path) -> None:
    few, many = ranked(tmp_path, THREE), ranked(tmp_path, TEN)
    assert many[0] / few[0] == pytest.approx(math.exp(-0.10 * 7), rel=0.05)
    assert many[1] > few[1] + 0.1 > 0.6


def test_a_score_that_reads_answers_upside_down_ranks_worse_the_more_it_knows(tmp_path: Path) -> None:
    few, many = ranked(tmp_path, THREE, "-"), ranked(tmp_path, TEN, "-")
    assert many[1] < few[1] - 0.1 < 0.4
