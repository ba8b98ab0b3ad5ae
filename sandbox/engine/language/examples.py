"""About a policy, and its examples, while it is being read: facts of the vocabulary, names of the policy."""

from sandbox.domain.example import Example, Expectation
from sandbox.domain.facts import DERIVED_FACTS, LEARNT_FACTS, Fact, FactValue, Kind, learnt_how
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.example_shape import AboutShape, ExampleShape, ExpectShape
from sandbox.engine.language.links import check_cadence, check_destination
from sandbox.engine.language.literals import KIND_WORDS, Mismatch, resolve
from sandbox.engine.policy import About
from sandbox.files.document import Place
from sandbox.files.shape import describe
from sandbox.files.suggest import did_you_mean, quoted


def about_of(shape: AboutShape) -> About:
    """Return who answers for a policy."""
    return About(
        owner=shape.owner,
        approved_by=tuple(shape.approved_by),
        effective_from=shape.effective_from,
        revision=shape.revision,
    )


def read_examples(draft: Draft) -> tuple[Example, ...]:
    """Return the examples; those in which something is wrong are noted and left out."""
    count = len(draft.rows("examples"))
    if count > draft.limits.rules:
        message = f"more than {draft.limits.rules} examples: {count:,}"
        draft.error("too-large", message, ("examples", draft.limits.rules))
    rules = _rule_ids(draft)
    examples = []
    for index in draft.row_numbers("examples"):
        at = ("examples", index)
        shape = draft.part(ExampleShape, at)
        lead = _lead(draft, (*at, "lead"))
        _check_names(draft, (*at, "expect"), rules)
        if shape is not None and lead is not None:
            place = draft.document.place((*at, "name"))
            examples.append(Example(name=shape.name, lead=lead, expect=_expectation(shape.expect), at=place))
    return tuple(examples)


def _expectation(shape: ExpectShape) -> Expectation:
    return Expectation(
        mql=shape.mql,
        fit=shape.fit,
        engagement=shape.engagement,
        score=shape.score,
        grade=shape.grade,
        queue=shape.queue,
        cadence=shape.cadence,
        fired=None if shape.fired is None else tuple(shape.fired),
    )


def _rule_ids(draft: Draft) -> dict[str, None]:
    """Return the ids of scoring rules and routing rows, in the order of the file."""
    places = [(key, index, "id") for key in ("scoring", "routing") for index in draft.row_numbers(key)]
    return dict.fromkeys(rule for rule in map(draft.text, places) if rule is not None)


def _check_names(draft: Draft, at: Place, rules: dict[str, None]) -> None:
    """Note names that the policy does not have."""
    check_destination(draft, (*at, "queue"))
    check_cadence(draft, (*at, "cadence"))
    fired = draft.value((*at, "fired"))
    for index, rule in enumerate(fired if isinstance(fired, list) else ()):
        if not draft.is_full and isinstance(rule, str) and rule not in rules:
            help_text = did_you_mean(rule, rules, noun="rules")
            draft.error("unknown-rule", f"there is no rule {quoted(rule)}", (*at, "fired", index), help_text)


def _lead(draft: Draft, at: Place) -> dict[str, FactValue] | None:
    """Return a lead's facts as the vocabulary stores them, or None if something is wrong with one of them."""
    written = draft.value(at)
    if not isinstance(written, dict):
        return None
    lead: dict[str, FactValue] = {}
    for name in written:
        value = None if draft.is_full else _fact_value(draft, name, (*at, name))
        if value is not None:
            lead[name] = value
    return lead if len(lead) == len(written) else None


def _fact_value(draft: Draft, name: str, at: Place) -> FactValue:
    """Return one fact of a lead; None where something is wrong with it, which is noted."""
    fact = draft.vocabulary.facts.get(name)
    if fact is None:
        help_text = did_you_mean(name, draft.vocabulary.facts, noun="facts")
        if name in DERIVED_FACTS:
            help_text = f"the policy derives {name}; say under `expect` what it should be"
        elif name in LEARNT_FACTS:
            help_text = f"{name} {learnt_how(name)}; an example is a new lead, so leave it out"
        draft.key_error("unknown-fact", f"a lead brings no fact {quoted(name)}", at, help_text)
        return None
    written = draft.value(at)
    if not isinstance(written, str | int | float):
        message = f"{name} is {KIND_WORDS[fact.kind]}; this is {describe(written)}"
        draft.error(
            "type-mismatch", message, at, _way_out(fact) if written is not None else "leave out what is missing"
        )
        return None
    found = resolve(fact, float(written) if isinstance(written, int) and not isinstance(written, bool) else written)
    if isinstance(found, Mismatch):
        help_text = _way_out(fact) if found.code == "type-mismatch" else found.help
        draft.error(found.code, found.message, at, help_text)
        return None
    if fact.kind is Kind.NUMBER and not _is_in_range(fact, float(found)):
        draft.error("out-of-range", f"{name} is {fact.low:,.12g} to {fact.high:,.12g}, found {describe(written)}", at)
        return None
    return found


def _is_in_range(fact: Fact, number: float) -> bool:
    return (fact.low is None or number >= fact.low) and (fact.high is None or number <= fact.high)


def _way_out(fact: Fact) -> str:
    """Return how a fact of this kind is written in an example."""
    value = {Kind.CATEGORY: next(iter(fact.values), ""), Kind.NUMBER: "10", Kind.FLAG: "true"}[fact.kind]
    return f"write e.g. {fact.name}: {value}" + (", without quotes" if fact.kind is not Kind.CATEGORY else "")
