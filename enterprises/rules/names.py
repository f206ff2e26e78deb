"""Names of units: the form for matching, the grams for searching, the pinyin for sorting.

Source: domain 7.7 (match by normalised name and area); design 3 (search inside names by stored grams).
"""

import re
import unicodedata
from functools import lru_cache

from access import pinyin
from enterprises.rules.uscc import is_noise

BRACKETS = frozenset("()[]{}<>〈〉《》【】〔〕「」『』")
TRADITIONAL = str.maketrans(  # characters common in names of companies; a wider table would need a dictionary
    "國東廠業產電機車貿發開華區園縣鄉鎮會黨聯銀醫藥農漁館飯錦興廣達實務網絡訊際運輸倉設計裝龍鳳寶豐陽陰順環衛紅學書藝術體鐵鋼",
    "国东厂业产电机车贸发开华区园县乡镇会党联银医药农渔馆饭锦兴广达实务网络讯际运输仓设计装龙凤宝丰阳阴顺环卫红学书艺术体铁钢",
)
SUFFIXES = (("有限责任公司", "有限公司"), ("股份有限公司", "股份公司"))
BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
MAX_GRAMS = 200  # a name of 100 characters; longer text is cut, its search stays exact by comparing the name itself


def normalise_name(text: str) -> str:
    """Return a name as it should be stored: half-width letters, no blanks at the ends, single blanks inside.

    Full-width brackets become half-width ones; nothing else is changed.
    """
    return BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=1_000)
def search_key(text: str) -> str:
    """Return the form in which names and search terms are compared: no width, capitals, blanks, brackets, hyphens.

    Common traditional characters become simplified ones.
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(TRADITIONAL)
    kept = "".join(char for char in folded if char not in BRACKETS and not is_noise(char))
    return unicodedata.normalize("NFKC", kept)  # what stood apart may join now; a key of a key is the key


def match_key(text: str) -> str:
    """Return the form in which two spellings of one whole name are equal (有限责任公司 and 有限公司 as well).

    Source: domain 7.7.
    """
    key = search_key(text)
    for long, short in SUFFIXES:
        key = key.replace(long, short)
    return key


def initials(text: str) -> str:
    """Return the pinyin initials of a name, letters and digits kept: 克旗红山水泥 → kqhssn."""
    return pinyin.initials(search_key(text))


def sort_key(text: str) -> str:
    """Return the pinyin by which Chinese names are put in order without a collation of the database."""
    return pinyin.toned(search_key(text))


def grams(text: str) -> list[str]:
    """Return the one- and two-character pieces of a text, each once, in order of the alphabet."""
    pieces = set(text) | {text[place : place + 2] for place in range(len(text) - 1)}
    return sorted(pieces)


def search_grams(*texts: str) -> list[str]:
    """Return what to store for searching a unit by the given texts (name, short name, initials, code)."""
    found: set[str] = set()
    for text in texts:
        found.update(grams(search_key(text)[: MAX_GRAMS // 2]))
    return sorted(found)


def query_grams(term: str) -> list[str]:
    """Return the pieces that must all be stored for a unit that contains the term; [] for an empty term.

    The term's own two-character pieces are enough; a single character stands for itself.
    """
    key = search_key(term)
    return [key] if len(key) == 1 else sorted({key[place : place + 2] for place in range(len(key) - 1)})
