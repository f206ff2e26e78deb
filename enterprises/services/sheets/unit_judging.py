"""What each row of a table of units would do: found by code, else by name and area; compared field by field; checked like a form."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.outcome import N_, Refusal
from enterprises.choices import RowVerdict, UnitKind
from enterprises.models import Unit
from enterprises.rules import contact, names, uscc
from enterprises.rules.sheets import members
from enterprises.services import faults, observed
from enterprises.services.answering import PREFIX
from enterprises.services.duplicates import Holders
from enterprises.services.inputs import Findings, Identity, Survey
from enterprises.services.sheets import owner_posts
from enterprises.services.sheets.importers import Context, Parsed, masked, sentence
from enterprises.services.sheets.question_fields import labels_of
from enterprises.services.sheets.unit_fields import fields
from enterprises.services.sheets.unit_known import COUNTS, IDENTITY, MASS, TYPED, known_of, same, survey_of
from enterprises.services.sheets.unit_places import Places

AMEND = "enterprises.amend_unit"
OLD_NUMBER = 15  # digits of the registration number before the credit code
PREFIXES = {"9": UnitKind.ENTERPRISE, "5": UnitKind.SOCIAL, "92": UnitKind.SELF_EMPLOYED}
ALL_FORMAL = N_("表中没有区分正式党员和预备党员，%(members)d名按正式党员记入，请核对。")
FIELDS = {one.name: one for one in fields()}
LABELS = {name: one.label for name, one in FIELDS.items()}


def judge(rows: Sequence[Parsed], context: Context) -> None:
    """Set the verdict of each row; nothing is written."""
    places = Places(context)
    for row in rows:
        _normalise(row)
        _excuse(row, context)
        places.resolve(row)
        _refuse_repeated(row, context)
    found = _existing(rows, places, context)
    _refuse_one_unit_twice(rows, found, context)
    known = known_of({unit.pk: unit for unit in found.values()}.values(), context.on)
    holders = Holders([r.values["uscc"] for r in rows if r.values.get("uscc") and r.place not in found], context.by)
    more = labels_of({name for row in rows for name in row.values})
    for row in rows:
        unit = found.get(row.place)
        if row.is_refused:
            _say_the_rest(row, known.get(unit.pk, {}) if unit is not None else {}, context)
        elif unit is not None:
            _compare(row, unit, known[unit.pk], places, context, more)
        elif held := holders.sentence(row.values.get("uscc", "")):
            row.refuse("uscc", held, RowVerdict.CONFLICT)
        else:
            _judge_new(row, places, context)


def _normalise(row: Parsed) -> None:
    values = row.values
    for name in ("name", "short_name", "legal_rep", "owner"):
        if name in values:
            values[name] = names.normalise_name(values[name])
    if "contact_phone" in values:
        values["contact_phone"] = contact.normalise_phone(values["contact_phone"])
        refusal = contact.check_phone(values["contact_phone"])
        if refusal is not None:
            row.refuse("contact_phone", sentence(refusal))
    if "uscc" in values:
        values["uscc"] = uscc.normalise(values["uscc"])
        if values["uscc"].isdigit() and len(values["uscc"]) == OLD_NUMBER and values.get("no_code_reason"):
            del values["uscc"]  # the old number stands in the column of the code, and the reason says so
            return
        refusal = uscc.check(values["uscc"])
        if refusal is not None:
            row.refuse("uscc", sentence(refusal))


def _excuse(row: Parsed, context: Context) -> None:
    """Take the reason that was chosen for all rows without a code; one whose code is damaged has one."""
    reason, said = context.defaults.get("no_code_reason"), {one["field"] for one in row.findings}
    if reason and not row.values.get("uscc") and "uscc" not in said:
        row.values.setdefault("no_code_reason", reason)


def _refuse_repeated(row: Parsed, context: Context) -> None:
    """Refuse a row whose code stands above, or, where one of the two has none, whose name does at the same place."""
    code, key = row.values.get("uscc"), names.match_key(row.values.get("name", ""))
    spot = f"{key}@{row.values.get('area_id', '')}" if key and not _faulty(row, "uscc") else ""
    earlier = [context.seen.get(spot, row.spot)]
    if code:
        earlier.append(context.seen.setdefault(code, row.spot))
    else:
        earlier.append(context.seen.get(f"{spot}=", row.spot))
    if spot:
        context.seen.setdefault(f"{spot}=" if code else spot, row.spot)
    row.refuse_again("uscc" if row.values.get("uscc") else "name", min(earlier))


def _refuse_one_unit_twice(rows: Sequence[Parsed], found: dict[int, Unit], context: Context) -> None:
    """Refuse a row about a unit of which another row spoke above, however each named it."""
    for row in rows:
        if row.place in found and not row.is_refused:
            row.refuse_again("name", context.seen.setdefault(f"#{found[row.place].pk}", row.spot))


def _faulty(row: Parsed, *fields: str) -> bool:
    """Say whether something is wrong with one of the fields."""
    return any(one["field"] in fields and "note" not in one for one in row.findings)


def _say_the_rest(row: Parsed, known: dict[str, Any], context: Context) -> None:
    """Say of a row with an error what else is wrong with it, as far as what could be read tells."""
    if row.verdict != RowVerdict.ERROR:
        return
    values = {"kind": _kind_by_code(row.values.get("uscc", ""))} | known | row.values
    findings = Findings()
    if not _faulty(row, "kind", "social_kind", "uscc"):
        findings = faults.of_identity(identity_of(values), by=context.by)
    if not _faulty(row, "members", *COUNTS):
        _split_members(row, known)
        findings.attempt(observed.check_survey, None, _counted(known | row.values), context.on)
    _keep(row, findings)


def _existing(rows: Sequence[Parsed], places: Places, context: Context) -> dict[int, Unit]:
    """Return the unit of each row that has one in sight: by code, or without a code by name in its area."""
    visible = Unit.objects.visible_to(context.by, AMEND).with_people().select_related("area")
    codes: dict[str, int] = {}
    for row in rows:
        if row.values.get("uscc") and _is_looked_for(row):
            codes.setdefault(row.values["uscc"], row.place)
    held = visible.filter(uscc__in=list(codes)).exclude(uscc="") if codes else ()  # said twice for the index of codes
    found = {codes[unit.uscc]: unit for unit in held}
    nameless = {
        names.match_key(row.values["name"]): row
        for row in rows
        if row.place not in found and row.values.get("name") and _is_looked_for(row)
    }
    by_name: dict[str, list[Unit]] = {}
    for unit in visible.filter(name_normal__in=list(nameless)) if nameless else ():
        by_name.setdefault(unit.name_normal, []).append(unit)
    for key, row in nameless.items():
        near = [unit for unit in by_name.get(key, []) if row.values.get("area") is None or _lies_in(unit, row, places)]
        if len(near) == 1 and not row.values.get("uscc"):
            found[row.place] = near[0]
        elif near:
            message = _("辖区内已有同名单位“%(name)s”（%(code)s），无法确定是否同一单位，请在台账中核对。")
            told = {"name": near[0].name, "code": near[0].uscc or near[0].get_no_code_reason_display()}
            row.refuse("name", message % told, RowVerdict.CONFLICT)
    return found


def _is_looked_for(row: Parsed) -> bool:
    """Say whether the unit of a row matters: rows with an error are told everything at once, doubled ones only that."""
    return row.verdict != RowVerdict.CONFLICT and not _faulty(row, "uscc")


def _lies_in(unit: Unit, row: Parsed, places: Places) -> bool:
    area = places.by_id.get(row.values.get("area_id") or 0)
    return area is not None and unit.area_path.startswith(area.path)


def _compare(
    row: Parsed, unit: Unit, known: dict[str, Any], places: Places, context: Context, more: dict[str, str]
) -> None:
    row.target_id, row.version = unit.pk, unit.version
    if row.values.get("area") and not _lies_in(unit, row, places):
        message = _("台账中该单位在“%(area)s”，与表中不同。辖区变更请在单位页面办理。") % {"area": unit.area.name}
        row.refuse("area", message, RowVerdict.CONFLICT)
        return
    _split_members(row, known)
    owner_posts.gather(row.values, known)
    if unit.uscc and not row.values.get("uscc") and context.defaults:
        row.values.pop("no_code_reason", None)  # the register has its code
    if row.is_refused:
        return
    for name in (*IDENTITY, *COUNTS, *MASS, *more):
        if name in row.values and not same(known.get(name), row.values[name], is_amount=_is_amount(name, known)):
            row.changes.append(change(name, known.get(name), row.values[name], more.get(name)))
    if not row.changes:
        row.verdict = RowVerdict.SAME
        return
    merged = known | row.values
    findings = faults.of_identity(identity_of(merged), by=context.by)
    findings.attempt(observed.check_survey, None, _counted(merged), context.on, places.known)
    _keep(row, findings)
    row.verdict = row.verdict or RowVerdict.CHANGED


def _split_members(row: Parsed, known: dict[str, Any]) -> None:
    """Turn how many members there are into formal and probationary ones, unless that is what is known."""
    total = row.values.pop("members", None)
    said = [row.values.get(name) for name in ("formal", "probationary")]
    is_known = said == [None, None] and total == sum(known.get(name) or 0 for name in ("formal", "probationary"))
    if total is None or (is_known and "formal" in known):
        return
    found = members.split(total, *said)
    if isinstance(found, Refusal):
        row.refuse("members", sentence(found))
        return
    row.values |= found
    if said == [None, None] and total:
        row.note("members", sentence(Refusal("members_formal", ALL_FORMAL, {"members": total})))


def _is_amount(name: str, known: dict[str, Any]) -> bool:
    return name in TYPED - {"founded_on"} or (name.startswith(PREFIX) and type(known.get(name)) in {int, float})


def _counted(values: dict[str, Any]) -> Survey:
    return survey_of({name: value for name, value in values.items() if name not in MASS})


def _judge_new(row: Parsed, places: Places, context: Context) -> None:
    _split_members(row, {})
    owner_posts.gather(row.values, {})
    row.values.setdefault("kind", _kind_by_code(row.values.get("uscc", "")))
    area = places.by_id[row.values["area_id"]]
    findings = faults.of_new(
        identity_of(row.values),
        area=area,
        on=context.on,
        survey=_counted(row.values),
        by=context.by,
        same_name_confirmed=True,
        known=places.known,
    )
    _keep(row, findings)
    row.verdict = row.verdict or RowVerdict.NEW


def _kind_by_code(code: str) -> str:
    return str(PREFIXES.get(code[:2]) or PREFIXES.get(code[:1]) or UnitKind.ENTERPRISE)


def _keep(row: Parsed, findings: Findings) -> None:
    """Put what is wrong on the row, save with fields of which something was said already."""
    said = {one["field"] for one in row.findings if "note" not in one}
    for name, errors in findings.found.items():
        for error in errors if name not in said else ():
            for message in ValidationError(error).messages:
                row.refuse(name, message)


def change(name: str, old: Any, new: Any, label: str | None = None) -> dict[str, Any]:
    """Return one difference as it is shown; telephone numbers by their last digits."""
    if name == "contact_phone":
        old, new = masked(str(old or "")), masked(str(new))
    told = {"old": _in_words(name, old), "new": _in_words(name, new)}
    return {"field": name, "label": label or LABELS.get(name, name), **told}


def _in_words(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    options = FIELDS[name].options if name in FIELDS else {}
    if isinstance(value, list):
        return "、".join(options.get(one, one) for one in value)
    return options.get(value, value) if isinstance(value, str) else value


def identity_of(values: dict[str, Any]) -> Identity:
    """Return the identity that a row's values (with what is known beneath) make."""
    given = {name: values[name] for name in IDENTITY if name in values}
    if "founded_on" in given:
        given["founded_on"] = date.fromisoformat(given["founded_on"])
    for name in ("longitude", "latitude"):
        if name in given:
            given[name] = Decimal(given[name])
    if "owner_posts" in given:
        given["owner_posts"] = tuple(given["owner_posts"])
    return Identity(**({"kind": UnitKind.ENTERPRISE, "name": ""} | given))
