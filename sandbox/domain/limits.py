"""Bounds on what one call may read or do."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on input and work; what exceeds one is refused with a diagnostic, never cut off silently.

    Each is positive, and can be changed by an environment variable, see docs/limits.md.
    """

    yaml_bytes: int = 1_048_576
    yaml_depth: int = 20
    yaml_values: int = 50_000
    rules: int = 500
    expression_characters: int = 2_000
    expression_depth: int = 20
    trace_rows: int = 1_000_000
    trace_bytes: int = 536_870_912
    case_rows: int = 10_000
    upload_rows: int = 200_000
    """Rows of an export that a page takes; the command line takes `trace_rows`."""
    upload_bytes: int = 20_971_520
    """The size of an export that a page takes; the command line takes `trace_bytes`."""
    upload_cases: int = 1_000
    """Cases of a table that a page takes, as it decides them while the visitor waits; the command line: `case_rows`."""
    study_replications: int = 2_000
    result_bytes: int = 1_073_741_824
    """The unpacked size of a stored result."""
    link_characters: int = 8_000
    policies_on_a_page: int = 4
    study_seconds: float = 600.0
    """How long one study, quarter or ranking may take beside a page; the command line has no such bound."""
    studies_at_once: int = 4
    """How many studies may run beside the pages of one server; as many quarters, and as many rankings."""
    stored_bytes: int = 268_435_456
    """How much the results may take that are kept for all visitors of a server."""
    stored_days: float = 30.0
    """How long a result is kept that nobody asks for."""

    @property
    def of_upload(self) -> "Limits":
        """The same, with exports and tables as small as a page takes them."""
        return replace(self, trace_rows=self.upload_rows, trace_bytes=self.upload_bytes, case_rows=self.upload_cases)


DEFAULT_LIMITS = Limits()


def megabytes(size_bytes: int) -> int:
    """Return a size as whole megabytes of 1,048,576 bytes, the last one perhaps not full."""
    return -(-size_bytes >> 20)
