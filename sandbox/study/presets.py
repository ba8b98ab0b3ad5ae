"""The questions people argue about, each as one study that answers it."""

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
        said="One policy, six touches. New leads are called at once, or eight hours after they came in.",
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
        said="One policy, at once. Leads that do not answer are given up after two calls, or after six touches.",
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
        said="One policy, a busy team. The next call goes to the newest lead, or to the one that waits longest.",
        request=StudyRequest(policies=("oldest_first", "newest_first"), scenario="midmarket_saas", regimes=True),
    ),
)
