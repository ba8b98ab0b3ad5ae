"""Scenario files: defaults filled in, and every mistake told at its place with a way out."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sandbox.files.vocabulary import load_vocabulary
from sandbox.sim.buyers import logit
from sandbox.sim.nature import PERFECT, Nature, Patience, Shares
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario import REGIMES, Season
from sandbox.sim.scenario_file.parse import load_scenario
from tests.worlds import SMALL, read_scenario, scenario


def findings(extra: str) -> list[tuple[int, str, str]]:
    """Return line, code and message of each finding for the small scenario with something more."""
    checked = read_scenario(SMALL.strip() + "\n" + extra)
    return [(d.span.line, d.code, d.message) for d in checked.diagnostics]


def test_what_a_scenario_does_not_say_is_the_default() -> None:
    small = scenario("handling: {preparation: {exponential: {mean: 2 min}}}\n")
    assert small.buyers.phone.decay_per_dial == 0.85
    assert small.handling.preparation.scale_ms == 120_000
    assert small.handling.no_answer.scale_ms == 75_000
    assert small.buyers.deals.industry_logit["software"] == logit(0.22)


def test_the_figures_of_meetings_and_deals_are_those_of_the_model() -> None:
    small = scenario()
    assert (small.buyers.meetings.no_show, small.buyers.meetings.no_show_per_day) == (0.2, 0.1)
    assert small.buyers.intent.budget_confirmed == (0.70, 0.55, 0.40, 0.25)
    assert small.buyers.intent.authority == (0.60, 0.50, 0.40, 0.30)
    deals = small.buyers.deals
    assert (deals.budget_logit, deals.authority_logit, deals.later_logit, deals.never_logit) == (0.4, 0.3, -2.0, -4.0)
    minutes = {
        name: getattr(small.handling, name).at(0.5) / 60_000 for name in ("dialer_preparation", "meeting", "no_show")
    }
    assert minutes == {"dialer_preparation": 1, "meeting": 45, "no_show": 10}


@pytest.mark.parametrize(("count", "veterans", "heads"), [(4, ".5", 2), (3, ".7", 2), (6, "0", 0), (0, ".5", 0)])
def test_the_stated_share_of_a_team_are_veterans(count: int, veterans: str, heads: int) -> None:
    team = scenario(f"teams: {{sdr: {{count: {count}, veterans: {veterans}}}}}\n").teams["sdr"]
    assert team.veteran_heads == heads


def test_everybody_is_a_veteran_unless_the_scenario_says_otherwise() -> None:
    assert scenario("teams: {sdr: {count: 5}}\n").teams["sdr"].veteran_heads == 5


def test_a_demand_may_have_seasons_and_known_leads() -> None:
    demand = scenario(
        "demand:\n  known_leads: .1\n  known_leads_after: {fixed: 3 days}\n"
        "  seasons:\n    - {from: 2026-03-01, to: 2026-04-15, factor: 2.0}\n"
    ).demand
    assert demand.known_leads == 0.1
    assert demand.known_leads_after.at(0.9) == 3 * 86_400_000
    assert demand.seasons == (Season(first=date(2026, 3, 1), last=date(2026, 4, 15), factor=2.0),)


def test_each_regime_has_its_own_decay_and_slope() -> None:
    small = scenario()
    slopes = {name: small.in_regime(name).buyers.intent.slope for name in REGIMES}
    assert slopes == {"sceptical": 0, "central": 0.08, "vendor": 0.5}
    assert small.in_regime("vendor").buyers.phone.response.at_once == 8.0


@pytest.mark.parametrize(
    ("extra", "line", "code", "words"),
    [
        ("demand: {leads_a_week: 5}", 4, "unknown-key", "leads_a_week"),
        ("demand: {leads_per_week: -5}", 4, "out-of-range", "-5"),
        ("demand: {leads_per_week: many}", 4, "wrong-type", "number"),
        ("demand: {by_hour: [1, 2]}", 4, "out-of-range", "24"),
        ("business_hours: {Mo-Fr: 09:00-17:00}", 4, "bad-days", "Mo-Fr"),
        ("business_hours: {Mon: 17:00-09:00}", 4, "bad-hours", "17:00-09:00"),
        ("clock: {zone: America/Gotham}", 4, "unknown-zone", "Gotham"),
        ("clock: {holidays: Germany}", 4, "unknown-holidays", "'Germany'"),
        ("clock: {holidays: US-Ohio}", 4, "unknown-holidays", "'Ohio' in US"),
        ("clock: {holidays: [DE]}", 4, "wrong-type", "text"),
        ("clock: {start: 2026-02-30}", 4, "bad-date", "2026-02-30"),
        ("leads:\n  sources: {referal: 1}", 5, "unknown-value", "referal"),
        ("leads:\n  sources: {referral: .5}", 5, "bad-total", "0.5"),
        ("leads:\n  facts:\n    size: {shares: {big: 1}}", 6, "unknown-fact", "size"),
        ("leads:\n  facts:\n    role: {shares: {boss: 1}}", 6, "unknown-value", "boss"),
        ("buyers: {reachable: {refferal: .9}}", 4, "unknown-value", "refferal"),
        ("buyers: {quality: {effects: {rolle: {user: 1}}}}", 4, "unknown-fact", "rolle"),
        ("buyers: {responsiveness_variance: .3}", 4, "out-of-range", "whole number"),
        ("handling: {preparation: {fixed: 5 minutes}}", 4, "bad-duration", "5 minutes"),
        ("handling: {preparation: {fixed: 5 min, exponential: {mean: 5 min}}}", 4, "wrong-type", "exactly one"),
        ("teams: {sdr: {count: -1}}", 4, "out-of-range", "-1"),
        ("teams: {sdr: {count: two}}", 4, "wrong-type", "whole number"),
        ("regime: pessimistic", 4, "unknown-value", "pessimistic"),
        ("demand: {known_leads: .5}", 4, "out-of-range", "0.5"),
        ("demand: {seasons: [{from: 2026-03-02, to: 2026-03-01, factor: 2}]}", 4, "out-of-range", "2026-03-01"),
        ("demand: {seasons: [{from: 2026-03-02, to: 2026-03-32, factor: 2}]}", 4, "bad-date", "2026-03-32"),
        ("demand: {seasons: [{from: 2026-03-02, factor: 2}]}", 4, "missing-key", "to"),
        (
            "buyers: {phone: {by_industry: {software: {central: {floor: 1, tau_min: 5, theta: 1}}}}}",
            4,
            "missing-key",
            "at_once",
        ),
        ("buyers: {phone: {by_industry: {softwear: {}}}}", 4, "unknown-value", "softwear"),
        ("demand: {leads_per_week: 100000, by_weekday: [1, 0, 0, 0, 0, 0, 0]}", 4, "out-of-range", "100,000 leads"),
        ("buyers: {meetings: {no_show: 20}}", 4, "out-of-range", "20"),
        ("buyers: {intent: {authority: [.5, .5]}}", 4, "out-of-range", "4"),
        ("teams: {sdr: {count: 3, veterans: 2}}", 4, "out-of-range", "2"),
        ("teams: {sdr: {count: 3, nature: {ramp: [.5, 0]}}}", 4, "out-of-range", "0"),
        ("teams: {sdr: {count: 3, nature: {lazyness: 1}}}", 4, "unknown-key", "lazyness"),
        ("teams: {sdr: {count: 3, nature: {gives_up_after: {novice: 0}}}}", 4, "out-of-range", "0"),
        ("teams: {sdr: {count: 3, nature: {other_work: 25 h}}}", 4, "out-of-range", ""),
        (
            "teams: {sdr: {count: 3, nature: {ignores: {untracked: {novice: .1, veteran: .9}, spread: .2}}}}",
            4,
            "out-of-range",
            "spread",
        ),
        ("teams: {sdr: {count: 3, travel: 2 days}}", 4, "out-of-range", ""),
        ("compensation: quick", 4, "unknown-value", "quick"),
    ],
)
def test_mistakes_are_told_at_their_line(extra: str, line: int, code: str, words: str) -> None:
    found = findings(extra)
    assert [(at, what) for at, what, _ in found] == [(line, code)]
    assert words in found[0][2]


def test_all_mistakes_are_told_at_once() -> None:
    codes = [
        code for _, code, _ in findings("clock: {zone: Mars/Base}\nbusiness_hours: {Mo: 1-2}\nleads: {sources: {x: 1}}")
    ]
    assert sorted(codes) == ["bad-days", "bad-hours", "unknown-value", "unknown-zone"]


def test_a_suggestion_comes_with_a_misspelt_value() -> None:
    checked = read_scenario(SMALL + "leads:\n  sources: {referal: 1}\n")
    assert re.search(r"referral", checked.diagnostics[0].help)


@pytest.mark.parametrize(
    ("written", "way_out"),
    [
        ("de", "did you mean DE?"),
        ("US-ca", "did you mean CA?"),
        ("Germany", "write a code such as DE, or US-CA for a part of a country"),
        ("US-Q", "parts of US: "),
        ("VA-X", "write VA alone"),
    ],
)
def test_a_way_out_comes_with_holidays_that_nobody_knows(written: str, way_out: str) -> None:
    (finding,) = read_scenario(SMALL + f"clock: {{zone: UTC, holidays: {written}}}\n").diagnostics
    assert finding.help.startswith(way_out)
    assert finding.span.column == len("clock: {zone: UTC, holidays: ") + 1


@pytest.mark.parametrize(
    ("team", "code"),
    [
        ("{count: 0}", "no-reps"),
        ("{count: 2, shifts: {}}", "never-open"),
        ("{count: 2, nature: {other_work: 8 h}}", "never-open"),
        ("{count: 2, travel: 8 h}", "never-open"),
    ],
)
def test_a_team_that_can_do_nothing_is_warned_about(team: str, code: str) -> None:
    checked = read_scenario(SMALL + f"teams: {{sdr: {team}}}\n")
    assert checked.value is not None
    assert [d.code for d in checked.diagnostics] == [code]


@pytest.mark.parametrize(
    ("season", "codes"),
    [
        ("from: 2025-03-01, to: 2025-04-01", ["unused-season"]),
        ("from: 2025-03-01, to: 2026-01-05", []),  # the clock starts on 5 January 2026, and runs for eleven weeks
        ("from: 2026-03-20, to: 2027-01-05", []),
        ("from: 2026-03-30, to: 2027-01-05", ["unused-season"]),
    ],
)
def test_a_season_outside_the_simulation_is_warned_about(season: str, codes: list[str]) -> None:
    checked = read_scenario(SMALL + f"demand: {{seasons: [{{{season}, factor: 2}}]}}\n")
    assert checked.value is not None
    assert [d.code for d in checked.diagnostics] == codes


@pytest.mark.parametrize(("second", "codes"), [("2026-02-28", ["out-of-range"]), ("2026-03-01", [])])
def test_more_leads_on_a_day_than_can_be_simulated_are_refused(second: str, codes: list[str]) -> None:
    """Two seasons of ten bring 40,000 leads on a day that they share, each alone 4,000."""
    demand = (
        "demand:\n  leads_per_week: 2000\n  by_weekday: [.2, .2, .2, .2, .2, 0, 0]\n  seasons:\n"
        f"  - {{from: 2026-02-01, to: 2026-02-28, factor: 10}}\n  - {{from: {second}, to: 2026-03-28, factor: 10}}"
    )
    assert [code for _, code, _ in findings(demand)] == codes


def test_version_and_name_are_required() -> None:
    assert [d.code for d in read_scenario("demand: {leads_per_week: 3}\n").diagnostics] == [
        "missing-key",
        "missing-key",
    ]


@pytest.mark.parametrize("text", ["[1, 2]", "just text", "12", "version: 2\nname: x\n", "name: [x]\nversion: 1\n"])
def test_what_is_no_scenario_is_refused(text: str) -> None:
    checked = read_scenario(text)
    assert checked.value is None
    assert checked.diagnostics


OTHER_VOCABULARY = """
version: 1
keys: {created: [created]}
facts:
  source: {kind: category, label: Source, values: [web, referral]}
  colour: {kind: category, label: Colour, values: [red, blue]}
