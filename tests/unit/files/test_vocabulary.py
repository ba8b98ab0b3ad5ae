"""The vocabulary: what ships is read, and a policy finds the nearest."""

from pathlib import Path

from sandbox.domain.facts import Kind
from sandbox.files.shipped import vocabulary_file
from sandbox.files.vocabulary import MOST_FACTS, find_vocabulary, load_vocabulary


def test_the_shipped_vocabulary_has_no_findings() -> None:
    read = load_vocabulary(vocabulary_file())
    assert read.diagnostics == ()
    assert read.value is not None
    source, employees = read.value.facts["source"], read.value.facts["employees"]
    assert source.kind is Kind.CATEGORY
    assert source.aliases["trade show"] == source.aliases["event"] == "event"
    assert source.code(" Webinar ") == source.values.index("event")
    assert employees.bands["51-200"] == 125
    assert (employees.low, employees.high, employees.asked) == (1, 5_000_000, True)
    assert "created" in read.value.keys["created"]
    assert len(read.value.facts) <= MOST_FACTS


def test_a_policy_uses_the_nearest_vocabulary_beside_or_above_it(tmp_path: Path) -> None:
    near, above = tmp_path / "a" / "b" / "vocabulary.yaml", tmp_path / "a" / "vocabulary.yaml"
    near.parent.mkdir(parents=True)
    policy = near.parent / "p.yaml"
    assert find_vocabulary(tmp_path / "p.yaml") == vocabulary_file()
    above.touch()
    assert find_vocabulary(policy) == above
    near.touch()
    assert find_vocabulary(policy) == near


def test_a_newer_vocabulary_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.yaml"
    path.write_text("version: 7\nfacts: 5\n")
    (finding,) = load_vocabulary(path).diagnostics
    assert finding.code == "unsupported-version"
    assert "version 7 of the vocabulary language" in finding.message


def test_more_facts_than_there_is_luck_for_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.yaml"
    rows = "".join(f"  f{n}: {{kind: flag, label: F}}\n" for n in range(MOST_FACTS + 1))
    path.write_text("version: 1\nfacts:\n" + rows)
    (finding,) = load_vocabulary(path).diagnostics
    assert finding.message == "expected at most 64 entries, found 65"
