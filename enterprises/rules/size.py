"""Size class and above-scale threshold of an enterprise, from staff, revenue and assets.

Money is in 万元 (10 000 yuan). Source: 《统计上大中小微型企业划分办法(2017)》; domain 7.3 and 3.6.
"""

from dataclasses import dataclass
from decimal import Decimal

from access.outcome import N_
from enterprises.choices import IndustrySection, SizeClass

S = IndustrySection
FALLING = (SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL)  # then micro


@dataclass(frozen=True)
class SizeLine:
    """One line of the table: which measures count, and the lower limits of large, medium and small."""

    name: str
    measures: tuple[str, ...]
    large: tuple[int, ...]
    medium: tuple[int, ...]
    small: tuple[int, ...]

    def limits(self, size: SizeClass) -> dict[str, int]:
        """Return the lower limits of a class by measure."""
        return dict(zip(self.measures, getattr(self, size.value), strict=True))


STAFF_REVENUE = ("staff", "revenue_wan")
FARMING = SizeLine(N_("农、林、牧、渔业"), ("revenue_wan",), (20_000,), (500,), (50,))
INDUSTRY = SizeLine(N_("工业"), STAFF_REVENUE, (1_000, 40_000), (300, 2_000), (20, 300))
CONSTRUCTION = SizeLine(N_("建筑业"), ("revenue_wan", "assets_wan"), (80_000, 80_000), (6_000, 5_000), (300, 300))
WHOLESALE = SizeLine(N_("批发业"), STAFF_REVENUE, (200, 40_000), (20, 5_000), (5, 1_000))
RETAIL = SizeLine(N_("零售业"), STAFF_REVENUE, (300, 20_000), (50, 500), (10, 100))
TRANSPORT = SizeLine(N_("交通运输业"), STAFF_REVENUE, (1_000, 30_000), (300, 3_000), (20, 200))
WAREHOUSING = SizeLine(N_("仓储业"), STAFF_REVENUE, (200, 30_000), (100, 1_000), (20, 100))
POSTAL = SizeLine(N_("邮政业"), STAFF_REVENUE, (1_000, 30_000), (300, 2_000), (20, 100))
HOTELS = SizeLine(N_("住宿和餐饮业"), STAFF_REVENUE, (300, 10_000), (100, 2_000), (10, 100))
TELECOM = SizeLine(N_("信息传输业"), STAFF_REVENUE, (2_000, 100_000), (100, 1_000), (10, 100))
SOFTWARE = SizeLine(N_("软件和信息技术服务业"), STAFF_REVENUE, (300, 10_000), (100, 1_000), (10, 50))
REAL_ESTATE = SizeLine(
    N_("房地产开发经营"), ("revenue_wan", "assets_wan"), (200_000, 10_000), (1_000, 5_000), (100, 2_000)
)
PROPERTY = SizeLine(N_("物业管理"), STAFF_REVENUE, (1_000, 5_000), (300, 1_000), (100, 500))
LEASING = SizeLine(N_("租赁和商务服务业"), ("staff", "assets_wan"), (300, 120_000), (100, 8_000), (10, 100))
OTHERS = SizeLine(N_("其他未列明行业"), ("staff",), (300,), (100,), (10,))

# Section → lines by the beginning of the four-digit class (longest first). Finance has a standard of its own, and
# public bodies have none: J, S and T are not classed.
LINES: dict[IndustrySection, dict[str, SizeLine]] = {
    S.A: {"": FARMING},
    S.B: {"": INDUSTRY},
    S.C: {"": INDUSTRY},
    S.D: {"": INDUSTRY},
    S.E: {"": CONSTRUCTION},
    S.F: {"51": WHOLESALE, "52": RETAIL},
    S.G: {"591": TRANSPORT, "59": WAREHOUSING, "60": POSTAL, "5": TRANSPORT},
    S.H: {"": HOTELS},
    S.I: {"63": TELECOM, "64": TELECOM, "65": SOFTWARE},
    S.J: {},
    S.K: {"701": REAL_ESTATE, "702": PROPERTY, "70": OTHERS},
    S.L: {"": LEASING},
    S.M: {"": OTHERS},
    S.N: {"": OTHERS},
    S.O: {"": OTHERS},
    S.P: {"": OTHERS},
    S.Q: {"": OTHERS},
    S.R: {"": OTHERS},
    S.S: {},
    S.T: {},
}


