"""The event log while it is written: one flat array, so that memory grows by 112 bytes an event and no more."""

from array import array
from struct import Struct

import numpy as np

from sandbox.domain.tables import EVENT_COLUMNS, EventTable

row = Struct(f"{len(EVENT_COLUMNS)}q").pack
"""Return an event as it is stored, from its integers in the order of `EVENT_COLUMNS`."""


class EventLog:
    """Append-only events; `write` takes a `row`."""

    __slots__ = ("_flat", "write")

    def __init__(self) -> None:
        self._flat = array("q")
        self.write = self._flat.frombytes
        """Append one event, given as a row of bytes."""

    def table(self) -> EventTable:
        """Return the events written so far."""
        flat = np.frombuffer(self._flat, dtype=np.int64) if self._flat else np.empty(0, dtype=np.int64)
        return EventTable(rows=flat.reshape(-1, len(EVENT_COLUMNS)))
