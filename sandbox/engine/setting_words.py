"""Values of a playbook in the words of a policy file."""

from sandbox.domain.hours import WEEKDAYS, WeeklyHours
from sandbox.domain.playbook import (
    Accountability,
    Assign,
    AutoReply,
    By,
    Cap,
    Pickup,
    Queue,
    RecyclingRule,
    Staffing,
    Touch,
    TouchWindow,
)
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, NO_WAIT, SECOND_MS, WEEK_MS, Wait

_UNITS = ((WEEK_MS, "week"), (DAY_MS, "day"), (HOUR_MS, "h"), (MINUTE_MS, "min"), (SECOND_MS, "s"))


def wait_words(wait: Wait | None) -> str:
    """Return a wait exactly, in the largest unit of which it is a whole number; None is `none`."""
    if wait is None:
        return "none"
    if wait.business_days:
        return f"{wait.business_days} business day{'' if wait.business_days == 1 else 's'}"
    units = _UNITS[2:] if wait.is_business else _UNITS
    duration_ms = wait.business_ms if wait.is_business else wait.elapsed_ms
    unit_ms, unit = next(((size, name) for size, name in units if duration_ms % size == 0 and duration_ms), units[-1])
    count = duration_ms / unit_ms
    plural = "s" if unit in {"week", "day"} and count != 1 else ""
    return f"{count:g} {'business ' if wait.is_business else ''}{unit}{plural}"


def flag_words(value: bool) -> str:
    """Return true or false as a file writes them."""
    return "true" if value else "false"


def names_words(names: tuple[str, ...] | None) -> str:
    """Return a list of names; None is all there are."""
    return "everything" if names is None else f"[{', '.join(names)}]"


def assign_words(queue: Queue) -> str:
    """Return how a queue finds a rep."""
    if queue.assign is not Assign.WEIGHTED:
        return str(queue.assign)
    return f"weighted, novice {queue.weights.novice:g}, veteran {queue.weights.veteran:g}"


def pickup_words(pickup: Pickup) -> str:
    """Return when reps look into a queue."""
    if pickup.every_ms is not None:
        return f"every {wait_words(Wait(elapsed_ms=pickup.every_ms))}"
    return f"at {', '.join(map(_time_of_day, pickup.at_ms))}" if pickup.at_ms else "immediate"


def cap_words(cap: Cap) -> str:
    """Return how many leads a rep may hold."""
    told = [] if cap.open is None else [f"{cap.open} open"]
    told += [] if cap.per_day is None else [f"{cap.per_day} per day"]
    return ", ".join(told) or "none"


def touches_words(touches: tuple[Touch, ...]) -> str:
    """Return the touches of a cadence in their order, each with the wait before it."""
    return ", ".join(_touch_words(touch) for touch in touches) or "none"


def _touch_words(touch: Touch) -> str:
    by = " by automation" if touch.by is By.AUTOMATION else ""
    after = "" if touch.after == NO_WAIT else f" after {wait_words(touch.after)}"
    return f"{touch.channel}{by}{after}"


def window_words(window: TouchWindow | None) -> str:
    """Return the hours in which touches may begin."""
    return "none" if window is None else f"{hours_words(window.hours)} ({window.zone or 'zone of the lead'})"


def hours_words(hours: WeeklyHours | None) -> str:
    """Return hours of the week, day by day; None are those of the scenario."""
    if hours is None:
        return "as in the scenario"
    days: dict[int, list[str]] = {}
    for day, from_ms, to_ms in hours.spans:
        days.setdefault(day, []).append(f"{_time_of_day(from_ms)}-{_time_of_day(to_ms)}")
    groups: list[tuple[int, int, str]] = []
    for day, spans in days.items():
        text = " and ".join(spans)
        if groups and groups[-1][1] == day - 1 and groups[-1][2] == text:
            groups[-1] = (groups[-1][0], day, text)
        else:
            groups.append((day, day, text))
    named = [(WEEKDAYS[a] if a == b else f"{WEEKDAYS[a]}-{WEEKDAYS[b]}", text) for a, b, text in groups]
    return ", ".join(f"{name} {text}" for name, text in named) or "never"


def staffing_words(staff: Staffing) -> str:
    """Return heads and shifts of a team."""
    count = "as in the scenario" if staff.count is None else str(staff.count)
    return f"heads {count}, shifts {hours_words(staff.shifts)}"


def auto_reply_words(reply: AutoReply | None) -> str:
    """Return what answers an inquiry by itself."""
    return "none" if reply is None else f"{reply.channel} after {wait_words(reply.after)}"


def recycling_words(rule: RecyclingRule) -> str:
    """Return a row of recycling."""
    return f"{rule.stage.name.lower()} idle for {wait_words(rule.idle_for)} to {rule.to}"


def accountability_words(rule: Accountability | None) -> str:
    """Return when a rep gets no more leads."""
    if rule is None:
        return "none"
    pause = "until restored" if rule.pause_for is None else f"for {wait_words(rule.pause_for)}"
    tried = f"{100 * rule.at_least:g} % of {rule.over_leads} leads tried within {wait_words(rule.attempt_within)}"
    return f"{tried}, else paused {pause}"


def _time_of_day(time_ms: int) -> str:
    return f"{time_ms // HOUR_MS:02d}:{time_ms % HOUR_MS // MINUTE_MS:02d}"
