"""Which policies are tested, and by which case tables, given the names on a command line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.diagnostics import Checked, Diagnostic
from sandbox.domain.limits import Limits
from sandbox.files.shipped import find_policy
from sandbox.files.suggest import quoted
from sandbox.files.text import refuse
from sandbox.files.yaml_places import compose_file
from sandbox.study.folders import files_in, is_file, is_folder
from sandbox.study.lint import SUFFIXES, FileKind, kind_of

OWN_TABLE = ".cases.csv"
"""How the name of a policy's own case table ends: `five.cases.csv` beside `five.yaml`."""
_TABLES = (".csv", ".csv.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A policy that is tested, and the case tables that are put to it, in the order in which they were named."""

    policy: Path
    tables: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A name that leads to nothing that could be tested, and why."""

    name: str
    diagnostics: tuple[Diagnostic, ...]


def find_cases(names: Sequence[str], limits: Limits) -> tuple[Asked | Refused, ...]:
    """Return what is tested, in the order of the names: policies, folders, names of shipped policies, case tables.

    The table `five.cases.csv` belongs to `five.yaml` beside it: it is found without being named, and naming it names
    the policy. Any other table is put to every policy of the call. A policy that is named twice is tested once.
    """
    found: dict[str, Asked | Refused] = {}
    tables: dict[Path, None] = {}
    for name in names:
        if _is_table(name) and policy_of_table(Path(name)) is None:
            tables[Path(name)] = None
        else:
            for one in _found(name, limits):
                found.setdefault(str(one.policy.resolve()) if isinstance(one, Asked) else one.name, one)
    if tables and not found:
        return tuple(_without_policy(str(table), "no policy is named") for table in tables)
    return tuple(
        Asked(policy=one.policy, tables=(*one.tables, *tables)) if isinstance(one, Asked) else one
        for one in found.values()
    )


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TABLES) and not is_folder(name)


def policy_of_table(table: Path) -> Path | None:
    """Return the policy to which a case table belongs by its name; None where there is none."""
    if not table.name.endswith(OWN_TABLE):
        return None
    beside = (table.with_name(table.name.removesuffix(OWN_TABLE) + suffix) for suffix in SUFFIXES)
    return next((path for path in beside if is_file(path)), None)


def _found(name: str, limits: Limits) -> Iterator[Asked | Refused]:
    if is_folder(name):
        yield from _in_folder(name, limits)
    elif (owner := policy_of_table(Path(name))) is not None:
        yield _asked(owner)
    else:
        found = find_policy(name)
        yield Refused(name=name, diagnostics=found.diagnostics) if found.value is None else _asked(found.value)


def _in_folder(name: str, limits: Limits) -> Iterator[Asked | Refused]:
    policies = [path for path in files_in(name, *SUFFIXES) if _may_be_policy(path, limits)]
    yield from map(_asked, policies)
    for table in files_in(name, OWN_TABLE):
        if policy_of_table(table) is None:
            policy = table.name.removesuffix(OWN_TABLE) + SUFFIXES[0]
            yield _without_policy(str(table), f"there is no {quoted(policy)} beside this case table")
    if not policies:
        refused: Checked[Path] = refuse(name, "unknown-file", "there is no policy in this folder")
        yield Refused(name=name, diagnostics=refused.diagnostics)


def _may_be_policy(path: Path, limits: Limits) -> bool:
    """Whether a file is a policy, or cannot be read: then reading it as one says why."""
    document, _ = compose_file(path, limits)
    return kind_of(path, None if document is None else document.data) is FileKind.POLICY


def _asked(policy: Path) -> Asked:
    own = policy.with_name(policy.stem + OWN_TABLE)
    return Asked(policy=policy, tables=(own,) if is_file(own) else ())


def _without_policy(table: str, why: str) -> Refused:
    help_text = "name the policy that should decide the cases: sandbox test POLICY CASES.csv"
    refused: Checked[Path] = refuse(table, "unknown-file", why, help_text)
    return Refused(name=table, diagnostics=refused.diagnostics)
