"""A format: a function that takes a string. False or a ValueError means invalid."""

import re

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def is_iban(text: str) -> bool:
    """Return True if the text is an IBAN with valid check digits (ISO 13616)."""
    compact = text.replace(" ", "")
    if not _IBAN.fullmatch(compact):
        return False
    digits = "".join(str(int(char, 36)) for char in compact[4:] + compact[:4])
    return int(digits) % 97 == 1
