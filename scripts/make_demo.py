"""Simulates anew what the browser shows without being asked to run: each study that ships, as its command does it."""

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox.files.atomic import write_bytes
from sandbox.study.presets import SHIPPED
from sandbox.study.request import command_of
from sandbox.study.stored import STORED_FILE

DEMO = Path(__file__).parents[1] / "demo"


def main() -> None:
    """Write `demo/NAME/replications.npz` for every study that ships."""
    for name, request in SHIPPED.items():
        _, *words = shlex.split(command_of(request))
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([sys.executable, "-m", "sandbox", *words, "--quiet", "--out", out], check=True)
            (DEMO / name).mkdir(parents=True, exist_ok=True)
            write_bytes(DEMO / name / STORED_FILE, (Path(out) / STORED_FILE).read_bytes())


if __name__ == "__main__":
    main()
