"""Keys of an export's rows: which rows are of one lead, and who owns it. No name or number outlives the reading."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sandbox.files.cells import MISSING_WORDS

NO_KEY = 0
"""The key of a row that names no lead."""
NO_OWNER = -1
"""The number of the owner of a row that names none."""


def lead_key(cell: str) -> int:
    """Return the 64-bit hash of a lead's name or number, `NO_KEY` where the cell is blank; case does not count."""
    text = _plain(cell)
    if text in MISSING_WORDS:
        return NO_KEY
    digest = blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1


def owner_number(cell: str, known: dict[str, int]) -> int:
    """Return the number of an owner, counted from 0 as they turn up in `known`; `NO_OWNER` where the cell is blank."""
    text = _plain(cell)
    return NO_OWNER if text in MISSING_WORDS else known.setdefault(text, len(known))


def _plain(cell: str) -> str:
    return cell.strip().casefold()


def leads_of_rows(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return of each row, in order of time, which lead it is of and whether it is the first of that lead.

    Leads are numbered from 0 in order of their first rows; a row without a key is a lead of its own.
    """
    place = np.arange(len(key))
    _, first_of_key, number = np.unique(key, return_index=True, return_inverse=True)
    first_row = np.where(key == NO_KEY, place, first_of_key[number])
    is_first = first_row == place
    lead_of_first = np.cumsum(is_first, dtype=np.int64) - 1
    return lead_of_first[first_row], is_first


def owner_places(numbers: Sequence[int], known: Mapping[str, int]) -> NDArray[np.float64]:
    """Return (i + .5) / n for the i-th of n owners in order of name, NaN where there is none; shape (rows,)."""
    places = np.full(len(known) + 1, np.nan)  # the last is that of NO_OWNER
    for place, name in enumerate(sorted(known)):
        places[known[name]] = (place + 0.5) / len(known)
    return places[np.array(numbers, dtype=np.int64)]
