"""Why deals are won and lost: reasons by weight; those for losing likelier where a conversation has hinted at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sandbox.domain.tables import LostReason, WonReason

R = TypeVar("R", LostReason, WonReason)


@dataclass(frozen=True, slots=True, kw_only=True)
class LostReasons:
    """How often deals are lost for each reason, as weights; where all are 0 no reason is noted.

    `if_revealed` is the factor on `NO_BUDGET`, `NO_AUTHORITY` and `NO_DECISION` where the conversation found no budget,
    nobody who decides, or no need now.
    """

    weights: Mapping[LostReason, float]
    if_revealed: float


def lost_reason(reasons: LostReasons, u: float, *, budget: bool, authority: bool, ready: bool) -> LostReason | None:
    """Return why a deal is lost, given what the conversation found; `u` in (0, 1) picks among the weights."""
    found = {LostReason.NO_BUDGET: budget, LostReason.NO_AUTHORITY: authority, LostReason.NO_DECISION: ready}
    weights = {
        reason: weight * (1.0 if found.get(reason, True) else reasons.if_revealed)
        for reason, weight in reasons.weights.items()
    }
    return picked_reason(weights, u)


def picked_reason(weights: Mapping[R, float], u: float) -> R | None:
    """Return the reason on which `u` in (0, 1) falls among the weights; None where all of them are 0."""
    left = u * sum(weights.values())
    picked = None
    for reason, weight in weights.items():
        if weight > 0.0:
            picked = reason
            left -= weight
            if left < 0.0:
                break
    return picked
