"""Which two entries may be one unit (查重): certain by the organization's own part of the code, near by name with place, phone or address.

Source: domain 7.7 (keys in order: code, then normalised name with area). Two different organization parts are two legal persons, whatever
their names; two different numbers inside two names are two units. So are a head office and its branch, and two
companies of one owner of which one has a word more in its name; a telephone number or an address that many units give (an agent's, a
building's) says nothing of two of them.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from access.outcome import N_
from enterprises.rules import names

ORG_PART = slice(8, 17)  # 主体标识码 inside the 18 digits (GB 32100-2015)
FORMS = re.compile(
    r"(股份有限公司|股份公司|有限责任公司|有限公司|集团|公司|个体工商户|经营部|工作室|合作社|商行|示例)+"
)
PLACES = re.compile(r"^(\w{1,8}?(省|自治区))?(\w{1,6}?(市|盟|州))?(\w{1,6}?(区|县|旗))?(\w{1,6}?(街道|镇|乡))?")
NUMBERS = re.compile(r"[0-9]+|[一二三四五六七八九十百]+(?=[号分店厂校社区部组])")
BRANCH = re.compile(r"(?:公司|集团)?([^公]{0,6}(?:分公司|分厂|分店|分部|分行|门市部|营业部|办事处))")
SISTERS = (
    "发展",
    "实业",
    "投资",
    "贸易",
    "物业",
    "控股",
    "置业",
    "销售",
    "国际",
)  # what companies of one owner differ by
FEW, FEW_OF = (
    3,
    3_000,
)  # units that share a number or an address by chance or as duplicates, and one more for each so many units
ALIKE, ALIKE_WITH_PHONE, ALIKE_WITH_ADDRESS = 0.8, 0.5, 0.65
SHORT, ALIKE_SHORT = 4, 0.7  # of four characters two are the trade
MOST_IN_BLOCK = 400  # beyond it a telephone number or a name is no hint any more
REASONS = {
    "code": N_("统一社会信用代码的主体标识码相同"), "name": N_("名称相同"), "alike": N_("名称相近"), "phone": N_("联系电话尾号相同"),
    "address": N_("地址相同"), "place": N_("在同一社区（村）"), "one_code": N_("只有一家有代码"),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What is compared of a unit."""

    key: int
    kind: str
    name: str
    uscc: str = ""
    phone_tail: str = ""
    address: str = ""
    place: str = ""

    @cached_property
    def match(self) -> str:
        """The whole name as it is matched."""
        return names.match_key(self.name)

    @cached_property
    def core(self) -> str:
        """The name without places in front and legal forms anywhere: what is particular to it."""
        cut = FORMS.sub("", PLACES.sub("", self.match, count=1))
        return cut if len(cut) > 1 else FORMS.sub("", self.match) or self.match

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The two-character pieces of the core."""
        return frozenset(self.core[place : place + 2] for place in range(max(len(self.core) - 1, 1)))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers inside the name."""
        return tuple(NUMBERS.findall(self.match))

    @cached_property
    def branch(self) -> tuple[str, ...]:
        """Which branch of a head office it is, () for a head office."""
        return tuple(BRANCH.findall(self.match))

    @cached_property
    def where(self) -> str:
        """The address as it is matched."""
        return names.search_key(self.address)

    @property
    def org_part(self) -> str:
        """The organization's own part of the code, "" without one."""
        return self.uscc[ORG_PART]


@dataclass(frozen=True)
class Candidate:
    """Two entries that may be one unit, with why."""

    one: int
    other: int
    score: int
    reasons: tuple[str, ...]


