"""What environment variables say of limits and of worker processes; they are read in `cli` and `ui`, never below."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from sandbox.domain.diagnostics import Checked, Diagnostic, Span
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.suggest import quoted
from sandbox.study.spec import MOST_JOBS, default_jobs

PREFIX: Final = "SANDBOX_"
"""Before the name of a limit in capitals: `SANDBOX_TRACE_ROWS` is `trace_rows`."""
JOBS: Final = f"{PREFIX}JOBS"

_LEAST: Final = {"policies_on_a_page": 2}
_MOST: Final = 10**15
_DEEPEST: Final = 50
"""What is nested more deeply than that, Python itself could no longer follow."""
_DEEP: Final = frozenset({"yaml_depth", "expression_depth"})
_WHOLE: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What all visitors of a server share: `jobs` worker processes, within the limits."""

    limits: Limits
    jobs: int


def server_of(variables: Mapping[str, str]) -> Checked[Server]:
    """Return what environment variables say of a server; finding: `bad-variable`."""
    limits, jobs = limits_of(variables), jobs_of(variables)
    if limits.value is None or jobs.value is None:
        return Checked(value=None, diagnostics=(*limits.diagnostics, *jobs.diagnostics))
    return Checked(value=Server(limits=limits.value, jobs=jobs.value))


def limits_of(variables: Mapping[str, str]) -> Checked[Limits]:
    """Return the limits as environment variables change them; an empty variable changes nothing.

    Finding: `bad-variable`, for every one that is no number or lies out of its range.
    """
    found: dict[str, float] = {}
    problems: list[Diagnostic] = []
    for limit in fields(Limits):
        name = f"{PREFIX}{limit.name.upper()}"
        text = variables.get(name, "").strip()
        if text:
            least, most = _LEAST.get(limit.name, 1), _DEEPEST if limit.name in _DEEP else _MOST
            read = _whole(name, text, least, most) if isinstance(limit.default, int) else _number(name, text, most)
            problems += read.diagnostics
            if read.value is not None:
                found[limit.name] = read.value
    if problems:
        return Checked(value=None, diagnostics=tuple(problems))
    return Checked(value=replace(DEFAULT_LIMITS, **found))  # type: ignore[arg-type]  # whole where the field is


def jobs_of(variables: Mapping[str, str]) -> Checked[int]:
    """Return how many worker processes a server has: as `SANDBOX_JOBS` says, else one a processor.

    Finding: `bad-variable`.
    """
    text = variables.get(JOBS, "").strip()
    if not text:
        return Checked(value=default_jobs())
    return _whole(JOBS, text, 1, MOST_JOBS)


def _whole(name: str, text: str, least: int, most: int) -> Checked[int]:
    if _WHOLE.fullmatch(text) is None:
        return _refused(name, text, f"should be a whole number, not {quoted(text)}")
    if not least <= int(text) <= most:
        return _refused(name, text, f"must lie between {least} and {most:,}, not {int(text):,}")
    return Checked(value=int(text))


def _number(name: str, text: str, most: int) -> Checked[float]:
    if _NUMBER.fullmatch(text) is None:
        return _refused(name, text, f"should be a number, not {quoted(text)}")
    if not 0 < float(text) <= most:
        return _refused(name, text, f"must be more than 0 and at most {most:,}, not {float(text):g}")
    return Checked(value=float(text))


def _refused(name: str, text: str, message: str) -> Checked[Any]:
    span = Span(file=name, length=len(text), source=text)
    help_text = "write it in digits, without a unit, or take the variable out of the environment"
    problem = Diagnostic(code="bad-variable", message=f"{name} {message}", span=span, help=help_text)
    return Checked(value=None, diagnostics=(problem,))
