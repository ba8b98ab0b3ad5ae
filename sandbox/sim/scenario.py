"""A scenario: everything assumed of the market, the leads, the buyers and the team. It holds no levers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sandbox.domain.facts import Vocabulary
from sandbox.domain.hours import WeeklyHours
from sandbox.domain.tables import Window
from sandbox.domain.units import DAY_MS
from sandbox.files.trace import Trace
from sandbox.sim.buyers import Buyers, PhoneResponse
from sandbox.sim.money import Money
from sandbox.sim.team import Duration, Handling, Team

REGIMES = ("sceptical", "central", "vendor")
"""Three views of the market: what calling sooner is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One view of the market; `by_industry` names the same industries in each of them.

    `form_decay` is what each further question of a form costs, see `WebForm`.
    """

    response: PhoneResponse
    by_industry: Mapping[str, PhoneResponse]
    readiness_slope: float
    nurtured_per_week: float
    form_decay: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShares:
    """How a fact is spread over leads.

    `labels` as written (values of a category, bands or numbers, yes/no), `cumulative` their running shares up to 1,
    `missing` the share of leads whose fact is not known, by source, with `default` for the others.
    """

    labels: tuple[str, ...]
    cumulative: tuple[float, ...]
    missing: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Days, `first` and `last` included, whose expected number of leads is multiplied with `factor`."""

    first: date
    last: date
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WebForm:
    """A form between visitors and leads: `completion` is the share who complete one with up to `questions_free`.

    Each further question leaves exp(-`decay_per_question`) of them. Who completes a longer form completes a shorter.
    """

    visitors_per_week: float
    completion: float
    questions_free: int
    decay_per_question: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How leads arrive: `trace` replayed, or `leads_per_week` spread by hour and weekday.

    With a `web_form` those are its visitors instead, and `leads_per_week` plays no part; a trace knows no visitors.
    `dispersion` is the k of a negative binomial daily count; None is Poisson. Shares sum to 1. `known_leads` is the
    share of all inquiries that known leads make once more, `known_leads_after` the time since their first.
    """

    leads_per_week: float
    web_form: WebForm | None
    trace: Trace | None
    hour_shares: tuple[float, ...]
    weekday_shares: tuple[float, ...]
    dispersion: int | None
    seasons: tuple[Season, ...]
    known_leads: float
    known_leads_after: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One world to try policies in.

    `zone` is that of the clock and the team; `zones` are shares of leads by the zone in which they live. `holidays` are
    days on which nobody works, within the `days` of the clock. `source` is the text of the file.
    """

    id: str
    name: str
    summary: str
    sha256: str
    regime: str
    regimes: Mapping[str, Regime]
    vocabulary: Vocabulary
    start: date
    zone: str
    business_hours: WeeklyHours
    holidays: frozenset[date]
    window: Window
    demand: Demand
    sources: Mapping[str, float]
    zones: Mapping[str, float]
    facts: Mapping[str, FactShares]
    buyers: Buyers
    quality_floors: tuple[float, ...]
    handling: Handling
    teams: Mapping[str, Team]
    money: Money
    source: str = field(default="", compare=False, repr=False)

    @property
    def horizon_ms(self) -> int:
        """When the simulation ends: the last measured lead has been followed up."""
        return self.window.arrivals_to_ms + self.window.follow_up_ms

    @property
    def days(self) -> int:
        """The number of days that calendars have to cover."""
        return -(-self.horizon_ms // DAY_MS) + 1

    @property
    def phone_responses(self) -> tuple[PhoneResponse, ...]:
        """How willingly leads answer in this view: 0 in general, then each industry that differs."""
        return (self.buyers.phone.response, *self.buyers.phone.by_industry.values())

    def in_regime(self, name: str) -> "Scenario":
        """Return the same world seen by the sceptic, the centre or the vendor."""
        regime = self.regimes[name]
        phone = replace(self.buyers.phone, response=regime.response, by_industry=regime.by_industry)
        intent = replace(self.buyers.intent, slope=regime.readiness_slope)
        ripening = replace(self.buyers.ripening, nurtured_per_week=regime.nurtured_per_week)
        form = self.demand.web_form
        web_form = None if form is None else replace(form, decay_per_question=regime.form_decay)
        buyers = replace(self.buyers, phone=phone, intent=intent, ripening=ripening)
        return replace(self, regime=name, demand=replace(self.demand, web_form=web_form), buyers=buyers)
