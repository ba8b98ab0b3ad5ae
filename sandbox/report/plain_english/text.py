"""What plain English is made of: sections of entries, to be set as text or as a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule, queue, cadence or sentence; `name` as in the file, empty for what has none; `steps` are in order."""

    text: str
    name: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries under a title; ordered where their order decides."""

    title: str
    intro: str = ""
    entries: tuple[Entry, ...] = ()
    is_ordered: bool = False
