"""How touches annoy buyers: the chance that one makes a lead ask for no further contact.

Scalar functions of numbers on `math` only, like those of `buyers`.
"""

import math
from dataclasses import dataclass

_MOST_BEYOND = 50
"""Touches too many that are told apart: the power of a factor up to 10 stays a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """Wanting no further contact, ever; chances of one touch.

    A message's chance is `message`, multiplied with `message_growth` for each further one of the trailing
    `messages_within_ms`, at most `messages_counted` taken together. A call has the chance `call` when somebody answers
    who is not ready to buy, `voicemail` when nobody does; each touch beyond `touches_free` in the trailing
    `touches_within_ms` multiplies it with `often_factor`. No chance exceeds `at_most`.
    """

    message: float
    message_growth: float
    messages_within_ms: int
    messages_counted: int
    call: float
    voicemail: float
    touches_within_ms: int
    touches_free: int
    often_factor: float
    at_most: float


def message_chance(opt_out: OptOut, messages: int) -> float:
    """Return the chance that a mail or sms is one too many; `messages` are those of the trailing days, it included."""
    counted = min(messages, opt_out.messages_counted)
    return min(opt_out.at_most, opt_out.message * math.pow(opt_out.message_growth, counted - 1))


def call_chance(opt_out: OptOut, touches: int, *, is_answered: bool) -> float:
    """Return the chance that an unwanted call is one too many; `touches` of the trailing days include it."""
    chance = opt_out.call if is_answered else opt_out.voicemail
    beyond = min(max(0, touches - opt_out.touches_free), _MOST_BEYOND)
    return min(opt_out.at_most, chance * math.pow(opt_out.often_factor, beyond))
