"""Dates, times and durations (RFC 3339)."""

from __future__ import annotations

from schemadock.formats.patterns import compiled

_DATE = "([0-9]{4})-([0-9]{2})-([0-9]{2})"
_HOUR_AND_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_LOCAL_TIME = rf"{_HOUR_AND_MINUTE}:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_TIME = rf"{_LOCAL_TIME}(?:[zZ]|[+-]{_HOUR_AND_MINUTE})"
_DURATION_TIME = r"T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"
_DURATION_DATE = r"(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)"
_DURATION = f"P(?:{_DURATION_DATE}(?:{_DURATION_TIME})?|{_DURATION_TIME}|[0-9]+W)"
_MINUTES_OF_A_DAY = 24 * 60


def is_date(text: str) -> bool:
    """RFC 3339, section 5.6, full-date."""
    match = compiled(_DATE).fullmatch(text)
    if match is None:
        return False
    year, month, day = map(int, match.groups())
    return 1 <= month <= 12 and 1 <= day <= _days(year, month)  # noqa: PLR2004


def _days(year: int, month: int) -> int:
    """Return the number of days in a month (RFC 3339, section 5.7 and appendix C)."""
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if month == 2:  # noqa: PLR2004
        return 29 if is_leap_year else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_local_time(text: str) -> bool:
    """RFC 3339, section 5.6, partial-time: without an offset."""
    return compiled(_LOCAL_TIME).fullmatch(text) is not None


def is_time(text: str) -> bool:
    """RFC 3339, section 5.6, full-time; a leap second must be at 23:59:60 UTC (section 5.7)."""
    if compiled(_TIME).fullmatch(text) is None:
        return False
    return text[6:8] != "60" or _utc_minute(text) % _MINUTES_OF_A_DAY == _MINUTES_OF_A_DAY - 1


def _utc_minute(time: str) -> int:
    """Return the UTC minute of a full-time, counted from midnight of the local day."""
    local = int(time[:2]) * 60 + int(time[3:5])
    if time[-1] in "zZ":
        return local
    offset = int(time[-5:-3]) * 60 + int(time[-2:])
    return local + offset if time[-6] == "-" else local - offset


def is_local_date_time(text: str) -> bool:
    """RFC 3339, section 5.6: a full-date and a partial-time."""
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_local_time(text[11:])


def is_date_time(text: str) -> bool:
    """RFC 3339, section 5.6, date-time; a leap second must end a month in UTC (section 5.7)."""
    if text[10:11] not in ("T", "t") or not is_date(text[:10]) or not is_time(text[11:]):
        return False
    return text[17:19] != "60" or _ends_month(int(text[:4]), int(text[5:7]), text[8:10], text[11:])


def _ends_month(year: int, month: int, day: str, time: str) -> bool:
    """Return True if the UTC day that ends with the leap second is the last of its month."""
    is_day_before = _utc_minute(time) < 0
    return int(day) == (1 if is_day_before else _days(year, month))


def is_duration(text: str) -> bool:
    """RFC 3339, appendix A."""
    return compiled(_DURATION).fullmatch(text) is not None
