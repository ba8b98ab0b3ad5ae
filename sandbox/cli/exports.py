"""Exports of leads on the command line: how they are to be read, and the words that say so again."""

from collections.abc import Sequence

from sandbox.cli.terminal import fail
from sandbox.files.lead_csv import CsvReading


def csv_reading(encoding: str | None, columns: Sequence[str] | None, *, skip_bad: bool = False) -> CsvReading:
    """Return how a CSV is to be read; what is wrong with --map ends the command."""
    named: dict[str, str] = {}
    for words in columns or ():
        fact, sign, column = (part.strip() for part in words.partition("="))
        if not (fact and sign and column):
            fail(f"--map takes FACT=COLUMN, e.g. employees='Company Size', not '{words}'")
        if fact in named:
            fail(f"--map names two columns for {fact}: '{named[fact]}' and '{column}'")
        named[fact] = column
    return CsvReading(encoding=encoding, columns=named, skip_bad=skip_bad)


def reading_words(reading: CsvReading) -> list[str]:
    """Return the options that ask for a reading."""
    words = [] if reading.encoding is None else ["--encoding", reading.encoding]
    words += [part for fact, column in reading.columns.items() for part in ("--map", f"{fact}={column}")]
    return [*words, *(["--skip-bad"] if reading.skip_bad else [])]
