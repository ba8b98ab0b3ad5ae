"""Options that commands share, so that they are called and explained alike."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sandbox.study.spec import DEFAULT_REPLICATIONS, DEFAULT_SCENARIO, DEFAULT_SEED


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"


class FindingsFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"


ScenarioOption = Annotated[
    str, typer.Option("--scenario", metavar="SCENARIO", help="Name of a shipped scenario, or a file.")
]


def whole_number(text: str) -> int:
    """Return the number that was typed."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a whole number") from None


ReplicationsOption = Annotated[
    int,
    typer.Option(
        "--replications",
        parser=whole_number,
        envvar="SANDBOX_REPLICATIONS",
        metavar="N",
        help="How many times the period is simulated, each with its own luck.",
    ),
]
SeedOption = Annotated[
    int, typer.Option("--seed", parser=whole_number, metavar="N", help="Another seed is other luck.")
]
RegimesOption = Annotated[
    bool, typer.Option("--regimes", help="Also try the sceptical and the vendors' view of the market.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="[POLICY:]KEY=VALUE",
        help="Change every policy that has the key, or the one that is named, for this call; may be repeated. "
        "The value is read as YAML.",
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        parser=whole_number,
        envvar="SANDBOX_JOBS",
        metavar="N",
        show_default="one a processor",
        help="Worker processes; never changes a result.",
    ),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write result.json and metrics.parquet into this folder.")
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write a report that prints, as one .html file; or, as .zip, with policies, scenario and result.",
    ),
]
LogOption = Annotated[
    Path | None,
    typer.Option("--log", metavar="FILE", help="Write the events of the first replication, as .csv or .parquet."),
]
LeadsOption = Annotated[
    Path | None, typer.Option("--leads", metavar="CSV", help="An export of leads, one row a lead; .csv or .csv.gz.")
]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", show_default="the bytes decide", help="Text encoding of the CSV."),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FACT=COLUMN", help="Which column of the CSV holds a fact; may be repeated."),
]
SkipBadOption = Annotated[
    bool, typer.Option("--skip-bad", help="Leave out rows of the CSV that cannot be read, and say so.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How the result is written.")]
QuietOption = Annotated[
    bool, typer.Option("--quiet", help="Only the result, in its shortest form; no progress, no warnings.")
]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="All measures, and what is being done.")]

REPLICATIONS = DEFAULT_REPLICATIONS
SCENARIO = DEFAULT_SCENARIO
SEED = DEFAULT_SEED
