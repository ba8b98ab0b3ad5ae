"""The version of the language that a file is written in."""

from sandbox.domain.diagnostics import Diagnostic
from sandbox.files.document import Document
from sandbox.files.shape import describe


def check_version(document: Document, known: int, language: str) -> Diagnostic | None:
    """Return why a file's `version` cannot be read, or None; a version that is missing or no number is told elsewhere.

    A newer version is refused by name, since everything else that could be said of the file would be wrong.
    """
    version = document.data.get("version") if isinstance(document.data, dict) else None
    if isinstance(version, bool) or not isinstance(version, int) or version == known:
        return None
    span = document.place(("version",))
    if version > known:
        message = f"this file is written in version {version} of the {language}; this sandbox knows version {known}"
        help_text = "use a newer sandbox, or ask the file's author for an older version"
    else:
        message = f"the {language} has no version {describe(version).removeprefix('the number ')}"
        help_text = f"write `version: {known}`"
    return Diagnostic(code="unsupported-version", message=message, span=span, help=help_text)
