"""The pytest plugin: `pytest --sandbox-policies policies/` checks every policy in a folder.

pytest imports this module in every run of everybody who has the sandbox installed: it imports nothing else of it, nor
Hypothesis, until a policy is collected. It asserts nothing, so there is nothing to rewrite: PYTEST_DONT_REWRITE.
"""

import importlib.util
from pathlib import Path
from typing import Final

import pytest

EXAMPLES: Final = 100
"""How many leads each invariant of a policy is tried on, unless the run says otherwise."""

SUFFIXES: Final = frozenset({".yaml", ".yml"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line and of the configuration file."""
    group = parser.getgroup("lead policy sandbox")
    group.addoption(
        "--sandbox-policies",
        action="append",
        default=[],
        metavar="PATH",
        help="Check this policy, or every policy in this folder; may be given more than once.",
    )
    group.addoption(
        "--sandbox-examples",
        type=int,
        default=None,
        metavar="N",
        help=f"How many leads each invariant of a policy is tried on; {EXAMPLES} unless told otherwise.",
    )
    parser.addini("sandbox_policies", "Policies, and folders of policies, to check in runs without arguments.", "paths")
    parser.addini("sandbox_examples", "How many leads each invariant of a policy is tried on.", default=str(EXAMPLES))


def pytest_configure(config: pytest.Config) -> None:
    """Collect policies if any are asked for."""
    asked = [config.invocation_params.dir / path for path in config.getoption("sandbox_policies")]
    stated: list[Path] = config.getini("sandbox_policies")
    roots = tuple(path.resolve() for path in (*asked, *stated))
    if not roots:
        return
    _require_hypothesis()
    for root in roots:
        _require_policies(root)
    # Like `testpaths`, the paths of the configuration file are those of a run without arguments.
    is_bare = config.args_source is not pytest.Config.ArgsSource.ARGS
    named = [(config.invocation_params.dir / argument.split("::")[0]).resolve() for argument in config.args]
    for root in roots if is_bare else roots[: len(asked)]:
        if not any(root.is_relative_to(path) or path.is_relative_to(root) for path in named):
            config.args.append(str(root))
    config.pluginmanager.register(_Collecting(roots, _examples(config)), "sandbox policies")


def _require_hypothesis() -> None:
    if importlib.util.find_spec("hypothesis") is None:
        raise pytest.UsageError("sandbox policies: hypothesis is missing; pip install 'lead-policy-sandbox[testing]'")


def _require_policies(root: Path) -> None:
    if not root.exists():
        raise pytest.UsageError(f"sandbox policies: there is no file or folder {root}")
    if root.is_dir() and not any(path.suffix in SUFFIXES for path in root.rglob("*")):
        raise pytest.UsageError(f"sandbox policies: there is no YAML file in {root}")


def _examples(config: pytest.Config) -> int:
    told = config.getoption("sandbox_examples")
    stated: str = config.getini("sandbox_examples")
    written = stated if told is None else str(told)
    if not written.isdecimal() or int(written) == 0:
        raise pytest.UsageError(f"sandbox examples: expected a number of leads above 0, found {written}")
    return int(written)


class _Collecting:
    """Turns YAML files below some paths into tests; `examples` leads are tried in each."""

    def __init__(self, roots: tuple[Path, ...], examples: int) -> None:
        self._roots = roots
        self._examples = examples

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Return the tests of a policy file."""
        is_asked = any(file_path.is_relative_to(root) for root in self._roots)
        if file_path.suffix not in SUFFIXES or not is_asked or file_path.name.startswith("."):
            return None
        from sandbox.testing.collecting import PolicyFile  # noqa: PLC0415 - see the head of this module

        return PolicyFile.of(parent, file_path, examples=self._examples, is_named=file_path in self._roots)
