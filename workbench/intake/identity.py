"""How identifying fields are brought to one form: ID numbers checked, phones folded.

Nothing about a person is read out of an ID number: it is checked and kept as it is, for the store to hash and mask.
"""

from __future__ import annotations

import re

from workbench.intake.headers import normal

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_id_number(text: object) -> str:
    """Bring a resident identity number to its standard form and check it.

    Parameters
    ----------
    text : str
        18 characters, the last may be X (also x or full-width), spaces and hyphens are dropped.

    Returns
    -------
    str
        The 18 characters.

    Raises
    ------
    ValueError
        If the length, a character or the check character is wrong; the text is never quoted.

    Notes
    -----
    GB 11643-1999: the weighted sum of the first 17 digits, modulo 11, names the 18th character (ISO 7064 MOD 11-2).
    The region code is not checked: codes of dissolved regions stay valid on living people's cards.
    """
    number = re.sub(r"[\s-]", "", normal(text)).upper()
    if len(number) != 18:
        raise ValueError(f"has {len(number)} characters, an ID number has 18")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise ValueError("has characters other than 17 digits and a last digit or X")
    if check_character(number[:17]) != number[17]:
        raise ValueError("fails its check character (MOD 11-2)")
    return number


def check_character(first: str) -> str:
    """Compute the 18th character from the first 17 digits."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def normal_phone(text: object) -> str:
    """Fold a phone number: digits only, no +86 before a mainland mobile number.

    Raises
    ------
    ValueError
        If fewer than 7 or more than 15 digits are left (ITU-T E.164); the text is never quoted.
    """
    digits = re.sub(r"\D", "", re.sub(r"\.0$", "", normal(text)))
    folded = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
    if not 7 <= len(folded) <= 15:
        raise ValueError(f"has {len(folded)} digits, a phone number has 7 to 15")
    return folded
