"""The catalogue of measures: what each is called, its unit, its formula, and which direction is good.

A measure is a ratio of sums, of leads, touches, deals or hours; a total has denominator 1 a replication. A quantile
is a plain value a replication, undefined where it falls among leads that were never reached.
"""

import math
from collections.abc import Mapping

from sandbox.analysis.measure import Better, Measure, share_of
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS

QUANTILES: Mapping[str, int] = {"p50": 50, "p90": 90}
"""Quantiles in per cent."""
WITHIN_MS: Mapping[str, int] = {"5min": 5 * MINUTE_MS, "1h": HOUR_MS, "24h": DAY_MS}
WAITS: Mapping[str, str] = {
    "speed_to_lead": "first call, mail or sms by a person",
    "speed_to_lead_business": "first call, mail or sms by a person",
    "time_to_first_contact": "first conversation",
}
_WAIT_LABELS = {
    "speed_to_lead": "Speed to lead",
    "speed_to_lead_business": "Speed to lead in business time",
    "time_to_first_contact": "Time to first contact",
}
_QUANTILE_LABELS = {"p50": "median", "p90": "90th percentile"}
_WITHIN_LABELS = {"5min": "within 5 min", "1h": "within 1 h", "24h": "within 24 h"}
_UTILISATION = "rep_utilisation."


def _wait_measures(wait: str) -> list[Measure]:
    """Return the measures of one wait: quantiles over all leads, then shares of all leads within a time."""
    until, label = WAITS[wait], _WAIT_LABELS[wait]
    time, of_time = ("business time", " of business time") if wait.endswith("_business") else ("time", "")
    quantiles = [
        Measure(
            name=f"{wait}_{key}_min",
            label=f"{label}, {_QUANTILE_LABELS[key]}",
            unit="min",
            formula=f"{_QUANTILE_LABELS[key]} over all leads of the {time} from creation to the {until}",
            better=Better.LOWER,
            is_quantile=True,
        )
        for key in QUANTILES
    ]
    shares = [
        Measure(
            name=f"{wait}_within_{key}",
            label=f"{label} {_WITHIN_LABELS[key]}",
            unit="share",
            formula=f"leads with the {until} {_WITHIN_LABELS[key]}{of_time} of creation / leads",
            highest=1.0,
        )
        for key in WITHIN_MS
    ]
    return [*quantiles, *shares]


