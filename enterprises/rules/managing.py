"""Which managing Party committee looks after a unit: ordered rules as data, the first that fits decides.

Each district has its own dated set (:class:`enterprises.models.ManagingRuleSet`); here stands what one district published.
Source: source 001, 纵向到底的党建工作管理格局 (K6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from access.outcome import N_
from enterprises.choices import IndustrySection, UnitKind


@dataclass(frozen=True)
class LineFacts:
    """What the rules ask about a unit."""

    kind: UnitKind
    section: IndustrySection | None = None
    industry_class: str = ""
    name: str = ""
    is_above_scale: bool | None = None
    is_in_park: bool = False


@dataclass(frozen=True)
class ManagingRule:
    """One rule: conditions that must all hold, and the key of the managing body.

    An empty tuple or None asks nothing. ``sections``, ``classes`` (beginnings of the four-digit class) and ``keywords``
    (parts of the name) are alternatives to each other: one of them is enough.
    """

    key: str
    body: str
    quote: str = ""
    kinds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    is_above_scale: bool | None = None
    is_in_park: bool | None = None

    def fits(self, unit: LineFacts) -> bool:
        """Tell whether every condition holds."""
        return (
            (not self.kinds or unit.kind in self.kinds)
            and (self.is_above_scale is None or unit.is_above_scale is self.is_above_scale)
            and (self.is_in_park is None or unit.is_in_park is self.is_in_park)
            and self._fits_trade(unit)
        )

    def _fits_trade(self, unit: LineFacts) -> bool:
        """Tell whether the trade is one of those named, by section, class or a word of the name."""
        if not (self.sections or self.classes or self.keywords):
            return True
        return (
            unit.section in self.sections
            or bool(self.classes and unit.industry_class.startswith(self.classes))
            or any(word in unit.name for word in self.keywords)
        )


KESHIKETENG: tuple[ManagingRule, ...] = (
    ManagingRule(
        key="social",
        body="civil_affairs",
        quote=N_("民政局党总支负责社会组织党建工作"),
        kinds=(UnitKind.SOCIAL,),
    ),
    ManagingRule(
        key="self_employed",
        body="private_economy",
        quote=N_("个体私营经济组织党委负责个体工商户党建工作"),
        kinds=(UnitKind.SELF_EMPLOYED,),
    ),
    ManagingRule(
        key="park",
        body="park",
        quote=N_("工业园区党委负责辖区内的非公经济组织党建工作"),
        kinds=(UnitKind.ENTERPRISE,),
        is_in_park=True,
    ),
    ManagingRule(
        key="construction",
        body="housing",
        quote=N_("建筑、物业、供热、家政等行业党建工作纳入住建系统党委管理"),
        kinds=(UnitKind.ENTERPRISE,),
        sections=(IndustrySection.E,),
        classes=("702", "443", "801"),  # GB/T 4754-2017: 物业管理, 热力生产和供应, 家庭服务
        keywords=("建筑", "物业", "供热", "家政"),
    ),
    ManagingRule(
        key="above_scale_industry",
        body="industry",
        quote=N_("限上工业企业党建工作纳入经信系统党委管理"),
        kinds=(UnitKind.ENTERPRISE,),
        sections=(IndustrySection.B, IndustrySection.C, IndustrySection.D),
        is_above_scale=True,
    ),
)


def managing_rule(rules: Iterable[ManagingRule], unit: LineFacts) -> ManagingRule | None:
    """Return the first rule that fits, whose ``body`` manages the unit; None leaves it to its territory (属地管理).

    Source: source 001 (K6); the order of the five is ours: what the text gives wholly to one body comes first.
    """
    return next((rule for rule in rules if rule.fits(unit)), None)


def rule_from_data(data: Mapping[str, Any]) -> ManagingRule:
    """Build a rule from stored data (lists become tuples).

    Raises:
        ValueError: a condition that no rule knows or a value that it cannot have, or key or body missing.
    """
    known = {field.name for field in fields(ManagingRule)}
    if not isinstance(data, Mapping) or set(data) - known or not (data.get("key") and data.get("body")):
        raise ValueError(f"not a managing rule: {data!r}")
    stored: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    for name, value in stored.items():
        if not _can_be(name, value):
            raise ValueError(f"{name} of a managing rule cannot be {value!r}")
    return ManagingRule(**stored)


VALUES = {"kinds": frozenset(UnitKind.values), "sections": frozenset(IndustrySection.values)}


def _can_be(name: str, value: Any) -> bool:
    """Tell whether a condition can have a value: texts, yes, no or unasked, or a list of texts that it knows."""
    if name in {"key", "body", "quote"}:
        return isinstance(value, str)
    if name.startswith("is_"):
        return value is None or isinstance(value, bool)
    words = value if isinstance(value, tuple) else (None,)
    return all(isinstance(word, str) and word and word in VALUES.get(name, {word}) for word in words)


def rules_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[ManagingRule, ...]:
    """Build a set of rules in their order.

    Raises:
        ValueError: not a list of rules, or two with one key.
    """
    if not isinstance(data, list):
        raise ValueError("rules are a list")
    rules = tuple(rule_from_data(one) for one in data)
    if len({rule.key for rule in rules}) != len(rules):
        raise ValueError("two rules with one key")
    return rules


def rule_to_data(rule: ManagingRule) -> dict[str, Any]:
    """Return a rule as it is stored: what it does not ask is left out."""
    values = {field.name: getattr(rule, field.name) for field in fields(rule)}
    stored = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return {name: value for name, value in stored.items() if value not in (None, "", [])}
