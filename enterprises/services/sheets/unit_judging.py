"""What each row of a table of units would do: found by code, else by name and area; compared field by field; checked like a form."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access import policy
from access.guarded import NOTHING
from access.models import Area
from access.outcome import N_, Refusal
from enterprises.choices import RowVerdict, UnitKind
from enterprises.models import Unit
from enterprises.rules import contact, names, uscc
from enterprises.rules.sheets import members
from enterprises.rules.sheets.cells import folded
from enterprises.services import faults, observed
from enterprises.services.answering import PREFIX
from enterprises.services.duplicates import Holders
from enterprises.services.inputs import Findings, Identity, Survey
from enterprises.services.sheets import owner_posts
from enterprises.services.sheets.importers import Context, Parsed, masked, sentence
from enterprises.services.sheets.question_fields import labels_of
from enterprises.services.sheets.unit_fields import fields
from enterprises.services.sheets.unit_known import COUNTS, IDENTITY, MASS, TYPED, known_of, same, survey_of

AMEND, REGISTER = "enterprises.amend_unit", "enterprises.register_unit"
PLACES = ("zone", "township", "community", "park", "building", "grid")
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
        _refuse_repeated(row, context)
        places.resolve(row)
    found = _existing(rows, places, context)
    known = known_of({unit.pk: unit for unit in found.values()}.values(), context.on)
    holders = Holders([r.values["uscc"] for r in rows if r.values.get("uscc") and r.place not in found], context.by)
    more = labels_of({name for row in rows for name in row.values})
    for row in rows:
        unit = found.get(row.place)
        if row.is_refused:
            continue
        if unit is not None:
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
    key = row.values.get("uscc") or names.match_key(row.values.get("name", ""))
    if not key:
        return
    first = context.seen.setdefault(key, row.place)
    if first != row.place:
        message = _("与本文件前面第%(place)s条数据重复，只保留一条。") % {"place": first}
        row.refuse("uscc" if row.values.get("uscc") else "name", message, RowVerdict.CONFLICT)


class Places:
    """The areas into which the actor may register units, by the names that tables use."""

    def __init__(self, context: Context) -> None:
        self.default, self.by_id = context.area, {context.area.pk: context.area}
        self.known = observed.Known((), context.on)
        self.by_words: dict[str, list[Area]] = {}
        condition = NOTHING
        for scope in context.by.scopes(policy.roles_with(REGISTER)):
            condition |= scope.subtree()
        rows = Area.objects.filter(condition, level__in=PLACES, closed_on__isnull=True).order_by("path")
        above: dict[str, str] = {}
        for area in rows:
            self.by_id[area.pk] = area
            above[area.path] = area.name
            parts = [above[p] for p in _paths_above(area.path) if p in above]
            spoken = {area.name, area.code or "", *("".join(parts[n:]) for n in range(len(parts)))}
            for words in {folded(one) for one in spoken} | {_short(area.name)}:
                if words:
                    self.by_words.setdefault(words, []).append(area)

    def resolve(self, row: Parsed) -> None:
        """Put the area's id into a row; one that is not known, or not unique, is said."""
        said = row.values.get("area")
        if not said:
            self._by_default(row)
            return
        found = self.find(said)
        if len(found) == 1:
            row.values["area_id"] = found[0].pk
        elif found:
            row.refuse("area", _("“%(area)s”在您的辖区内不止一处，请写明所属街道。") % {"area": said})
        else:
            row.refuse("area", _("“%(area)s”不是您辖区内的街道、社区、园区或网格。") % {"area": said})

    def _by_default(self, row: Parsed) -> None:
        """Put a row without an area into the file's own, unless that is a whole district."""
        if self.default.level in PLACES:
            row.values["area_id"] = self.default.pk
        else:
            row.refuse("area", _("请填写所属街道或社区；整张表属于一个街道的，上传时“默认辖区”选该街道。"))

    def find(self, said: str) -> list[Area]:
        """Return the areas that words may name; the one inside the file's own area before others."""
        found = self.by_words.get(folded(said)) or self.by_words.get(_short(said)) or []
        inside = [area for area in found if area.path.startswith(self.default.path)]
        return inside if len(found) > 1 and len(inside) == 1 else found


def _paths_above(path: str) -> list[str]:
    parts = path.rstrip(".").split(".")
    return [".".join(parts[: n + 1]) + "." for n in range(len(parts))]


def _short(name: str) -> str:
    words = folded(name)
    for ending in ("街道办事处", "社区居委会", "居委会", "村委会", "街道", "社区", "村"):
        if words.endswith(ending) and len(words) > len(ending):
            return words.removesuffix(ending)
    return words


def _existing(rows: Sequence[Parsed], places: Places, context: Context) -> dict[int, Unit]:
    """Return the unit of each row that has one in sight: by code, or without a code by name in its area."""
    visible = Unit.objects.visible_to(context.by, AMEND).with_people().select_related("area")
    codes = {row.values["uscc"]: row.place for row in rows if row.values.get("uscc") and not row.is_refused}
    held = visible.filter(uscc__in=list(codes)).exclude(uscc="") if codes else ()  # said twice for the index of codes
    found = {codes[unit.uscc]: unit for unit in held}
    nameless = {
        names.match_key(row.values["name"]): row
        for row in rows
        if row.place not in found and row.values.get("name") and not row.is_refused
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
    for name, errors in findings.found.items():
        for error in errors:
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
