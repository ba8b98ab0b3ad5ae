"""Team and money as plain inputs, and a scenario file of what was entered."""

import re
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from sandbox.domain.diagnostics import Diagnostic
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.assumptions import Assumption
from sandbox.sim.scenario_file.edit import Edits, Path, edited
from sandbox.ui.choice import SCENARIO
from sandbox.ui.comparison.asking import leave_given
from sandbox.ui.markup import paragraph, sentence
from sandbox.ui.own import file_stem, keep_own, own_texts, read_own
from sandbox.ui.remembered import put, remembered
from sandbox.ui.shelf import Shelf

_ACROSS: Final = 3
_OWN_SUFFIX: Final = ", my figures"
_MOST_HEADS: Final = 10_000
_MOST_LETTERS: Final = 200
_MOST_USD: Final = 1e9
_HOURS = re.compile(r"\s*([^;]*?)\s+([^\s;]+)\s*")
_USED: Final = "market_used"
"""In the session: the scenario of one's own that was taken into use last."""
Figures = Mapping[Path, Any]
"""Values of the scenario in use by the keys that lead to them, tables taken apart."""


def figures_by_path(assumptions: tuple[Assumption, ...]) -> dict[Path, Any]:
    """Return single values by path: entries of tables as well as the tables."""
    found: dict[Path, Any] = {}
    for one in assumptions:
        _take_apart(one.path, one.value, found)
    return found


def _take_apart(path: Path, value: Any, found: dict[Path, Any]) -> None:
    found[path] = value
    if isinstance(value, dict):
        for key, part in value.items():
            _take_apart((*path, str(key)), part, found)


def edit_scenario(scenario: Scenario, figures: Figures, shelf: Shelf) -> None:
    """Draw the inputs, and what can be done with the scenario that they make."""
    entered = {**_arrivals(scenario, figures), **_teams(scenario, figures), **_money(scenario, figures)}
    changed = {path: value for path, value in entered.items() if value != figures.get(path)}
    name = _text(scenario, "Name of your scenario", ("name",), _own_name(scenario.name))
    if st.session_state.get(_USED) == scenario.id:
        st.success("The pages Compare and Lead journeys use these figures now: go to Compare and press Run.")
    elif not changed:
        paragraph("Change a figure above to make a scenario of your own.", "muted")
    if not changed:
        if (own := own_texts().get(scenario.id)) is not None:
            _offer_file(scenario.id, own)
        return
    summary = f"{scenario.name[:100]} with other figures, entered in the browser."
    made = edited(scenario.source, changed, scenario.vocabulary, name=name.strip(), summary=summary)
    stem = file_stem(name, shelf)
    problems = [told for told in read_own(stem, made, shelf).diagnostics if told.is_error]
    if problems:
        _show_problems(problems)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _offer_file(stem, made)
    with right:
        st.button("Use it in the comparison", on_click=_use, args=(stem, made), key="market_use")


def _offer_file(stem: str, text: str) -> None:
    st.download_button(
        "Download as a scenario file",
        text,
        f"{stem}.yaml",
        "application/yaml",
        on_click="ignore",
        key="market_file",
    )


def _own_name(name: str) -> str:
    """Return what a scenario made of another one is called, until the visitor calls it something else."""
    return name if name.endswith(_OWN_SUFFIX) else f"{name[:100]}{_OWN_SUFFIX}"


def _use(stem: str, text: str) -> None:
    keep_own(stem, text)
    put(SCENARIO, stem)
    leave_given()  # what a question or a link asked for was asked of another scenario
    st.session_state[_USED] = stem


def _show_problems(problems: list[Diagnostic]) -> None:
    paragraph("This cannot be a scenario yet:")
    for told in problems:
        paragraph(sentence(told), "muted")


def _key(scenario: Scenario, *path: str) -> str:
    """Return the key of an input; another scenario has inputs of its own."""
    return "/".join(("market", scenario.id, scenario.sha256[:8], *path))


def _arrivals(scenario: Scenario, figures: Figures) -> Edits:
    counted = "visitors_per_week" if scenario.demand.web_form is not None else "leads_per_week"
    path = ("demand", counted)
    if scenario.demand.trace is not None or path not in figures:
        return {}
    label = "Visitors of the form a week" if scenario.demand.web_form is not None else "Leads a week"
    return {path: _number(scenario, label, path, figures[path], most=100_000.0)}


