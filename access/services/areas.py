"""Acts on the tree of areas: add, move, rename, close; each keeps the dated versions."""

from datetime import date

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from access import audit, pinyin, policy
from access.errors import refuse
from access.models import Area, AreaVersion
from access.principals import Place, Principal


@transaction.atomic
def add(
    *, parent: Area | None, level: str, name: str, on: date, by: Principal, code: str = "", basis: str = ""
) -> Area:
    """Add an area below another.

    Raises:
        Denied: ``by`` may not change areas there.
    """
    policy.check(by, "access.change_area", Place(parent.path if parent else ""))  # a root is the system's
    area = Area(parent=parent, level=level, name=name, code=code, basis=basis, opened_on=on, pinyin=pinyin.plain(name))
    area.save()
    area.refresh_from_db()
    _write_version(area, on)
    audit.record(by, "access.area_added", area, name=name, code=code)
    return area


@transaction.atomic
def change(
    *,
    area: Area,
    on: date,
    by: Principal,
    parent: Area | None = None,
    name: str = "",
    code: str | None = None,
    reason: str = "",
) -> Area:
    """Rename, recode or move an area from a day on; its past stays in the versions and past figures do not change.

    Raises:
        Denied: ``by`` may not change areas here or at the new parent.
        ValidationError: the new parent lies inside the area itself, or the day precedes the last change.
    """
    policy.check(by, "access.change_area", Place(area.path))
    area = Area.objects.select_for_update().get(pk=area.pk)
    old_path = area.path
    if parent is not None:
        policy.check(by, "access.change_area", Place(parent.path))
        if parent.path.startswith(area.path):
            refuse(_("不能把辖区移到它自己的下级。"), field="parent", code="area_circle")
        area.parent = parent
    area.name, area.code = name or area.name, area.code if code is None else code
    area.pinyin = pinyin.plain(area.name)
    area.save()
    area.refresh_from_db()
    if area.path != old_path:
        _move_subtree(area, old_path)
    for below in Area.objects.under(area.path).order_by("path"):
        _write_version(below, on, reason=reason)
    audit.record(by, "access.area_changed", area, reason=reason)
    return area


@transaction.atomic
def close(*, area: Area, on: date, by: Principal, reason: str) -> Area:
    """Close an area from a day on; it must have no open areas below.

    Raises:
        Denied: ``by`` may not change areas here.
        ValidationError: open areas remain below.
    """
    policy.check(by, "access.change_area", Place(area.path))
    area = Area.objects.select_for_update().get(pk=area.pk)
    if Area.objects.under(area.path).open_on(on).exclude(pk=area.pk).exists():
        refuse(_("该辖区下还有在用的辖区，请先处理下级。"), code="area_not_empty")
    area.closed_on = on
    area.save(update_fields=["closed_on"])
    AreaVersion.objects.filter(area=area, valid__contains=on).update(valid=_until(area, on), reason=reason)
    audit.record(by, "access.area_closed", area, reason=reason)
    return area


def _until(area: Area, on: date) -> DateRange:
    current = AreaVersion.objects.get(area=area, valid__contains=on)
    return DateRange(current.valid.lower, on)


def _move_subtree(area: Area, old_path: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_area SET path = %s || substr(path, %s) WHERE path LIKE %s AND id <> %s",
            [area.path, len(old_path) + 1, old_path + "%", area.pk],
        )


def _write_version(area: Area, on: date, *, reason: str = "") -> None:
    current = AreaVersion.objects.filter(area=area, valid__contains=on).first()
    values = {"code": area.code, "name": area.name, "parent_id": area.parent_id, "path": area.path}
    if current is not None:
        if all(getattr(current, key) == value for key, value in values.items()):
            return
        if current.valid.upper is not None:
            refuse(_("该日期之后已有变更，请从最后一次变更之后的日期开始。"), field="on", code="not_the_last_version")
        if current.valid.lower == on:
            current.delete()
        else:
            current.valid = DateRange(current.valid.lower, on)
            current.save(update_fields=["valid"])
    AreaVersion.objects.create(area=area, valid=DateRange(on, None), reason=reason, **values)
