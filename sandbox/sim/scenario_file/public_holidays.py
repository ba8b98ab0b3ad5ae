"""Public holidays of a country, or of a part of it: the days on which nobody works there."""

from datetime import date, timedelta

from sandbox.files.suggest import closest, did_you_mean, quoted

NO_HOLIDAYS = "none"
"""What a scenario writes whose team works on every holiday."""


def public_holidays(place: str, first: date, days: int) -> frozenset[date]:
    """Return the public holidays among `days` days from the first on, days off in lieu included.

    `place` is a country such as `DE` or a part of one such as `US-CA`; one that is not known has none.
    """
    country, _, part = place.partition("-")
    if place == NO_HOLIDAYS or mistake_in(place):
        return frozenset()
    from holidays import country_holidays  # noqa: PLC0415 - takes 0.1 s to load, and most scenarios have none

    last = first + timedelta(days=days)
    found = country_holidays(country, part or None, years=range(first.year, last.year + 1), expand=False)
    return frozenset(day for day in found if first <= day < last)


def mistake_in(place: str) -> tuple[str, str] | None:
    """Return what is wrong with the name of a place, and the way out; None where its holidays are known."""
    if place == NO_HOLIDAYS:
        return None
    from holidays import list_supported_countries  # noqa: PLC0415 - takes 0.1 s to load

    parts_of = list_supported_countries()
    country, dash, part = place.partition("-")
    if country not in parts_of:
        near = closest(country, parts_of)
        help_text = "write a code such as DE, or US-CA for a part of a country"
        return f"no public holidays are known for {quoted(country)}", f"did you mean {near}?" if near else help_text
    if dash and part not in parts_of[country]:
        help_text = did_you_mean(part, parts_of[country], noun=f"parts of {country}") or f"write {country} alone"
        return f"no public holidays are known for {quoted(part)} in {country}", help_text
    return None
