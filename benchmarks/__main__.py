"""`python -m benchmarks` prints every figure of docs/performance.md."""

from benchmarks import simulator, study


def main() -> None:
    """Print speed and memory of the simulator, then of studies."""
    simulator.main()
    print()
    study.main()


if __name__ == "__main__":
    main()
