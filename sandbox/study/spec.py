"""What to run: policies, a scenario, and how often."""

from dataclasses import dataclass

from loky import cpu_count

from sandbox.analysis.comparison import TOTAL_MEASURE, VERDICT_MEASURE
from sandbox.domain.limits import Limits
from sandbox.engine.policy import Policy
from sandbox.sim.scenario import REGIMES, Scenario
from sandbox.sim.web_form import questions_beyond

DEFAULT_REPLICATIONS = 20
DEFAULT_SEED = 1
DEFAULT_CONFIDENCE = 0.95
DEFAULT_SCENARIO = "midmarket_saas"
MAX_SEED = 2**63 - 1
MOST_JOBS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySpec:
    """One study: the first policy is the baseline; one policy alone is a study without a comparison.

    `regimes` runs all three views of the market, else only the scenario's own. `jobs` is the number of worker
    processes (1: none, the work is done in place) and never changes a result.
    """

    policies: tuple[Policy, ...]
    scenario: Scenario
    replications: int = DEFAULT_REPLICATIONS
    seed: int = DEFAULT_SEED
    regimes: bool = False
    jobs: int = 1
    confidence: float = DEFAULT_CONFIDENCE

    @property
    def regime_names(self) -> tuple[str, ...]:
        """Return the views of the market that are run."""
        return REGIMES if self.regimes else (self.scenario.regime,)


def have_equal_forms(spec: StudySpec) -> bool:
    """Whether every policy gets the same visitors as leads: none of their forms puts off more of them than another."""
    return len({questions_beyond(spec.scenario, policy.playbook.form) for policy in spec.policies}) <= 1


def verdict_measure(spec: StudySpec) -> str:
    """Return the measure that the verdict is on: deals won where forms bring different leads, else the close rate.

    The close rate is a share of a policy's own leads: a form that puts off many visitors may raise it and lose deals.
    """
    return VERDICT_MEASURE if have_equal_forms(spec) else TOTAL_MEASURE


def default_jobs() -> int:
    """Return the number of processors that this process may use."""
    return int(cpu_count())


def spec_problems(spec: StudySpec, limits: Limits) -> tuple[str, ...]:
    """Return what keeps a study from being run, in plain words."""
    problems = []
    if not spec.policies:
        problems.append("name at least one policy")
    ids = [policy.id for policy in spec.policies]
    problems.extend(
        f"two policies are called `{twice}`: rename one of the files, or write other_name={twice}"
        for twice in sorted({name for name in ids if ids.count(name) > 1})
    )
    vocabularies = [policy.vocabulary for policy in spec.policies]
    if any(vocabulary != vocabularies[0] for vocabulary in vocabularies):
        problems.append("the policies do not share one vocabulary.yaml: facts would not mean the same")
    if not 1 <= spec.replications <= limits.study_replications:
        problems.append(f"replications must lie between 1 and {limits.study_replications:,}, not {spec.replications:,}")
    if not 0 <= spec.seed <= MAX_SEED:
        problems.append(f"the seed must lie between 0 and {MAX_SEED}, not {spec.seed}")
    if not 1 <= spec.jobs <= MOST_JOBS:
        problems.append(f"jobs must lie between 1 and {MOST_JOBS}, not {spec.jobs:,}")
    if not 0.5 <= spec.confidence < 1:
        problems.append(f"confidence must lie between 0.5 and 1, not {spec.confidence}")
    return tuple(problems)
