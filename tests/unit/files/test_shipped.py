"""What ships is found by name."""

from pathlib import Path

import pytest

import sandbox
from sandbox.files.shipped import (
    app_file,
    find_policy,
    find_scenario,
    list_policies,
    shipped_folder,
    vocabulary_file,
)


def test_shipped_policies_are_found_without_a_path() -> None:
    names = [path.stem for path in list_policies()]
    assert names == sorted(names)
    assert "newest_first" in names
    assert "vocabulary" not in names
    assert find_policy("newest_first").value == shipped_folder() / "policies" / "newest_first.yaml"
    assert vocabulary_file().is_file()
    assert app_file().name == "app.py"


def test_in_a_wheel_they_lie_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "sandbox"
    (package / "shipped" / "policies").mkdir(parents=True)
    (package / "shipped" / "policies" / "mine.yaml").touch()
    (package / "shipped" / "policies" / "vocabulary.yaml").touch()
    monkeypatch.setattr(sandbox, "__file__", str(package / "__init__.py"))
    assert [path.stem for path in list_policies()] == ["mine"]
    assert find_policy("vocabulary").value is None


def test_a_path_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.yaml"
    path.touch()
    assert find_policy(str(path)).value == path
    monkeypatch.chdir(tmp_path)
    assert find_policy("mine.yaml").value == Path("mine.yaml")
    Path("no_suffix").touch()
    assert find_policy("no_suffix").value == Path("no_suffix")


def test_a_folder_never_hides_a_shipped_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("newest_first").mkdir()
    found = find_policy("newest_first").value
    assert found is not None
    assert found.suffix == ".yaml"


@pytest.mark.parametrize(
    ("name", "help_text"),
    [
        ("newest_frist", "did you mean newest_first?"),
        ("policies/newest_frist.yaml", "did you mean policies/newest_first.yaml?"),
    ],
)
def test_an_unknown_name_gets_a_suggestion(name: str, help_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_folder())
    (finding,) = find_policy(name).diagnostics
    assert finding.code == "unknown-file"
    assert finding.help == help_text


@pytest.mark.parametrize("name", ["", ".", "x" * 5_000, "a\0b", "nope", "no/such.yaml", "\ud800"])
def test_odd_names_are_unknown_and_list_what_there_is(name: str) -> None:
    for find in (find_policy, find_scenario):
        (finding,) = find(name).diagnostics
        assert finding.code == "unknown-file"
    (finding,) = find_policy(name).diagnostics
    assert "newest_first" in finding.help
