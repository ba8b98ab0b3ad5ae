"""YAML with line and column: plain data, and the place of every value and key."""

import hashlib
from pathlib import Path

from sandbox.domain.diagnostics import Checked, Diagnostic, has_errors
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.files.document import Document
from sandbox.files.text import read_text
from sandbox.files.yaml_composer import Composer


def read_document(path: Path, limits: Limits = DEFAULT_LIMITS) -> Checked[Document]:
    """Return a YAML file as data with places, or everything that is wrong with its YAML."""
    document, findings = compose_file(path, limits)
    return Checked(value=None if has_errors(findings) else document, diagnostics=findings)


def parse_document(text: str, file: str, limits: Limits = DEFAULT_LIMITS, *, sha256: str = "") -> Checked[Document]:
    """Return YAML text as data with places, or everything that is wrong with its YAML; `file` names the text."""
    document, findings = compose(text, file, limits, sha256=sha256)
    return Checked(value=None if has_errors(findings) else document, diagnostics=findings)


def compose_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Return what `compose` makes of a file."""
    text = read_text(path, max_bytes=limits.yaml_bytes)
    if text.value is None:
        return None, text.diagnostics
    return compose(text.value.text, str(path), limits, sha256=text.value.sha256)


def compose(
    text: str, file: str, limits: Limits = DEFAULT_LIMITS, *, sha256: str = ""
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Return what could be read although something is wrong with it, so that later checks can speak as well.

    The document is None where the text has no structure to go on with: a syntax error, too deep, too large.
    """
    composer = Composer(text, file, limits)
    composer.run()
    findings = tuple(sorted(composer.findings, key=lambda finding: (finding.span.line, finding.span.column)))
    if composer.broken:
        return None, findings
    document = Document(
        data=composer.data,
        file=file,
        sha256=sha256 or hashlib.sha256(text.encode()).hexdigest(),
        lines=composer.lines,
        values=composer.values,
        keys=composer.keys,
    )
    return document, findings
