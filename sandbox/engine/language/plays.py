"""What a policy tells people and machines to do, while it is being read: queues and cadences first of all."""

from sandbox.domain.decision import FIXED_DESTINATIONS
from sandbox.domain.hours import WEEKDAYS, hours_on
from sandbox.domain.playbook import (
    NOTHING,
    REASSIGN,
    Assign,
    Cadence,
    Cap,
    Pickup,
    Playbook,
    Queue,
    Touch,
    TouchWindow,
    Weights,
)
from sandbox.domain.units import DAY_MS
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.floor import (
    accountability_of,
    auto_reply_of,
    read_form,
    read_recycling,
    read_staffing,
    read_work_order,
)
from sandbox.engine.language.floor_shape import StaffShape
from sandbox.engine.language.play_shape import CadenceShape, PickupShape, QueueShape, WeightedShape, WindowShape
from sandbox.engine.language.policy_shape import PolicyShape
from sandbox.files.fields import NAME_CHARACTERS, is_name
from sandbox.files.suggest import quoted

RESERVED_DESTINATIONS = (*FIXED_DESTINATIONS, "keep", REASSIGN, NOTHING)
"""Words that say where a lead goes, those of later versions of the language included: no queue may be called so."""


def read_playbook(draft: Draft, outline: PolicyShape | None) -> Playbook:
    """Return what the policy tells people and machines; parts in which something is wrong are noted and left out.

    Without an outline, in which something is wrong then, what only stands there is left out as well.
    """
    queues = [(name, draft.part(QueueShape, ("queues", name))) for name in _names(draft, "queues")]
    cadences = [(name, draft.part(CadenceShape, ("cadences", name))) for name in _names(draft, "cadences")]
    staff = [(name, draft.part(StaffShape, ("staffing", name))) for name in _names(draft, "staffing")]
    auto_reply = None if outline is None else outline.auto_reply
    accountability = None if outline is None else outline.accountability
    return Playbook(
        queues=tuple(_queue(name, shape) for name, shape in queues if shape is not None),
        cadences={name: _cadence(name, shape) for name, shape in cadences if shape is not None},
        auto_reply=None if auto_reply is None else auto_reply_of(auto_reply),
        work_order=read_work_order(draft),
        staffing={name: read_staffing(draft, name, shape) for name, shape in staff if shape is not None},
        form=read_form(draft),
        recycling=read_recycling(draft),
        accountability=None if accountability is None else accountability_of(accountability),
    )


def _names(draft: Draft, section: str) -> list[str]:
    """Return the names of a section's entries, having noted those that cannot be names."""
    names = list(draft.entries(section))
    if len(names) > draft.limits.rules:
        message = f"more than {draft.limits.rules} {section}: {len(names):,}"
        draft.error("too-large", message, (section, names[draft.limits.rules]))
    for name in draft.names(section):
        if section == "queues" and name in RESERVED_DESTINATIONS:
            message = f"{quoted(name)} is a destination of its own, and cannot be a queue"
            draft.error("reserved-name", message, (section, name), "give the queue another name")
        elif not is_name(name):
            help_text = f"use letters, digits, - and _, beginning with a letter, at most {NAME_CHARACTERS} characters"
            draft.error("bad-name", f"{quoted(name)} cannot be used as a name", (section, name), help_text)
    return draft.names(section)


def _queue(name: str, shape: QueueShape) -> Queue:
    return Queue(
        name=name,
        team=shape.team,
        cadence=shape.cadence,
        order=shape.order,
        assign=shape.assign if isinstance(shape.assign, Assign) else Assign.WEIGHTED,
        pickup=_pickup(shape.pickup),
        respond_within=shape.respond_within,
        weights=_weights(shape.assign),
        cap=Cap() if shape.cap is None else Cap(open=shape.cap.open, per_day=shape.cap.per_day),
        on_breach=shape.on_breach,
        dialer=shape.dialer,
    )


def _weights(assign: Assign | WeightedShape) -> Weights:
    if isinstance(assign, Assign):
        return Weights()
    return Weights(novice=float(assign.weighted.novice), veteran=float(assign.weighted.veteran))


def _pickup(shape: PickupShape) -> Pickup:
    return Pickup(every_ms=shape.every, at_ms=tuple(sorted(set(shape.at or ()))))


def _cadence(name: str, shape: CadenceShape) -> Cadence:
    return Cadence(
        name=name,
        touches=tuple(Touch(channel=touch.channel, after=touch.after, by=touch.by) for touch in shape.touches),
        then=shape.then,
        within=shape.within,
        window=None if shape.window is None else _window(shape.window),
    )


def _window(shape: WindowShape) -> TouchWindow:
    hours = hours_on(shape.days or range(len(WEEKDAYS)), shape.hours or [(0, DAY_MS)])
    return TouchWindow(hours=hours, zone=shape.zone)
