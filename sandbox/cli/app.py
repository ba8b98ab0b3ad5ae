"""`sandbox app`: the browser front end."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from sandbox.cli.environment import server_limits
from sandbox.cli.options import whole_number
from sandbox.cli.terminal import fail
from sandbox.domain.limits import megabytes
from sandbox.files.shipped import app_file
from sandbox.files.workspace import WORKSPACE, workspace_problem

_OWN_MACHINE: Final = ("127.0.0.1", "localhost", "::1")


def app(
    port: Annotated[int, typer.Option("--port", parser=whole_number, metavar="N", help="Port to listen on.")] = 8501,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="ADDRESS",
            help="Address to listen on; others than this machine's own are open to your network.",
        ),
    ] = "127.0.0.1",
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            envvar=WORKSPACE,
            metavar="DIR",
            help="A folder of yours into which the Policy studio may save policies; without it pages save nothing.",
        ),
    ] = None,
) -> None:
    """Open the sandbox in the browser."""
    if not 1 <= port <= 65535:
        fail(f"a port lies between 1 and 65535, not {port}")
    if importlib.util.find_spec("streamlit") is None:
        fail("the browser front end needs Streamlit: install it with pip install 'lead-policy-sandbox[app]'")
    bounds = server_limits()
    page = app_file()
    if not page.is_file():
        fail(f"the page is not where it should be: {page}; install the sandbox again")
    environment = {**os.environ, **_workspace(workspace, address)}
    command = [sys.executable, "-m", "streamlit", "run", str(page)]
    command += ["--server.address", address, "--server.port", str(port)]
    command += ["--server.maxUploadSize", str(max(megabytes(bounds.upload_bytes), megabytes(bounds.yaml_bytes)))]
    # The server takes this process's place, so that ending the command ends the server.
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter with arguments that were checked


def _workspace(folder: Path | None, address: str) -> dict[str, str]:
    """Return what tells the pages of the workspace; a folder that cannot be one ends the command."""
    if folder is None:
        return {}
    if address not in _OWN_MACHINE:
        fail("--workspace is for your own machine: others could save files there; leave out --address")
    problem = workspace_problem(folder)
    if problem:
        fail(f"cannot save into the workspace: {problem}")
    return {WORKSPACE: str(folder.resolve())}
