"""A column in which people have ranked leads by hand: places, the best is 1, or grades from A to D."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.diagnostics import Checked
from sandbox.domain.facts import GRADES
from sandbox.files.cells import MISSING_WORDS
from sandbox.files.findings import Findings
from sandbox.files.lead_csv import LeadSheet, own_rows
from sandbox.files.suggest import did_you_mean, quoted


def read_hands(sheet: LeadSheet, columns: Sequence[str]) -> Checked[dict[str, NDArray[np.float64]]]:
    """Return by column where people put each lead, as `read_hand` does; None where one of the columns cannot be read.

    Raises OSError where the file has changed.
    """
    read = {column: read_hand(sheet, column) for column in columns}
    told = tuple(finding for one in read.values() for finding in one.diagnostics)
    places = {column: one.value for column, one in read.items() if one.value is not None}
    return Checked(value=places if len(places) == len(read) else None, diagnostics=told)


def read_hand(sheet: LeadSheet, column: str) -> Checked[NDArray[np.float64]]:
    """Return where people put each lead, shape (leads,): less is better, NaN where they did not rank it.

    The first cell that is not missing says whether these are grades or numbers. Findings: `missing-column`, `bad-cell`;
    raises OSError where the file has changed.
    """
    findings = Findings(file=str(sheet.source.path))
    names = [name.lower() for name in sheet.names]
    if column.strip().lower() not in names:
        help_text = did_you_mean(column, sheet.names, noun="columns")
        findings.add("missing-column", f"there is no column {quoted(column)} to compare with", 1, 1, help_text)
        return Checked(value=None, diagnostics=tuple(findings.told()))
    at = names.index(column.strip().lower())
    places = np.full(len(sheet), np.nan)
    are_grades: bool | None = None
    rows = own_rows(sheet)
    next(rows)
    for lead, cells in enumerate(rows):
        text = cells[at].strip()
        if text.lower() in MISSING_WORDS:
            continue
        are_grades = text.upper() in GRADES if are_grades is None else are_grades
        places[lead] = _place(text, are_grades=are_grades)
        if math.isnan(places[lead]):
            expected = "a grade from A to D, as above" if are_grades else "a number, 1 for the best, or a grade A to D"
            message = f"column '{sheet.names[at]}': expected {expected}, found {quoted(text)}"
            findings.add("bad-cell", message, int(sheet.line[lead]), at + 1)
    told = tuple(findings.told())
    return Checked(value=None if told else places, diagnostics=told)


def _place(text: str, *, are_grades: bool) -> float:
    """Return a place as a number, NaN where there is none."""
    if are_grades:
        return GRADES.index(text.upper()) if text.upper() in GRADES else math.nan
    try:
        number = float(text.removeprefix("#").removesuffix("."))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
