"""Which communities are neighbours: added, ended, or loaded from a file; a file read twice changes nothing.

A file is CSV (UTF-8) with the columns code and other_code, or 代码 and 相邻代码: official codes of areas.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from orgs.models import AreaAdjacency
from orgs.rules.nearness import NEAR
from orgs.services.planner.facts import PLAN

HEADERS = (("code", "other_code"), (N_("代码"), N_("相邻代码")))
MOST_ERRORS = 20


class AdjacencyFileError(Exception):
    """What is wrong with a file, one sentence a line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class LoadedPairs:
    """What a file changed."""

    added: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.added} added, {self.unchanged} unchanged"


@transaction.atomic
def add(*, area: Area, other: Area, on: date, by: Principal, origin: str = "") -> AreaAdjacency:
    """Record that two areas are neighbours from a day on.

    Raises:
        Denied: ``by`` does not plan in the first one.
        ValidationError: the same area twice, one that lies inside the other, or no community, park or zone.
        Conflict: recorded already.
    """
    policy.check(by, PLAN, Place(area.path))
    _fit(area, other)
    first, second = sorted((area, other), key=lambda one: one.pk)
    Area.objects.select_for_update(no_key=True).get(pk=first.pk)
    period = DateRange(on, None)
    if AreaAdjacency.objects.filter(area=first, other=second, valid__overlap=period).exists():
        errors.conflict(Refusal("known_pair", N_("这两个辖区在此期间已登记为相邻。")))
    row: AreaAdjacency = AreaAdjacency.objects.create(
        area=first, other=second, valid=period, origin=origin.strip(), recorded_by_id=by.user_id
    )
    audit.record(by, "orgs.neighbours_added", row, area=first.pk, other=second.pk, on=on.isoformat())
    return row


def _fit(area: Area, other: Area) -> None:
    if area.pk == other.pk or area.path.startswith(other.path) or other.path.startswith(area.path):
        errors.refuse(Refusal("no_pair", N_("相邻辖区必须是互不包含的两个辖区。")), field="other")
    for one, field in ((area, "area"), (other, "other")):
        if one.level not in NEAR:
            message = N_("“%(area)s”不是社区（村）、园区或开发区，不能登记相邻。")
            errors.refuse(Refusal("no_community", message, {"area": one.name}), field=field)


@transaction.atomic
def end(*, pair: AreaAdjacency, on: date, by: Principal) -> AreaAdjacency:
    """Record that two areas are no longer neighbours from a day on; the past keeps them.

    Raises:
        Denied: ``by`` plans in neither.
        ValidationError: the day is not after the first one.
        Conflict: ended already.
    """
    if not any(policy.can_on(by, PLAN, Place(one.path)) for one in (pair.area, pair.other)):
        raise policy.Denied(PLAN, target=pair)
    row: AreaAdjacency = AreaAdjacency.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if row.valid.upper is not None:
        errors.conflict(Refusal("pair_ended", N_("这条相邻关系已经结束，请刷新后查看。")))
    if on <= row.valid.lower:
        errors.refuse(Refusal("pair_day", N_("结束日期必须晚于开始日期。")), field="on")
    row.valid = DateRange(row.valid.lower, on)
    row.save(update_fields=["valid"])
    audit.record(by, "orgs.neighbours_ended", row, on=on.isoformat())
    return row


@transaction.atomic
def load(raw: bytes, *, on: date, by: Principal, origin: str = "") -> LoadedPairs:
    """Add the pairs of a file as of a day.

    Raises:
        Denied: a community lies outside what ``by`` may do.
        AdjacencyFileError: unknown columns or codes, a pair that is none; every fault with its line number.
    """
    pairs = _pairs(raw)
    known = set(AreaAdjacency.objects.filter(valid__overlap=DateRange(on, None)).values_list("area_id", "other_id"))
    wanted = {tuple(sorted((one.pk, other.pk))): one for one, other in pairs}
    new = {pair: one for pair, one in wanted.items() if pair not in known}
    for one in new.values():
        policy.check(by, PLAN, Place(one.path))
    AreaAdjacency.objects.bulk_create(
        [
            AreaAdjacency(
                area_id=one, other_id=other, valid=DateRange(on, None), origin=origin, recorded_by_id=by.user_id
            )
            for one, other in sorted(new)
        ]
    )
    if new:
        audit.record(by, "orgs.neighbours_loaded", added=len(new), on=on.isoformat(), origin=origin)
    return LoadedPairs(len(new), len(wanted) - len(new))


def _pairs(raw: bytes) -> list[tuple[Area, Area]]:
    try:
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    except UnicodeDecodeError:
        raise AdjacencyFileError([_("文件不是 UTF-8 编码。")]) from None
    if not rows or tuple(cell.strip() for cell in rows[0]) not in HEADERS:
        raise AdjacencyFileError([_("第 1 行：应有两列，“代码”和“相邻代码”。")])
    numbered = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    codes = {cell.strip() for _number, row in numbered for cell in row}
    areas = {area.code: area for area in Area.objects.filter(code__in=codes, closed_on__isnull=True)}
    found, faults = [], []
    for number, row in numbered:
        fault = _fault(row, areas)
        if fault:
            faults.append(_("第 %(number)s 行：") % {"number": number} + fault)
        else:
            found.append((areas[row[0].strip()], areas[row[1].strip()]))
    if faults:
        raise AdjacencyFileError(faults[:MOST_ERRORS])
    return found


def _fault(row: Sequence[str], areas: dict[str, Area]) -> str:
    if len(row) != 2:  # noqa: PLR2004
        return _("应有两列。")
    for cell in row:
        area = areas.get(cell.strip())
        if area is None:
            return _("没有代码为“%(code)s”的辖区。") % {"code": cell.strip()}
        if area.level not in NEAR:
            return _("“%(area)s”不是社区（村）、园区或开发区，不能登记相邻。") % {"area": area.name}
    one, other = (areas[cell.strip()] for cell in row)
    if one.path.startswith(other.path) or other.path.startswith(one.path):
        return _("相邻辖区必须是互不包含的两个辖区。")
    return ""
