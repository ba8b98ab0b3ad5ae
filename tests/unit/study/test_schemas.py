"""The schemas of all three kinds of files, against everything that ships and everything that is known to be wrong."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.engine.language.policy_schema import policy_schema
from sandbox.engine.language.policy_shape import PolicyShape
from sandbox.files.shipped import list_policies, list_scenarios, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary, vocabulary_schema
from sandbox.files.yaml_places import compose_file
from sandbox.sim.scenario_file.parse import DEFAULTS
from sandbox.sim.scenario_file.schema import scenario_schema
from sandbox.study.lint import lint_file
from tests.schemas import check, keys, mistakes

BAD = Path(__file__).parents[2] / "corpus" / "bad"
GOOD = sorted((BAD.parent / "good").glob("*.yaml"))
VOCABULARY = load_vocabulary(vocabulary_file()).value
SCHEMAS = {"policy": policy_schema(VOCABULARY), "scenario": scenario_schema(), "vocabulary": vocabulary_schema()}
SHIPPED = [
    *(("policy", path) for path in (*list_policies(), *GOOD)),
    *(("scenario", path) for path in (*list_scenarios(), DEFAULTS)),
    ("vocabulary", vocabulary_file()),
]
SHAPE_CODES = {"unknown-key", "missing-key", "bad-duration", "bad-time"}
"""What a schema must find where nothing else is wrong with the YAML."""


def content(path: Path) -> Any:
    document, _ = compose_file(path)
    return None if document is None else document.data


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_valid_draft_7_with_a_title(kind: str) -> None:
    check(SCHEMAS[kind])
    assert SCHEMAS[kind]["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SCHEMAS[kind]["title"] == f"Lead {kind}"


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_is_explained_in_one_sentence(kind: str) -> None:
    described = {".".join(path): part.get("description", "") for path, part in keys(SCHEMAS[kind])}
    assert len(described) > 15
    assert [path for path, words in described.items() if not words.endswith(".")] == []


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=lambda value: getattr(value, "stem", value))
def test_what_ships_and_the_good_corpus_are_valid(kind: str, path: Path) -> None:
    assert mistakes(SCHEMAS[kind], content(path)) == []


@pytest.mark.parametrize("path", sorted(BAD.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_bad_file_is_refused_by_its_schema_or_by_lint(path: Path) -> None:
    kind = "vocabulary" if path.parent.name == "vocabulary" else "policy"
    findings = (
        load_vocabulary(path).diagnostics if kind == "vocabulary" else lint_file(path, DEFAULT_LIMITS).diagnostics
    )
    errors = {finding.code for finding in findings if finding.is_error}
    data = content(path)
    refused = data is not None and mistakes(SCHEMAS[kind], data) != []
    assert findings
    if "error[" in path.with_suffix(".expected").read_text(encoding="utf-8"):
        assert errors or refused
    else:
        assert not errors
        assert not refused
    if data is not None and errors & SHAPE_CODES:
        assert refused


@pytest.mark.parametrize("stem", ["wrong_types", "durations", "missing_keys", "later_language", "otherwise_false"])
def test_files_that_are_wrong_in_their_shape_alone_are_refused_by_the_schema(stem: str) -> None:
    assert mistakes(SCHEMAS["policy"], content(BAD / f"{stem}.yaml")) != []


def test_each_wrong_type_of_the_corpus_is_found() -> None:
    found = mistakes(SCHEMAS["policy"], content(BAD / "wrong_types.yaml"))
    assert len({line.split(":")[0] for line in found}) == 9


def test_a_scenario_needs_version_and_name_and_nothing_else() -> None:
    assert SCHEMAS["scenario"]["required"] == ["version", "name"]
    least = {"version": 1, "name": "Least"}
    assert mistakes(SCHEMAS["scenario"], least) == []
    assert mistakes(SCHEMAS["scenario"], {"version": 1}) != []


@pytest.mark.parametrize(
    "block",
    [
        {"demand": {"leads_per_week": 7}},
        {"leads": {"facts": {"industry": {"missing": 0.2}}}},
        {"buyers": {"phone": {"vendor": {"tau_min": 4}}}},
        {"handling": {"mail": {"fixed": "2 min"}}},
        {"teams": {"sdr": {"count": 3, "shifts": {"Mon-Fri": "09:00-17:00", "Sat": ["10:00-12:00"]}}}},
    ],
)
def test_the_defaults_fill_what_a_scenario_leaves_out(block: dict[str, Any]) -> None:
    assert mistakes(SCHEMAS["scenario"], {"version": 1, "name": "Partly", **block}) == []


@pytest.mark.parametrize(
    "block",
    [
        {"demand": {"lead_per_week": 7}},
        {"demand": {"by_hour": [1.0]}},
        {"teams": {"sdr": {}}},
        {"teams": {}},
        {"handling": {"mail": {"fixed": "2 min", "exponential": {"mean": "2 min"}}}},
        {"handling": {"conversation": {"lognormal": {"mu": 1}}}},
        {"business_hours": {"weekdays": "09:00-17:00"}},
        {"business_hours": {"Mon": "nine to five"}},
        {"regime": "hopeful"},
    ],
)
def test_what_no_default_fills_is_asked_for(block: dict[str, Any]) -> None:
    assert mistakes(SCHEMAS["scenario"], {"version": 1, "name": "Wrong", **block}) != []


LEAST = {
    "version": 1,
    "name": "Least",
    "routing": [{"id": "rest", "otherwise": True, "to": "close"}],
    "queues": {},
    "cadences": {},
}
ACCOUNTABILITY = {"attempt_within": "1 h", "at_least": "90 %", "over": "50 leads", "pause_for": "restored"}


def queue(**keys: Any) -> dict[str, Any]:
    return {"queues": {"sales": {"team": "sdr", "cadence": "calls", **keys}}}


@pytest.mark.parametrize(
    "block",
    [
        queue(assign="account_owner", order="earliest_due", cap={"open": 3}, on_breach="nothing", dialer=True),
        queue(assign={"weighted": {"novice": 0, "veteran": 1.5}}, cap=None),
        {"form": ["phone"], "work_order": ["meeting", "reply"], "auto_reply": {"channel": "sms"}},
        {"form": [], "work_order": None, "auto_reply": None, "accountability": None},
        {"staffing": {"sdr": {"count": 0}, "night": {"shifts": {"Sat-Sun": ["09:00-12:00", "13:00-17:00"]}}}},
        {"recycling": [{"id": "old", "stage": "opportunity", "idle_for": "45 days", "to": "close"}]},
        {"accountability": ACCOUNTABILITY},
        {"accountability": {**ACCOUNTABILITY, "over": 50, "pause_for": "5 business days"}},
    ],
)
def test_what_a_policy_may_say_of_its_floor(block: dict[str, Any]) -> None:
    assert mistakes(SCHEMAS["policy"], {**LEAST, **block}) == []


@pytest.mark.parametrize(
    "block",
    [
        queue(assign="weighted"),
        queue(assign={"weighted": {"novice": 1}}),
        queue(assign={"weighted": {"novice": 1, "veteran": -1}}),
        queue(cap={}),
        queue(cap={"open": 0}),
        queue(dialer="yes"),
        queue(order="best"),
        {"form": ["phone", "phone"]},
        {"work_order": ["reply", "reply"]},
        {"work_order": ["calls"]},
        {"work_order": []},
        {"auto_reply": {"channel": "phone"}},
        {"staffing": {"sdr": {}}},
        {"staffing": {"two words": {"count": 1}}},
        {"staffing": {"sdr": {"shifts": {"weekdays": "09:00-17:00"}}}},
        {"recycling": [{"id": "old", "stage": "customer", "idle_for": "45 days", "to": "close"}]},
        {"recycling": [{"id": "old", "stage": "mql", "idle_for": "0 days", "to": "close"}]},
        {"accountability": {**ACCOUNTABILITY, "at_least": 0.9}},
        {"accountability": {**ACCOUNTABILITY, "over": 0}},
        {"accountability": {**ACCOUNTABILITY, "pause_for": "never"}},
        {"accountability": {**ACCOUNTABILITY, "pause_for": None}},
    ],
)
def test_what_a_policy_may_not_say_of_its_floor(block: dict[str, Any]) -> None:
    assert mistakes(SCHEMAS["policy"], {**LEAST, **block}) != []


def test_a_scenario_schema_tells_the_defaults() -> None:
    assert SCHEMAS["scenario"]["properties"]["demand"]["properties"]["leads_per_week"]["default"] == 100


def test_conditions_list_the_facts_of_the_vocabulary() -> None:
    when = SCHEMAS["policy"]["properties"]["scoring"]["items"]["properties"]["when"]
    assert when["type"] == ["string", "boolean"]
    assert "role (decision_maker, influencer, user, student)" in when["description"]
    assert "timeframe_days (a number of days)" in when["description"]
    assert "History: touches (a number); times_recycled (a number); last_outcome (no_answer, " in when["description"]
    assert "After a conversation: need, budget_confirmed, authority, timing, sql." in when["description"]
    assert "Facts:" not in str(policy_schema())


@pytest.mark.parametrize(
    ("section", "row", "is_valid"),
    [
        ("after_contact", {"to": "sales", "meeting": {"within": "3 business days", "rebook": 20}}, True),
        ("after_contact", {"to": "sales", "meeting": {"within": "3 business days", "rebook": 21}}, False),
        ("after_contact", {"to": "sales", "meeting": {"rebook": 1}}, False),
        ("after_contact", {"meeting": {"within": "1 h"}}, False),
        ("nurture", {"touches": {"channel": "email", "every": "14 days"}, "promote_when": "score >= 40"}, True),
        ("nurture", {"touches": {"channel": "email", "every": "0 days"}}, False),
        ("nurture", {"touches": {"channel": "fax", "every": "14 days"}}, False),
        ("nurture", {"touches": {"channel": "sms", "every": "1 day", "by": "nobody"}}, False),
    ],
)
def test_rows_of_later_moments_have_a_shape(section: str, row: dict[str, Any], is_valid: bool) -> None:
    policy = {"version": 1, "name": "Rows", "queues": {}, "cadences": {}}
    policy |= {"routing": [{"id": "rest", "otherwise": True, "to": "nurture"}]}
    policy |= {section: [{"id": "row", "otherwise": True, **row}]}
    assert (mistakes(SCHEMAS["policy"], policy) == []) is is_valid


def test_shape_and_schema_have_the_same_keys() -> None:
    assert list(SCHEMAS["policy"]["properties"]) == list(PolicyShape.model_fields)


def test_a_category_without_values_is_refused() -> None:
    fact = {"kind": "category", "label": "Colour"}
    assert mistakes(SCHEMAS["vocabulary"], {"version": 1, "facts": {"colour": fact}}) != []
    assert mistakes(SCHEMAS["vocabulary"], {"version": 1, "facts": {"colour": {**fact, "values": ["red"]}}}) == []
