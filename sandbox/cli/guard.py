"""The last resort around all commands."""

import logging
from collections.abc import Sequence

import typer

from sandbox.cli.commands import sandbox
from sandbox.cli.terminal import EXIT_DEFECT, EXIT_INTERRUPTED, EXIT_UNUSABLE, say

_LOG = logging.getLogger("sandbox")


def guarded(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: no exception leaves this function but the interpreter's own end."""
    try:
        code = sandbox(args=list(arguments), prog_name="sandbox", standalone_mode=False)
    except typer.TyperException as error:
        return _refuse_call(error)
    except (KeyboardInterrupt, typer.Abort):
        return EXIT_INTERRUPTED
    except MemoryError:
        say("error: memory ran out; try fewer workers (--jobs 1), fewer replications or a smaller scenario")
        return EXIT_UNUSABLE
    except Exception as error:  # the last resort: a sentence instead of a traceback
        say(f"error: the sandbox itself failed, which should not happen: {type(error).__name__}: {error}")
        say("Please report it together with the command; --verbose prints where it failed.")
        _LOG.debug("where it failed", exc_info=error)
        return EXIT_DEFECT
    return code if isinstance(code, int) else 0


def _refuse_call(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    message = error.format_message().replace("Value error, ", "")  # the type checker's words, not the reader's
    say(f"error: {message[:1].lower()}{message[1:]}" if message else "error: the call cannot be understood")
    say(f"Try: {context.command_path if context is not None else 'sandbox'} --help")
    return EXIT_UNUSABLE