def _money(name: str, label: str, formula: str, better: Better = Better.HIGHER, lowest: float = 0.0) -> Measure:
    return Measure(name=name, label=label, unit="USD", formula=formula, better=better, lowest=lowest)


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        *_wait_measures("speed_to_lead"),
        *_wait_measures("speed_to_lead_business"),
        *_wait_measures("time_to_first_contact"),
        share_of(
            "sla_attainment",
            "Promise kept",
            "leads first tried by a person within the promise of their queue / leads with a promise",
        ),
        share_of("contact_rate", "Contact rate", "contacted leads / leads"),
        share_of("connect_rate", "Connect rate", "connected calls / calls"),
        Measure(
            name="attempts_per_lead",
            label="Attempts per lead",
            unit="touches",
            formula="calls, mails and sms by a person / leads",
            better=Better.NEITHER,
        ),
        Measure(
            name="calls_to_first_contact",
            label="Calls to first contact",
            unit="calls",
            formula="calls up to the first contact / leads first contacted by a call",
            better=Better.LOWER,
        ),
        Measure(
            name="leads",
            label="Leads",
            unit="leads",
            formula="leads that arrived in the measured window",
            better=Better.NEITHER,
        ),
        share_of("mql_rate", "MQL rate", "marketing qualified leads / leads", Better.NEITHER),
        share_of("qualification_rate", "Qualification rate", "sales qualified leads / leads"),
        share_of("sal_to_sql", "SAL to SQL", "sales qualified leads / leads tried by a person"),
        Measure(
            name="meetings_held",
            label="Meetings held",
            unit="meetings",
            formula="meetings that took place",
            better=Better.NEITHER,
        ),
        share_of("show_rate", "Show rate", "meetings held / meetings held or missed by the lead"),
        share_of("opportunity_rate", "Opportunity rate", "leads that became an opportunity / leads"),
        share_of("close_rate", "Close rate", "won deals / leads"),
        share_of("win_rate", "Win rate", "won deals / closed deals"),
        Measure(name="wins", label="Deals won", unit="deals", formula="won deals"),
        Measure(
            name="days_to_close_p50",
            label="Days to close, median",
            unit="days",
            formula="median over won deals of the time from opening the opportunity to winning it",
            better=Better.LOWER,
        ),
        _money(
            "pipeline_created",
            "Pipeline created",
            "sum over opened opportunities of the median size of such a deal",
            Better.NEITHER,
        ),
        _money(
            "pipeline_open",
            "Pipeline still open",
            "sum over deals open at the end of follow-up, frozen ones left out, of median size x chance of winning",
            Better.NEITHER,
        ),
        _money("revenue", "Revenue", "sum of the amounts of won deals"),
        _money(
            "cost",
            "Cost",
            "what the leads cost + reps' paid hours, or touches, on the days of the arrivals window",
            Better.LOWER,
        ),
        _money("cost_per_sql", "Cost per SQL", "cost / sales qualified leads", Better.LOWER),
        _money("cost_per_win", "Cost per win", "cost / won deals", Better.LOWER),
        _money("margin", "Margin", "revenue x gross margin - cost", lowest=-math.inf),
        Measure(
            name="return_on_spend",
            label="Return on spend",
            unit="share",
            formula="margin / cost",
            lowest=-1.0,
        ),
        Measure(
            name="hours_used",
            label="Rep hours used",
            unit="h",
            formula="worked hours on the days of the arrivals window",
            better=Better.LOWER,
        ),
        share_of(
            "recycle_rate", "Came back", "leads that inquired again or came back from nurture / leads", Better.NEITHER
        ),
        Measure(
            name="recycled_wins",
            label="Deals won from leads that came back",
            unit="deals",
            formula="deals won after a further inquiry or after nurture",
        ),
        Measure(
            name="missed_sales",
            label="Bought elsewhere",
            unit="leads",
            formula="leads that bought from somebody else, because nobody talked with them or kept in touch",
            better=Better.LOWER,
        ),
        share_of("opt_out_rate", "Opted out", "leads that asked for no further contact / leads", Better.LOWER),
        Measure(
            name="backlog_mean",
            label="Tasks waiting",
            unit="tasks",
            formula="mean number of waiting tasks over the time in the arrivals window in which any rep is on shift",
            better=Better.LOWER,
        ),
        share_of(
            "unworked_rate",
            "Never worked",
            "leads in a queue that no person ever tried / leads that entered a queue",
            Better.LOWER,
        ),
        share_of(
            "stalled_rate",
            "Stalled",
            "leads that end their follow-up as SAL, SQL or opportunity, with no event in its last 30 days but a freeze "
            "/ leads that entered a queue",
            Better.LOWER,
        ),
        share_of(
            "ignored_rate",
            "Ignored",
            "leads that a rep was given and never worked / leads that entered a queue",
            Better.LOWER,
        ),
        share_of(
            "dropped_rate",
            "Dropped",
            "leads that a rep ignored or gave up, and that nobody has tried since / leads that entered a queue",
            Better.LOWER,
        ),
        share_of(
            "open_rate",
            "Still open",
            "leads that end their follow-up as inquiry, MQL, SAL, SQL or opportunity / leads",
            Better.LOWER,
        ),
        Measure(
            name="lead_spread",
            label="Spread of leads over reps",
            unit="share",
            formula="standard deviation / mean of the leads that each rep of a team was given or took, by team",
            better=Better.LOWER,
        ),
        share_of(
            "reassignment_rate",
            "Reassigned",
            "leads that went to another rep or queue after a broken promise / leads that entered a queue",
            Better.LOWER,
        ),
        Measure(
            name="handoffs_per_lead",
            label="Hand-offs per lead",
            unit="hand-offs",
            formula="times that a lead which had a rep went to another one, or to people of whom none took it / leads",
            better=Better.NEITHER,
        ),
        Measure(
            name="handoff_wait_p50_min",
            label="Wait after a hand-off, median",
            unit="min",
            formula="median over all hand-offs of the time until a person next calls, writes, talks or meets",
            better=Better.LOWER,
            is_quantile=True,
        ),
    )
}
"""Every measure by its key, in the order in which they are shown; utilisation of teams is added by `utilisation`."""

TOTALS = (
    "leads",
    "meetings_held",
    "wins",
    "recycled_wins",
    "missed_sales",
    "pipeline_created",
    "pipeline_open",
    "revenue",
    "cost",
    "margin",
)
"""Measures that are sums over leads, with denominator 1 a replication."""

OF_SHIFTS = ("hours_used", "backlog_mean", "lead_spread")
"""Measures that belong to the floor and not to leads, beside utilisation."""


def utilisation(team: str) -> Measure:
    """Return the utilisation of a team: worked hours / paid hours."""
    return Measure(
        name=f"{_UTILISATION}{team}",
        label=f"Reps busy ({team})",
        unit="share",
        formula="worked hours / paid hours on the days of the arrivals window; above 1 with work finished after hours",
        better=Better.NEITHER,
    )


def measure_named(name: str) -> Measure:
    """Return the measure that a key stands for."""
    if name.startswith(_UTILISATION):
        return utilisation(name.removeprefix(_UTILISATION))
    return MEASURES[name]


def is_of_leads(name: str) -> bool:
    """Whether a measure can be told of some leads alone."""
    return name not in OF_SHIFTS and not name.startswith(_UTILISATION)
