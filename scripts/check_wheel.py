"""Proves that the wheel works alone: in an empty environment, away from the checkout, without the extras.

Builds the source distribution and from it the wheel, looks at what the wheel carries, installs it, and runs
the main job on shipped files from an empty directory. Leaves nothing behind.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POLICIES = ["eight_hours_two_touches", "five_minutes_six_touches"]
OURS = ("SANDBOX_", "PYTHON", "VIRTUAL_ENV")


def run(command: Sequence[str | Path], cwd: Path) -> str:
    """Run a command without the checkout in reach; its output, or the end of this script with what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment["SANDBOX_HOME"] = str(cwd / "home")
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        line = " ".join(map(str, command))
        sys.exit(f"wheel: exit code {done.returncode} of: {line}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(into: Path) -> Path:
    """Build both distributions; the wheel is built from the source distribution, so that both are tried."""
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", into, ROOT], cwd=into.parent)
    (wheel,) = into.glob("*.whl")
    return wheel


def missing_files(wheel: Path) -> set[str]:
    """Files that the checkout tracks and the wheel should carry, but does not."""
    shipped = ["policies", "scenarios", "demo", "app.py", ".streamlit"]
    listed = run(["git", "-C", ROOT, "ls-files", "sandbox", *shipped], cwd=ROOT)
    expected = {
        name if name.startswith("sandbox/") else f"sandbox/shipped/{name}"
        for name in listed.splitlines()
        if (ROOT / name).exists()
    }
    with zipfile.ZipFile(wheel) as archive:
        return expected - set(archive.namelist())


def main() -> None:
    """Build, look, install, run."""
    with tempfile.TemporaryDirectory(prefix="sandbox-wheel-") as name:
        place = Path(name)
        work = place / "empty"
        work.mkdir()
        wheel = build(place / "dist")
        if absent := missing_files(wheel):
            sys.exit(f"wheel: these files are not in it: {', '.join(sorted(absent))}")

        venv.create(place / "venv", with_pip=True, symlinks=True)
        binaries = place / "venv" / "bin"
        run([ROOT / "scripts" / "install_durable_rules.sh", binaries / "python"], cwd=work)
        pip: list[str | Path] = [binaries / "python", "-m", "pip", "-qq", "--disable-pip-version-check"]
        run([*pip, "install", "-c", ROOT / "constraints.txt", wheel], cwd=work)

        output = run(
            [binaries / "sandbox", "compare", *POLICIES, "--replications", "2", "--quiet", "--format", "json"], cwd=work
        )
        result = json.loads(output)
        compared = [policy["id"] for policy in result["policies"]]
        if result["schema"] != 1 or compared != POLICIES:
            sys.exit(f"wheel: compare answered schema {result['schema']} with the policies {compared}")
        run([binaries / "sandbox", "lint", POLICIES[0]], cwd=work)
        run([binaries / "sandbox", "test", POLICIES[0], "long_form", "--coverage-min", "100"], cwd=work)
        for kind in ("policy", "scenario", "vocabulary"):
            json.loads(run([binaries / "sandbox", "schema", kind], cwd=work))
        print(f"{wheel.name}: builds, installs and compares two policies away from the checkout.")


if __name__ == "__main__":
    main()