"""


def test_another_firms_vocabulary_takes_of_the_defaults_what_it_knows(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text(OTHER_VOCABULARY)
    (tmp_path / "scenario.yaml").write_text(SMALL + "leads: {facts: {colour: {shares: {red: .5, blue: .5}}}}\n")
    vocabulary = load_vocabulary(tmp_path / "vocabulary.yaml").value
    assert vocabulary is not None
    checked = load_scenario(tmp_path / "scenario.yaml", vocabulary)
    assert checked.value is not None, [d.render() for d in checked.diagnostics]
    assert checked.value.sources == {"referral": 1.0}
    people = sample_leads(checked.value, 1)
    assert set(people.facts) == {"source", "colour"}


def test_a_vocabulary_without_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text(OTHER_VOCABULARY.replace("source:", "origin:"))
    (tmp_path / "scenario.yaml").write_text(SMALL)
    vocabulary = load_vocabulary(tmp_path / "vocabulary.yaml").value
    assert vocabulary is not None
    assert [d.code for d in load_scenario(tmp_path / "scenario.yaml", vocabulary).diagnostics] == ["missing-fact"]


HUMAN = """
  sdr:
    count: 4
    nature:
      ignores: {untracked: {novice: .4, veteran: .6}, spread: .1}
      gives_up_after: {novice: 3}
      replaced_after: null
"""


def test_reps_are_perfect_unless_the_scenario_says_otherwise_and_defaults_say_so_too() -> None:
    assert scenario().teams["sdr"].nature == PERFECT
    assert scenario("teams: {sdr: {count: 4, nature: {}}}\n").teams["sdr"].nature == PERFECT
    assert scenario("teams: {sdr: {count: 4}}\n").teams["sdr"].nature == PERFECT


def test_nature_is_filled_up_key_by_key() -> None:
    nature = scenario(f"teams:{HUMAN}").teams["sdr"].nature
    shares, patience = Shares(novice=0.4, veteran=0.6), Patience(novice=3)
    expected = Nature(untracked=shares, tracked=shares, ignores_spread=0.1, gives_up_after=patience)
    assert nature == replace(expected, replaced_after_ms=None)


def test_paying_for_quick_wins_only_changes_reps() -> None:
    shared, greedy = (scenario(f"compensation: {pay}\nteams:{HUMAN}") for pay in ("shared", "quick_wins"))
    before, after = shared.teams["sdr"].nature, greedy.teams["sdr"].nature
    assert (before.cherry_picks, after.cherry_picks) == (0.0, 0.3)
    assert after == replace(before, cherry_picks=0.3, gives_up_after=Patience(novice=2))
