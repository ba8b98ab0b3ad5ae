"""Figures of a scenario file as a table for the page on the model."""

from collections.abc import Sequence
from pathlib import Path

from sandbox.sim.scenario_file.figures import Figure, figures


def figures_of(path: Path) -> list[Figure]:
    """Return the figures of a scenario file in its order."""
    return list(figures(path.read_text(encoding="utf-8")))


def table(rows: Sequence[Figure]) -> str:
    """Return figures as a table for readers; assumptions without a source stand out."""
    lines = ["| key | value | what the file says of it |", "| --- | --- | --- |"]
    for row in rows:
        note = row.note.replace("|", "\\|").replace("(A)", "**(A)**")
        lines.append(f"| `{'.'.join(row.path)}` | `{row.value}` | {note} |")
    return "\n".join(lines)
