"""`sandbox app`: the browser front end."""

import importlib.util
import os
import sys
from typing import Annotated

import typer

from sandbox.cli.options import whole_number
from sandbox.cli.terminal import fail
from sandbox.files.shipped import app_file


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
) -> None:
    """Open the sandbox in the browser."""
    if not 1 <= port <= 65535:
        fail(f"a port lies between 1 and 65535, not {port}")
    if importlib.util.find_spec("streamlit") is None:
        fail("the browser front end needs Streamlit: install it with pip install 'lead-policy-sandbox[app]'")
    page = app_file()
    if not page.is_file():
        fail(f"the page is not where it should be: {page}; install the sandbox again")
    command = [sys.executable, "-m", "streamlit", "run", str(page)]
    command += ["--server.address", address, "--server.port", str(port)]
    # The server takes this process's place, so that ending the command ends the server.
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter with arguments that were checked
