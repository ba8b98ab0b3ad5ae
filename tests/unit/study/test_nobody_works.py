"""A study is refused where no lead could ever be worked, and only there."""

from pathlib import Path

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study.lint import lint
from sandbox.study.load import load_study
from tests.unit.study.small import SCENARIO, write_policy, write_scenario

EMPTY = SCENARIO.replace("sdr: {count: 2}", "sdr: {count: 0}")
NIGHT = "{id: night, when: not in_hours, to: nights}"
SECOND = "  nights: {team: night, order: oldest_first, cadence: calls}\n"


def policy_of(folder: Path, *, routing: str = "", queues: str = "", more: str = "", then: str = "nurture") -> str:
    """The small policy with more rows, queues and sections."""
    path = Path(write_policy(folder, "mine"))
    text = (
        path.read_text("utf-8").replace("routing:\n", f"routing:\n{routing}").replace("then: nurture", f"then: {then}")
    )
    path.write_text(text.replace("cadences:\n", f"{queues}cadences:\n") + more, encoding="utf-8")
    return str(path)


def codes(policy: str, scenario: str, *settings: str) -> list[str]:
    read = load_study([policy], scenario, settings=settings)
    assert (read.value is None) == any(finding.is_error for finding in read.diagnostics)
    return [finding.code for finding in read.diagnostics]


@pytest.mark.parametrize(
    "team",
    ["{count: 0}", "{count: 2, shifts: {}}", "{count: 2, shifts: {Mon: 09:00-12:00}, nature: {other_work: 3 h}}"],
)
def test_a_team_that_is_empty_or_never_at_work_is_refused(tmp_path: Path, team: str) -> None:
    scenario = write_scenario(tmp_path, SCENARIO.replace("{count: 2}", team))
    read = load_study([write_policy(tmp_path, "mine")], scenario)
    (refusal,) = (finding for finding in read.diagnostics if finding.is_error)
    assert read.value is None
    assert refusal.code == "nobody-works"
    assert "no lead of policy mine could ever be worked" in refusal.message
    assert ("has nobody" if "0}" in team[:10] else "is never at work") in refusal.message
    assert "`staffing` in the policy" in refusal.help
    assert refusal.span.source[refusal.span.column - 1 :].startswith("sdr")


def test_one_hour_a_week_is_enough(tmp_path: Path) -> None:
    hour = SCENARIO.replace("{count: 2}", "{count: 1, shifts: {Mon: 09:00-10:00}}")
    assert codes(write_policy(tmp_path, "mine"), write_scenario(tmp_path, hour)) == []


def test_the_policy_that_nobody_works_is_named_and_the_other_is_not(tmp_path: Path) -> None:
    fine = write_policy(tmp_path, "fine")
    read = load_study([fine, f"idle={fine}"], write_scenario(tmp_path), settings=["idle:staffing.sdr.count=0"])
    told = [finding.message for finding in read.diagnostics if finding.is_error]
    assert told == ["in scenario small no lead of policy idle could ever be worked: team 'sdr' has nobody"]


def test_people_may_come_from_the_policy_and_be_taken_by_it(tmp_path: Path) -> None:
    policy, empty = write_policy(tmp_path, "mine"), write_scenario(tmp_path, EMPTY)
    assert codes(policy, empty, "staffing.sdr.count=1") == ["no-reps"]
    assert "nobody-works" in codes(policy, write_scenario(tmp_path, name="staffed"), "staffing.sdr.count=0")


def test_where_some_queue_has_people_it_stays_a_warning(tmp_path: Path) -> None:
    scenario = write_scenario(tmp_path, EMPTY + "  night: {count: 1}\n")
    routed = policy_of(tmp_path, routing=f"  - {NIGHT}\n", queues=SECOND)
    assert codes(routed, scenario) == ["no-reps"]


@pytest.mark.parametrize(
    ("on", "more"),
    [
        ({"then": "nights"}, ""),
        ({"more": "recycling: [{id: back, stage: mql, idle_for: 9 days, to: nights}]\n"}, ""),
        ({}, ", on_breach: nights"),
    ],
)
def test_leads_that_come_to_people_later_are_worked(tmp_path: Path, on: dict[str, str], more: str) -> None:
    people = "  night: {count: 1}\n"
    # Cadences of the second queue end elsewhere, so that no lead goes round.
    second = SECOND.replace("cadence: calls", "cadence: last")
    last = "  last: {touches: [{channel: phone}], then: close}\n"
    path = Path(policy_of(tmp_path, queues=second, **on))
    text = path.read_text("utf-8").replace("cadences:\n", f"cadences:\n{last}")
    path.write_text(text.replace("respond_within: 1 h", f"respond_within: 1 h{more}"), encoding="utf-8")
    assert "nobody-works" not in codes(str(path), write_scenario(tmp_path, EMPTY + people))
    assert "nobody-works" in codes(str(path), write_scenario(tmp_path, EMPTY + people.replace("1", "0"), name="none"))


def test_people_to_whom_only_a_conversation_leads_do_not_count(tmp_path: Path) -> None:
    later = "after_contact: [{id: on, otherwise: true, to: nights}]\n"
    policy = policy_of(tmp_path, queues=SECOND, more=later)
    assert "nobody-works" in codes(policy, write_scenario(tmp_path, EMPTY + "  night: {count: 1}\n"))


def test_a_policy_that_gives_leads_to_no_team_may_be_meant(tmp_path: Path) -> None:
    path = Path(write_policy(tmp_path, "mine"))
    path.write_text(path.read_text("utf-8").replace("to: calls", "to: nurture"), encoding="utf-8")
    assert codes(str(path), write_scenario(tmp_path, EMPTY)) == ["unused-queue", "no-reps"]


def test_reps_who_nurture_work_leads(tmp_path: Path) -> None:
    world = EMPTY + "  night: {count: 1}\n"
    drip = "nurture: [{id: drip, otherwise: true, touches: {channel: email, every: 14 days, by: rep%s}}]\n"
    for team, expected in ((", team: night", False), ("", True)):
        found = codes(policy_of(tmp_path, more=drip % team), write_scenario(tmp_path, world))
        assert ("nobody-works" in found) == expected
    path = Path(policy_of(tmp_path, more=drip % ""))
    text = path.read_text("utf-8").replace("to: calls", "to: nurture")
    path.write_text(text[: text.index("queues:")] + "queues: {}\ncadences: {}\n" + drip % "", encoding="utf-8")
    assert "nobody-works" not in codes(str(path), write_scenario(tmp_path, world))


def test_lint_says_it_where_it_knows_the_scenario(tmp_path: Path) -> None:
    policy, shift = write_policy(tmp_path, "mine"), SCENARIO.replace("{count: 2}", "{count: 2, shifts: {}}")
    world = load_study([], write_scenario(tmp_path, shift)).value
    assert world is not None
    (alone,), (both,) = lint([policy], DEFAULT_LIMITS), lint([policy], DEFAULT_LIMITS, world.scenario)
    assert [finding.code for finding in alone.diagnostics] == []
    assert [finding.code for finding in both.diagnostics] == ["nobody-works"]
