"""Results that are kept in a folder, each in a file named after what it depends on.

Several processes may use one folder. It is bounded: what was asked for longest ago goes first. Nothing in it is ever
needed: whatever cannot be read is as good as absent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.atomic import write_bytes
from sandbox.study.compare import StudyResult
from sandbox.study.identity import result_key
from sandbox.study.request import StudyRequest
from sandbox.study.spec import StudySpec
from sandbox.study.stored import Unread, open_stored, result_of, to_bytes

_SUFFIX = ".npz"
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultShelf:
    """A folder of results, made where needed."""

    folder: Path
    limits: Limits = DEFAULT_LIMITS

    def put(self, result: StudyResult, request: StudyRequest) -> str:
        """Keep a result, and let go of the oldest where there are too many; return why it was not kept, or ''."""
        path = self._path(result.spec)
        content = to_bytes(result, request)
        if len(content) > self.limits.stored_bytes:
            return f"the result is larger than all that may be kept, {self.limits.stored_bytes:,} bytes"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_bytes(path, content)
            now_s = path.stat().st_mtime
        except OSError as error:
            return f"the result was not kept: {error.strerror or error}"
        self._tidy(now_s, newest=path)
        return ""

    def get(self, spec: StudySpec) -> StudyResult | Unread | None:
        """Return the kept result of a study, None where there is none; asking for it keeps it longer."""
        path = self._path(spec)
        try:
            content = path.read_bytes()
            before_s = path.stat().st_mtime
            path.touch()  # the folder's own clock says what time it is
            is_old = path.stat().st_mtime - before_s > self.limits.stored_days * _DAY_S
        except FileNotFoundError:
            return None
        except OSError as error:
            return Unread(why=f"the stored result cannot be read: {error.strerror or error}")
        if is_old:
            path.unlink(missing_ok=True)
            return None
        stored = open_stored(content, self.limits)
        return stored if isinstance(stored, Unread) else result_of(stored, spec)

    def _path(self, spec: StudySpec) -> Path:
        return self.folder / f"{result_key(spec)}{_SUFFIX}"

    def _tidy(self, now_s: float, *, newest: Path) -> None:
        """Delete what is too old, and then the oldest until the rest is small enough; never the newest."""
        room = self.limits.stored_bytes
        by_use = sorted(self._files(), key=lambda file: (file[2] == newest, file[0]), reverse=True)
        for used_s, size, path in by_use:
            room -= size
            is_old = now_s - used_s > self.limits.stored_days * _DAY_S
            if path != newest and (room < 0 or is_old):
                _delete(path)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield when each file was last asked for, its bytes, and its path; others may delete files meanwhile."""
        for path in self.folder.glob(f"*{_SUFFIX}"):
            try:
                found = path.stat()
            except OSError:
                continue
            yield found.st_mtime, found.st_size, path


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # somebody else's file: it may stay
        return
