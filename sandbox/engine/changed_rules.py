"""The rules of two policies that are not the same in both, matched by their ids."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.diagnostics import Span
from sandbox.domain.playbook import By, NextStep, NurtureProgram
from sandbox.engine.destinations import destinations_of
from sandbox.engine.policy import Policy, ScoringRule
from sandbox.engine.setting_words import wait_words


class Section(StrEnum):
    """Where a rule stands; the last three have no say on arrival."""

    SCORING = "scoring"
    GRADES = "grades"
    MQL = "mql"
    ROUTING = "routing"
    SQL = "sql"
    AFTER_CONTACT = "after_contact"
    NURTURE = "nurture"


ON_ARRIVAL = (Section.SCORING, Section.GRADES, Section.MQL, Section.ROUTING)


class Change(StrEnum):
    """What has become of a rule."""

    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    CONDITION = "condition"
    EFFECT = "effect"
    BOTH = "condition_and_effect"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRule:
    """A rule that is not the same in both policies.

    `id` is its own, for grades the grade that rows give, for definitions `mql` and `sql`. `change` says what is other:
    its condition, its effect (points and part; the queue and the cadence that leads get there; what follows), both, or
    only its place among the rows above and below that both policies have. `places` are where it stands, None in a
    policy that does not have it; `effects` what it does, in words, empty where it only says yes or no.
    """

    section: Section
    id: str
    change: Change
    places: tuple[Span | None, Span | None]
    effects: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What a rule says: its condition (or conditions, of the rows of a grade), its effect, its path in the file.

    `told` is its effect in words.
    """

    when: Hashable
    effect: Hashable
    path: tuple[str, ...]
    told: str = ""


def changed_rules(first: Policy, second: Policy) -> tuple[ChangedRule, ...]:
    """Return the rules that are not the same in both policies, in the order of the first, then new ones."""
    found: list[ChangedRule] = []
    for section, rules_of in _RULES.items():
        one, other = rules_of(first), rules_of(second)
        moved = _moved(section, first, second)
        for name in dict.fromkeys([*one, *other]):
            change = _change(one.get(name), other.get(name), is_moved=name in moved)
            if change is not None:
                places = (_place(first, one.get(name)), _place(second, other.get(name)))
                effects = tuple("" if rule is None else rule.told for rule in (one.get(name), other.get(name)))
                found.append(
                    ChangedRule(
                        section=section, id=name, change=change, places=places, effects=(effects[0], effects[1])
                    )
                )
    return tuple(found)


def _change(one: _Rule | None, other: _Rule | None, *, is_moved: bool) -> Change | None:
    if one is None or other is None:
        return Change.ONLY_SECOND if one is None else Change.ONLY_FIRST
    has_condition, has_effect = one.when != other.when, one.effect != other.effect
    if has_condition and has_effect:
        return Change.BOTH
    if has_condition:
        return Change.CONDITION
    if has_effect:
        return Change.EFFECT
    return Change.MOVED if is_moved else None


def _scoring(policy: Policy) -> dict[str, _Rule]:
    return {
        rule.id: _Rule(when=rule.when, effect=(rule.points, rule.part), path=("scoring", rule.id), told=_points(rule))
        for rule in policy.scoring
    }


def _points(rule: ScoringRule) -> str:
    return f"{rule.points:g} points" + ("" if rule.part is None else f" of {rule.part}")


def _end(to: str, cadence: str | None) -> str:
    return to if cadence is None else f"{to} with {cadence}"


def _step(step: NextStep) -> str:
    met = step.meeting
    meeting = "" if met is None else f", meeting within {wait_words(met.within)}, booked again {met.rebook} times"
    return f"{_end(step.to, step.cadence)}{meeting}"


def _program(program: NurtureProgram) -> str:
    by = " by a rep" if program.by is By.REP else ""
    return f"{program.channel}{by} every {wait_words(program.every)}, until {wait_words(program.stop_after)}"


def _grades(policy: Policy) -> dict[str, _Rule]:
    """Return the rows that give a grade as one rule: a lead's grade does not say which of them matched."""
    conditions: dict[str, list[Hashable]] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for at, row in enumerate(policy.grades):
        conditions.setdefault(row.grade, []).append(row.when)
        # Bands stand by their grade, rows by their number.
        band = ("grades", row.grade)
        paths.setdefault(row.grade, band if band in policy.places else ("grades", str(at)))
    return {grade: _Rule(when=tuple(whens), effect=grade, path=paths[grade]) for grade, whens in conditions.items()}


def _mql(policy: Policy) -> dict[str, _Rule]:
    return {"mql": _Rule(when=policy.mql, effect=None, path=("definitions", "mql"))}


def _routing(policy: Policy) -> dict[str, _Rule]:
    ends = destinations_of(policy)
    cadences = [None if code < 0 else ends.cadence_names[code] for code in ends.cadence]
    return {
        row.id: _Rule(when=row.when, effect=(row.to, cadence), path=("routing", row.id), told=_end(row.to, cadence))
        for row, cadence in zip(policy.routing, cadences, strict=True)
    }


def _sql(policy: Policy) -> dict[str, _Rule]:
    return {"sql": _Rule(when=policy.sql, effect=None, path=("definitions", "sql"))}


def _after_contact(policy: Policy) -> dict[str, _Rule]:
    return {
        row.step.id: _Rule(when=row.when, effect=row.step, path=("after_contact", row.step.id), told=_step(row.step))
        for row in policy.after_contact
    }


def _nurture(policy: Policy) -> dict[str, _Rule]:
    return {
        row.program.id: _Rule(
            when=(row.when, row.promote_when),
            effect=row.program,
            path=("nurture", row.program.id),
            told=_program(row.program),
        )
        for row in policy.nurture
    }


_RULES = {
    Section.SCORING: _scoring,
    Section.GRADES: _grades,
    Section.MQL: _mql,
    Section.ROUTING: _routing,
    Section.SQL: _sql,
    Section.AFTER_CONTACT: _after_contact,
    Section.NURTURE: _nurture,
}


def _moved(section: Section, first: Policy, second: Policy) -> set[str]:
    """Return the ids of rows that stand in another place among the rows that both policies have."""
    one, other = (_rows(section, policy) for policy in (first, second))
    common = [[row for row in rows if row in others] for rows, others in ((one, other), (other, one))]
    return {row[0] for pair in zip(*common, strict=False) for row in pair if pair[0] != pair[1]}


def _rows(section: Section, policy: Policy) -> Sequence[tuple[str, Hashable]]:
    """Return the rows of a list of which the first that matches wins."""
    match section:
        case Section.GRADES:
            return [(row.grade, row.when) for row in policy.grades]
        case Section.ROUTING | Section.AFTER_CONTACT | Section.NURTURE:
            return [(name, None) for name in _RULES[section](policy)]
    return []


def _place(policy: Policy, rule: _Rule | None) -> Span | None:
    """Return where a rule stands in the file; None where the file does not say it."""
    return None if rule is None else policy.places.get(rule.path)
