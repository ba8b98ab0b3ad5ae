"""What a policy knows of a lead after a conversation, and how often its rules have to be asked."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.decision import Judgements
from sandbox.domain.facts import Columns
from sandbox.domain.luck import key_of
from sandbox.domain.tables import Event
from sandbox.engine.language.parse import load_policy
from sandbox.engine.table import compile_policy
from sandbox.sim.population import sample_leads
from sandbox.sim.world import simulate
from tests.unit.sim.by_hand import ANSWERS, NO_REPLY, READY, UNSURE, live, policy_text
from tests.unit.sim.test_rulings import Asked
from tests.worlds import rows_of, scenario

ROOT = Path(__file__).parents[3]
TALKS, DEALS = ANSWERS + NO_REPLY + UNSURE, ANSWERS + NO_REPLY + READY
TWO_CALLS = "{channel: phone}, {channel: phone, after: 1 h}"


@dataclass
class AskedInTalks(Asked):
    """A rulebook that notes how often it is asked after a conversation."""

    talks: int = 0

    def judge(self, columns: Columns, count: int) -> Judgements:
        self.talks += 1
        return super().judge(columns, count)


def steps(*rows: str) -> str:
    return f"after_contact: [{', '.join(rows)}, {{id: rest, otherwise: true, to: keep}}]"


def test_rules_that_read_two_answers_are_asked_four_times_at_most() -> None:
    policy = load_policy(ROOT / "policies/nurture_and_recycle.yaml").value  # sql is need and timing
    assert policy is not None
    rulebook, world, key = AskedInTalks(compile_policy(policy)), scenario(), key_of(1, 0)
    tables = simulate(sample_leads(world, key), rulebook, policy.playbook, world, key)
    assert len(rows_of(tables, Event.JUDGED, "lead")) > 20
    assert 1 <= rulebook.talks <= 4


def test_leads_that_differ_in_what_the_rules_read_are_judged_apart(tmp_path: Path) -> None:
    policy = policy_text(extra=steps('{id: early, when: role == "student", to: nurture}'))
    inquiries = ["10:00 role=student", "11:00 role=manager", "12:00 role=student", "13:00"]
    tables = live(tmp_path, inquiries, policy, buyers=TALKS)
    assert rows_of(tables, Event.JUDGED, "lead", "rule").tolist() == [[0, 0], [1, 1], [2, 0], [3, 1]]


def test_leads_of_which_a_number_is_missing_are_alike(tmp_path: Path) -> None:
    rows = "{id: large, when: employees >= 50, to: nurture}", "{id: unknown, when: missing(employees), to: close}"
    inquiries = ["10:00 employees=200", "11:00 employees=", "12:00 employees=10", "13:00 employees="]
    tables = live(tmp_path, inquiries, policy_text(extra=steps(*rows)), buyers=TALKS)
    assert rows_of(tables, Event.JUDGED, "lead", "rule").tolist() == [[0, 0], [1, 1], [2, 2], [3, 1]]


def test_a_lead_is_judged_by_its_history_of_that_moment(tmp_path: Path) -> None:
    policy = policy_text(touches=TWO_CALLS, extra=steps("{id: enough, when: touches >= 2, to: nurture}"))
    tables = live(tmp_path, ["10:00", "10:10"], policy, buyers=TALKS)
    assert rows_of(tables, Event.JUDGED, "lead", "rule").tolist() == [[0, 1], [1, 1], [0, 0], [1, 0]]


def test_a_lead_is_judged_by_what_it_says(tmp_path: Path) -> None:
    policy = policy_text(extra=steps("{id: now, when: timing, to: close}"))
    ready, later = (live(tmp_path, ["10:00"], policy, buyers=buyers) for buyers in (DEALS, TALKS))
    assert [rows_of(tables, Event.JUDGED, "rule").tolist() for tables in (ready, later)] == [[[0]], [[1]]]


def test_a_lead_is_judged_by_what_the_policy_derives_of_it(tmp_path: Path) -> None:
    scores = 'scoring: [{id: boss, when: role == "manager", points: 10}]'
    policy = policy_text(extra=f"{scores}\n{steps('{id: best, when: score >= 10, to: nurture}')}")
    tables = live(tmp_path, ["10:00 role=student", "11:00 role=manager"], policy, buyers=TALKS)
    assert rows_of(tables, Event.JUDGED, "lead", "rule").tolist() == [[0, 1], [1, 0]]
