"""What a form asks: who completes it, what is known then, and what that is worth."""

import math
from pathlib import Path

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.tables import Event
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.web_form import Form, completion
from sandbox.sim.world import simulate
from sandbox.study.load import load_study
from tests.worlds import ROOT, SMALL, Everybody, one_queue, read_scenario, rows_of, scenario

KEY = key_of(1, 0)
SHORT = ("role", "timeframe_days", "industry")
LONG = (*SHORT, "employees", "product", "phone", "budget")
VISITORS = "demand: {visitors_per_week: 2000, dispersion: none}\n"
PHONE = 'leads: {facts: {phone: {shares: {"yes": .9, "no": .1}}}}\n'


@pytest.mark.parametrize(("regime", "b"), [("sceptical", 0.03), ("central", 0.10), ("vendor", 0.19)])
def test_completion_is_that_of_the_model(regime: str, b: float) -> None:
    drawn = scenario(VISITORS).in_regime(regime)
    for asked in range(len(LONG) + 1):
        expected = 0.25 * math.exp(-b * max(0, asked - 3))
        assert completion(drawn, LONG[:asked]) == pytest.approx(expected)


def test_a_policy_without_a_form_asks_what_the_scenario_generates() -> None:
    drawn = scenario(VISITORS)  # five of its facts are asked for, the kind of mail address is not
    assert completion(drawn, None) == pytest.approx(0.25 * math.exp(-0.10 * 2))


def test_as_many_visitors_become_leads_as_complete_the_form() -> None:
    drawn = scenario(VISITORS)
    weeks = drawn.horizon_ms / (7 * 86_400_000)
    for form in ((), SHORT, LONG):
        expected = 2000 * weeks * completion(drawn, form)
        assert len(sample_leads(drawn, KEY, form)) == pytest.approx(expected, rel=0.04)


def test_who_completes_a_longer_form_completes_a_shorter_one_and_is_the_same_lead() -> None:
    drawn = scenario(VISITORS)
    short, long = (sample_leads(drawn, KEY, form) for form in (SHORT, LONG))
    assert len(long) < len(short)
    assert np.isin(long.visitor, short.visitor).all()
    _, in_long, in_short = np.intersect1d(long.visitor, short.visitor, return_indices=True)
    for name in ("created_ms", "quality", "responsiveness", "win_logit", "zone"):
        np.testing.assert_array_equal(getattr(long, name)[in_long], getattr(short, name)[in_short])
    np.testing.assert_array_equal(long.facts["role"][in_long], short.facts["role"][in_short])


def test_what_a_form_does_not_ask_is_missing_and_what_needs_no_form_is_known() -> None:
    people = sample_leads(scenario(VISITORS), KEY, ("role",))
    assert (people.facts["industry"] == -1).all()
    assert np.isnan(people.facts["employees"]).all()
    assert np.mean(people.facts["role"] == -1) == pytest.approx(0.20, abs=0.02)
    assert (people.facts["email_domain"] >= 0).all()
    assert (people.facts["source"] >= 0).all()


def same_but_facts(one: Population, other: Population) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("visitor", "created_ms", "quality", "response", "again_ms")
    )


def test_where_leads_are_given_a_form_hides_facts_and_changes_no_lead() -> None:
    everything, nothing = (sample_leads(scenario(), KEY, form) for form in (None, ()))
    assert same_but_facts(everything, nothing)
    assert (nothing.facts["industry"] == -1).all()
    assert (everything.facts["industry"] >= 0).any()


def test_real_arrivals_do_not_depend_on_a_form(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{day:02d} 10:00,software\n" for day in range(5, 25))
    (tmp_path / "arrivals.csv").write_text("created,industry\n" + rows, encoding="utf-8")
    text = "version: 1\nname: Replay\ndemand: {trace: arrivals.csv, visitors_per_week: 10}\n"
    (tmp_path / "replay.yaml").write_text(text, encoding="utf-8")
    loaded = load_study([str(ROOT / "policies" / "long_form.yaml")], str(tmp_path / "replay.yaml"))
    assert loaded.value is not None, [d.render() for d in loaded.diagnostics]
    people = sample_leads(loaded.value.scenario, KEY, ("role",))
    assert len(people) == 20
    assert (people.facts["industry"] == -1).all()


@pytest.mark.parametrize(("form", "share"), [(("phone",), 0.9), (None, 0.9), (("role",), 0.0)])
def test_a_number_that_nobody_asked_for_cannot_be_called(form: Form, share: float) -> None:
    drawn = scenario(PHONE)
    people = sample_leads(drawn, KEY, form)
    assert float(people.has_number.mean()) == pytest.approx(share, abs=0.03)
    tables = simulate(people, Everybody(), one_queue("phone"), drawn, KEY)
    assert bool(len(rows_of(tables, Event.DIALED, "lead"))) == (share > 0)


def test_where_the_scenario_says_nothing_of_numbers_everybody_has_one() -> None:
    assert sample_leads(scenario(), KEY, ("role",)).has_number.all()


def test_leads_and_visitors_together_are_refused() -> None:
    checked = read_scenario(SMALL + "demand: {leads_per_week: 3, visitors_per_week: 4}\n")
    (finding,) = checked.diagnostics
    assert (finding.code, checked.value) == ("wrong-type", None)
    assert "either `leads_per_week` or `visitors_per_week`" in finding.message
    many = read_scenario(SMALL + "demand: {visitors_per_week: 100000, by_weekday: [1, 0, 0, 0, 0, 0, 0]}\n")
    assert [(one.code, "visitors" in one.message) for one in many.diagnostics] == [("out-of-range", True)]
