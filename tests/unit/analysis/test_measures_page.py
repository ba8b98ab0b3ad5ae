"""docs/measures.md says of every measure what the code says.

`python -m tests.unit.analysis.test_measures_page` writes its table anew.
"""

from pathlib import Path

from sandbox.analysis.measure import Better, Measure
from sandbox.analysis.measures import MEASURES, utilisation

PAGE = Path(__file__).parents[3] / "docs" / "measures.md"
RULER = "| --- | --- | --- | --- |\n"
GOOD = {Better.HIGHER: "high", Better.LOWER: "low", Better.NEITHER: ""}


def page() -> str:
    """Return the page with the table as it should be."""
    head, _, _ = PAGE.read_text(encoding="utf-8").partition(RULER)
    return head + RULER + "".join(row(measure) for measure in (*MEASURES.values(), utilisation("TEAM")))


def row(measure: Measure) -> str:
    """Return one row of the table."""
    return f"| `{measure.name}` | {measure.unit} | {measure.formula} | {GOOD[measure.better]} |\n"


def test_the_page_says_what_is_computed() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
