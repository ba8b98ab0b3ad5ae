"""Files that a visitor uploads, for code that reads files; none of them stays on disk."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def on_disk(content: bytes, name: str) -> Iterator[Path]:
    """Yield a file of these bytes in a folder of its own, which goes when the block ends with all that lies in it.

    `name` is ours: what the visitor calls the file never names one here.
    """
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path
