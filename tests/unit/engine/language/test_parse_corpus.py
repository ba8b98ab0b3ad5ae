"""Bad files with everything that is said about them, word for word.

Each `NAME.yaml` in tests/corpus/bad has a `NAME.expected` beside it. After a wanted change of words:
`python -m tests.unit.engine.language.test_parse_corpus` writes them anew; read the difference before committing it.
"""

from pathlib import Path

import pytest

from sandbox.domain.diagnostics import Diagnostic
from sandbox.engine.language.parse import parse_policy
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import load_vocabulary

BAD = Path(__file__).parents[3] / "corpus" / "bad"
RULES = Path(__file__).parents[4] / "docs" / "rules"
FILES = sorted(BAD.rglob("*.yaml"))


def told(path: Path) -> tuple[Diagnostic, ...]:
    if path.parent.name == "vocabulary":
        return load_vocabulary(path).diagnostics
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    return parse_policy(path.read_text(encoding="utf-8"), path.name, vocabulary).diagnostics


def rendered(path: Path) -> str:
    text = "\n".join(diagnostic.render() for diagnostic in told(path))
    return text.replace(str(path.parent) + "/", "") + "\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everything_wrong_with_a_file_is_told_at_once_at_its_place(path: Path) -> None:
    assert rendered(path) == path.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_places_lie_in_the_file_and_carry_its_line(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for diagnostic in told(path):
        span = diagnostic.span
        assert 1 <= span.line <= len(lines)
        assert span.source == lines[span.line - 1]
        assert 1 <= span.column <= len(span.source) + 1


def test_every_code_that_the_corpus_shows_has_a_page() -> None:
    codes = {diagnostic.code for path in FILES for diagnostic in told(path)}
    assert codes - {page.stem for page in RULES.glob("*.md")} == set()


if __name__ == "__main__":
    for file in FILES:
        file.with_suffix(".expected").write_text(rendered(file), encoding="utf-8")
