"""What the environment says of a call; a variable that cannot be used ends the command."""

import os
from typing import TypeVar

from sandbox.cli.terminal import fail, show_diagnostics
from sandbox.domain.diagnostics import Checked
from sandbox.domain.limits import Limits
from sandbox.study.environment import limits_of, server_of

Read = TypeVar("Read")


def limits() -> Limits:
    """Return the limits of this call; every command asks once."""
    return _used(limits_of(os.environ))


def server_limits() -> Limits:
    """Return the limits of a server that is about to start; what else it will read there is looked at as well."""
    return _used(server_of(os.environ)).limits


def _used(read: Checked[Read]) -> Read:
    show_diagnostics(read.diagnostics)
    if read.value is None:
        fail("nothing was done: see the findings above")
    return read.value
