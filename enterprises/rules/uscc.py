"""The unified social credit code (统一社会信用代码): normalise, check, compose.

Source: GB 32100-2015 (code) and GB 11714 (the organization code inside it); domain 7.1.
"""

import unicodedata
from functools import lru_cache

from access.outcome import N_, Refusal
from enterprises.choices import UnitKind

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
LENGTH = 18
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))  # 1, 3, 9, 27, 19, … 28
ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
ORGANIZATION_BODY = slice(8, 16)
ORGANIZATION_DIGIT = 16
AREA = slice(2, 8)
NATIONAL_AREA = "100000"  # registered with the State itself

CATEGORIES = {  # registration authority → entity categories known under it. Source: GB 32100-2015 and its amendment
    "1": "1239",  # 机构编制
    "2": "19",  # 外交
    "3": "123459",  # 司法行政
    "4": "19",  # 文化
    "5": "1239",  # 民政
    "6": "129",  # 旅游
    "7": "129",  # 宗教
    "8": "19",  # 工会
    "9": "123",  # 市场监管
    "A": "19",  # 军队
    "N": "1239",  # 农业
    "Y": "1",  # 其他
}
PREFIXES = frozenset(authority + category for authority, all_of_it in CATEGORIES.items() for category in all_of_it)
KIND_PREFIXES: dict[UnitKind, frozenset[str]] = {  # what is usual for each kind; another is a warning
    UnitKind.ENTERPRISE: frozenset({"91", "93", "N1", "N2", "N3", "N9"}),
    UnitKind.SOCIAL: frozenset({"51", "52", "53", "59", "31", "91"}),  # accounting and tax firms register as 91
    UnitKind.SELF_EMPLOYED: frozenset({"92"}),
}

SEPARATORS = frozenset("-‐‑‒–—―−_./\\·・,'`´‘’\"“”:*")
CLAUSE = N_("GB 32100-2015 统一社会信用代码编码规则")


@lru_cache(maxsize=20_000)
def is_noise(char: str) -> bool:
    """Tell whether a character carries nothing: blanks, line breaks, zero-width signs, separators."""
    return char in SEPARATORS or char in "\t\r\n" or unicodedata.category(char) in {"Zs", "Zl", "Zp", "Cf"}


def normalise(text: str) -> str:
    """Return the code as it would be printed: half-width capitals, without blanks, zero-width signs and separators.

    Source: domain 7.1; how codes arrive from spreadsheets and keyboards.
    """
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if not is_noise(char))


def shown(char: str) -> str:
    """Return a character in a form that every page can print (control signs and lone surrogates as U+XXXX)."""
    return char if char.isprintable() else f"U+{ord(char):04X}"


def check_digit(first17: str) -> str:
    """Return the 18th character that belongs to the first seventeen; "0" when the weighted sum is divisible by 31.

    Raises:
        ValueError: not seventeen characters of the alphabet.

    Source: GB 32100-2015, (31 − Σ mod 31) mod 31.
    """
    if len(first17) != LENGTH - 1:
        raise ValueError(f"seventeen characters wanted, got {len(first17)}")
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organization_digit(body: str) -> str:
    """Return the check character of the eight characters of an organization code (组织机构代码).

    Raises:
        ValueError: not eight letters or digits.

    Source: GB 11714, 11 − Σ mod 11, where 10 is written X and 11 is written 0.
    """
    if len(body) != len(ORGANIZATION_WEIGHTS):
        raise ValueError(f"eight characters wanted, got {len(body)}")
    total = sum(int(char, 36) * weight for char, weight in zip(body, ORGANIZATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


@lru_cache(maxsize=2_000)
def check(code: str) -> Refusal | None:
    """Refuse a (normalised) code that cannot be one; None when it is well formed.

    Source: GB 32100-2015; domain 7.1.
    """
    if len(code) != LENGTH:
        message = N_("统一社会信用代码应为18位，现为%(length)d位。")
        return Refusal("uscc_length", message, {"length": len(code)}, CLAUSE)
    for place, char in enumerate(code, start=1):
        if char not in ALPHABET:
            message = N_("统一社会信用代码第%(place)d位“%(char)s”不合规：只用数字和大写字母，且不用 I、O、S、V、Z。")
            return Refusal("uscc_alphabet", message, {"place": place, "char": shown(char)}, CLAUSE)
    if code[:2] not in PREFIXES:
        message = N_("统一社会信用代码前两位“%(prefix)s”不是已知的登记管理部门和机构类别。")
        return Refusal("uscc_prefix", message, {"prefix": code[:2]}, CLAUSE)
    expected = check_digit(code[:-1])
    if code[-1] != expected:
        message = N_("统一社会信用代码校验位应为“%(expected)s”，现为“%(given)s”，请核对是否录错。")
        return Refusal("uscc_check_digit", message, {"expected": expected, "given": code[-1]}, CLAUSE)
    return None


def _covers(area: str, county_code: str) -> bool:
    """Tell whether the registering area is the county itself or lies above it (511100 covers 511123)."""
    if area == NATIONAL_AREA:
        return True
    stem = area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
    return county_code.startswith(stem)


def warnings(code: str, *, kind: UnitKind | None = None, county_code: str = "") -> tuple[Refusal, ...]:
    """Return what is unusual about a well-formed code; none of it forbids registering.

    Args:
        code: a code that `check` accepts.
        kind: the unit's kind, when known.
        county_code: six-digit code of the county where the unit is placed, when known.

    Source: GB 11714 (inner check character); domain 7.1 (area and category are hints only).
    """
    found = []
    expected = organization_digit(code[ORGANIZATION_BODY])
    if code[ORGANIZATION_DIGIT] != expected:
        message = N_("代码内的组织机构代码校验位一般为“%(expected)s”，现为“%(given)s”，请核对。")
        params = {"expected": expected, "given": code[ORGANIZATION_DIGIT]}
        found.append(Refusal("uscc_organization_digit", message, params, "GB 11714"))
    if kind is not None and code[:2] not in KIND_PREFIXES[kind]:
        message = N_("代码前两位“%(prefix)s”与单位类别“%(kind)s”不常见，请核对。")
        found.append(Refusal("uscc_kind", message, {"prefix": code[:2], "kind": kind.label}))
    if county_code and not _covers(code[AREA], county_code):
        message = N_("代码中的登记区划“%(area)s”与所在区县“%(county)s”不一致，可能为外地登记。")
        found.append(Refusal("uscc_area", message, {"area": code[AREA], "county": county_code}))
    return tuple(found)


def compose(prefix8: str, serial: int, *, series: str = "Y0") -> str:
    """Return a valid code for made-up units: prefix, series, serial number and both check characters.

    Args:
        prefix8: authority, category and six-digit area, e.g. ``91511123``.
        serial: from 0 to 31⁶ − 1; two serials never give the same code.
        series: two characters that keep made-up codes apart from issued ones (issued ones begin with a digit or M).

    Raises:
        ValueError: a prefix or series that is not of the alphabet, or a serial out of range.
    """
    room = 31**6
    if len(prefix8) != AREA.stop or len(series) != ORGANIZATION_BODY.stop - ORGANIZATION_BODY.start - 6:
        raise ValueError(f"prefix of eight and series of two characters wanted: {prefix8!r} {series!r}")
    if not 0 <= serial < room:
        raise ValueError(f"serial out of range: {serial}")
    digits = ""
    for _place in range(6):
        serial, rest = divmod(serial, 31)
        digits = ALPHABET[rest] + digits
    body = series + digits
    first17 = prefix8 + body + organization_digit(body)
    return first17 + check_digit(first17)
