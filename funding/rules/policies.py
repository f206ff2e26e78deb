"""Policies as data: what is paid, to whom, how much, under which conditions. Amounts are yuan.

The database holds released versions with dates; these are the published standards to load. Source: domain 6.2 to 6.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from access.outcome import N_
from funding.choices import FundSource, PolicyShape, Proration
from orgs.choices import FormationMode, OrgType, Star

CENT = Decimal("0.01")
ANY = ""  # key of an amount that is the same for all


@dataclass(frozen=True)
class Policy:
    """One released version of one policy.

    ``amounts`` maps what the shape looks at (organization type, form, grade, star; ``ANY`` for one amount) to yuan.
    ``conditions`` are keys of ``funding.rules.conditions.CONDITIONS``, asked in this order.
    """

    code: str
    version: int
    shape: PolicyShape
    title: str
    clause: str
    amounts: Mapping[str, Decimal] = field(hash=False)
    conditions: tuple[str, ...] = ()
    fund: FundSource = FundSource.FISCAL
    starts_on: date | None = None
    ends_on: date | None = None
    proration: Proration = Proration.OPEN  # 年中成立 [U]
    reformation_years: int = 3  # 撤销后重新组建, start-up denied so long [U]
    floor_yuan: Decimal | None = None
    cap_yuan: Decimal | None = None  # with support of other levels included

    @property
    def rule_id(self) -> str:
        """Return the name under which a derivation quotes this version."""
        return f"{self.code}@{self.version}"

    def is_in_force(self, on: date) -> bool:
        """Tell whether the version is in force on a day (the end day no longer counts)."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on < self.ends_on)


def _yuan(**amounts: int) -> dict[str, Decimal]:
    return {key: Decimal(amount) for key, amount in amounts.items()}


QIANWEI_STARTUP = Policy(
    code="qianwei_startup",
    version=1,
    shape=PolicyShape.STARTUP,
    title=N_("犍为县两新组织党组织启动经费"),
    clause=N_("对单独新组建的党组织按照5000元/个标准给予一次性补助"),
    amounts={ANY: Decimal(5000)},
    conditions=("active", "single", "approved", "founded_in_year", "unit_not_paid", "not_reformed"),
)
QIANWEI_ANNUAL = Policy(
    code="qianwei_annual",
    version=1,
    shape=PolicyShape.ANNUAL_BY_TYPE,
    title=N_("犍为县两新组织党组织补助经费"),
    clause=N_("经考核合格后按照党委10000元/年、党总支5000元/年、党支部3000元/年的标准予以补助"),
    amounts=_yuan(committee=10000, general_branch=5000, branch=3000),
    conditions=("active", "assessed"),
)
JINAN_STARTUP = Policy(
    code="jinan_startup",
    version=1,
    shape=PolicyShape.STARTUP,
    title=N_("济南市新批准党组织一次性经费（2018）"),
    clause=N_("对新批准成立的党组织一次性拨付2000元"),
    amounts={ANY: Decimal(2000)},
    conditions=("active", "approved", "founded_in_year", "unit_not_paid"),
)
JINAN_MEMBER = Policy(
    code="jinan_member",
    version=1,
    shape=PolicyShape.PER_MEMBER,
    title=N_("济南市按党员人数补助（2018）"),
    clause=N_("每名党员每年300元（组织关系已转入）"),
    amounts={ANY: Decimal(300)},
    conditions=("active", "relations"),
)
SHANXI_JOINT = Policy(
    code="shanxi_joint",
    version=1,
    shape=PolicyShape.ANNUAL_BY_MODE,
    title=N_("山西省联合党组织工作经费（2017）"),
    clause=N_("联合党组织每年3200元，省市县按3:3:4分担"),
    amounts={FormationMode.JOINT.value: Decimal(3200)},
    conditions=("active",),
)
GUIYANG_GRADE = Policy(
    code="guiyang_grade",
    version=1,
    shape=PolicyShape.BY_GRADE,
    title=N_("贵阳高新区党组织考核奖励（2021）"),
    clause=N_("按考核等次奖励8000元、6000元、4000元"),
    amounts=_yuan(first=8000, second=6000, third=4000),
    conditions=("active",),
)
PUBLISHED: tuple[Policy, ...] = (
    QIANWEI_STARTUP,
    QIANWEI_ANNUAL,
    JINAN_STARTUP,
    JINAN_MEMBER,
    SHANXI_JOINT,
    GUIYANG_GRADE,
)

KEYS: dict[PolicyShape, frozenset[str] | None] = {  # what an amount may be keyed by; None leaves it to the scheme
    PolicyShape.STARTUP: frozenset({ANY}),
    PolicyShape.ANNUAL_BY_TYPE: frozenset(OrgType.values),
    PolicyShape.ANNUAL_BY_MODE: frozenset(FormationMode.values),
    PolicyShape.PER_MEMBER: frozenset({ANY}),
    PolicyShape.BY_GRADE: None,
    PolicyShape.BY_STAR: frozenset(str(star) for star in Star.values),
}


def policy_from_data(data: Mapping[str, object]) -> Policy:
    """Build a policy from stored data: amounts as text or numbers, conditions as a list, choices by value.

    Raises:
        ValueError: an unknown name, no amount, an amount that is not money, or a key that the shape does not look at.
    """
    unknown = set(data) - {name.name for name in fields(Policy)}
    if unknown:
        raise ValueError(f"no such policy field: {sorted(unknown)}")
    amounts = {str(key): Decimal(str(amount)) for key, amount in dict(data["amounts"]).items()}  # type: ignore[call-overload]
    built = Policy(**{**data, "amounts": amounts})  # type: ignore[arg-type]
    built = replace(
        built,
        shape=PolicyShape(built.shape),
        fund=FundSource(built.fund),
        proration=Proration(built.proration),
        conditions=tuple(built.conditions),
    )
    allowed = KEYS[built.shape]
    if not amounts or (allowed is not None and not set(amounts) <= allowed):
        raise ValueError(f"amounts do not fit {built.shape}: {sorted(amounts)}")
    if any(not amount.is_finite() or amount < 0 or amount != amount.quantize(CENT) for amount in amounts.values()):
        raise ValueError(f"amounts are not money: {amounts!r}")
    return built
