"""Sets of managing rules as the page shows them: those of one's own areas and above, each rule in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from access import policy
from access.models import Body
from access.principals import Place, Principal
from enterprises.choices import IndustrySection, UnitKind
from enterprises.models import ManagingRuleSet
from enterprises.rules.managing import ManagingRule

SET, VIEW = "enterprises.set_rules", "enterprises.view_unit"


@dataclass(frozen=True)
class Shown:
    """One set with its rules in words, and whether the reader may ask them of the units."""

    row: ManagingRuleSet
    is_in_force: bool
    may_review: bool
    rules: list[dict[str, Any]]


def shown(principal: Principal, on: date) -> list[Shown]:
    """Return the sets that concern the principal's areas, those in force first."""
    rows = list(_concerning(principal).select_related("area").order_by("area__path", "-valid"))
    bodies = _bodies(rows)
    found = [
        Shown(
            row=row,
            is_in_force=row.since <= on and (row.until is None or on < row.until),
            may_review=policy.can_on(principal, SET, Place(row.area.path)),
            rules=[_in_words(rule, bodies.get((row.area_id, rule.body), "")) for rule in row.parsed],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_in_force)


def _concerning(principal: Principal) -> Any:
    """Return the sets of the areas in which the principal reads units, of those above and of those inside."""
    condition = Q(pk__in=[])
    for scope in principal.scopes(policy.roles_with(VIEW)):
        above = [int(part) for part in scope.path.split(".") if part]
        condition |= Q(area__in=above) | scope.subtree("area__path")
    return ManagingRuleSet.objects.filter(condition)


def _bodies(rows: list[ManagingRuleSet]) -> dict[tuple[int, str], str]:
    found = Body.objects.filter(home__in=[row.area_id for row in rows], closed_on__isnull=True).exclude(key="")
    return {(home, key): name for home, key, name in found.values_list("home_id", "key", "name")}


def _in_words(rule: ManagingRule, body: str) -> dict[str, Any]:
    asked = [str(UnitKind(kind).label) for kind in rule.kinds]
    trade = [str(IndustrySection(section).label) for section in rule.sections]
    trade += [_("行业小类%(code)s") % {"code": code} for code in rule.classes]
    trade += [_("名称含“%(word)s”") % {"word": word} for word in rule.keywords]
    told = [_("或").join(asked), _("或").join(trade)]
    if rule.is_in_park is not None:
        told.append(_("在园区内") if rule.is_in_park else _("不在园区内"))
    if rule.is_above_scale is not None:
        told.append(_("规模以上") if rule.is_above_scale else _("规模以下"))
    conditions = _("；").join(part for part in told if part) or _("其余单位")
    return {"key": rule.key, "conditions": conditions, "body": body or rule.body, "is_missing": not body,
            "quote": rule.quote}  # fmt: skip
