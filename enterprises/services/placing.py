"""Moving a unit from one area to another; both sides must allow it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy, registries
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.models import PlacementFact, Unit
from enterprises.services import handovers, locking, managing
from enterprises.services.observed import Moment, current, observe
from enterprises.services.rounds.dealing import follow_move

RESOURCE = "enterprises.unit"


@transaction.atomic
def move(*, unit: Unit, to: Area, on: date, by: Principal, version: int | None = None, source: str = "desk") -> Unit:
    """Place a unit in another area from a day on; its facts and visits follow at once.

    Raises:
        Denied: ``by`` may not move units here, or not there.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: it lies there already, the target is closed, or a later move is known.
    """
    unit = locking.take(unit, "enterprises.move_unit", by=by, version=version)
    check_area(to, on)
    policy.check(by, "enterprises.move_unit", Place(to.path, unit.line_code))
    locking.check_day("on", _("变更日期"), on, by=by)
    if to.pk == unit.area_id:
        errors.refuse(Refusal("same_area", N_("该单位已在“%(area)s”，无需变更。"), {"area": to.name}), field="to")
    moment = Moment(on, by, source)
    refuse_later(unit, on)
    handovers.overtake(unit, moment, N_("单位已直接变更辖区"))
    return relocate(unit, to, moment)


def refuse_later(unit: Unit, on: date) -> None:
    """Insist that no move after a day is known.

    Raises:
        ValidationError: one is.
    """
    rows = PlacementFact.objects.of(unit=unit).live()
    if rows.filter(valid__startswith__gt=on).exists():
        errors.refuse(Refusal("later_move", N_("该单位在此日期之后已有辖区变更，请核对日期。")), field="on")


def relocate(unit: Unit, to: Area, moment: Moment) -> Unit:
    """Write that a (locked) unit lies in another area from a day on, and what follows; the caller has asked who may."""
    left, by = unit.area, moment.by
    with locking.following():
        unit.area = to
        observe(PlacementFact, unit, {"area": to}, moment)
        managing.assign(unit, moment)
        unit.version += 1
        unit.save(update_fields=["area", "managing_body", "line_code", "version"])
        unit.refresh_from_db(fields=["area_path", "line_code"])
        follow_move(unit, moment.on)
        for hook in registries.move_hooks.of(RESOURCE):
            hook(obj=unit, left=left, on=moment.on, by=by)
        audit.record(by, "enterprises.moved", unit, left=left.pk, to=to.pk, on=moment.on.isoformat())
    return unit


def check_area(area: Area, on: date) -> None:
    """Insist that units may be placed in an area on a day.

    Raises:
        ValidationError: the area is closed, or is a province, prefecture or county.
    """
    if area.closed_on is not None and area.closed_on <= on:
        errors.refuse(
            Refusal("area_closed", N_("“%(area)s”已撤销，请选择现行辖区。"), {"area": area.name}), field="area"
        )
    if area.level in {"province", "prefecture", "county"}:
        errors.refuse(Refusal("area_too_wide", N_("请选到街道（乡镇）、社区（村）、园区、楼宇或网格。")), field="area")


def placed_on(unit: Unit, on: date) -> Area | None:
    """Return where a unit lay on a day."""
    fact = current(PlacementFact, unit, on)
    return fact.area if fact is not None else None
