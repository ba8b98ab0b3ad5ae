"""The profiles of runs in a stored result: `central/0/profile/reached` for policy 0, one array a count."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.profile import Profile, profile_shapes
from sandbox.study.compare import RegimeResult

Arrays = Mapping[str, NDArray[Any]]


def profile_arrays(regime: str, found: RegimeResult) -> dict[str, NDArray[Any]]:
    """Return the arrays of all profiles of a regime, by the names that they have in a file."""
    return {
        f"{regime}/{number}/profile/{field.name}": getattr(profile, field.name)
        for number, profile in enumerate(found.profiles)
        for field in fields(Profile)
        if field.name != "teams"
    }


def profile_of(arrays: Arrays, regime: str, number: int, teams: tuple[str, ...], replications: int) -> Profile | None:
    """Return the profile of one policy; None where something of it is missing or of another shape."""
    found: dict[str, NDArray[Any]] = {}
    for name, (shape, kind) in profile_shapes(len(teams)).items():
        array = arrays.get(f"{regime}/{number}/profile/{name}")
        if array is None or array.dtype != np.dtype(kind) or array.shape != (replications, *shape):
            return None
        found[name] = array
    return Profile(teams=teams, **found)
