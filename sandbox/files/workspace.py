"""The one folder that pages may write into: named by who starts the app on their own machine; else there is none."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sandbox.files.atomic import write_text
from sandbox.files.shipped import list_policies, list_scenarios, shipped_folder, vocabulary_file

WORKSPACE: Final = "SANDBOX_WORKSPACE"
"""The environment variable that names the folder."""
NAME: Final = re.compile(r"[a-z0-9_]{1,60}", re.ASCII)
NAME_RULE: Final = "A name is made of small letters a to z, digits and _, at most 60 of them."
_SUFFIX: Final = ".yaml"


def workspace_problem(folder: Path) -> str:
    """Return why nothing can be saved in a folder, in plain words; empty where it can be."""
    try:
        inside = folder.resolve(strict=True)
    except (OSError, ValueError):
        return f"there is no folder {folder}"
    if not inside.is_dir():
        return f"{folder} is not a folder"
    if any(inside.is_relative_to(shipped_folder() / part) for part in ("policies", "scenarios")):
        return f"{folder} holds files that ship, which are never written over: name a folder of your own"
    return ""


def saved_policies(folder: Path) -> Mapping[str, Path]:
    """Return what can be opened of a folder: its own YAML files by name, no links."""
    found = sorted(folder.glob(f"*{_SUFFIX}")) if not workspace_problem(folder) else []
    return {path.stem: path for path in found if _is_own(path) and NAME.fullmatch(path.stem)}


def save(folder: Path, name: str, text: str, *, replace: bool) -> str:
    """Save a policy as NAME.yaml; return why not, in plain words, empty where it was saved."""
    path = folder / f"{name}{_SUFFIX}"
    problem = workspace_problem(folder) or _name_problem(name) or _place_problem(path)
    if problem:
        return f"Nothing was saved: {problem}."
    if path.exists() and not replace:
        return f"Nothing was saved: {path.name} is there already. Tick the box to replace it, or choose another name."
    try:
        write_text(path, text)
    except (OSError, ValueError) as error:
        return f"Nothing was saved: {path.name} cannot be written ({getattr(error, 'strerror', None) or 'bad text'})."
    return ""


def _name_problem(name: str) -> str:
    if not NAME.fullmatch(name):
        return f"{NAME_RULE[:1].lower()}{NAME_RULE[1:-1]}"
    if name == vocabulary_file().stem:
        return "a vocabulary.yaml would change what the policies beside it mean; choose another name"
    return ""


def _place_problem(path: Path) -> str:
    if path.is_symlink():
        return f"{path.name} is a link to another place"
    if path.exists() and not path.is_file():
        return f"{path.name} is not a file"
    shipped = (*list_policies(), *list_scenarios(), vocabulary_file())
    if path.exists() and any(path.samefile(one) for one in shipped):
        return f"{path.name} is a file that ships, and those are never written over"
    return ""


def _is_own(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.name != vocabulary_file().name
