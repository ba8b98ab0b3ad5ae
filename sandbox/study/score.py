"""The last hundred leads, or a million: ranked by a policy, and held against how people ranked them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.agreement import Agreement, Parting, agreement, partings
from sandbox.domain.decision import Decision, Decisions
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.csv_out import OnRows, write_sorted
from sandbox.files.lead_csv import LeadSheet, own_rows
from sandbox.study.lead_gaps import LeadGaps, OnLeads, Questions, lead_gaps, questions_of

OUT_COLUMNS = ("mql", "fit", "engagement", "score", "grade", "queue", "cadence", "fired")
"""What is written behind a file's own columns."""

MOST_HANDS = 2
"""How many rankings by hand the leads of a file can be held against."""

MOST_PARTINGS = 10
_BLOCK_LEADS = 16_384
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRanking:
    """A column in which people ranked the leads, how far the policy agrees with it, and where they part.

    A parting's first place is that of the policy, its second that of the people.
    """

    column: str
    agreement: Agreement
    partings: tuple[Parting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Leads of a file, ranked by a policy.

    `order` has the leads with the best first, shape (leads,): by grade, then by score, then as they stand in the file.
    `gaps` is None where the policy joins too many facts to tell. `between` is the agreement of the first two hand
    rankings with each other.
    """

    policy: Policy
    sheet: LeadSheet
    decisions: Decisions
    order: NDArray[np.intp]
    gaps: LeadGaps | None
    questions: Questions
    hands: tuple[HandRanking, ...]
    between: Agreement | None


def score_leads(
    policy: Policy,
    sheet: LeadSheet,
    hands: Mapping[str, NDArray[np.float64]] | None = None,
    on_leads: OnLeads | None = None,
) -> Scored:
    """Return the leads of a file ranked by a policy; `hands` has the places that people gave them, by column."""
    hands = hands or {}
    decisions = compile_policy(policy).decide(sheet.facts, len(sheet))
    order = np.lexsort((-decisions.score, decisions.grade))
    gaps = lead_gaps(policy, sheet.facts, decisions, on_leads)
    places = _places(decisions, order)
    by_hand = list(hands.values())
    return Scored(
        policy=policy,
        sheet=sheet,
        decisions=decisions,
        order=order,
        gaps=gaps,
        questions=questions_of(policy, None if gaps is None else gaps.every),
        hands=tuple(_held_against(places, column, hand) for column, hand in hands.items()),
        between=agreement(by_hand[0], by_hand[1]) if len(by_hand) > 1 else None,
    )


def _places(decisions: Decisions, order: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the place of each lead, less is better; leads of one grade and score share one."""
    grade, score = decisions.grade[order], decisions.score[order]
    is_next = (np.diff(grade) != 0) | (np.diff(score) != 0)
    places = np.empty(len(order))
    places[order] = np.concatenate([[0], np.cumsum(is_next)])
    return places


def _held_against(places: NDArray[np.float64], column: str, hand: NDArray[np.float64]) -> HandRanking:
    found = agreement(places, hand)
    return HandRanking(column=column, agreement=found, partings=partings(places, hand, MOST_PARTINGS))


def write_ranking(path: Path, scored: Scored, on_rows: OnRows | None = None) -> None:
    """Write the file's own columns and the policy's, the best lead first; `.gz` is compressed; raises OSError."""
    rows = own_rows(scored.sheet)
    header = next(rows)
    behind = ([*cells, *decided] for cells, decided in zip(rows, _cells(scored.decisions), strict=True))
    write_sorted(path, [*header, *_free_names(header)], behind, scored.order, on_rows)


def _free_names(taken: Sequence[str]) -> Iterator[str]:
    """Yield a name for each column that is written, another one where the file has a column of that name."""
    used = {name.strip().lower() for name in taken}
    for name in OUT_COLUMNS:
        free, number = name, 1
        while free in used:
            free = f"sandbox_{name}" if number == 1 else f"sandbox_{name}_{number}"
            number += 1
        used.add(free)
        yield free


def _cells(decisions: Decisions) -> Iterator[tuple[str, ...]]:
    # Many leads are decided alike: each distinct decision becomes text once. What is remembered is bounded.
    known: dict[bytes, tuple[str, ...]] = {}
    for start in range(0, len(decisions), _BLOCK_LEADS):
        leads = slice(start, start + _BLOCK_LEADS)
        parts = (np.packbits(decisions.scored[leads], axis=1), *_coded(decisions, leads))
        for lead, alike in enumerate(np.concatenate(parts, axis=1), start):
            key = alike.tobytes()
            cells = known.get(key)
            if cells is None:
                cells = decided_cells(decisions.at(lead))
                if len(known) < _REMEMBERED:
                    known[key] = cells
            yield cells


def _coded(decisions: Decisions, leads: slice) -> Iterator[NDArray[np.uint8]]:
    """Yield, as bytes of shape (leads, bytes), what of a decision does not follow from the scoring rules fired."""
    for column in (decisions.mql, decisions.grade, decisions.route):
        part = np.ascontiguousarray(column[leads])
        yield part.view(np.uint8).reshape(len(part), -1)


def decided_cells(decision: Decision) -> tuple[str, ...]:
    """Return a decision as cells, see `OUT_COLUMNS`; rules that fired are apart by a space."""
    return (
        "true" if decision.mql else "false",
        number_cell(decision.fit),
        number_cell(decision.engagement),
        number_cell(decision.score),
        decision.grade or "",
        decision.queue,
        decision.cadence or "",
        " ".join(decision.fired),
    )


def number_cell(number: float) -> str:
    """Return a number without needless decimals."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
