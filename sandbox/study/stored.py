"""The result of a study in one file, from which everything about it can be drawn again.

A file `.npz` as NumPy writes it, never a pickle: text in JSON (`about`), and the sums of each regime. Many of them are
equal in all replications (every lead is a case of many measures), so each series is kept once: `central/series` has
shape (series, replications), and `central/0/numerators` and `central/0/denominators`, of shape (groups, measures), say
which series it is for policy 0; `central/0/profile/..` are the counts of its pictures.
 What is derived from the sums is computed again when they are read. A reader passes
over arrays that it does not know.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.analysis.comparison import PolicyFolds, sums_of
from sandbox.analysis.fold import EVERY_LEAD
from sandbox.analysis.measures import MEASURES, is_measure
from sandbox.analysis.profile import Profile
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.study.compare import Counts, RegimeResult, StudyResult, assemble, regime_result
from sandbox.study.document import versions
from sandbox.study.identity import model_version, study_key
from sandbox.study.request import StudyRequest, Words, from_words, to_words
from sandbox.study.spec import StudySpec
from sandbox.study.stored_profiles import profile_arrays, profile_of

STORED_FILE: Final = "replications.npz"
VERSION: Final = 1
_ABOUT: Final = "about"
_SERIES: Final = "series"
_ARRAYS: Final = ("numerators", "denominators")
_OLDEST_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every part of a file, so that the same result gives the same bytes."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class _Regime(_Shape):
    measures: list[str]
    groups: list[list[list[str]]]
    teams: list[list[str]]
    leads_changed: list[float | None]
    cohort_leads: list[int]
    simulated_leads: int
    events: int


class _About(_Shape):
    version: int
    study: str
    model: str
    versions: dict[str, str]
    request: Words
    policies: dict[str, str]
    scenario: str
    regimes: dict[str, _Regime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Why a stored result cannot be used, in plain words."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A stored result as it lies in its file.

    `request` are the words that it was made from, `policies` the SHA-256 of each policy by id, `scenario` that of the
    scenario, `study` the `study_key` of all of it, `versions` those it was made with.
    """

    request: StudyRequest
    study: str
    policies: Mapping[str, str]
    scenario: str
    versions: Mapping[str, str]
    regimes: Mapping[str, _Regime]
    arrays: Mapping[str, NDArray[Any]]


def to_bytes(result: StudyResult, request: StudyRequest) -> bytes:
    """Return the file of a result, given the words that it was made from; the same result gives the same bytes."""
    spec = result.spec
    about = _About(
        version=VERSION,
        study=study_key(spec),
        model=model_version(),
        versions=versions(),
        request=to_words(request),
        policies={policy.id: policy.sha256 for policy in spec.policies},
        scenario=spec.scenario.sha256,
        regimes={name: _described(found) for name, found in result.regimes.items()},
    )
    parts: dict[str, NDArray[Any]] = {_ABOUT: np.frombuffer(about.model_dump_json().encode(), dtype=np.uint8)}
    for name, found in result.regimes.items():
        parts |= _series(name, found.folds) | profile_arrays(name, found)
    return _packed(parts)


def _described(found: RegimeResult) -> _Regime:
    return _Regime(
        measures=list(found.folds[0].measures),
        groups=[[list(group) for group in folds.groups] for folds in found.folds],
        teams=[list(profile.teams) for profile in found.profiles],
        leads_changed=list(found.leads_changed.values()),
        cohort_leads=list(found.cohort_leads.values()),
        simulated_leads=found.simulated_leads,
        events=found.events,
    )


def _series(regime: str, folds: Sequence[PolicyFolds]) -> dict[str, NDArray[Any]]:
    """Return the sums of a regime, every series of replications once."""
    sums = {
        f"{regime}/{number}/{array}": np.moveaxis(getattr(one.sums, array), 0, -1)
        for number, one in enumerate(folds)
        for array in _ARRAYS
    }
    replications = folds[0].sums.replications
    every = np.concatenate([values.reshape(-1, replications) for values in sums.values()])
    # As bits: 0 and -0 are two things, and NaN is one.
    unique, places = np.unique(every.view(np.uint64), axis=0, return_inverse=True)
    parts: dict[str, NDArray[Any]] = {f"{regime}/{_SERIES}": unique.view(np.float64)}
    start = 0
    for name, values in sums.items():
        shape = values.shape[:2]
        end = start + shape[0] * shape[1]
        parts[name] = places[start:end].reshape(shape).astype(np.int32)
        start = end
    return parts


