"""A study as one HTML page that holds all it needs: it opens without a network, prints, and can be sent by mail.

In order: the verdict, the numbers, pictures, the views of the market, each policy in plain English, every assumption
with its source, and how to get the same again. Text from files stays text: the template escapes all of it.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import plotly.graph_objects as go
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from sandbox.report import words
from sandbox.report.assumption_words import ASSUMPTION_HEADS, assumption_groups, trust_words
from sandbox.report.number_tables import number_tables, regime_table
from sandbox.report.pictures.catalogue import PICTURES, Picture
from sandbox.report.pictures.style import LIGHT, policy_colours
from sandbox.report.plain_english.policy import plain_policy
from sandbox.report.summary import sample_sentences
from sandbox.report.verdict import verdict_words
from sandbox.sim.scenario_file.assumptions import assumptions
from sandbox.study.compare import StudyResult
from sandbox.study.document import versions

_TEMPLATES: Final = Path(__file__).parent / "templates"


def report_html(result: StudyResult, *, command: str, pictures: Sequence[Picture] = PICTURES) -> str:
    """Return the report of a study; `command` is what reproduces it. The same study gives the same text."""
    told = assumptions(result.spec.scenario.source, result.spec.scenario.vocabulary)
    return _template().render(
        title=_title(result),
        verdict=verdict_words(result),
        outcome=str(result.verdict.outcome) if result.verdict is not None else "",
        sample=sample_sentences(result),
        tables=number_tables(result),
        pictures=[_drawn(picture, result) for picture in pictures if picture.has_anything(result)],
        regimes=regime_table(result),
        policies=[plain_policy(policy) for policy in result.spec.policies],
        trusted=trust_words(told),
        assumption_heads=ASSUMPTION_HEADS,
        assumptions=list(assumption_groups(told)),
        scenario=result.spec.scenario,
        manifest=_manifest(result),
        command=command,
        style=Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        script=Markup((_TEMPLATES / "report.js").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        plotly=Markup(get_plotlyjs()),  # noqa: S704 - the library as it is installed
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _title(result: StudyResult) -> str:
    names = list(words.policy_names(result).values())
    return names[0] if len(names) == 1 else f"{' and '.join(names[1:])} against {names[0]}"


def _drawn(picture: Picture, result: StudyResult) -> dict[str, str]:
    """Return the parts of a picture."""
    figure = picture.figure(result, policy_colours([policy.id for policy in result.spec.policies]), LIGHT)
    return {
        "title": picture.title,
        "caption": picture.caption(result),
        "reading": picture.reading(result),
        "text": picture.alt(result),
        "figure": _figure_json(figure),
    }


def _figure_json(figure: go.Figure) -> Markup:
    """Return a figure as JSON that cannot end the script element in which it stands."""
    text = figure.to_json().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 - nothing in it can be markup any more


def _manifest(result: StudyResult) -> list[tuple[str, Any]]:
    """Return what the result depends on: versions, hashes of the files as they were run, luck."""
    spec = result.spec
    rows = [(f"Policy {policy.id}", f"SHA-256 {policy.sha256}") for policy in spec.policies]
    rows.append((f"Scenario {spec.scenario.id}", f"SHA-256 {spec.scenario.sha256}"))
    rows += [("Seed", str(spec.seed)), ("Simulated", words.replications_words(spec.replications, spec.scenario.window))]
    rows.append(("Events", f"{result.main.events:,}, {result.main.simulated_leads:,} leads simulated"))
    return [*rows, *((f"Version of {name}", version) for name, version in versions().items())]
