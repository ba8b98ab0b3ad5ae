"""What the environment says of this server: its limits and its processes, read once."""

import logging
import os
from dataclasses import dataclass

import streamlit as st

from sandbox.domain.diagnostics import Checked
from sandbox.domain.limits import Limits
from sandbox.study.environment import jobs_of, limits_of
from sandbox.ui.markup import paragraph, sentence

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What all visitors share: `jobs` processes, within the limits."""

    limits: Limits
    jobs: int


@st.cache_resource(show_spinner=False)
def _read() -> Checked[Server]:
    limits, jobs = limits_of(os.environ), jobs_of(os.environ)
    problems = (*limits.diagnostics, *jobs.diagnostics)
    for told in problems:
        _LOG.error("%s", told.render())
    if limits.value is None or jobs.value is None:
        return Checked(value=None, diagnostics=problems)
    return Checked(value=Server(limits=limits.value, jobs=jobs.value))


def server() -> Server:
    """Return what this server was started with; where it cannot be used, the page says so and ends."""
    read = _read()
    if read.value is not None:
        return read.value
    paragraph("This server was started with settings that it cannot use:")
    for told in read.diagnostics:
        paragraph(sentence(told))
    return st.stop()
