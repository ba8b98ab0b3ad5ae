"""Policies written by hand, no longer than a test needs."""

import math
from collections.abc import Sequence

from sandbox.domain.facts import Fact, Kind, Vocabulary
from sandbox.domain.playbook import Cadence, Channel, Playbook, Queue, Touch
from sandbox.engine.condition import OTHERWISE, Condition
from sandbox.engine.policy import GradeRow, Policy, RoutingRow, ScoringRule, grade_bands

ROLES = ("decision_maker", "user", 'say "hi"', "", "日本", "1", "true")

FACTS = (
    Fact(name="employees", kind=Kind.NUMBER, label="Employees"),
    Fact(name="budget", kind=Kind.NUMBER, label="Budget"),
    Fact(name="phone", kind=Kind.FLAG, label="Phone"),
    Fact(name="role", kind=Kind.CATEGORY, label="Role", values=ROLES, aliases={role.lower(): role for role in ROLES}),
    # durable_rules uses these names for its own ends.
    Fact(name="id", kind=Kind.NUMBER, label="A fact called id"),
    Fact(name="sid", kind=Kind.CATEGORY, label="A fact called sid", values=("lead",), aliases={"lead": "lead"}),
    Fact(name="stage", kind=Kind.NUMBER, label="A fact called stage"),
)
VOCABULARY = Vocabulary(facts={fact.name: fact for fact in FACTS}, keys={})

GRADES = grade_bands({"A": 60.0, "B": 40.0, "C": 15.0, "D": -math.inf})


def policy(
    scoring: Sequence[tuple[Condition, float]] = (),
    mql: Condition = OTHERWISE,
    rows: Sequence[tuple[Condition, str]] = (),
    grades: tuple[GradeRow, ...] = GRADES,
) -> Policy:
    """Return a policy with a queue `sales` and its cadence `calls`; what no row matches goes there."""
    cadences = {
        name: Cadence(name=name, touches=(Touch(channel=Channel.PHONE),), then="nurture") for name in ("calls", "mails")
    }
    return Policy(
        id="by_hand",
        name="By hand",
        summary="",
        sha256="",
        vocabulary=VOCABULARY,
        scoring=tuple(
            ScoringRule(id=f"rule-{n}", when=when, points=points) for n, (when, points) in enumerate(scoring)
        ),
        grades=grades,
        routing=(
            *(RoutingRow(id=f"row-{n}", when=when, to=to) for n, (when, to) in enumerate(rows)),
            RoutingRow(id="rest", when=OTHERWISE, to="sales"),
        ),
        playbook=Playbook(queues=(Queue(name="sales", team="sdr", cadence="calls"),), cadences=cadences),
        mql=mql,
    )
