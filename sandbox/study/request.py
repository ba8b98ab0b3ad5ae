"""The words from which a study is loaded: as a command that is typed, as a link, as part of a stored result."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from sandbox.domain.diagnostics import Checked, Diagnostic, Span, has_errors
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.shipped import list_policies, list_scenarios
from sandbox.files.suggest import did_you_mean, listing, printable, quoted
from sandbox.study.load import load_study
from sandbox.study.naming import file_of
from sandbox.study.spec import DEFAULT_REPLICATIONS, DEFAULT_SCENARIO, DEFAULT_SEED, StudySpec, spec_problems

LINK = "link"
"""What a link is called where a finding says where it was found."""
LINK_KEYS = ("policy", "scenario", "set", "replications", "seed", "regimes")
"""The parameters of a link; `policy` and `set` may be repeated."""
_REPEATED = ("policy", "set")
_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
_ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRequest:
    """A study in words. A policy is FILE or NAME=FILE, a setting [POLICY:]KEY=VALUE; files may be names that ship."""

    policies: tuple[str, ...]
    scenario: str = DEFAULT_SCENARIO
    settings: tuple[str, ...] = ()
    replications: int = DEFAULT_REPLICATIONS
    seed: int = DEFAULT_SEED
    regimes: bool = False


def load_request(request: StudyRequest, *, jobs: int = 1, limits: Limits = DEFAULT_LIMITS) -> Checked[StudySpec]:
    """Return the study that the words ask for, its files read and checked.

    Findings: those of the files and settings, and `bad-study`.
    """
    loaded = load_study(request.policies, request.scenario, limits, settings=request.settings)
    if loaded.value is None:
        return Checked(value=None, diagnostics=loaded.diagnostics)
    spec = StudySpec(
        policies=loaded.value.policies,
        scenario=loaded.value.scenario,
        replications=request.replications,
        seed=request.seed,
        regimes=request.regimes,
        jobs=jobs,
    )
    problems = [
        Diagnostic(code="bad-study", message=message, span=Span(file="study"))
        for message in spec_problems(spec, limits)
    ]
    return Checked(value=None if problems else spec, diagnostics=(*loaded.diagnostics, *problems))


def command_of(request: StudyRequest, *, with_defaults: bool = False) -> str:
    """Return the command that gives the same result; without defaults it leaves out the seed that everybody has."""
    command = "compare" if len(request.policies) > 1 else "run"
    parts = ["sandbox", command, *request.policies, "--scenario", request.scenario]
    parts += ["--replications", str(request.replications)]
    if with_defaults or request.seed != DEFAULT_SEED:
        parts += ["--seed", str(request.seed)]
    for setting in request.settings:
        parts += ["--set", setting]
    if request.regimes:
        parts.append("--regimes")
    return shlex.join(parts)


class Words(BaseModel):
    """A request as it stands in files."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    policies: list[str]
    scenario: str
    settings: list[str]
    replications: int
    seed: int
    regimes: bool


def to_words(request: StudyRequest) -> Words:
    """Return a request as it stands in files."""
    return Words(
        policies=list(request.policies),
        scenario=request.scenario,
        settings=list(request.settings),
        replications=request.replications,
        seed=request.seed,
        regimes=request.regimes,
    )


def from_words(words: Words) -> StudyRequest:
    """Return the request that stands in a file."""
    return StudyRequest(
        policies=tuple(words.policies),
        scenario=words.scenario,
        settings=tuple(words.settings),
        replications=words.replications,
        seed=words.seed,
        regimes=words.regimes,
    )


def names_only_shipped(request: StudyRequest) -> bool:
    """Whether everybody has the files of the study: nobody's own are among them."""
    policies = {path.stem for path in list_policies()}
    scenarios = {path.stem for path in list_scenarios()}
    return request.scenario in scenarios and all(file_of(words) in policies for words in request.policies)


