"""Settings of two policies that are not the same: what people and machines are told to do, beside the rules."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from sandbox.domain.diagnostics import Span
from sandbox.domain.playbook import Cadence, Playbook, Queue
from sandbox.engine import setting_words as words
from sandbox.engine.policy import Policy

Path = tuple[str, ...]
Values = tuple[object, str]
"""What a setting is, for comparing, and in words."""

ABSENT = "not there"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSetting:
    """A setting that differs.

    `path` is where it stands in a policy file, `values` what it is in each policy, in words, be it stated or the
    default; `places` are where each file states it, None where it does not.
    """

    path: Path
    values: tuple[str, str]
    places: tuple[Span | None, Span | None]


def changed_settings(first: Policy, second: Policy) -> tuple[ChangedSetting, ...]:
    """Return the settings that differ in what they mean: `60 min` is `1 h`, and a default is as good as stated.

    A queue, cadence, team or row that only one policy has is told as a whole. What follows a conversation and what
    nurture does belong to rows of rules, and are not told here.
    """
    names = [{queue.name for queue in policy.playbook.queues} for policy in (first, second)]
    one, other = (_settings(policy.playbook, names[0] & names[1]) for policy in (first, second))
    wholes = {path for path in (*one, *other) if (path in one) is not (path in other)}
    found = []
    for path in dict.fromkeys([*one, *other]):
        if any(path[:length] in wholes for length in range(1, len(path))):
            continue
        (value, text), (other_value, other_text) = (side.get(path, (None, ABSENT)) for side in (one, other))
        if (path in wholes) or value != other_value:
            places = (first.places.get(path), second.places.get(path))
            found.append(ChangedSetting(path=path, values=(text, other_text), places=places))
    return tuple(found)


def _settings(playbook: Playbook, shared: Set[str]) -> Mapping[Path, Values]:
    """Return every setting by its path in a policy file; what has settings of its own stands before them.

    `shared` are the queues that both policies have: of them the order is compared.
    """
    return dict([*_on_top(playbook, shared), *_queues(playbook), *_cadences(playbook), *_rows(playbook)])


def _on_top(playbook: Playbook, shared: Set[str]) -> Iterator[tuple[Path, Values]]:
    # The order of a form's questions does not matter.
    form = None if playbook.form is None else frozenset(playbook.form)
    yield ("form",), (form, words.names_words(playbook.form))
    order = tuple(queue.name for queue in playbook.queues if queue.name in shared)
    yield ("queues",), (order, f"in the order {', '.join(order)}" if order else "none")
    yield ("auto_reply",), (playbook.auto_reply, words.auto_reply_words(playbook.auto_reply))
    yield ("work_order",), (playbook.work_order, words.names_words(tuple(map(str, playbook.work_order))))
    yield ("accountability",), (playbook.accountability, words.accountability_words(playbook.accountability))


def _queues(playbook: Playbook) -> Iterator[tuple[Path, Values]]:
    for queue in playbook.queues:
        path = ("queues", queue.name)
        yield path, (None, "there")
        for key, value, text in _of_queue(queue):
            yield (*path, key), (value, text)


def _of_queue(queue: Queue) -> Iterator[tuple[str, object, str]]:
    yield "team", queue.team, queue.team
    yield "cadence", queue.cadence, queue.cadence
    yield "order", queue.order, str(queue.order)
    yield "assign", words.assign_words(queue), words.assign_words(queue)
    yield "pickup", queue.pickup, words.pickup_words(queue.pickup)
    yield "respond_within", queue.respond_within, words.wait_words(queue.respond_within)
    yield "cap", queue.cap, words.cap_words(queue.cap)
    yield "on_breach", queue.on_breach, queue.on_breach
    yield "dialer", queue.dialer, words.flag_words(queue.dialer)


def _cadences(playbook: Playbook) -> Iterator[tuple[Path, Values]]:
    for cadence in playbook.cadences.values():
        path = ("cadences", cadence.name)
        yield path, (None, "there")
        for key, value, text in _of_cadence(cadence):
            yield (*path, key), (value, text)


def _of_cadence(cadence: Cadence) -> Iterator[tuple[str, object, str]]:
    yield "touches", cadence.touches, words.touches_words(cadence.touches)
    yield "then", cadence.then, cadence.then
    yield "within", cadence.within, words.wait_words(cadence.within)
    yield "window", cadence.window, words.window_words(cadence.window)


def _rows(playbook: Playbook) -> Iterator[tuple[Path, Values]]:
    for team, staff in playbook.staffing.items():
        yield ("staffing", team), (staff, words.staffing_words(staff))
    # The first row for a stage counts, and ids say nothing.
    told = tuple((rule.stage, rule.idle_for, rule.to) for rule in playbook.recycling)
    yield ("recycling",), (told, "; ".join(map(words.recycling_words, playbook.recycling)) or "none")
