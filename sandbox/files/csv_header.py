"""The header of a CSV file: which column is meant by a name, a label, or what exports call it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.domain.facts import Fact, Vocabulary
from sandbox.files.findings import Findings
from sandbox.files.suggest import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The names of a file's columns, for people, and in lower case; `line` is that of the file."""

    names: tuple[str, ...]
    lower: tuple[str, ...]
    line: int

    def find(self, words: Iterable[str], meaning: str, findings: Findings) -> int | None:
        """Return the first column that one of the words names, without case; more than one are warned of."""
        known = {word.lower() for word in words}
        found = [at for at, name in enumerate(self.lower) if name in known]
        if len(found) > 1:
            message = f"columns '{self.names[found[0]]}' and '{self.names[found[1]]}' both name {meaning}"
            findings.warn("ambiguous-column", f"{message}; the first is read", self.line, found[1] + 1)
        return found[0] if found else None

    def find_facts(
        self, vocabulary: Vocabulary, findings: Findings, *, taken: Sequence[int | None] = ()
    ) -> Mapping[int, Fact]:
        """Return which columns hold facts; a column that is `taken` holds none."""
        facts: dict[int, Fact] = {}
        for name, fact in vocabulary.facts.items():
            at = self.find((name, fact.label, *fact.columns), name, findings)
            if at is not None and at not in taken:
                facts.setdefault(at, fact)
        return facts


def header_of(cells: Sequence[str], line: int) -> Header:
    """Return the header that a file's first row is."""
    return Header(
        names=tuple(printable(name.strip(), width=40) for name in cells),
        lower=tuple(name.strip().lower() for name in cells),
        line=line,
    )