def size_lines(section: IndustrySection, industry_class: str = "") -> tuple[SizeLine, ...]:
    """Return the lines of the table that may apply; several when the four-digit class is needed and not known."""
    table = LINES[section]
    if industry_class:
        for beginning in sorted(table, key=len, reverse=True):
            if industry_class.startswith(beginning):
                return (table[beginning],)
    return tuple(dict.fromkeys(table.values()))


def _class_by(line: SizeLine, facts: dict[str, Decimal | int | None]) -> SizeClass | None:
    """Fall class by class: each needs all its lower limits; None when a missing fact decides."""
    for size in FALLING:
        limits = line.limits(size)
        known = {name: value for name in limits if (value := facts[name]) is not None}
        if any(value < limits[name] for name, value in known.items()):
            continue
        if len(known) < len(limits):
            return None
        return size
    return SizeClass.MICRO


def size_class(
    section: IndustrySection,
    industry_class: str = "",
    *,
    staff: int | None = None,
    revenue_wan: Decimal | int | None = None,
    assets_wan: Decimal | int | None = None,
) -> SizeClass | None:
    """Return the size class, or None when the facts do not decide it or the standard does not cover the section.

    Args:
        section: section letter of GB/T 4754-2017.
        industry_class: four-digit class, "" when unknown.
        staff: persons employed.
        revenue_wan: yearly revenue in 万元.
        assets_wan: total assets in 万元.

    Source: 《统计上大中小微型企业划分办法(2017)》: a class needs every lower limit, failing one drops to the next.
    """
    facts = {"staff": staff, "revenue_wan": revenue_wan, "assets_wan": assets_wan}
    answers = {_class_by(line, facts) for line in size_lines(section, industry_class)}
    return answers.pop() if len(answers) == 1 else None


# Section → threshold in 万元 by the beginning of the class. Industry 2 000 is confirmed, the rest is [U] in domain 3.6.
ABOVE_SCALE_WAN: dict[IndustrySection, dict[str, int]] = {
    S.B: {"": 2_000},
    S.C: {"": 2_000},
    S.D: {"": 2_000},
    S.F: {"51": 2_000, "52": 500},
    S.G: {"": 2_000},
    S.H: {"": 200},
    S.I: {"": 2_000},
    S.K: {"702": 1_000, "704": 1_000},
    S.L: {"": 1_000},
    S.M: {"": 1_000},
    S.N: {"": 2_000},
    S.O: {"": 500},
    S.P: {"": 1_000},
    S.Q: {"84": 2_000, "85": 500},
    S.R: {"": 500},
}


def is_above_scale(
    section: IndustrySection,
    industry_class: str = "",
    *,
    revenue_wan: Decimal | int | None = None,
    is_qualified: bool = False,
) -> bool | None:
    """Tell whether an enterprise is above scale (规上); None when a missing fact decides.

    Args:
        section: section letter of GB/T 4754-2017.
        industry_class: four-digit class, "" when unknown.
        revenue_wan: yearly main revenue in 万元.
        is_qualified: holds a construction or property-development qualification (有资质).

    Source: domain 3.6: industry at least 20 million yuan a year; construction all that are qualified; others [U].
    """
    if section == S.E or (section == S.K and industry_class.startswith("701")):
        return is_qualified
    limits = ABOVE_SCALE_WAN.get(section, {})
    if industry_class:
        limits = {start: limit for start, limit in limits.items() if industry_class.startswith(start)}
    if not limits:
        return False
    if revenue_wan is None:
        return None
    answers = {revenue_wan >= limit for limit in limits.values()}
    return answers.pop() if len(answers) == 1 else None
