"""What a visitor asks for, as one frozen request: by the controls, by a question on a card, or by a link."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from sandbox.engine.policy import Policy
from sandbox.study.presets import PRESETS, Preset
from sandbox.study.request import StudyRequest, command_of, from_query, to_query
from sandbox.study.spec import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sandbox.ui.choice import BASELINE, CHALLENGER, SCENARIO, choose_policies, choose_scenario, offered_policies
from sandbox.ui.comparison.levers import choose_settings, reset_levers
from sandbox.ui.comparison.running import Seat
from sandbox.ui.environment import server
from sandbox.ui.markup import paragraph
from sandbox.ui.own import own_texts
from sandbox.ui.remembered import put, remembered, value_of
from sandbox.ui.shelf import OWN_POLICIES, Shelf, names_by_id

LINK: Final = "link"
NOTICE: Final = "notice"
LENGTHS: Final[Mapping[int, str]] = {5: "Quick look (5)", 20: "Standard (20)", 60: "Thorough (60)"}
_REPLICATIONS: Final = "replications"
_REGIMES: Final = "regimes"
CHANGED: Final = "changed"
"""What a policy is called whose levers were moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A study that no control shows: it came by a card, then with its question and what is compared, or by a link."""

    request: StudyRequest
    said: tuple[str, ...]
    is_card: bool
    is_run: bool


def open_link() -> None:
    """Take over the study that the address names, once a session; say what is wrong with it."""
    if LINK in st.session_state:
        return
    st.session_state[LINK] = None
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    if not query:
        return
    read = from_query(query, server().limits)
    if read.value is None:
        st.session_state[NOTICE] = " ".join(f"{one.message} ({one.help})." for one in read.diagnostics)
    elif not _take_over(read.value):
        st.session_state[LINK] = Given(
            request=read.value, said=("This study was opened by a link:",), is_card=False, is_run=False
        )


def _take_over(request: StudyRequest) -> bool:
    """Set the controls as a request has them, before they are drawn; False where they cannot show it."""
    is_shown = (
        len(request.policies) == 2
        and not any("=" in words for words in request.policies)
        and request.replications in LENGTHS
        and request.seed == DEFAULT_SEED
        and not request.settings
    )
    if is_shown:
        put(BASELINE, request.policies[0])
        put(CHALLENGER, request.policies[1])
        put(SCENARIO, request.scenario)
        put(_REPLICATIONS, request.replications)
        put(_REGIMES, request.regimes)
    return is_shown


def show_questions(seat: Seat) -> None:
    """Draw the questions that people argue about, each one click to an answer; the one that is answered is marked."""
    found = given()
    with st.container(horizontal=True, gap="small", key="questions"):
        for preset in PRESETS:
            is_chosen = found is not None and found.is_card and found.said[0] == preset.question
            st.button(
                preset.question,
                key=f"preset_{preset.key}",
                help=preset.said,
                type="primary" if is_chosen else "secondary",
                on_click=_take,
                args=(preset, seat),
            )


def _take(preset: Preset, seat: Seat) -> None:
    """Take over a question; who has figures of their own in use gets the answer for these."""
    request = preset.request
    if (chosen := value_of(SCENARIO)) in own_texts():
        request = replace(request, scenario=_world(chosen, seat))
    st.session_state[LINK] = Given(request=request, said=(preset.question, preset.said), is_card=True, is_run=True)
    st.session_state.pop(NOTICE, None)
    seat.stop()


def given() -> Given | None:
    """Return the study that came by a card or a link, if one did."""
    found: Given | None = st.session_state.get(LINK)
    return found


def ask(shelf: Shelf, seat: Seat) -> StudyRequest:
    """Draw what is asked for and return it."""
    found = given()
    if found is None:
        return _choose(shelf, seat)
    for sentence in found.said:
        paragraph(sentence)
    if not found.is_card:
        st.code(shown_command(found.request), language=None, wrap_lines=True)
    st.button("Choose policies and settings yourself", key="leave_link", on_click=leave_given)
    return found.request


def leave_given() -> None:
    """Let the controls say again what is compared."""
    st.session_state[LINK] = None
    st.query_params.clear()


def _choose(shelf: Shelf, seat: Seat) -> StudyRequest:
    baseline, challenger = choose_policies(shelf)
    scenario = choose_scenario(shelf)
    paragraph(f"Change {challenger.name}, and try it changed:", "muted")
    moved = choose_settings(challenger, scenario)
    st.button(
        "Undo these changes", key="reset_levers", on_click=reset_levers, disabled=not moved.settings, type="tertiary"
    )
    with st.expander("More"):
        others = _more_policies(shelf, {baseline.id, challenger.id})
        replications, regimes = _length()
    tried = _words(challenger, seat)
    settings = tuple(f"{CHANGED}:{setting}" for setting in moved.settings)
    if moved.settings:
        tried = f"{CHANGED}={tried}"
        settings += (f"{CHANGED}:name={_name(f'{challenger.name} ({moved.words})')}",)
    return StudyRequest(
        policies=(_words(baseline, seat), tried, *(_words(one, seat) for one in others)),
        scenario=_world(scenario.id, seat),
        settings=settings,
        replications=replications,
        regimes=regimes,
    )


def _name(name: str) -> str:
    """Return a name as YAML takes it for text whatever is in it."""
    return "'" + name.replace("'", "''") + "'"


def _more_policies(shelf: Shelf, chosen: set[str]) -> list[Policy]:
    policies = {name: policy for name, policy in offered_policies(shelf).items() if name not in chosen}
    names = names_by_id(list(policies.values()))
    none: list[str] = []
    picked = remembered(
        "more_policies",
        none,
        lambda key, start: st.multiselect(
            "More policies to try",
            list(policies),
            start,
            format_func=names.__getitem__,
            max_selections=server().limits.policies_on_a_page - 2,
            key=key,
        ),
        names,
    )
    return [policies[name] for name in picked]


def _length() -> tuple[int, bool]:
    lengths = list(LENGTHS)
    replications = remembered(
        _REPLICATIONS,
        DEFAULT_REPLICATIONS,
        lambda key, start: st.radio(
            "How many simulated quarters",
            lengths,
            lengths.index(start),
            format_func=LENGTHS.__getitem__,
            horizontal=True,
            key=key,
            help="Each quarter is lived through with new leads and new luck, by all policies alike. "
            "More quarters take longer and leave less to chance.",
        ),
    )
    regimes = remembered(
        _REGIMES,
        True,
        lambda key, start: st.toggle(
            "Also try the sceptic's and the vendor's market",
            start,
            key=key,
            wrap=True,
            help="People disagree on what calling sooner is worth. This repeats the comparison in a market where it "
            "gains nothing, and in one where it gains as much as sellers of response software claim.",
        ),
    )
    return replications, regimes


def _words(policy: Policy, seat: Seat) -> str:
    """Return a policy in the words of a request: one that ships by its name, the visitor's own as a file."""
    own: Mapping[str, str] = st.session_state.get(OWN_POLICIES, {})
    return str(seat.own_file(policy.id, own[policy.id])) if policy.id in own else policy.id


def _world(scenario: str, seat: Seat) -> str:
    """Return a scenario, by its id, in the words of a request: one that ships as it is, the visitor's own as a file."""
    own = own_texts()
    return str(seat.own_file(scenario, own[scenario])) if scenario in own else scenario


def shown_command(request: StudyRequest) -> str:
    """Return the command that gives the same numbers; the visitor's own files stand in it by their names alone."""
    words = command_of(request)
    for file in (*request.policies, request.scenario):
        path = Path(file.partition("=")[2] or file)
        if path.parent != Path():
            words = words.replace(str(path), path.name)
    return words


def link_of(request: StudyRequest) -> str:
    """Return the address that opens the study in another browser."""
    address = st.context.url
    page = "" if address is None else urlunsplit(urlsplit(address)._replace(query="", fragment=""))
    return f"{page}?{urlencode(to_query(request), doseq=True)}"
