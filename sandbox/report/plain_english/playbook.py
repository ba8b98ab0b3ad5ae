"""What a policy tells people and machines to do, in plain English: queues, cadences, teams."""

from typing import Final

from sandbox.domain.playbook import (
    NOTHING,
    REASSIGN,
    Assign,
    By,
    Cadence,
    Channel,
    Order,
    Playbook,
    Queue,
    Touch,
    Work,
)
from sandbox.domain.units import NO_WAIT, Wait
from sandbox.report.plain_english.conditions import number_words
from sandbox.report.plain_english.text import Entry, Section
from sandbox.report.plain_english.times import counted, hours_words, listed, milliseconds_words, time_words, wait_words

_PLACES: Final = {
    "nurture": "marketing keeps it (nurture)",
    "close": "it is closed",
    "keep": "it stays with its rep, and its touches go on",
}
_ORDERS: Final = {
    Order.NEWEST_FIRST: "newest lead first",
    Order.OLDEST_FIRST: "oldest lead first",
    Order.BEST_SCORE: "best score first",
    Order.BEST_GRADE_NEWEST: "best grade first, the newest lead among equals",
    Order.EARLIEST_DUE: "the lead first whose promise ends first",
}
_ASSIGNMENTS: Final = {
    Assign.SHARED: "Whoever is free takes the next lead.",
    Assign.ROUND_ROBIN: "New leads are given to reps in turn.",
    Assign.LEAST_LOADED: "A new lead is given to the rep with the fewest open leads.",
    Assign.ACCOUNT_OWNER: "A new lead is given to the owner of its account; where nobody owns it, to reps in turn.",
}
_VERBS: Final = {Channel.PHONE: "call", Channel.EMAIL: "mail", Channel.SMS: "text message"}
_WORK: Final = {
    Work.REPLY: "answers",
    Work.FIRST_TOUCH: "first touches",
    Work.MEETING: "meetings",
    Work.FOLLOW_UP: "follow-ups",
    Work.NURTURE: "nurture",
}


def place_words(place: str) -> str:
    """Return where a lead goes, in words that follow a colon; what is no end of its own is a queue."""
    return _PLACES.get(place, f"it goes to the queue {place}")


def queue_section(playbook: Playbook) -> Section:
    """Return who works which leads, in which order, and what is promised."""
    if not playbook.queues:
        return Section(title="Who works them, and the promise", intro="There are no queues: nobody works any lead.")
    entries = tuple(Entry(name=queue.name, text=_queue_words(queue)) for queue in playbook.queues)
    intro = "A rep who works for several queues looks into the upper ones first." if len(entries) > 1 else ""
    return Section(title="Who works them, and the promise", intro=intro, entries=entries, is_ordered=True)


def _queue_words(queue: Queue) -> str:
    said = [
        _promise_words(queue),
        f"Team {queue.team} works it, {_ORDERS[queue.order]}.",
        _assign_words(queue),
        _pickup_words(queue),
        _cap_words(queue),
        "Reps have a dialer." if queue.dialer else "",
        f"Its leads get the touches {queue.cadence} unless another line says otherwise.",
    ]
    return " ".join(sentence for sentence in said if sentence)


def _promise_words(queue: Queue) -> str:
    if queue.respond_within is None:
        return "No answer is promised by any time."
    promise = f"Promise: a person tries every lead within {wait_words(queue.respond_within)}."
    if queue.on_breach == NOTHING:
        return promise
    if queue.on_breach == REASSIGN:
        return f"{promise} Where the promise is broken, it is another rep's turn."
    return f"{promise} Where the promise is broken, {place_words(queue.on_breach)}."


def _assign_words(queue: Queue) -> str:
    if queue.assign is not Assign.WEIGHTED:
        return _ASSIGNMENTS[queue.assign]
    weights = f"{number_words(queue.weights.novice)} to a novice for {number_words(queue.weights.veteran)} to a veteran"
    return f"New leads are given to reps in turn by weight: {weights}."


