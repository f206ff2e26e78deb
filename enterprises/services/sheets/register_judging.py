"""What each row of an outside register says against the ledger and against the register's former file. Nothing is written.

Source: domain 7.6 (the register compared with industry-commerce and civil-affairs lists), P8.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from access.choices import AreaLevel
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import OperatingStatus, OutsideRegister, RowVerdict
from enterprises.models import ImportBatch, RegisterRow, Unit
from enterprises.rules import names, registers, uscc
from enterprises.services.sheets.importers import Context, Parsed, sentence
from enterprises.services.sheets.register_fields import COMPARED, labels_of, register_of
from enterprises.services.sheets.unit_known import known_of
from enterprises.services.sheets.unit_places import Places

LOAD, VIEW = "enterprises.load_register", "enterprises.view_unit"
BY_NAME = "name:"
OLDER = N_("名册中该记录已有 %(day)s 的内容，比本文件的数据日期新，不再改回。")


def district_of(area: Area) -> Area:
    """Return the district in which a file's rows are kept apart from those of other districts."""
    ids = [int(part) for part in area.path.split(".") if part]
    found = Area.objects.filter(pk__in=ids, level=AreaLevel.COUNTY).first()
    return found if found is not None else area


def judge_as(register: str) -> Any:
    """Return the judge of a register's files."""

    def judge(rows: Sequence[Parsed], context: Context) -> None:
        _Judge(register, context).judge(rows)

    return judge


class _Judge:
    def __init__(self, register: str, context: Context) -> None:
        self.register, self.context = register, context
        self.places, self.labels = Places(context), labels_of(register)
        self.district = district_of(context.area)

    def judge(self, rows: Sequence[Parsed]) -> None:
        """Set the verdict of each row."""
        for row in rows:
            self._key(row)
            self._place(row)
        sound = [row for row in rows if not row.is_refused]
        units = _units(sound, self.context.by, self.context.on)
        known = known_of({unit.pk: unit for unit in units.values()}.values(), self.context.on)
        former = _former(self.register, self.district, [row.values["key"] for row in sound], self.context.by)
        for row in sound:
            unit = units.get(row.place)
            self._one(row, unit, known[unit.pk] if unit is not None else {}, former.get(row.values["key"]))

    def _key(self, row: Parsed) -> None:
        values = row.values
        for name in ("name", "legal_rep", "project"):
            if name in values:
                values[name] = names.normalise_name(values[name])
        if "uscc" in values:
            values["uscc"] = uscc.normalise(values["uscc"])
            refusal = uscc.check(values["uscc"])
            if refusal is not None:
                row.refuse("uscc", sentence(refusal))
        values["key"] = key_of(self.register, values)
        self.context.seen.setdefault(BY_NAME + names.match_key(_title(self.register, values)), row.spot)
        if not values["key"]:
            return
        first = self.context.seen.setdefault(values["key"], row.spot)
        row.refuse_again("uscc" if values.get("uscc") else "name", first)

    def _place(self, row: Parsed) -> None:
        said = row.values.get("area")
        found = self.places.find(said) if said else [self.context.area]
        if len(found) == 1 and found[0].path.startswith(self.district.path):
            row.values["area_id"] = found[0].pk
        else:
            row.values["area_id"] = self.district.pk
            row.note("area", _("“%(area)s”认不出是本区哪个街道，由区级工委分派。") % {"area": said or "—"})

    def _one(self, row: Parsed, unit: Any, known: dict[str, Any], old: RegisterRow | None) -> None:
        if unit is not None:
            row.values |= {"unit_id": unit.pk, "area_id": unit.area_id}
        if old is not None:
            row.target_id, row.version = old.pk, old.version
            if old.listed_on > self.context.on:
                row.refuse(
                    "", sentence(Refusal("older", OLDER, {"day": old.listed_on.isoformat()})), RowVerdict.CONFLICT
                )
                return
        was_listed = old is not None and old.is_listed
        if registers.is_gone(row.values.get("status", "")):
            self._gone(row, unit, old, was_listed=was_listed)
            return
        before = old.contents if old is not None and was_listed else {}
        moved = registers.differing(before, row.values, self._fields()) if was_listed else []
        against = self._against_ledger(row, unit, known)
        if was_listed and not moved:
            row.verdict = RowVerdict.SAME  # told before
        elif unit is None:
            row.verdict = RowVerdict.CHANGED if was_listed else RowVerdict.NEW
            row.changes = [self._change(name, before.get(name), row.values[name]) for name in moved]
        else:
            row.changes = against or [self._change(name, before.get(name), row.values[name]) for name in moved]
            row.verdict = RowVerdict.CHANGED if row.changes else RowVerdict.SAME

    def _against_ledger(self, row: Parsed, unit: Any, known: dict[str, Any]) -> list[dict[str, Any]]:
        if unit is None:
            return []
        told = known | {"insured": known.get("staff")}
        found = registers.differing(told, row.values, COMPARED[self.register])
        changes = [self._change(name, told.get(name), row.values[name]) for name in found]
        if unit.status and unit.status != OperatingStatus.OPERATING:
            status = str(OperatingStatus(unit.status).label)
            changes.append(self._change("status", status, row.values.get("status") or _("在册")))
        return changes

    def _gone(self, row: Parsed, unit: Any, old: RegisterRow | None, *, was_listed: bool) -> None:
        operates = unit is not None and unit.status in (None, "", OperatingStatus.OPERATING)
        told_before = old is not None and not was_listed
        if told_before or not (operates or was_listed):
            row.verdict = RowVerdict.SAME
            return
        status = str(OperatingStatus.OPERATING.label) if operates else _("在册")
        row.changes = [self._change("status", status, row.values["status"])]
        row.verdict = RowVerdict.CANCELLED

    def _fields(self) -> tuple[str, ...]:
        return tuple(name for name in self.labels if name not in {"area", "listed"})

    def _change(self, name: str, old: Any, new: Any) -> dict[str, Any]:
        return {"field": name, "label": self.labels.get(name, name), "old": old, "new": new}


