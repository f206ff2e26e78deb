"""A phone in 铁西区: visits that it delivered, one that met another change, one to a unit out of reach. All of it is invented."""

import uuid
from datetime import date, timedelta
from typing import Any

from access.principals import Principal, acting
from enterprises import services
from enterprises.models import RoundTask, SurveyRound, Unit
from enterprises.services.phone.applying import known
from reports.demo import units

DELIVERED = 3
TAKEN = timedelta(days=3)  # since the phone took its list along


def load(row: SurveyRound, today: date) -> None:
    """Register the phone of the first officer who still has units to visit, and send five visits."""
    tasks = RoundTask.objects.as_system().filter(round=row, officer__isnull=False, closed_code="")
    first = tasks.select_related("officer", "unit").order_by("officer", "pk")
    if not first:
        return
    officer = first[0].officer
    mine = [task.unit for task in first if task.officer_id == officer.pk][: DELIVERED + 1]
    others = Unit.objects.under(row.area.path).as_system().exclude(area_path__startswith=mine[0].area_path[:-1])
    by = Principal.for_user(officer, on=today)
    with acting(by):
        device = services.register_device(label="工作手机（示例）", by=by, at=units.recorded(today - TAKEN))
    shown = [_shown(unit, by) for unit in mine]
    for number, unit in enumerate(mine[:DELIVERED], start=1):
        _send(device, number, unit, shown[number - 1], by, today, staff=_staff(shown[number - 1], 4), **_said(number))
    older = shown[DELIVERED] | {"staff": _staff(shown[DELIVERED], 2)}  # somebody else has counted since
    _send(device, DELIVERED + 1, mine[DELIVERED], older, by, today, staff=_staff(older, 5))
    far = next(iter(others.exclude(pk__in=tasks.filter(officer=officer).values("unit")).order_by("-pk")[:1]))
    _send(device, DELIVERED + 2, far, {"staff": 12}, by, today, staff=14)


def _shown(unit: Unit, by: Principal) -> dict[str, Any]:
    with acting(by):
        found = known(unit, by)
    return {
        name: value if value is None or isinstance(value, bool | int) else str(value) for name, value in found.items()
    }


def _staff(shown: dict[str, Any], more: int) -> int:
    return int(shown.get("staff") or 10) + more


def _said(number: int) -> dict[str, Any]:
    return {"difficulty": {"kind": "labour", "text": "熟练工人不足，希望组织专场招聘（示例）"}} if number == 1 else {}


def _send(
    device: Any, number: int, unit: Unit, base: dict[str, Any], by: Principal, today: date, *, staff: int, **said: Any
) -> None:
    at = units.recorded(today - timedelta(days=1))
    payload = {
        "outcome": "done", "talks": ["investor"], "note": "", "status": "operating", "base": base,
        "answers": base | {"staff": staff}, **said,
    }  # fmt: skip
    entry = services.Entry(
        client_uuid=uuid.uuid5(uuid.NAMESPACE_OID, f"demo-phone:{device.area_id}:{number}"), sequence=number,
        unit=unit.pk, unit_name=unit.name, payload=payload, base_version=unit.version, device_at=at,
    )  # fmt: skip
    with acting(by):
        services.receive(device=device, entry=entry, by=by, at=at, sent_at=at)
    services.apply_due(device=device, by=by, at=at)