def _pickup_words(queue: Queue) -> str:
    if queue.pickup.every_ms is not None:
        return f"Reps look for new leads every {milliseconds_words(queue.pickup.every_ms)}, counted from midnight."
    if queue.pickup.at_ms:
        return f"Reps look for new leads at {listed([time_words(at) for at in queue.pickup.at_ms])}."
    return "Reps see new leads at once."


def _cap_words(queue: Queue) -> str:
    caps = []
    if queue.cap.open is not None:
        caps.append(f"has at most {counted(queue.cap.open, 'open lead')} of it")
    if queue.cap.per_day is not None:
        caps.append(f"is given at most {counted(queue.cap.per_day, 'lead')} of it a day")
    return f"A rep {' and '.join(caps)}." if caps else ""


def cadence_section(playbook: Playbook) -> Section:
    """Return how often and how each lead is tried."""
    entries = tuple(_cadence_entry(cadence) for cadence in playbook.cadences.values())
    intro = "A conversation ends the touches." if entries else "Nobody is tried."
    return Section(title="How often a lead is tried", intro=intro, entries=entries)


def _cadence_entry(cadence: Cadence) -> Entry:
    touches = cadence.touches
    steps = [_touch_words(touch, is_first=number == 0) for number, touch in enumerate(touches)]
    within = f" All within {wait_words(cadence.within)} of entering the queue." if cadence.within else ""
    window = ""
    if cadence.window is not None:
        zone = cadence.window.zone or "where the lead lives"
        window = f" Only {hours_words(cadence.window.hours)} ({zone}); a touch that falls outside waits."
    then = f"After that {place_words(cadence.then)}."
    count = "One touch" if len(touches) == 1 else f"{len(touches)} touches"
    return Entry(name=cadence.name, text=f"{count}.{within}{window} {then}", steps=tuple(steps))


def _touch_words(touch: Touch, *, is_first: bool) -> str:
    what = f"{'automatic ' if touch.by is By.AUTOMATION else ''}{_VERBS[touch.channel]}"
    return f"{what[0].upper()}{what[1:]} {_after_words(touch.after, is_first=is_first)}"


def _after_words(wait: Wait, *, is_first: bool) -> str:
    if wait == NO_WAIT or wait == Wait(is_business=True):
        return "at once" if is_first else "right after that"
    return f"{wait_words(wait)} after {'the lead enters the queue' if is_first else 'that'}"


def reply_section(playbook: Playbook) -> Section:
    """Return what goes out by itself."""
    reply = playbook.auto_reply
    if reply is None:
        return Section(title="Automatic answer", intro="None.")
    when = "at once" if reply.after == NO_WAIT else f"{wait_words(reply.after)} after the inquiry"
    said = f"Every lead that its inquiry brings into a queue gets an automatic {_VERBS[reply.channel]} {when}."
    return Section(title="Automatic answer", entries=(Entry(text=said),))


def accountability_section(playbook: Playbook) -> Section:
    """Return what happens to reps who leave leads lying."""
    rule = playbook.accountability
    if rule is None:
        return Section(title="Reps who leave leads lying", intro="They are given leads like all others.")
    paused = "until somebody restores it" if rule.pause_for is None else f"for {wait_words(rule.pause_for)}"
    said = (
        f"A rep who has tried less than {number_words(round(100 * rule.at_least, 9))} % of its last "
        f"{counted(rule.over_leads, 'lead')} within {wait_words(rule.attempt_within)} is given no new ones {paused}."
    )
    return Section(title="Reps who leave leads lying", entries=(Entry(text=said),))


def team_section(playbook: Playbook) -> Section:
    """Return what a free rep does first, and the heads and shifts that the policy asks for."""
    entries = [Entry(text=f"A free rep turns to {', then '.join(_WORK[work] for work in playbook.work_order)}.")]
    for team, staffing in playbook.staffing.items():
        count = "as many reps as there are" if staffing.count is None else counted(staffing.count, "rep")
        shifts = f", working {hours_words(staffing.shifts)}" if staffing.shifts is not None else ""
        entries.append(Entry(name=team, text=f"{count}{shifts}."))
    return Section(title="The day of a rep, and who is needed", entries=tuple(entries))
