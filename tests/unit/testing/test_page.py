"""The page on testing policies is checked by doing what it says."""

import re
import shutil
from pathlib import Path

import pytest

import sandbox.testing.collecting  # noqa: F401 - before the runs inside: they forget imports, NumPy loads once
from sandbox.files.shipped import vocabulary_file
from tests.unit.testing.small import run

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parents[3] / "docs" / "testing-policies.md").read_text(encoding="utf-8")
POLICY, _STEPS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
_LAYOUT, OUTPUT = re.findall(r"```\n((?:revops|policies)/.*?)```", PAGE, flags=re.DOTALL)
(OWN_TEST,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
(INI,) = re.findall(r"```ini\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    policies = pytester.mkdir("policies")
    (policies / "inbound.yaml").write_text(POLICY)
    shutil.copy(vocabulary_file(), policies)
    return pytester


def test_the_failure_on_the_page_is_what_pytest_says(repository: pytest.Pytester) -> None:
    printed = run(repository, "--sandbox-policies", "policies/").stdout.str()
    shown = printed[printed.index("policies/inbound.yaml ") : printed.index("=========================== short")]
    assert shown == OUTPUT


def test_the_configuration_and_the_test_on_the_page_work(repository: pytest.Pytester) -> None:
    repository.makefile(".ini", pytest=INI)
    repository.makepyfile(test_own=OWN_TEST)
    run(repository, "--sandbox-examples", "20").assert_outcomes(passed=7, failed=1)
