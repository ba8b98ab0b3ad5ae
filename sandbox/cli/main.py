"""The entry point: whatever happens, the user reads a sentence and never a traceback."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run `sandbox` with the words of the command line, and exit with its code."""
    try:
        # The libraries take a moment to load, and Ctrl-C then must end as quietly as later.
        from sandbox.cli.guard import guarded  # noqa: PLC0415

        code = guarded(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
