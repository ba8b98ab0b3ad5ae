"""The laboratory's contact rates beside their closed form: `python -m benchmarks.laboratory` prints the table."""

from tests.verification.test_laboratory import FURTHER_DIALS, ONE_DIAL, SIX_DIALS, closed_form, simulated


def main() -> None:
    """Print one row a regime and number of dials."""
    delays = list(ONE_DIAL["central"])
    print(f"| regime | dials | {' | '.join(f'first at {delay}' for delay in delays)} |")
    print(f"| --- | --- |{' ---: |' * len(delays)}")
    for regime in ONE_DIAL:
        for dials, table, further in (("one", ONE_DIAL, ()), ("six", SIX_DIALS, FURTHER_DIALS)):
            cells = [_cell(regime, delay, further) if delay in table[regime] else "" for delay in delays]
            print(f"| {regime} | {dials} | {' | '.join(cells)} |")


def _cell(regime: str, delay: str, further: tuple[str, ...]) -> str:
    return f"{simulated(regime, delay, *further):.1f} / {closed_form(regime, delay, *further):.1f}"


if __name__ == "__main__":
    main()
