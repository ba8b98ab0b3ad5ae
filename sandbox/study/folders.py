"""What names on a command line are: files, or folders with the files in them that are meant."""

from pathlib import Path


def is_folder(name: str) -> bool:
    """Whether a name is that of a folder; names that no file can have are none."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether there is such a file; names that no file can have are none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def files_in(folder: str, *endings: str) -> list[Path]:
    """Return the files of a folder and its subfolders whose names end so, hidden ones left out, by path."""
    return sorted(path for path in Path(folder).rglob("*") if path.name.endswith(endings) and _is_shown(path, folder))


def _is_shown(path: Path, folder: str) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
