"""What is true of leads: who owns their account, which way of answering is theirs."""

from pathlib import Path

import numpy as np
import pytest

from sandbox.domain.luck import key_of
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import REGIMES, Scenario
from sandbox.sim.scenario_file.parse import load_scenario
from tests.worlds import SMALL, scenario, vocabulary

KEY = key_of(1, 0)
FLAGS = ("named_account", "existing_customer", "open_opportunity")


def traced(folder: Path, rows: str, extra: str = "") -> tuple[Scenario, Population]:
    """Return a scenario that replays rows of a CSV file, and its leads."""
    (folder / "arrivals.csv").write_text(rows, encoding="utf-8")
    text = f"version: 1\nname: Replay\nclock: {{zone: UTC}}\ndemand: {{trace: arrivals.csv}}\n{extra}"
    (folder / "replay.yaml").write_text(text, encoding="utf-8")
    checked = load_scenario(folder / "replay.yaml", vocabulary())
    assert checked.value is not None, [d.render() for d in checked.diagnostics]
    return checked.value, sample_leads(checked.value, KEY)


def test_nobody_owns_the_account_of_an_ordinary_lead() -> None:
    assert np.isnan(sample_leads(scenario(), KEY).account_owner).all()


@pytest.mark.parametrize("flag", FLAGS)
def test_named_accounts_customers_and_open_opportunities_have_an_owner(flag: str) -> None:
    """By what is true: a form that does not ask hides nothing from the owner of the account."""
    spread = '{shares: {"yes": .3, "no": .7}, missing: .5}'
    people = sample_leads(scenario(f"leads: {{facts: {{{flag}: {spread}}}}}\n"), KEY)
    seen, owner = people.facts[flag], people.account_owner
    assert not np.isnan(owner[seen == 1]).any()
    assert np.isnan(owner[seen == 0]).all()
    assert np.mean(~np.isnan(owner)) == pytest.approx(0.3, abs=0.1)
    places = np.floor(owner[~np.isnan(owner)] * 4)
    assert set(places.tolist()) == {0, 1, 2, 3}


def test_the_owner_in_a_trace_counts_before_luck(tmp_path: Path) -> None:
    rows = "created,owner,named account\n2026-01-05,Zoe,yes\n2026-01-06,Ann,no\n2026-01-07,,yes\n2026-01-08,,no\n"
    _, people = traced(tmp_path, rows)
    zoe, ann, by_luck, nobody = people.account_owner.tolist()
    assert (zoe, ann) == (0.75, 0.25)
    assert 0 <= by_luck < 1
    assert np.isnan(nobody)


def test_rows_of_a_known_lead_are_its_further_inquiries(tmp_path: Path) -> None:
    rows = "created,id\n2026-01-05 10:00,a\n2026-01-06 10:00,b\n2026-01-07 10:00,a\n2029-01-07 10:00,b\n"
    drawn, people = traced(tmp_path, rows, "measure: {warm_up: 0 days, arrivals: 2 weeks, follow_up: 2 weeks}\n")
    hour = 3_600_000
    assert people.created_ms.tolist() == [10 * hour, 34 * hour]
    assert people.again_lead.tolist() == [0]  # the last row comes after the end
    assert people.again_ms.tolist() == [58 * hour]
    assert drawn.days < 40


def test_the_shares_of_a_scenario_do_not_make_the_leads_of_a_trace_inquire_again(tmp_path: Path) -> None:
    rows = "created\n" + "2026-01-05 10:00\n" * 50
    (tmp_path / "arrivals.csv").write_text(rows)
    text = SMALL + "demand: {trace: arrivals.csv, known_leads: .4, known_leads_after: {fixed: 1 h}}\n"
    (tmp_path / "replay.yaml").write_text(text)
    drawn = load_scenario(tmp_path / "replay.yaml", vocabulary()).value
    assert drawn is not None
    assert len(sample_leads(drawn, KEY).again_lead) == 0


BY_INDUSTRY = """
buyers:
  phone:
    by_industry:
      software: {central: {at_once: 2.2, floor: .08, tau_min: 8, theta: 1.1}}
      finance: {vendor: {at_once: 3, floor: .1, tau_min: 9, theta: 1}}
"""


def test_each_lead_answers_as_its_industry_does() -> None:
    drawn = scenario(BY_INDUSTRY)
    people = sample_leads(drawn, KEY)
    names = drawn.vocabulary.facts["industry"].values
    seen = people.facts["industry"]
    for name, place in (("software", 1), ("finance", 2), ("biotech", 0), ("other", 0)):
        assert set(people.response[seen == names.index(name)].tolist()) == {place}
    at_once = [response.at_once for response in drawn.phone_responses]
    assert at_once == [1.10, 2.2, 1.10]


def test_an_industry_is_like_all_others_in_views_that_do_not_name_it() -> None:
    drawn = scenario(BY_INDUSTRY)
    at_once = {name: [r.at_once for r in drawn.in_regime(name).phone_responses] for name in REGIMES}
    assert at_once == {"sceptical": [0.199] * 3, "central": [1.1, 2.2, 1.1], "vendor": [8.0, 8.0, 3.0]}


def test_industries_change_nothing_else_of_any_lead() -> None:
    plain, differing = sample_leads(scenario(), KEY), sample_leads(scenario(BY_INDUSTRY), KEY)
    assert set(plain.response.tolist()) == {0}
    for name in ("visitor", "created_ms", "quality", "reachable", "responsiveness", "win_logit"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(differing, name))
