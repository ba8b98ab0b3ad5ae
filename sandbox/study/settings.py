"""Changes of policies for one call: which policies each one fits."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sandbox.domain.diagnostics import Diagnostic, Severity
from sandbox.domain.limits import Limits
from sandbox.engine.language.policy_schema import policy_schema
from sandbox.files.settings import Miss, Setting, apply_settings, missed
from sandbox.files.yaml_places import compose_file


def check_settings(paths: Sequence[Path], settings: Sequence[Setting], limits: Limits) -> Iterator[Diagnostic]:
    """Yield the findings `unknown-key`, where a setting fits no policy, and `setting-left-out`, where it fits some."""
    if not settings:
        return
    schema = policy_schema()
    documents = [(path, compose_file(path, limits)[0]) for path in paths]
    by_path = {
        path: apply_settings(document, settings, schema)[1] for path, document in documents if document is not None
    }
    for number, setting in enumerate(settings):
        misses = {path: miss for path, found in by_path.items() if (miss := found[number]) is not None}
        if misses and len(misses) == len(set(paths)):
            yield _fits_nowhere(setting, misses)
        else:
            yield from (_left_out(setting, path, miss) for path, miss in misses.items())


def _fits_nowhere(setting: Setting, misses: dict[Path, Miss]) -> Diagnostic:
    """Return what is wrong with a setting, told of the policy in which it leads furthest."""
    return missed(setting, max(misses.values(), key=lambda miss: miss.step))


def _left_out(setting: Setting, path: Path, miss: Miss) -> Diagnostic:
    return Diagnostic(
        code="setting-left-out",
        message=f"{path.stem} stays as it is: {miss.message}",
        span=setting.span(miss.step),
        severity=Severity.WARNING,
    )
