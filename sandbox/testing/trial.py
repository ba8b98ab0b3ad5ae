"""A search for something that breaks an invariant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import Phase, Verbosity, find, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How hard to search: so many examples, always the same ones where it is derandomized."""

    examples: int
    is_derandomized: bool = True

    def find(self, strategy: SearchStrategy[T], breaks: Callable[[T], bool]) -> T | None:
        """Return the simplest example found that breaks something; None where none does."""
        quiet = settings(
            max_examples=self.examples,
            derandomize=self.is_derandomized,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            verbosity=Verbosity.quiet,
        )
        try:  # Hypothesis tells by an exception that there is none.
            return find(strategy, breaks, settings=quiet)
        except NoSuchExample:
            return None