def to_query(request: StudyRequest) -> dict[str, list[str]]:
    """Return the study as the parameters of a link, each with its values."""
    query = {
        "policy": list(request.policies),
        "scenario": [request.scenario],
        "set": list(request.settings),
        "replications": [str(request.replications)],
        "seed": [str(request.seed)],
        "regimes": ["yes"] if request.regimes else [],
    }
    return {key: values for key, values in query.items() if values}


def from_query(query: Mapping[str, Sequence[str]], limits: Limits = DEFAULT_LIMITS) -> Checked[StudyRequest]:
    """Return the study that a link asks for; finding: `bad-link`, for all that is wrong with it.

    Only files that ship can be named: a link must not make a server read others. What a link leaves out is as on the
    command line, but for policies and scenario, which it must name.
    """
    found = tuple(_problems(query, limits))
    if has_errors(found):
        return Checked(value=None, diagnostics=found)
    single = {key: values[0] for key, values in query.items() if key not in _REPEATED}
    request = StudyRequest(
        policies=tuple(query["policy"]),
        scenario=single["scenario"],
        settings=tuple(query.get("set", ())),
        replications=int(single.get("replications", DEFAULT_REPLICATIONS)),
        seed=int(single.get("seed", DEFAULT_SEED)),
        regimes=_ANSWERS[single.get("regimes", "no")],
    )
    return Checked(value=request)


def _problems(query: Mapping[str, Sequence[str]], limits: Limits) -> Iterator[Diagnostic]:
    length = sum(len(key) + len(value) for key, values in query.items() for value in values)
    if length > limits.link_characters:
        yield _bad("it is too long", f"a link has at most {limits.link_characters:,} characters")
        return
    for key in query:
        if key not in LINK_KEYS:
            yield _bad(f"it has {quoted(key)}", did_you_mean(key, LINK_KEYS, noun="a link has"))
        elif key not in _REPEATED and len(query[key]) != 1:
            yield _bad(f"it states {key} {len(query[key])} times", "state it once")
        else:
            yield from _problems_of_value(key, query[key], limits)
    for key in ("policy", "scenario"):
        if not query.get(key):
            yield _bad(f"it names no {key}", f"a link looks like ?{_EXAMPLE}")


_EXAMPLE = "policy=eight_hours_two_touches&policy=five_minutes_six_touches&scenario=human_team"


def _problems_of_value(key: str, values: Sequence[str], limits: Limits) -> Iterator[Diagnostic]:
    match key:
        case "policy":
            if len(values) > limits.policies_on_a_page:
                yield _bad(f"it names {len(values)} policies", f"a page takes at most {limits.policies_on_a_page}")
            ship = [path.stem for path in list_policies()]
            yield from (_no_such(key, words, ship) for words in values if file_of(words) not in ship)
        case "scenario":
            ship = [path.stem for path in list_scenarios()]
            yield from (_no_such(key, words, ship) for words in values if words not in ship)
        case "replications" | "seed":
            if _NUMBER.fullmatch(values[0]) is None:
                yield _bad(f"{key} should be a whole number, not {quoted(values[0])}", f"write e.g. {key}=20")
        case "regimes":
            if values[0] not in _ANSWERS:
                yield _bad(f"regimes should be yes or no, not {quoted(values[0])}", f"write {listing(_ANSWERS)}")


def _no_such(key: str, words: str, ship: Sequence[str]) -> Diagnostic:
    name = file_of(words)
    near = did_you_mean(name, ship, noun="these ship")
    help_text = f"{near}. A file of somebody's own cannot be reached by a link: ask for the file"
    return _bad(f"it names the {key} {quoted(name)}, which does not ship", help_text)


def _bad(message: str, help_text: str) -> Diagnostic:
    whole = f"this link cannot be opened: {printable(message)}"
    return Diagnostic(code="bad-link", message=whole, span=Span(file=LINK), help=help_text)
