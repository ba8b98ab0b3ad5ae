"""What a result depends on, as one key: the same key, the same result to the last bit."""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sandbox
from sandbox.study.spec import StudySpec

_ROOMS = ("domain", "files", "engine", "sim", "analysis")
_SUFFIXES = (".py", ".yaml")
_LIBRARIES = ("numpy", "simpy", "holidays")


def study_key(spec: StudySpec) -> str:
    """Return the SHA-256, in hexadecimal, of what a study is about: files, length, luck, views of the market.

    The number of workers is no part of it. Files that a file refers to are: its vocabulary, and replayed arrivals.
    """
    trace = spec.scenario.demand.trace
    about = {
        "policies": [[policy.id, policy.sha256, repr(policy.vocabulary)] for policy in spec.policies],
        "scenario": [spec.scenario.id, spec.scenario.sha256, None if trace is None else trace.sha256],
        "replications": spec.replications,
        "seed": spec.seed,
        "regimes": spec.regimes,
        "confidence": spec.confidence,
    }
    return _hashed(about)


def result_key(spec: StudySpec) -> str:
    """Return the SHA-256 of a study and of the model that it is simulated with."""
    return _hashed([study_key(spec), model_version()])


def _hashed(about: Any) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


@cache
def model_version() -> str:
    """Return the SHA-256 of the model: our own source as it is installed, and the libraries that compute numbers.

    The version of the package does not tell two states of a checkout apart, and a result that is found again must not
    be that of yesterday's model.
    """
    digest = hashlib.sha256(", ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    package = Path(sandbox.__file__).resolve().parent
    files = [path for room in _ROOMS for path in (package / room).rglob("*") if path.suffix in _SUFFIXES]
    for path in sorted([*files, package / "study" / "tasks.py", package / "study" / "compare.py"]):
        digest.update(f"\0{path.relative_to(package).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