def _packed(parts: Mapping[str, NDArray[Any]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, values in parts.items():
            part = zipfile.ZipInfo(f"{name}.npy", date_time=_OLDEST_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            array = io.BytesIO()
            npy.write_array(array, np.ascontiguousarray(values), allow_pickle=False)
            archive.writestr(part, array.getvalue())
    return content.getvalue()


def open_stored(content: bytes, limits: Limits = DEFAULT_LIMITS) -> Stored | Unread:
    """Return what a file holds; any content whatever ends in a sentence at worst."""
    try:
        parts = _unpacked(content, limits)
        if isinstance(parts, Unread):
            return parts
        raw = json.loads(parts[_ABOUT].tobytes())
        if isinstance(raw, dict) and isinstance(raw.get("version"), int) and raw["version"] > VERSION:
            return Unread(why="the stored result was written by a newer sandbox")
        about = _About.model_validate(raw)
    except (zipfile.BadZipFile, zlib.error, ValidationError, ValueError, KeyError, EOFError, OSError):
        return _DAMAGED
    except (NotImplementedError, RuntimeError, RecursionError):  # what zip files may hold and Python cannot read
        return _DAMAGED
    return Stored(
        request=from_words(about.request),
        study=about.study,
        policies=about.policies,
        scenario=about.scenario,
        versions=about.versions,
        regimes=about.regimes,
        arrays={name: values for name, values in parts.items() if name != _ABOUT},
    )


_DAMAGED: Final = Unread(why="the stored result is damaged")


def _unpacked(content: bytes, limits: Limits) -> dict[str, NDArray[Any]] | Unread:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > limits.result_bytes:
            return Unread(why=f"the stored result is larger than {limits.result_bytes:,} bytes")
        return {
            part.filename.removesuffix(".npy"): npy.read_array(io.BytesIO(archive.read(part)), allow_pickle=False)
            for part in archive.infolist()
        }


def result_of(stored: Stored, spec: StudySpec) -> StudyResult | Unread:
    """Return the result of a study, equal to the one that was stored, given its spec, read from the files anew."""
    if stored.study != study_key(spec):
        return Unread(why="the stored result is of other policies, another scenario or another length")
    if list(stored.regimes) != list(spec.regime_names):
        return _DAMAGED
    if not all(_is_whole(stored, spec, name) for name in stored.regimes):
        return _DAMAGED
    return assemble(spec, [_regime_of(stored, spec, name) for name in stored.regimes])


def _is_whole(stored: Stored, spec: StudySpec, name: str) -> bool:
    """Whether everything about a regime is there, of the right shape."""
    about = stored.regimes[name]
    count = len(spec.policies)
    if {len(about.groups), len(about.teams), len(about.leads_changed), len(about.cohort_leads)} != {count}:
        return False
    if not set(MEASURES) <= set(about.measures) or not all(map(is_measure, about.measures)):
        return False
    if any(not groups or tuple(groups[0]) != EVERY_LEAD or {*map(len, groups)} != {2} for groups in about.groups):
        return False
    series = stored.arrays.get(f"{name}/{_SERIES}")
    if series is None or series.dtype != np.float64 or series.ndim != 2 or series.shape[1] != spec.replications:
        return False
    for number, groups in enumerate(about.groups):
        for array in _ARRAYS:
            places = stored.arrays.get(f"{name}/{number}/{array}")
            if places is None or places.dtype != np.int32 or places.shape != (len(groups), len(about.measures)):
                return False
            if places.min() < 0 or places.max() >= len(series):
                return False
    return all(profile is not None for profile in _profiles(stored, spec, name))


def _profiles(stored: Stored, spec: StudySpec, name: str) -> list[Profile | None]:
    teams = stored.regimes[name].teams
    return [profile_of(stored.arrays, name, n, tuple(of), spec.replications) for n, of in enumerate(teams)]


def _regime_of(stored: Stored, spec: StudySpec, name: str) -> RegimeResult:
    about = stored.regimes[name]
    series = stored.arrays[f"{name}/{_SERIES}"]

    def sums(number: int, array: str) -> NDArray[np.float64]:
        return np.ascontiguousarray(np.moveaxis(series[stored.arrays[f"{name}/{number}/{array}"]], -1, 0))

    folds = tuple(
        PolicyFolds(
            policy=policy.id,
            measures=tuple(about.measures),
            groups=tuple((segment, label) for segment, label in about.groups[number]),
            sums=sums_of(about.measures, sums(number, "numerators"), sums(number, "denominators")),
        )
        for number, policy in enumerate(spec.policies)
    )
    counts = Counts(
        leads_changed=tuple(about.leads_changed),
        cohort_leads=tuple(about.cohort_leads),
        simulated_leads=about.simulated_leads,
        events=about.events,
    )
    profiles = tuple(profile for profile in _profiles(stored, spec, name) if profile is not None)
    return regime_result(spec, name, folds, profiles, counts)
