"""Work for tests of studies beside pages, importable by workers and runnable as a program."""

import os
import sys
import time
from pathlib import Path
from unittest.mock import patch

from sandbox.study.jobs import Jobs
from sandbox.study.tasks import Replication, StudyWork, Task
from tests.unit.study.small import load, spec_of, write_policy, write_scenario

ENDLESS_SEED = 666
FAULTY_SEED = 667
PIDS = "TEST_PIDS"
"""The environment variable that names the folder where workers note that they have begun an endless task."""


class SomeEndless(StudyWork):
    """A study whose tasks never end, or fail, with certain seeds."""

    def __call__(self, task: Task) -> Replication:
        if self.seed == FAULTY_SEED:
            raise ValueError("broken")
        if self.seed == ENDLESS_SEED:
            (Path(os.environ[PIDS]) / f"{os.getpid()}.pid").touch()
            time.sleep(600)
        return StudyWork.__call__(self, task)


def main(folder: Path) -> None:
    loaded = load([write_policy(folder, "a")], write_scenario(folder))
    with patch("sandbox.study.job.StudyWork", SomeEndless):
        Jobs(workers=2).start(spec_of(loaded, seed=ENDLESS_SEED), "visitor")
    time.sleep(600)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
