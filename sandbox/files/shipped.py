"""What ships: policies, scenarios, a result and the app, in a wheel inside the package, in a checkout beside it."""

from pathlib import Path
from typing import Final

import sandbox
from sandbox.domain.diagnostics import Checked
from sandbox.files.suggest import did_you_mean, printable, quoted
from sandbox.files.text import refuse

VOCABULARY_FILE: Final = "vocabulary.yaml"
_SUFFIX = ".yaml"


def shipped_folder() -> Path:
    """Return the folder that holds `policies`, `scenarios`, `demo` and `app.py`."""
    package = Path(sandbox.__file__).resolve().parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def app_file() -> Path:
    """Return the Streamlit page that ships."""
    return shipped_folder() / "app.py"


def list_results() -> tuple[Path, ...]:
    """Return the stored results that ship, by name: what the page shows without simulating anything."""
    return tuple(sorted((shipped_folder() / "demo").glob("*/replications.npz")))


def vocabulary_file() -> Path:
    """Return the vocabulary that ships."""
    return shipped_folder() / "policies" / VOCABULARY_FILE


def list_policies() -> tuple[Path, ...]:
    """Return the policies that ship, by name."""
    return tuple(path for path in _yaml_files("policies") if path.name != VOCABULARY_FILE)


def list_scenarios() -> tuple[Path, ...]:
    """Return the scenarios that ship, by name."""
    return _yaml_files("scenarios")


def find_policy(name_or_path: str) -> Checked[Path]:
    """Return the file of a policy, given the name of a shipped one or a path; finding: `unknown-file`."""
    return _find(name_or_path, list_policies(), "policies that ship")


def find_scenario(name_or_path: str) -> Checked[Path]:
    """Return the file of a scenario, given the name of a shipped one or a path; finding: `unknown-file`."""
    return _find(name_or_path, list_scenarios(), "scenarios that ship")


def _yaml_files(folder: str) -> tuple[Path, ...]:
    return tuple(sorted((shipped_folder() / folder).glob(f"*{_SUFFIX}")))


def _find(name_or_path: str, shipped: tuple[Path, ...], noun: str) -> Checked[Path]:
    by_name = {path.stem: path for path in shipped}
    if name_or_path in by_name:
        return Checked(value=by_name[name_or_path])
    path = Path(name_or_path)
    if _exists(path):  # what is no readable file is told when it is read
        return Checked(value=path)
    is_path = path.suffix != "" or len(path.parts) > 1
    near = [str(other) for other in _siblings(path)] if is_path else list(by_name)
    message = f"there is no file {quoted(name_or_path)}"
    if is_path:
        help_text = did_you_mean(name_or_path, near, noun="files there") or f"{noun}: {', '.join(by_name)}"
    else:
        message += " and nothing of that name ships"
        help_text = did_you_mean(name_or_path, near, noun=noun)
    return refuse(printable(name_or_path), "unknown-file", message, help_text)


def _exists(path: Path) -> bool:
    try:
        return path.exists() and (path.is_file() or len(path.parts) > 1 or path.suffix != "")
    except (OSError, ValueError):  # too long a name, a name with a NUL
        return False


def _siblings(path: Path) -> list[Path]:
    try:
        return [other for other in sorted(path.parent.glob(f"*{_SUFFIX}")) if other.name != VOCABULARY_FILE]
    except (OSError, ValueError):
        return []
