"""`python -m benchmarks` prints every figure of docs/performance.md and docs/verification.md.

Those of visitors are apart, as they need a browser: `python -m benchmarks.visitors`.
"""

from benchmarks import attacks, decide, laboratory, lint, score, simulator, study


def main() -> None:
    """Print what the pages on performance and verification quote."""
    decide.main()
    print()
    lint.main()
    print()
    attacks.main()
    print()
    score.main()
    print()
    simulator.main()
    print()
    study.main()
    print()
    laboratory.main()


if __name__ == "__main__":
    main()
