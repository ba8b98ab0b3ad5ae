"""What the environment says of this server: its limits and its processes, read once."""

import logging
import os

import streamlit as st

from sandbox.domain.diagnostics import Checked
from sandbox.study.environment import Server, server_of
from sandbox.ui.markup import paragraph, sentence

_LOG = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def _read() -> Checked[Server]:
    read = server_of(os.environ)
    for told in read.diagnostics:
        _LOG.error("%s", told.render())
    return read


def server() -> Server:
    """Return what this server was started with; where it cannot be used, the page says so and ends."""
    read = _read()
    if read.value is not None:
        return read.value
    paragraph("This server was started with settings that it cannot use:")
    for told in read.diagnostics:
        paragraph(sentence(told))
    return st.stop()
