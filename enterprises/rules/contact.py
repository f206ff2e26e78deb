"""Telephone numbers and the order of dates."""

import re
import unicodedata
from datetime import date
from itertools import pairwise

from access.outcome import N_, Refusal

MOBILE = re.compile(r"1[3-9]\d{9}")  # domain 7.4
LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}((-|转)\d{1,6})?|[48]00-?\d{3}-?\d{4}|95\d{3,6}")
COUNTRY = re.compile(r"^(\+|00)?86(?=1[3-9]\d{9}$)")
NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
EARLIEST = date(1900, 1, 1)
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
SHORTEST_WHOLE = 10  # with its area code


def normalise_phone(text: str) -> str:
    """Return a number without blanks; a mobile number as +86 and eleven digits.

    Source: domain 7.4, store +86 normalised.
    """
    number = NOISE.sub("", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("–", "-")
    bare = COUNTRY.sub("", number.replace("-", ""))
    return f"+86{bare}" if MOBILE.fullmatch(bare) and bare.isascii() else number


def check_phone(text: str) -> Refusal | None:
    """Refuse a number that is neither a mobile number nor a landline.

    Source: domain 7.4: eleven digits beginning 13 to 19.
    """
    number = normalise_phone(text)
    if number.isascii() and number.startswith("+86") and MOBILE.fullmatch(number[3:]):
        return None
    if LANDLINE.fullmatch(number) and number.replace("转", "").isascii():
        return None
    return Refusal("phone", N_("电话号码应为11位手机号，或“区号-号码”形式的固定电话。"))


def whole_number(text: str) -> str:
    """Return a whole telephone number as it is stored, "" for anything else: a part of a number finds nothing."""
    number = normalise_phone(text)
    return number if len(number) >= SHORTEST_WHOLE and check_phone(text) is None else ""


def check_order(*steps: tuple[str, date | None]) -> Refusal | None:
    """Refuse dates that do not follow each other: (label, day) in the order in which they must come; None is skipped.

    The same day twice is in order.
    """
    known = [(label, day) for label, day in steps if day is not None]
    for (before, first), (after, second) in pairwise(known):
        if second < first:
            message = N_("“%(after)s”（%(second)s）不能早于“%(before)s”（%(first)s）。")
            params = {"after": after, "second": second.isoformat(), "before": before, "first": first.isoformat()}
            return Refusal("dates_out_of_order", message, params)
    return None


def check_not_future(label: object, day: date, *, today: date) -> Refusal | None:
    """Refuse a day after ``today`` for something that is said to have happened, or one before 1900."""
    if day > today:
        message = N_("“%(label)s”（%(day)s）不能晚于今天（%(today)s）。")
        params = {"label": label, "day": day.isoformat(), "today": today.isoformat()}
        return Refusal("date_in_future", message, params)
    if day < EARLIEST:
        message = N_("“%(label)s”（%(day)s）过早，请核对年份。")
        return Refusal("date_too_early", message, {"label": label, "day": day.isoformat()})
    return None


def check_fit(text: str) -> Refusal | None:
    """Refuse a text with what cannot be stored or printed: control characters but line breaks, lone surrogates."""
    if UNFIT.search(text) is None:
        return None
    return Refusal("unfit_text", N_("含有无法保存的字符（控制字符或不成对的代理字符）。"))
