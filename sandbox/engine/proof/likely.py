"""Leads among which one is likely to be decided differently, where a proof takes too many steps."""

from collections.abc import Iterator

import numpy as np

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import Lead, to_columns
from sandbox.domain.luck import uniforms
from sandbox.engine.answers import Speaker
from sandbox.engine.condition import Not
from sandbox.engine.policy import conditions_of
from sandbox.engine.proof.prove import Prover, Witness
from sandbox.engine.proof.space import Space

SAMPLE = 4_096
_KEY = 0xD1FF


def likely_leads(speakers: tuple[Speaker, Speaker], prover: Prover) -> Iterator[Lead]:
    """Yield leads of all sorts that are decided differently on arrival, then some that only one policy speaks of.

    The sample is always the same, and the steps of the prover bound the rest.
    """
    leads = _sample(prover.space)
    facts = speakers[0].policy.vocabulary
    columns = to_columns(leads, facts)
    one, other = (_said(speaker.table.decide(columns, len(leads))) for speaker in speakers)
    for number in np.flatnonzero((one != other).any(axis=0))[:1]:
        yield {name: value for name, value in leads[number].items() if name in facts.facts}
    first, second = (dict.fromkeys(when for when, _ in conditions_of(speaker.policy)) for speaker in speakers)
    for when in (*first, *second):
        if (when in first) is not (when in second):
            for wanted in (when, Not(when)):
                verdict = prover.satisfiable(wanted)
                if isinstance(verdict, Witness):
                    yield verdict.lead


def _sample(space: Space) -> list[Lead]:
    """Return leads of which more or less is known, each known fact at any of its atoms, one as likely as another."""
    numbers = np.arange(SAMPLE, dtype=np.int64)
    share_missing = uniforms(_KEY, numbers, 0)
    chosen = []
    for place, variable in enumerate(space.variables):
        atoms = np.array([atom for atom in range(len(variable.atoms)) if variable.possible >> atom & 1])
        at = atoms[(uniforms(_KEY, numbers, 1, k=place) * len(atoms)).astype(np.int64)]
        missing = len(variable.atoms) - 1
        can_be_missing = bool(variable.possible >> missing & 1)
        is_missing = can_be_missing & (uniforms(_KEY, numbers, 2, k=place) < share_missing)
        chosen.append(np.where(is_missing, missing, at))
    return [space.lead(tuple(1 << int(atom) for atom in lead)) for lead in np.stack(chosen, axis=1)]


def _said(decisions: Decisions) -> np.ndarray[tuple[int, int], np.dtype[np.object_]]:
    """Return decisions as rows of mql, score, grade, queue, cadence; shape (5, leads)."""
    queue = np.array(decisions.queue_names, dtype=object)[decisions.queue]
    cadence = np.array([*decisions.cadence_names, None], dtype=object)[decisions.cadence]
    return np.array([decisions.mql, decisions.score, decisions.grade, queue, cadence], dtype=object)
