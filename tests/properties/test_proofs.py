"""What the prover claims, held against every lead that a policy could tell apart."""

import numpy as np
from hypothesis import assume, given, settings

from sandbox.domain.facts import GRADES
from sandbox.engine.condition import Comparator, Compare, Not
from sandbox.engine.policy import Policy
from sandbox.engine.proof.prove import Shadowed, Unsatisfiable, Witness, prover_of
from tests.strategies import policies
from tests.unit.engine.proof import brute_force


@settings(max_examples=150, deadline=None)
@given(policies())
def test_a_row_is_shadowed_or_its_witness_gets_there(policy: Policy) -> None:
    assume(brute_force.count(policy) <= brute_force.MOST_LEADS)
    prover = prover_of(policy)
    rows = [row.when for row in policy.routing]
    leads = brute_force.every_lead(policy)
    reached = brute_force.reached(brute_force.decide(policy, leads).route, len(rows))
    for row in range(len(rows)):
        match prover.first_match(rows, row):
            case Witness(lead=lead):
                assert brute_force.decide(policy, [lead]).at(0).fired[-1] == policy.routing[row].id
            case Shadowed(rows=takers, leads=taken):
                assert row not in reached
                routes = brute_force.decide(policy, list(taken)).route
                assert all(taker < row for taker in takers)
                assert [policy.routing[n].id for n in routes] == [policy.routing[n].id for n in takers]
            case other:
                raise AssertionError(other)
