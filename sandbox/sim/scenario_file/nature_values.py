"""From the checked shape of a team's nature to plain values."""

from sandbox.sim.nature import PERFECT, Nature, Patience, QuickWins, Shares, tempted
from sandbox.sim.scenario_file.nature_shape import Compensation, IgnoresBlock, NatureBlock, QuickWinsBlock, SharesBlock


def nature(block: NatureBlock | None, compensation: Compensation, quick_wins: QuickWinsBlock) -> Nature:
    """Return how the reps of a team are, with what their pay makes of them."""
    own = PERFECT if block is None else _own(block)
    if compensation == "shared":
        return own
    return tempted(own, QuickWins(cherry_picks=quick_wins.cherry_picks, dials_fewer=quick_wins.dials_fewer))


def _own(block: NatureBlock) -> Nature:
    patience, ignores = block.gives_up_after, block.ignores or _NOBODY
    return Nature(
        untracked=_shares(ignores.untracked),
        tracked=_shares(ignores.tracked or ignores.untracked),
        ignores_spread=ignores.spread,
        gives_up_after=Patience() if patience is None else Patience(novice=patience.novice, veteran=patience.veteran),
        cherry_picks=block.cherry_picks,
        ramp=tuple(block.ramp),
        tenure_months=block.tenure_months,
        other_work_ms=block.other_work,
        departures_per_year=block.departures_per_year,
        replaced_after_ms=block.replaced_after,
    )


def _shares(block: SharesBlock) -> Shares:
    return Shares(novice=block.novice, veteran=block.veteran)


_NOBODY = IgnoresBlock(untracked=SharesBlock(novice=0.0, veteran=0.0))