def digest(one: Entry, other: Entry) -> str:
    """Return what a decision about a pair rests on, in short: names, codes, telephone numbers of both, whatever their order."""
    first, second = sorted((one, other), key=lambda entry: entry.key)
    told = [part for entry in (first, second) for part in (entry.match, entry.uscc, entry.phone_tail)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def candidates(entries: Iterable[Entry]) -> list[Candidate]:
    """Return the pairs that may be one unit, the surest first."""
    rows = {entry.key: entry for entry in entries}
    crowded = _crowded(rows.values())
    pairs = ((rows[first], rows[second]) for first, second in _pairs(rows.values()))
    found = [told for one, other in pairs if (told := compare(one, other, crowded)) is not None]
    return sorted(found, key=lambda one: (-one.score, one.one, one.other))


def _crowded(entries: Collection[Entry]) -> frozenset[str]:
    """Return the telephone numbers and addresses that so many units give that they say nothing of two of them."""
    most = FEW + len(entries) // FEW_OF
    told = Counter(value for entry in entries for value in (entry.phone_tail, entry.where) if value)
    return frozenset(value for value, times in told.items() if times > most)


def _pairs(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that have something in common, each once; everything else is never compared."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in entries:
        shared = {
            "code": entry.org_part,
            "core": entry.core,
            "phone": entry.phone_tail,
            "address": entry.where,
        }
        for hint, value in shared.items():
            if value:
                blocks[hint, value].append(entry.key)
        for piece in entry.pieces if entry.place else ():
            blocks[entry.place, piece].append(entry.key)
    seen: set[tuple[int, int]] = set()
    for keys in blocks.values():
        if len(keys) <= MOST_IN_BLOCK:
            seen.update(combinations(sorted(keys), 2))
    yield from sorted(seen)


def compare(one: Entry, other: Entry, crowded: Collection[str] = frozenset()) -> Candidate | None:
    """Return why two entries may be one unit, None when they are two; what is ``crowded`` is no reason."""
    if one.kind != other.kind:
        return None
    if one.org_part and other.org_part:
        return _candidate(one, other, 100, ["code"]) if one.org_part == other.org_part else None
    if one.numbers != other.numbers or one.branch != other.branch or _are_sisters(one, other):
        return None
    alike = likeness(one, other)
    same = [
        hint
        for hint, left, right in (
            ("phone", one.phone_tail, other.phone_tail),
            ("address", one.where, other.where),
            ("place", one.place, other.place),
        )
        if left and left == right and left not in crowded
    ]
    if one.match == other.match and same:
        return _candidate(one, other, 90 + 3 * len(same), ["name", *same])
    short = max(len(one.core), len(other.core)) <= SHORT
    is_other_brand = (
        same == ["place"] and one.core[0] != other.core[0]
    )  # neighbours of one trade differ in the first character
    if not is_other_brand and _is_near(alike, same, short=short):
        return _candidate(one, other, int(alike * 60) + 10 * len(same), ["alike", *same])
    return None


def _are_sisters(one: Entry, other: Entry) -> bool:
    """Say whether one name has a word more, by which companies of one owner differ."""
    short, long = sorted((one.core, other.core), key=len)
    return any(word in long and word not in short and len(long) >= len(short) + len(word) for word in SISTERS)


def _is_near(alike: float, same: Sequence[str], *, short: bool) -> bool:
    if "phone" in same and alike >= (ALIKE_SHORT if short else ALIKE_WITH_PHONE):
        return True
    if "address" in same and alike >= ALIKE_WITH_ADDRESS:
        return True
    return bool(same) and alike >= ALIKE


def likeness(one: Entry, other: Entry) -> float:
    """Return how alike two names are, from 0 to 1: by shared pieces (Dice), or by one wrong character behind the first."""
    shared = 2 * len(one.pieces & other.pieces) / (len(one.pieces) + len(other.pieces))
    wrong = sum(left != right for left, right in zip(one.core, other.core, strict=False))
    if len(one.core) == len(other.core) and wrong == 1 and one.core[0] == other.core[0]:
        return max(shared, 1 - 1 / len(one.core))
    return shared


def _candidate(one: Entry, other: Entry, score: int, reasons: list[str]) -> Candidate:
    told = [*reasons, *(["one_code"] if bool(one.uscc) != bool(other.uscc) else [])]
    first, second = sorted((one.key, other.key))
    return Candidate(first, second, min(score, 100), tuple(told))
