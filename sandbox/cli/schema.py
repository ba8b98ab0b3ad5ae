"""`sandbox schema`: what editors need to complete and check files while they are written."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli.environment import limits
from sandbox.cli.terminal import fail, show_diagnostics, write_json
from sandbox.domain.facts import Vocabulary
from sandbox.engine.language.policy_schema import policy_schema
from sandbox.files.json_schema import Schema
from sandbox.files.vocabulary import vocabulary_schema
from sandbox.sim.scenario_file.schema import scenario_schema
from sandbox.study.load import vocabulary_of


class SchemaKind(StrEnum):
    """What a schema is of."""

    POLICY = "policy"
    SCENARIO = "scenario"
    VOCABULARY = "vocabulary"


def schema(
    kind: Annotated[
        SchemaKind, typer.Argument(metavar="KIND", help="What the schema describes: policy, scenario or vocabulary.")
    ],
) -> None:
    """Print the JSON Schema (draft 7) of a kind of file, for editors.

    That of policies lists the facts of the nearest vocabulary.yaml, looked for from the current folder upwards, else
    those of the one that ships.
    """
    write_json(_schema(kind))


def _schema(kind: SchemaKind) -> Schema:
    match kind:
        case SchemaKind.POLICY:
            return policy_schema(_vocabulary())
        case SchemaKind.SCENARIO:
            return scenario_schema()
        case SchemaKind.VOCABULARY:
            return vocabulary_schema()


def _vocabulary() -> Vocabulary:
    read = vocabulary_of(Path("policy.yaml"), limits())
    show_diagnostics(read.diagnostics)
    if read.value is None:
        fail("no schema was written: see the findings above")
    return read.value
