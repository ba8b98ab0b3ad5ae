"""Policies of a study by names of their own, so that one file can be compared with itself, changed.

`slower=newest_first` calls a file's policy `slower`; the change `slower:queues.inside_sales.respond_within=8 h` is made
to that policy alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.diagnostics import Checked, Diagnostic, Span
from sandbox.domain.limits import Limits
from sandbox.files.settings import OPTION, Setting, read_setting
from sandbox.files.shipped import find_policy
from sandbox.files.suggest import did_you_mean, printable, quoted

_NAMED = re.compile(r"(?P<name>[A-Za-z]\w{0,59})=(?P<file>.+)", re.ASCII | re.DOTALL)
_AIMED = re.compile(r"(?P<name>[A-Za-z]\w{0,59}):(?P<setting>[^=]+=.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A policy of a study: its file, and what it is called there."""

    id: str
    path: Path
    is_renamed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A setting, and the policy that it is made to; None: every policy that it fits."""

    setting: Setting
    policy: str | None


def read_policy_words(words: str) -> Checked[Named]:
    """Return which file a policy's words mean, and what it is called: NAME=FILE, else FILE, called by its stem."""
    match = _NAMED.fullmatch(words)
    whole = find_policy(words)
    if match is None or whole.value is not None:
        return Checked(value=_named(whole.value, None), diagnostics=whole.diagnostics)
    found = find_policy(match["file"])
    return Checked(value=_named(found.value, match["name"]), diagnostics=found.diagnostics)


def file_of(words: str) -> str:
    """Return the file, or the name that ships, in a policy's words."""
    match = _NAMED.fullmatch(words)
    return words if match is None else match["file"]


def _named(path: Path | None, name: str | None) -> Named | None:
    return None if path is None else Named(id=name or path.stem, path=path, is_renamed=name is not None)


def read_changes(
    settings: Sequence[str], policies: Sequence[Named], limits: Limits
) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """Return the changes that words of the form [POLICY:]KEY=VALUE state, and what is wrong with them."""
    names = [policy.id for policy in policies]
    changes, findings = [], []
    for words in settings:
        match = _AIMED.fullmatch(words)
        name = None if match is None else match["name"]
        if name is not None and name not in names:
            findings.append(_no_such_policy(name, names))
            continue
        read = read_setting(words if match is None else match["setting"], limits)
        findings += read.diagnostics
        if read.value is not None:
            changes.append(Change(setting=read.value, policy=name))
    return tuple(changes), tuple(findings)


def _no_such_policy(name: str, names: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        code="bad-setting",
        message=f"no policy here is called {quoted(name)}",
        span=Span(file=f"{OPTION} {printable(name)}:"),
        help=did_you_mean(name, names, noun="policies here"),
    )


def aimed_at(policy: Named, changes: Sequence[Change]) -> tuple[Setting, ...]:
    """Return the settings that are meant for a policy."""
    return tuple(change.setting for change in changes if change.policy in {None, policy.id})
