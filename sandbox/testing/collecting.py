"""Policy files as tests of pytest: one for each invariant, one that fails where a file is no policy."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import pytest

from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.files.yaml_places import compose_file
from sandbox.study.lint import FileKind, kind_of
from sandbox.testing.engines import Engines
from sandbox.testing.invariants import Invariant, invariants_of
from sandbox.testing.trial import Trial


class PolicyFile(pytest.File):
    """A YAML file; scenarios and vocabularies hold no tests, unless a file is asked for by its own name."""

    examples: int
    is_named: bool

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, *, examples: int, is_named: bool) -> Self:
        """Return the file as a part of what is collected."""
        file: Self = cls.from_parent(parent, path=path)
        file.examples = examples
        file.is_named = is_named
        return file

    def collect(self) -> Iterable[pytest.Item]:
        """Yield the tests of the policy."""
        shown = Path(os.path.relpath(self.path, self.config.invocation_params.dir))
        document, _ = compose_file(self.path, DEFAULT_LIMITS)
        kind = kind_of(self.path, None if document is None else document.data)
        if kind is not FileKind.POLICY and not self.is_named:
            return
        read = load_policy(shown if shown.exists() else self.path)
        if read.value is None:
            yield BrokenFile.of(self, read.diagnostics)
            return
        for invariant in invariants_of(read.value):
            yield InvariantItem.of(self, read.value, invariant)


class BrokenError(Exception):
    """Something does not hold; its text is the whole report."""


class _Item(pytest.Item):
    """A test whose failures speak for themselves."""

    def repr_failure(  # type: ignore[override]  # pytest's own items narrow the result as well
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        """Return what is told of a failure: no traceback where a policy, and no program, is to blame."""
        if isinstance(excinfo.value, BrokenError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where the test stands."""
        return self.path, None, self.nodeid


class BrokenFile(_Item):
    """A file that is no policy."""

    diagnostics: tuple[Diagnostic, ...]

    @classmethod
    def of(cls, file: PolicyFile, diagnostics: tuple[Diagnostic, ...]) -> Self:
        """Return the test that fails with what is wrong."""
        item: Self = cls.from_parent(file, name="valid")
        item.diagnostics = diagnostics
        return item

    def runtest(self) -> None:
        """Fail."""
        raise BrokenError("\n".join(finding.render() for finding in self.diagnostics))


class InvariantItem(_Item):
    """An invariant of a policy."""

    policy: Policy
    invariant: Invariant
    trial: Trial

    @classmethod
    def of(cls, file: PolicyFile, policy: Policy, invariant: Invariant) -> Self:
        """Return the test of an invariant."""
        item: Self = cls.from_parent(file, name=invariant.name)
        item.policy = policy
        item.invariant = invariant
        # Everybody finds the same leads, unless a seed is asked for.
        is_seeded = file.config.getoption("hypothesis_seed", None) is not None
        item.trial = Trial(examples=file.examples, is_derandomized=not is_seeded)
        return item

    def runtest(self) -> None:
        """Look for leads that break the invariant."""
        with Engines(self.policy) as engines:
            if self.invariant.needs_both and engines.why_not:
                pytest.skip(engines.why_not)
            broken = self.invariant.broken(engines, self.trial)
        if broken is not None:
            raise BrokenError(f"{self.invariant.sentence}\n{broken}")
