"""Resident ID numbers (公民身份号码): form, check digit, and the birthday that they tell.

Source: GB 11643; domain 7.4. The place in the first six digits is not judged: codes of counties came and went.
"""

import re
from datetime import date

from access.outcome import N_, Refusal

STANDARD = N_("GB 11643《公民身份号码》")
NEW = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
OLD = re.compile(r"[0-9]{15}", re.ASCII)  # of the first generation: no check digit, years of the last century
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
LONG, SHORT = 18, 15


def normalise(text: str) -> str:
    """Return a number without blanks, its last letter in capitals."""
    return "".join(text.split()).upper()


def birthday(number: str) -> date | None:
    """Return the birthday that a normalised number tells; None where it tells none."""
    digits = number[6:14] if len(number) == LONG else f"19{number[6:12]}"
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def check_number(number: str) -> Refusal | None:
    """Refuse a normalised number of a wrong form, with an impossible birthday, or with a wrong check digit.

    Source: GB 11643: 6 digits of the place, 8 of the birthday, 3 in order, and one of check (ISO 7064 MOD 11-2).
    """
    if not (NEW.fullmatch(number) or OLD.fullmatch(number)):
        message = N_("身份证号码须为18位（老证15位），所填为%(length)d位。")
        return Refusal("id_form", message, {"length": len(number)}, STANDARD)
    if birthday(number) is None:
        return Refusal("id_birthday", N_("身份证号码中的出生日期不存在，请核对第7至14位。"), {}, STANDARD)
    if (
        len(number) == LONG
        and CHECKS[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11] != number[-1]
    ):
        return Refusal("id_check", N_("身份证号码的校验码不对，请逐位核对。"), {}, STANDARD)
    return None


def check_birthday(number: str, born_on: date) -> Refusal | None:
    """Refuse a birthday other than the one that a sound number tells."""
    told = birthday(number)
    if told == born_on:
        return None
    message = N_("出生日期（%(given)s）与身份证号码中的（%(told)s）不一致。")
    params = {"given": born_on.isoformat(), "told": told.isoformat() if told else "—"}
    return Refusal("id_other_birthday", message, params, STANDARD)
