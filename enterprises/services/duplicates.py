"""The same unit twice: by code (refused) or by name in one place (asked)."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access import errors
from access.choices import AreaLevel
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import Unit
from enterprises.querysets import UnitQuerySet
from enterprises.services.inputs import Findings
from enterprises.services.managing import chain


class HeldElsewhere(ValidationError):
    """A code that another unit holds. ``trace`` is the audit detail that the door records after the rollback."""

    trace: dict[str, Any]


def refuse_held_code(unit: Unit, by: Principal, beside: Findings | None = None) -> None:
    """Refuse a code that another unit holds; out of sight, say which street to ask and nothing more.

    Args:
        unit: the unit that should get the code.
        by: who acts.
        beside: what else is wrong, to be said in the same round.

    Raises:
        HeldElsewhere: another unit holds the code.
    """
    if not unit.uscc:
        return
    rows = Unit.objects.filter(uscc=unit.uscc).exclude(pk=unit.pk)
    holder = _holders(rows).first()
    if holder is None:
        return
    in_sight = rows.visible_to(by, "enterprises.view_unit").exists()
    sentence = _sentence(unit.uscc, holder.name if in_sight else "", holder.area)
    also = beside.found if beside is not None else {}
    refusal = HeldElsewhere({**also, "uscc": [ValidationError(sentence, code="uscc_held")]})
    refusal.trace = {"uscc": unit.uscc, "holder": holder.pk}
    raise refusal


def sentences_on_held_codes(codes: Sequence[str], by: Principal) -> dict[str, str]:
    """Return for each code that a unit holds what :func:`refuse_held_code` says of it; two statements for all of them."""
    rows = Unit.objects.filter(uscc__in=list(codes))
    if not codes:
        return {}
    in_sight = dict(rows.visible_to(by, "enterprises.view_unit").values_list("uscc", "name"))
    return {one.uscc: _sentence(one.uscc, in_sight.get(one.uscc, ""), one.area) for one in _holders(rows)}


def _holders(rows: UnitQuerySet) -> UnitQuerySet:
    return rows.as_system("who holds a code").select_related("area")


def _sentence(code: str, name: str, area: Area) -> str:
    """Return what is said of a held code: the unit's name where it is in sight, otherwise the street to ask."""
    if name:
        return _("统一社会信用代码 %(code)s 已登记为“%(name)s”，请勿重复登记。") % {"code": code, "name": name}
    told = {"code": code, "street": street_of(area)}
    return _("统一社会信用代码 %(code)s 已由“%(street)s”登记，请与该街道（乡镇）联系。") % told


def street_of(area: Area) -> str:
    """Return the name of the district and street (or zone) in which an area lies."""
    above = chain(area)
    named = [one.name for one in above if one.level in {AreaLevel.COUNTY, AreaLevel.TOWNSHIP}]
    return (
        " ".join(named)
        if len(named) > 1
        else " ".join([*named, *(one.name for one in above if one.level == AreaLevel.ZONE)])
    )


def refuse_same_name(unit: Unit, area: Area, by: Principal) -> None:
    """Ask for confirmation when a unit of the same name is registered in the same area.

    Raises:
        ValidationError: one is, and nobody said yet that they are two.
    """
    known = Unit.objects.visible_to(by, "enterprises.view_unit").filter(name_normal=unit.name_normal, area=area)
    if known.exists():
        message = N_("“%(area)s”已有同名单位。如确非同一单位，请勾选“不是同一单位”后再提交。")
        errors.refuse(Refusal("same_name", message, {"area": area.name}), field="name")
