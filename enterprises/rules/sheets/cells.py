"""What a cell of a spreadsheet means: numbers, days, codes, choices, yes and no, however they were typed.

Source: design 9 (import) and the notes on spreadsheets: Excel keeps 15 digits of a number, days may be numbers or text, figures carry
words around them. What cannot be meant is refused with a sentence; nothing is guessed into being.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from access.outcome import N_, Refusal

BLANKS = re.compile(r"[\s\u200b-\u200f\u2028\u2029\u2060\ufeff\u3000]+")
EMPTY = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "暂无",
        "不详",
        "未知",
        "空",
        "n/a",
        "na",
        "null",
        "none",
        "nil",
        "#n/a",
    }
)
WRONG = re.compile(r"#(REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC)[!?]?", re.IGNORECASE)
EPOCH = date(1899, 12, 30)  # day 0 of Excel's numbers, with its leap day of 1900
FIRST_SERIAL, LAST_SERIAL = 366, 80_000  # 1900-12-31 to 2119: smaller numbers are no days
SHORT_YEAR = 70  # 70 to 99 are of the last century
DAY = re.compile(
    r"(?P<y>\d{4}|\d{2})\s*(?:年|[-./,、])\s*(?P<m>\d{1,2})(?:\s*(?:月|[-./,、])\s*(?P<d>\d{1,2})\s*(?:日|号)?)?\s*(?:月)?"
)
PACKED = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})")
CLOCK = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
NUMBER = re.compile(
    r"(?P<about>约|大约|大概|近|将近|共|合计|有|约有)?(?P<sign>[-−])?(?P<n>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<ten>万|千|百|亿)?(?P<unit>余|多|左右|上下)?(?P<word>人|名|个|位|家|元|万元|元整|万人)?(?P<more>左右|余|多)?[。.]?"
)
TENS = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000, None: 1, "": 1}
SCIENCE = re.compile(r"\d(?:\.\d+)?E\+?\d{1,3}", re.IGNORECASE)
MOST_DIGITS = 15  # that a number in Excel keeps
YES = frozenset({"是", "有", "√", "✓", "✔", "y", "yes", "true", "1", "已建", "已建立", "对", "在", "☑"})
NO = frozenset(
    {"否", "无", "没有", "×", "✗", "✘", "x", "n", "no", "false", "0", "未建", "未建立", "不是", "☐", "-", "—", "/"}
)
FORMULA = frozenset("=+-@\t\r|＝＋－＠")
NAMED_ORDER = 26


class Unreadable(ValueError):
    """A cell that cannot be meant; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def column_letters(index: int) -> str:
    """Return the name of a column, counted from 0: A, B, … Z, AA. Source: how Excel shows it."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, NAMED_ORDER)
        name = chr(65 + rest) + name
    return name


def text(cell: Any) -> str:
    """Return a cell as one line of text: half-width digits and letters, single blanks, no quote mark in front."""
    if isinstance(cell, str):
        return _one_line(cell)
    if type(cell) is int:
        return str(cell)
    if isinstance(cell, dict):
        return str(cell.get("d", ""))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**MOST_DIGITS:
        return str(int(cell))
    return _one_line(str(cell))


@lru_cache(maxsize=20_000)
def _one_line(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words)
    return BLANKS.sub(" ", folded).strip().removeprefix("'").strip()


def is_empty(cell: Any) -> bool:
    """Say whether a cell says nothing: blank, a dash, 无, 不详."""
    if isinstance(cell, str):
        return _says_nothing(cell)
    return not isinstance(cell, (dict, bool, int, float)) and text(cell).lower() in EMPTY


@lru_cache(maxsize=20_000)
def _says_nothing(words: str) -> bool:
    return _one_line(words).lower() in EMPTY


def check_formula_error(cell: Any) -> Refusal | None:
    """Refuse what a broken formula shows."""
    if isinstance(cell, str) and WRONG.fullmatch(cell.strip()):
        return Refusal("cell_formula", N_("“%(value)s”是公式错误的结果，请改成值。"), {"value": cell.strip()[:20]})
    return None


def plain_text(cell: Any, *, most: int) -> str:
    """Return text of at most so many characters.

    Raises:
        Unreadable: it is longer, or the result of a broken formula.
    """
    refusal = check_formula_error(cell)
    found = text(cell)
    if refusal is None and len(found) > most:
        refusal = Refusal(
            "cell_long", N_("最多%(most)s个字，现有%(length)s个字。"), {"most": most, "length": len(found)}
        )
    if refusal is not None:
        raise Unreadable(refusal)
    return found


def code(cell: Any) -> str:
    """Return a long code as it was typed.

    Raises:
        Unreadable: Excel turned it into a number and lost its last digits. Source: Excel keeps 15 digits of a number.
    """
    shown = text(cell)
    lost = isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**MOST_DIGITS
    if lost or SCIENCE.fullmatch(shown.replace(" ", "")):
        value = f"{cell:.5E}" if isinstance(cell, (int, float)) else shown
        message = N_(
            "代码“%(value)s”已被 Excel 变成数字，末尾几位丢失，无法还原。请把该列设为“文本”格式后重新填写完整代码。"
        )
        raise Unreadable(Refusal("code_lost_digits", message, {"value": value}))
    zeros = re.fullmatch(r"\d{15}0{3}", shown)
    if zeros:
        message = N_("代码“%(value)s”末三位为000，像是被 Excel 截断（只保留15位数字）。请核对后以文本格式重新填写。")
        raise Unreadable(Refusal("code_lost_digits", message, {"value": shown}))
    return shown


def whole(cell: Any) -> int:
    """Return a count of persons or things: 40, “４０”, "约40人", "1,200", "1.2万".

    Raises:
        Unreadable: it is not a whole number that is not negative.
    """
    found = decimal(cell)
    if found != found.to_integral_value():
        raise Unreadable(Refusal("cell_not_whole", N_("“%(value)s”不是整数。"), {"value": text(cell)[:40]}))
    return int(found)


def decimal(cell: Any) -> Decimal:
    """Return an amount or count, without the words around it.

    Raises:
        Unreadable: it is no number, or below zero.
    """
    refusal = check_formula_error(cell)
    if refusal is not None:
        raise Unreadable(refusal)
    shown = text(cell).replace(" ", "")
    if isinstance(cell, (bool, dict)):
        raise _no_number(shown)
    parts = NUMBER.fullmatch(shown) if not isinstance(cell, float) or cell.is_integer() else None
    try:
        value = Decimal(parts["n"].replace(",", "").replace("，", "")) if parts else Decimal(shown)
    except InvalidOperation:
        raise _no_number(shown) from None
    if not value.is_finite():
        raise _no_number(shown)
    value *= TENS[parts["ten"]] if parts else 1
    if value < 0 or (parts and parts["sign"] and value):
        raise Unreadable(Refusal("cell_negative", N_("“%(value)s”不能小于零。"), {"value": shown[:40]}))
    return value


def _no_number(shown: str) -> Unreadable:
    return Unreadable(Refusal("cell_not_number", N_("“%(value)s”不是数字。"), {"value": shown[:40]}))


def is_rounded(cell: Any) -> bool:
    """Say whether a number was given as about so many (约40人, 40余人)."""
    parts = NUMBER.fullmatch(text(cell).replace(" ", "")) if isinstance(cell, str) else None
    return bool(
        parts and (parts["about"] in {"约", "大约", "大概", "近", "将近", "约有"} or parts["unit"] or parts["more"])
    )


def day(cell: Any) -> date:
    """Return a day: Excel's own, its number, or text such as 2012年5月3日, 2012.5.3, 20120503, 2012-05 (the first).

    Raises:
        Unreadable: it is no day that exists.
    """
    refusal = check_formula_error(cell)
    if refusal is not None:
        raise Unreadable(refusal)
    shown = cell["d"] if isinstance(cell, dict) else text(cell)
    number = cell if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None
    if number is None and re.fullmatch(r"\d{5}", shown):
        number = int(shown)
    if number is not None and FIRST_SERIAL <= number <= LAST_SERIAL and not re.fullmatch(r"(19|20)\d{2}", shown):
        return EPOCH + timedelta(days=int(number))
    found = PACKED.fullmatch(shown) or DAY.fullmatch(CLOCK.sub("", shown).strip())
    try:
        if found is None:
            raise ValueError
        year = int(found["y"])
        year += 0 if len(found["y"]) > 2 else (1900 if year >= SHORT_YEAR else 2000)  # noqa: PLR2004
        return date(year, int(found["m"]), int(found["d"] or 1))
    except ValueError:
        message = N_("“%(value)s”不是日期，请写成 2012-05-03 这样。")
        raise Unreadable(Refusal("cell_not_day", message, {"value": shown[:40]})) from None


def yes(cell: Any) -> bool:
    """Return yes or no.

    Raises:
        Unreadable: it is neither.
    """
    shown = text(cell).lower()
    if cell is True or shown in YES:
        return True
    if cell is False or shown in NO:
        return False
    raise Unreadable(Refusal("cell_not_yes_no", N_("“%(value)s”应填“是”或“否”。"), {"value": text(cell)[:40]}))


def choice(cell: Any, choices: Mapping[str, str], options: Mapping[str, str]) -> str:
    """Return the value of a choice by one of its words (folded word → value); ``options`` are named in a refusal.

    Raises:
        Unreadable: it is none of them.
    """
    shown = text(cell)
    found = choices.get(folded(shown)) if folded(shown) else None
    if found is None:
        head = re.match(r"[A-Za-z0-9]+(?=[ .、:：-]|[\u4e00-\u9fff])", shown)  # "C 制造业", "C-制造业"
        found = choices.get(folded(head[0])) if head else None
    if found is None:
        named = "、".join(list(options.values())[:12])
        message = N_("“%(value)s”不在可选范围内，可填：%(options)s。")
        raise Unreadable(Refusal("cell_not_a_choice", message, {"value": shown[:40], "options": named}))
    return found


@lru_cache(maxsize=5_000)
def folded(words: str) -> str:
    """Return words without width, case, blanks, brackets and quotation marks: how headers and choices are compared."""
    return re.sub(
        r"[\s\"'“”‘’()\[\]（）【】「」:：*＊、,，。./\\_\-—]+", "", unicodedata.normalize("NFKC", words)
    ).lower()


def is_like_formula(words: str) -> bool:
    """Say whether a program could take text for a formula. Source: ASVS 1.2.10."""
    return words.lstrip(" ")[:1] in FORMULA if words else False
