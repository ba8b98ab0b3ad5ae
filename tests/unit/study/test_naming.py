"""Policies by names of their own, and changes that are made to one of them."""

from pathlib import Path

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study.load import Loaded, load_study
from sandbox.study.spec import StudySpec, spec_problems
from tests.unit.study.small import write_policy, write_scenario

AFTER = "cadences.c.touches.1.after"


@pytest.fixture
def file(tmp_path: Path) -> str:
    return write_policy(tmp_path, "calls")


@pytest.fixture
def world(tmp_path: Path) -> str:
    return write_scenario(tmp_path)


def loaded(policies: list[str], world: str, *settings: str) -> Loaded:
    read = load_study(policies, world, settings=settings)
    assert read.value is not None, [finding.render() for finding in read.diagnostics]
    return read.value


def delays_h(found: Loaded) -> list[float]:
    return [
        next(iter(policy.playbook.cadences.values())).touches[1].after.elapsed_ms / 3_600_000
        for policy in found.policies
    ]


def test_a_file_can_stand_twice_under_two_names(file: str, world: str) -> None:
    found = loaded([f"now={file}", f"later={file}"], world)
    assert [policy.id for policy in found.policies] == ["now", "later"]
    assert spec_problems(StudySpec(policies=found.policies, scenario=found.scenario), DEFAULT_LIMITS) == ()


def test_without_names_it_says_how_to_give_one(file: str, world: str) -> None:
    found = loaded([file, file], world)
    (problem,) = spec_problems(StudySpec(policies=found.policies, scenario=found.scenario), DEFAULT_LIMITS)
    assert "other_name=calls" in problem


def test_a_change_is_made_to_the_policy_that_it_names(file: str, world: str) -> None:
    cadence = next(iter(loaded([file], world).policies[0].playbook.cadences))
    key = f"cadences.{cadence}.touches.1.after"
    both = loaded([f"now={file}", f"later={file}"], world, f"{key}=5 h")
    one = loaded([f"now={file}", f"later={file}"], world, f"later:{key}=5 h")
    each = loaded([f"now={file}", f"later={file}"], world, f"{key}=5 h", f"later:{key}=7 h")
    assert [delays_h(found) for found in (both, one, each)] == [[5, 5], [24, 5], [5, 7]]
    assert one.policies[0].sha256 != one.policies[1].sha256


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("latr:name=x", "no policy here is called 'latr'"),
        ("later:nonsense=1", "the file has no 'nonsense'"),
        ("later:name", "expected KEY=VALUE, found 'later:name'"),
    ],
)
def test_what_fits_nowhere_is_told(file: str, world: str, setting: str, message: str) -> None:
    read = load_study([f"now={file}", f"later={file}"], world, settings=[setting])
    assert read.value is None
    assert [finding.message for finding in read.diagnostics if finding.is_error] == [message]


def test_a_file_whose_name_holds_a_sign_is_found(tmp_path: Path, world: str) -> None:
    assert loaded([write_policy(tmp_path, "a=b")], world).policies[0].id == "a=b"


def test_a_value_may_hold_a_colon(file: str, world: str) -> None:
    found = loaded([f"now={file}"], world, "now:name='calls: now'")
    assert found.policies[0].name == "calls: now"
