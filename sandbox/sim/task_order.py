"""Which task is next: keys that sort, as pure functions. The smallest key goes first.

A free rep chooses replies to answer, then first touches queue by queue as they are written in the policy, then
follow-ups; ties go to the earlier arrival, then to the lower lead number.
"""

from sandbox.domain.playbook import Order

Key = tuple[float, int, int]
"""What decides, arrival in ms, lead number."""


def first_touch_key(order: Order, *, inquiry_ms: int, score: float, created_ms: int, lead: int) -> Key:
    """Return the place of a first touch in a queue, by last inquiry or by score."""
    if order is Order.NEWEST_FIRST:
        return (-inquiry_ms, created_ms, lead)
    if order is Order.OLDEST_FIRST:
        return (inquiry_ms, created_ms, lead)
    return (-score, created_ms, lead)


def follow_up_key(*, due_ms: int, created_ms: int, lead: int) -> Key:
    """Return the place of a follow-up or a reply to answer among a rep's own: by due time."""
    return (due_ms, created_ms, lead)
