"""The same unit twice: by code (refused) or by name in one place (asked)."""

from collections.abc import Iterable
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


class Holders:
    """Who holds some codes, read once; out of sight, what is said names the street to ask and nothing more."""

    def __init__(self, codes: Iterable[str], by: Principal) -> None:
        wanted = [code for code in codes if code]
        rows = Unit.objects.filter(uscc__in=wanted).exclude(uscc="")  # said twice, so that the index of codes serves
        self._held: dict[str, Unit] = {one.uscc: one for one in _holders(rows)} if wanted else {}
        seen = rows.visible_to(by, "enterprises.view_unit") if self._held else ()
        self._in_sight = {unit.pk for unit in seen}
        self._streets: dict[int, str] = {}

    def refusal(self, code: str, *, but: int | None = None, beside: Findings | None = None) -> HeldElsewhere | None:
        """Return the refusal of a code that a unit other than ``but`` holds, with what else is wrong, or None."""
        holder = self._held.get(code)
        if holder is None or holder.pk == but:
            return None
        also = beside.found if beside is not None else {}
        refusal = HeldElsewhere({**also, "uscc": [ValidationError(self.sentence(code), code="uscc_held")]})
        refusal.trace = {"uscc": code, "holder": holder.pk}
        return refusal

    def sentence(self, code: str) -> str:
        """Return what is said of a held code, "" for one that nobody holds."""
        holder = self._held.get(code)
        if holder is None:
            return ""
        if holder.pk in self._in_sight:
            told = {"code": code, "name": holder.name}
            return _("统一社会信用代码 %(code)s 已登记为“%(name)s”，请勿重复登记。") % told
        if holder.area_id not in self._streets:
            self._streets[holder.area_id] = street_of(holder.area)
        told = {"code": code, "street": self._streets[holder.area_id]}
        return _("统一社会信用代码 %(code)s 已由“%(street)s”登记，请与该街道（乡镇）联系。") % told


def refuse_held_code(unit: Unit, by: Principal) -> None:
    """Refuse a code that another unit holds.

    Raises:
        HeldElsewhere: another unit holds the code.
    """
    refusal = Holders([unit.uscc], by).refusal(unit.uscc, but=unit.pk)
    if refusal is not None:
        raise refusal


def holder_of(code: str) -> Unit | None:
    """Return the unit that holds a code, wherever it lies; the caller tells of it no more than the street."""
    return _holders(Unit.objects.filter(uscc=code)).first() if code else None


def _holders(rows: UnitQuerySet) -> UnitQuerySet:
    return rows.as_system("who holds a code").select_related("area")


def street_of(area: Area) -> str:
    """Return the name of the district and street (or zone) in which an area lies."""
    above = chain(area)
    named = [one.name for one in above if one.level in {AreaLevel.COUNTY, AreaLevel.TOWNSHIP}]
    return (
        " ".join(named)
        if len(named) > 1
        else " ".join([*named, *(one.name for one in above if one.level == AreaLevel.ZONE)])
    )


def refuse_same_name(key: str, area: Area, by: Principal) -> None:
    """Ask for confirmation when a unit of the same name (as it is compared) is registered in the same area.

    Raises:
        ValidationError: one is, and nobody said yet that they are two.
    """
    known = Unit.objects.visible_to(by, "enterprises.view_unit").filter(name_normal=key, area=area)
    if known.exists():
        message = N_("“%(area)s”已有同名单位。如确非同一单位，请勾选“不是同一单位”后再提交。")
        errors.refuse(Refusal("same_name", message, {"area": area.name}), field="name")