def _teams(scenario: Scenario, figures: Figures) -> dict[Path, Any]:
    st.subheader("Team", anchor=False)
    found: dict[Path, Any] = {}
    for name, team in scenario.teams.items():
        path: Path = ("teams", name)
        heads, hours, cost = st.columns(_ACROSS, gap="medium")
        with heads:
            found[(*path, "count")] = int(
                _number(scenario, f"People in team {name}", (*path, "count"), team.count, most=_MOST_HEADS)
            )
        with hours:
            found[(*path, "shifts")] = _shifts(scenario, name, figures)
        with cost:
            own = team.cost_per_hour_usd
            usd = scenario.money.cost_per_hour_usd if own is None and not team.cost_per_touch_usd else own or 0.0
            entered = _number(scenario, f"Cost of an hour in team {name}, $", (*path, "cost_per_hour_usd"), usd)
            if entered != usd:
                found[(*path, "cost_per_hour_usd")] = entered
    return found


def _shifts(scenario: Scenario, team: str, figures: Figures) -> Any:
    """Draw the working hours of a team, and return them as a scenario writes them."""
    path = ("teams", team, "shifts")
    own = {key[-1]: value for key, value in figures.items() if key[:-1] == path}
    hours = own or figures.get(("business_hours",), {})
    words = hours_words(hours)
    tip = "Days and hours, such as Mon-Fri 09:00-17:00; further ones after a semicolon."
    said = _text(scenario, f"Working hours of team {team}", path, words, tip)
    return figures.get(path) if said == words else hours_of(said)


def hours_words(hours: Mapping[str, Any]) -> str:
    """Return hours as people type them: `Mon-Fri 09:00-17:00; Sat 10:00-13:00`."""
    spans = [(days, span) for days, text in hours.items() for span in ([text] if isinstance(text, str) else text)]
    return "; ".join(f"{days} {span}" for days, span in spans)


def hours_of(text: str) -> dict[str, Any]:
    """Return typed hours as a scenario writes them; what is wrong with them is told when the scenario is read."""
    found: dict[str, list[str]] = {}
    for part in text.split(";"):
        matched = _HOURS.fullmatch(part)
        days, span = (matched[1], matched[2]) if matched is not None else (part.strip(), "")
        if days or span:
            found.setdefault(days, []).append(span)
    return {days: spans[0] if len(spans) == 1 else spans for days, spans in found.items()}


def _money(scenario: Scenario, figures: Figures) -> dict[Path, Any]:
    st.subheader("Money", anchor=False)
    margin = ("money", "gross_margin")
    found: dict[Path, Any] = {}
    percent = _number(scenario, "Gross margin, % of revenue", margin, round(100 * figures[margin], 6), most=100.0)
    found[margin] = round(percent / 100, 8)
    sizes = ("buyers", "deals", "size", "median_usd")
    found |= _table(scenario, sizes, figures, "Typical (median) deal, {}, $")
    return found | _table(scenario, ("money", "source_cost_usd"), figures, "Cost of a lead, {}, $")


def _table(scenario: Scenario, path: Path, figures: Figures, label: str) -> dict[Path, Any]:
    """Draw one input an entry of a table."""
    found: dict[Path, Any] = {}
    entries = [(key, value) for key, value in figures.items() if key[:-1] == path]
    for start in range(0, len(entries), _ACROSS):
        columns = st.columns(_ACROSS, gap="medium")
        for column, (key, value) in zip(columns, entries[start : start + _ACROSS], strict=False):
            with column:
                words = "all others" if key[-1] == "default" else key[-1].replace("_", " ")
                found[key] = _number(scenario, label.format(words), key, value)
    return found


def _number(scenario: Scenario, label: str, path: Path, value: float, most: float = _MOST_USD) -> float:
    """Draw an input for a number that is not negative; whole numbers stay whole."""
    name = _key(scenario, *path)
    if float(value).is_integer():
        entered = remembered(
            name, int(value), lambda key, start: st.number_input(label, 0, int(most), start, step=1, key=key)
        )
        return entered if isinstance(value, int) else float(entered)
    return remembered(name, float(value), lambda key, start: st.number_input(label, 0.0, float(most), start, key=key))


def _text(scenario: Scenario, label: str, path: Path, value: str, tip: str = "") -> str:
    """Draw an input for a line of text."""
    return remembered(
        _key(scenario, *path),
        value,
        lambda key, start: st.text_input(label, start, max_chars=_MOST_LETTERS, key=key, help=tip or None),
    )
