"""What the touches that a policy plans take of a team's week, without living through it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions
from sandbox.domain.playbook import By, Cadence, Channel, Playbook, Queue, Touch
from sandbox.domain.units import DAY_MS, Wait
from sandbox.sim.buyers import dial_hazard, reply_probability
from sandbox.sim.population import Population
from sandbox.sim.scenario import Scenario
from sandbox.sim.staffing import staffed
from sandbox.sim.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A week of one team: what its reps have, and what their touches take.

    `leads` are given `touches` (a sum over the leads) that take `planned_ms` where nobody ever answers, and
    `expected_ms`, conversations included, as leads answer in the scenario when each touch is made on time. Replies to
    an auto reply and what follows a conversation are not counted, and everybody works at full speed.
    """

    team: Team
    has_ms: float
    leads: float
    touches: float
    planned_ms: float
    expected_ms: float

    @property
    def needed_ms(self) -> float:
        """The longer of what is planned and what is expected."""
        return max(self.planned_ms, self.expected_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effort:
    """What one touch by a team takes, summed over leads."""

    team: str
    touches: float
    planned_ms: float
    expected_ms: float


def workloads(
    population: Population, decisions: Decisions, playbook: Playbook, scenario: Scenario
) -> Mapping[str, Workload]:
    """Return an average week of each team with reps who work, by name, over the leads measured in the scenario."""
    window = scenario.window
    weeks = window.weeks
    arrived = (population.created_ms >= window.arrivals_from_ms) & (population.created_ms < window.arrivals_to_ms)
    efforts: list[_Effort] = []
    leads: dict[str, float] = {}
    queues = {queue.name: queue for queue in playbook.queues}
    for place, name in enumerate(decisions.queue_names):
        if name not in queues:
            continue
        for number, cadence in enumerate(decisions.cadence_names):
            who = np.flatnonzero(arrived & (decisions.queue == place) & (decisions.cadence == number))
            if len(who):
                team = queues[name].team
                leads[team] = leads.get(team, 0.0) + len(who) / weeks
                efforts += _efforts(_Crowd(population, who, scenario), playbook, queues, name, cadence)
    teams = staffed(scenario.teams, playbook.staffing, scenario.business_hours)
    return {
        name: Workload(
            team=team,
            has_ms=team.week_ms,
            leads=leads.get(name, 0.0),
            touches=math.fsum(effort.touches for effort in efforts if effort.team == name) / weeks,
            planned_ms=math.fsum(effort.planned_ms for effort in efforts if effort.team == name) / weeks,
            expected_ms=math.fsum(effort.expected_ms for effort in efforts if effort.team == name) / weeks,
        )
        for name, team in teams.items()
        if team.week_ms > 0
    }


class _Crowd:
    """Leads that are worked alike, and the share of each that has not answered yet."""

    def __init__(self, population: Population, who: NDArray[np.int64], scenario: Scenario) -> None:
        """Take the leads at some places; `scenario` says how they answer."""
        self.has_number = population.has_number[who].astype(np.float64)
        self.silent = np.ones(len(who))
        self._reachable = population.reachable[who]
        self._responsiveness = population.responsiveness[who]
        self._response = population.response[who]
        self._buyers, self._handling, self._responses = scenario.buyers, scenario.handling, scenario.phone_responses
        self._dials = self._messages = 0

    def effort(self, touch: Touch, team: str, has_dialer: bool, elapsed_ms: int) -> _Effort:
        """Return what a touch takes, and let those fall silent no longer who answer it."""
        handling, is_call, is_by_rep = self._handling, touch.channel is Channel.PHONE, touch.by is By.REP
        preparing_ms = (handling.dialer_preparation if is_call and has_dialer else handling.preparation).mean_ms
        talking_ms = handling.conversation.mean_ms + handling.conversation_wrap_up.mean_ms
        by_channel = {Channel.EMAIL: handling.mail.mean_ms, Channel.SMS: handling.sms.mean_ms}
        unanswered_ms = by_channel.get(touch.channel, handling.no_answer.mean_ms + handling.wrap_up.mean_ms)
        reached = self.has_number if touch.channel.needs_number else np.ones(len(self.silent))
        answers = reached * (self._picks_up(elapsed_ms) if is_call else self._replies(touch, elapsed_ms))
        if is_call:
            taken_ms = preparing_ms + (1.0 - answers) * unanswered_ms + answers * talking_ms
        else:
            by_hand_ms = preparing_ms + unanswered_ms if is_by_rep else 0.0
            taken_ms = by_hand_ms + answers * (handling.preparation.mean_ms + talking_ms)
        expected_ms = float(np.sum(self.silent * reached * taken_ms))
        self.silent = self.silent * (1.0 - answers)
        made = float(np.sum(reached)) if is_by_rep else 0.0
        return _Effort(
            team=team, touches=made, planned_ms=made * (preparing_ms + unanswered_ms), expected_ms=expected_ms
        )

    def _picks_up(self, elapsed_ms: int) -> NDArray[np.float64]:
        """Return each lead's chance of answering the next call, at an average hour."""
        self._dials += 1
        decay = self._buyers.phone.decay_per_dial
        hazards = np.array([dial_hazard(response, decay, self._dials, elapsed_ms) for response in self._responses])
        return np.asarray(-np.expm1(-self._responsiveness * hazards[self._response]) * self._reachable)

    def _replies(self, touch: Touch, elapsed_ms: int) -> float:
        self._messages += 1
        is_automated = touch.by is By.AUTOMATION
        return reply_probability(self._buyers.mail, self._messages, elapsed_ms, is_automated=is_automated)


def _efforts(
    crowd: _Crowd, playbook: Playbook, queues: Mapping[str, Queue], name: str, cadence: str
) -> Iterator[_Effort]:
    """Yield what the touches of a cadence take, and those of the queues to which it leads on."""
    elapsed_ms, follows, seen = 0, playbook.cadences[cadence], set[str]()
    while name in queues and name not in seen:
        seen.add(name)
        queue = queues[name]
        for touch, after_ms in _made(follows.touches, follows):
            yield crowd.effort(touch, queue.team, queue.dialer, elapsed_ms + after_ms)
        elapsed_ms += _waits_ms(follows.touches)
        name = follows.then
        if name in queues:
            follows = playbook.cadences[queues[name].cadence]


def _made(touches: Sequence[Touch], cadence: Cadence) -> Iterator[tuple[Touch, int]]:
    """Yield the touches for which there is time, with the time from entering the queue."""
    for number, touch in enumerate(touches, 1):
        after_ms = _waits_ms(touches[:number])
        if cadence.within is None or after_ms <= _about_ms(cadence.within):
            yield touch, after_ms


def _waits_ms(touches: Sequence[Touch]) -> int:
    return sum(_about_ms(touch.after) for touch in touches)


def _about_ms(wait: Wait) -> int:
    """Return a wait as elapsed time; a business day is a day, and business hours pass at night as well."""
    return wait.elapsed_ms + wait.business_ms + wait.business_days * DAY_MS