def key_of(register: str, values: dict[str, Any]) -> str:
    """Return by what an entry is known again: the credit code, else the name; of a project its code, else its name."""
    if register == OutsideRegister.PROJECTS:
        return str(values.get("project_code") or names.match_key(values.get("project", "")))[:160]
    return str(values.get("uscc") or names.match_key(values.get("name", "")))[:160]


def _title(register: str, values: dict[str, Any]) -> str:
    return str(values.get("project" if register == OutsideRegister.PROJECTS else "name", ""))


def _former(register: str, district: Area, keys: Iterable[str], by: Principal) -> dict[str, RegisterRow]:
    rows = RegisterRow.objects.visible_to(by, LOAD).filter(register=register, district=district, key__in=list(keys))
    return {row.key: row for row in rows}


def _units(rows: Sequence[Parsed], by: Principal, on: Any) -> dict[int, Any]:
    """Return the unit of each row: by code, or without one by a name that only one unit has."""
    visible = Unit.objects.visible_to(by, VIEW).standing().with_people().with_summary(on)
    codes = {row.values["uscc"]: row.place for row in rows if row.values.get("uscc")}
    found = {codes[unit.uscc]: unit for unit in visible.filter(uscc__in=list(codes))} if codes else {}
    named = {
        names.match_key(r.values["name"]): r.place for r in rows if r.values.get("name") and not r.values.get("uscc")
    }
    by_name: dict[str, list[Any]] = {}
    for unit in visible.filter(name_normal__in=list(named)) if named else ():
        by_name.setdefault(unit.name_normal, []).append(unit)
    return found | {named[key]: units[0] for key, units in by_name.items() if len(units) == 1}


def absent(batch: ImportBatch, context: Context) -> list[Parsed]:
    """Return the entries of the register in the file's area that the file no longer has."""
    register = register_of(batch.importer)
    rows = RegisterRow.objects.visible_to(context.by, LOAD).filter(
        register=register, is_listed=True, area_path__startswith=context.area.path, listed_on__lte=context.on
    )
    found, labels = [], labels_of(register)
    for old in rows.order_by("pk").iterator(chunk_size=1_000):
        title = BY_NAME + names.match_key(_title(register, old.contents))
        if old.key in context.seen or title in context.seen:
            continue
        row = Parsed(0, "", 0, [], dict(old.contents) | {"key": old.key, "area_id": old.area_id, "absent": True})
        row.verdict, row.target_id, row.version = RowVerdict.CANCELLED, old.pk, old.version
        row.changes = [{"field": "listed", "label": labels["listed"], "old": _("在册"), "new": _("本次名册中没有")}]
        found.append(row)
    return found
