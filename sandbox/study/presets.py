"""The questions people argue about, each as one study that answers it; what these come to ships as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.study.request import StudyRequest

_TWO = "two_attempts:cadences.six_touch.touches=[{channel: phone}, {channel: phone, after: 40 min}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A question, what is compared to answer it in plain words, and the study."""

    key: str
    question: str
    said: str
    request: StudyRequest


PRESETS: Final = (
    Preset(
        key="speed",
        question="5 minutes or 8 hours?",
        said="Six touches either way: the first call at once, or eight hours after the inquiry, for most leads the "
        "next morning. Reps as they are.",
        request=StudyRequest(
            policies=("after_8_hours=five_minutes_six_touches", "within_5_minutes=five_minutes_six_touches"),
            scenario="human_team",
            settings=(
                "after_8_hours:cadences.six_touch.touches.0.after=8 h",
                "after_8_hours:name=Answering after 8 hours",
                "within_5_minutes:name=Answering within 5 minutes",
            ),
            regimes=True,
        ),
    ),
    Preset(
        key="attempts",
        question="2 attempts or 6?",
        said="The first call at once either way: given up after two calls, or six touches. Reps keep to the plan.",
        request=StudyRequest(
            policies=("two_attempts=five_minutes_six_touches", "six_attempts=five_minutes_six_touches"),
            scenario="midmarket_saas",
            settings=(_TWO, "two_attempts:name=Two attempts", "six_attempts:name=Six attempts"),
            regimes=True,
        ),
    ),
    Preset(
        key="order",
        question="Newest or oldest first?",
        said="A busy team: next comes the newest lead, or the one that waits longest. Reps keep to the plan.",
        request=StudyRequest(policies=("oldest_first", "newest_first"), scenario="midmarket_saas", regimes=True),
    ),
)

OPENING: Final = StudyRequest(
    policies=("eight_hours_two_touches", "five_minutes_six_touches"),
    scenario="human_team",
    regimes=True,
)
"""What the page shows before anybody has asked. Another scenario than the command line's: who only looks at the page
should meet reps as they are."""

SHIPPED: Final[Mapping[str, StudyRequest]] = {"opening": OPENING} | {one.key: one.request for one in PRESETS}
"""The studies whose results ship, by the folder in `demo`; `make demo-result` makes them."""
