"""The last resort: whatever fails inside, the user reads a sentence."""

import pytest

from sandbox.cli import guard


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (RuntimeError("the cat sat on it"), 70, "RuntimeError: the cat sat on it"),
        (MemoryError(), 2, "memory ran out"),
        (KeyboardInterrupt(), 130, ""),
        (RecursionError("too deep"), 70, "RecursionError"),
    ],
)
def test_no_exception_leaves(
    failure: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(**_: object) -> None:
        raise failure

    monkeypatch.setattr(guard, "sandbox", fail)
    assert guard.guarded(["compare"]) == code
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_a_command_that_does_not_exist_is_a_call_that_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert guard.guarded(["frobnicate"]) == 2
    shown = capsys.readouterr().err
    assert "frobnicate" in shown
    assert "Try: sandbox --help" in shown


def test_exit_codes_of_commands_are_handed_on() -> None:
    assert guard.guarded(["--version"]) == 0
    assert guard.guarded(["lint", "no_such_file"]) == 2
