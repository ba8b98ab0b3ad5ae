"""What the tests of the plugin need: the pytest that they start must not know where it runs."""

import pytest


@pytest.fixture(autouse=True)
def _not_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where CI is set, pytest tells each failure a second time, in full, in its summary."""
    for variable in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(variable, raising=False)
