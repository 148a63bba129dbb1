"""Dates, times and durations (RFC 3339)."""

from __future__ import annotations

from schemadock.formats.patterns import compiled

_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[zZ]|([+-])([0-9]{2}):([0-9]{2}))"
_LOCAL_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_DURATION_TIME = r"T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"
_DURATION_DATE = r"(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)"
_DURATION = f"P(?:{_DURATION_DATE}(?:{_DURATION_TIME})?|{_DURATION_TIME}|[0-9]+W)"


def is_date(text: str) -> bool:
    """RFC 3339, section 5.6, full-date."""
    match = compiled(_DATE).fullmatch(text)
    if match is None:
        return False
    year, month, day = map(int, match.groups())
    return 1 <= month <= 12 and 1 <= day <= _days(year, month)  # noqa: PLR2004


def _days(year: int, month: int) -> int:
    """Days of a month (RFC 3339, section 5.7 and appendix C)."""
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if month == 2:  # noqa: PLR2004
        return 29 if is_leap_year else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_time(text: str) -> bool:
    """RFC 3339, section 5.6, full-time; a leap second is one at 23:59:60 UTC (section 5.7)."""
    match = compiled(_TIME).fullmatch(text)
    if match is None:
        return False
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    off_hour, off_minute = int(match[5] or 0), int(match[6] or 0)
    if hour > 23 or minute > 59 or second > 60 or off_hour > 23 or off_minute > 59:  # noqa: PLR2004
        return False
    offset = (off_hour * 60 + off_minute) * (-1 if match[4] == "-" else 1)
    utc_minute = (hour * 60 + minute - offset) % (24 * 60)
    return second < 60 or utc_minute == 23 * 60 + 59  # noqa: PLR2004


def is_local_time(text: str) -> bool:
    """RFC 3339, section 5.6, partial-time: without an offset."""
    return compiled(_LOCAL_TIME).fullmatch(text) is not None


def is_date_time(text: str) -> bool:
    """RFC 3339, section 5.6, date-time."""
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_time(text[11:])


def is_local_date_time(text: str) -> bool:
    """RFC 3339, section 5.6: a full-date and a partial-time."""
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_local_time(text[11:])


def is_duration(text: str) -> bool:
    """RFC 3339, appendix A."""
    return compiled(_DURATION).fullmatch(text) is not None
