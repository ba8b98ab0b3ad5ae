"""The commands of `sandbox`, put together."""

from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from sandbox.cli.app import app as app_command
from sandbox.cli.compare import compare
from sandbox.cli.diff import diff
from sandbox.cli.explain import explain
from sandbox.cli.lint import lint
from sandbox.cli.replay import replay
from sandbox.cli.report import report
from sandbox.cli.run import run
from sandbox.cli.schema import schema
from sandbox.cli.score import score
from sandbox.cli.terminal import write_out
from sandbox.cli.test import try_cases

sandbox = typer.Typer(
    name="sandbox",
    help="Try a lead policy before you bet a quarter on it.",
    epilog="Limits, folders and defaults can be changed by environment variables, SANDBOX_..: see docs/limits.md.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
sandbox.command()(compare)
sandbox.command()(run)
sandbox.command()(replay)
sandbox.command()(report)
sandbox.command()(diff)
sandbox.command()(score)
sandbox.command()(lint)
sandbox.command("test")(try_cases)
sandbox.command()(explain)
sandbox.command()(schema)
sandbox.command("app")(app_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        write_out(f"sandbox {installed_version('lead-policy-sandbox')}\n")
        raise typer.Exit()


@sandbox.callback()
def _options(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        write_out(f"{context.get_help()}\n")
