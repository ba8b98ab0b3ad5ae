"""Files that appear whole or not at all: written beside, then renamed."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with the line ends that it holds; raises OSError where that is not possible."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes as `writing` does; raises OSError."""
    with writing(path) as stream:
        stream.write(content)


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary name in the same folder for writing, renamed when all is written; raises OSError.

    What was there before stays until the new content is complete; where writing fails, nothing is left behind. A device
    or pipe is written to as it is.
    """
    path = path.resolve()  # the file that a link points to changes, not the link
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    part = path.with_name(f".{path.name[:80]}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
