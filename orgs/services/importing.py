"""Tables of organizations: founded and enlarged through the acts of this app, one row by one row.

A new row founds an organization with its units and its secretary; a known one takes in more units and gets a missing secretary. What
a reply of approval decides (name, type, form, end) is not changed by a table, and a founding is not taken back by one: it stands in
the organization's history. Source: domain 2.1 to 2.3, 9.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.errors import conflict, refuse
from access.models import Body, Person
from access.outcome import N_, Refusal
from access.principals import Principal
from access.services import people
from enterprises.choices import RowVerdict
from enterprises.models import ImportRow, Unit
from enterprises.rules import names, uscc
from enterprises.services.sheets.importers import Context, Done, Importer, Parsed, opened
from enterprises.services.sheets.rehearsing import rehearse
from enterprises.services.sheets.unit_judging import Places
from orgs.choices import FormationMode, OrgType, PostKind
from orgs.models import Coverage, PartyOrg, Post
from orgs.services.covering import join
from orgs.services.formation import form_joint, form_single
from orgs.services.founding import Founding
from orgs.services.importing_fields import FIELDS
from orgs.services.posts import appoint

VIEW, FORM, COVER = "orgs.view_org", "orgs.form_org", "orgs.cover_unit"
PARTS = re.compile(r"[、；;\n]+|(?<=[0-9A-Z])[,，\s]+(?=[0-9A-Z]{18})")
LABELS = {one.name: one.label for one in FIELDS}
FIXED = ("org_type", "form", "founded_on", "managing_body")
ELSEWHERE = N_("“%(label)s”与台账不同（台账：%(known)s）。请在党组织页面按批复办理，不随表格改动。")
KEPT = N_("“%(name)s”的成立或覆盖已写入沿革，不能随导入撤销；确有错误的，请在党组织页面办理。")
FIELD_OF = {
    "unit": "units",
    "area": "area",
    "name": "name",
    "on": "founded_on",
    "person": "secretary",
    "secretary_source": "secretary_source",
}


def judge(rows: Sequence[Parsed], context: Context) -> None:
    """Set the verdict of each row by trying it; nothing stays."""
    places = Places(context)
    for row in rows:
        if "name" in row.values:
            row.values["name"] = names.normalise_name(row.values["name"])
        _once(row, context)
        if row.values.get("area"):
            places.resolve(row)
        _units(row, context)
        _body(row)
        if not row.is_refused:
            _one(row, places, context)


def _once(row: Parsed, context: Context) -> None:
    key = "org:" + names.match_key(row.values.get("name", ""))
    first = context.seen.setdefault(key, row.place)
    if first != row.place:
        message = _("与本文件前面第%(place)s条数据重复，只保留一条。") % {"place": first}
        row.refuse("name", message, RowVerdict.CONFLICT)


def _units(row: Parsed, context: Context) -> None:
    """Find the units that a row names by code, or by a name that one unit in sight has."""
    said = [part.strip() for part in PARTS.split(row.values.get("units", "")) if part.strip()]
    rows = Unit.objects.visible_to(context.by, COVER).standing()
    ids: list[int] = []
    for words in dict.fromkeys(said):
        code = uscc.normalise(words)
        by_code = uscc.check(code) is None
        found = list(rows.filter(uscc=code) if by_code else rows.filter(name_normal=names.match_key(words)))[:2]
        if len(found) == 1:
            ids.append(found[0].pk)
        else:
            row.refuse(
                "units",
                _("“%(unit)s”不是您辖区台账中的单位，请先登记，或填写统一社会信用代码。") % {"unit": words[:60]},
            )
    row.values["unit_ids"] = ids


def _body(row: Parsed) -> None:
    said = row.values.get("managing_body")
    if not said:
        return
    found = list(Body.objects.filter(name=said, closed_on__isnull=True).order_by("pk")[:2])
    if len(found) == 1:
        row.values["body_id"] = found[0].pk
    else:
        row.refuse("managing_body", _("没有名为“%(body)s”的机构，请按机构名录填写全称。") % {"body": said})


def _one(row: Parsed, places: Places, context: Context) -> None:
    rows = PartyOrg.objects.visible_to(context.by, VIEW).active_on(context.on).filter(name=row.values["name"])
    area = places.by_id.get(row.values.get("area_id") or 0)
    found = list((rows.filter(area_path__startswith=area.path) if area is not None else rows).order_by("pk")[:2])
    if len(found) > 1:
        row.refuse(
            "area", _("辖区内有多个“%(name)s”，请写明所在辖区。") % {"name": row.values["name"]}, RowVerdict.CONFLICT
        )
    elif found:
        _compare(row, found[0], context)
    else:
        row.verdict = RowVerdict.NEW
        _try(row, partial(_found, row.values, context))


def _compare(row: Parsed, org: PartyOrg, context: Context) -> None:
    row.target_id, row.version = org.pk, org.version
    known = known_of(org, context.by, context.on)
    said = row.values.get("secretary") if known["secretary"] else known["secretary"]
    stated = {name: row.values.get(name) for name in FIXED} | {"secretary": said}
    for name, value in stated.items():
        if value and value != known[name]:
            row.refuse(name, _differs(name, known[name]), RowVerdict.CONFLICT)
    if row.is_refused:
        return
    row.changes = _additions(row.values, known, context)
    row.verdict = RowVerdict.CHANGED if row.changes else RowVerdict.SAME
    if row.changes:
        _try(row, partial(_enlarge, org, row.values, context))


def _additions(values: Mapping[str, Any], known: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """Return what a row adds to a known organization: units, and a secretary where there is none."""
    changes = []
    more = [pk for pk in values["unit_ids"] if pk not in known["unit_ids"]]
    if more:
        rows = Unit.objects.visible_to(context.by, COVER).filter(pk__in=more).order_by("pk")
        new = "+ " + "、".join(rows.values_list("name", flat=True))
        changes.append({"field": "units", "label": LABELS["units"], "old": len(known["unit_ids"]), "new": new})
    if values.get("secretary") and not known["secretary"]:
        changes.append({"field": "secretary", "label": LABELS["secretary"], "old": "", "new": values["secretary"]})
    return changes


def _differs(name: str, known: Any) -> str:
    words = {"org_type": OrgType, "form": FormationMode}
    shown = words[name](known).label if name in words and known else known
    return _(ELSEWHERE) % {"label": LABELS[name], "known": shown or "—"}


def _try(row: Parsed, act: Any) -> None:
    for name, sentences in rehearse(act).items():
        for message in sentences:
            row.refuse(FIELD_OF.get(name, name if name in LABELS else "name"), message)


def known_of(org: PartyOrg, by: Principal, on: date) -> dict[str, Any]:
    """Return what the ledger says of an organization on a day, as a table says it."""
    covered = Coverage.objects.visible_to(by, VIEW).as_of(on).filter(org=org).order_by("unit_id")
    post = Post.objects.of(org=org).as_of(on).filter(kind=PostKind.SECRETARY).order_by("pk").first()
    secretary = Person.objects.names([post.person_id]).get(post.person_id, "") if post is not None else ""
    return {
        "name": org.name, "org_type": org.org_type, "form": org.form, "founded_on": org.founded_on.isoformat(),
        "managing_body": org.managing_body.name if org.managing_body is not None else "", "secretary": secretary,
        "secretary_source": post.secretary_source if post is not None else "",
        "unit_ids": list(covered.values_list("unit_id", flat=True)),
    }  # fmt: skip


def apply(row: ImportRow, context: Context) -> Done:
    """Found the organization of a row, or let it take in what the row adds.

    Raises:
        Denied: the actor may not.
        Conflict: the organization was changed after the preview.
        ValidationError: a rule refuses it now.
    """
    values = {name: opened(value) for name, value in row.values.items()}
    if row.verdict == RowVerdict.NEW:
        org = _found(values, context)
        return Done(org.pk, org.version, {})
    rows = PartyOrg.objects.visible_to(context.by, VIEW).filter(pk=row.target_id)
    known: PartyOrg | None = rows.first()
    if known is None or known.version != row.version:
        conflict(Refusal("changed_meanwhile", N_("党组织在预览之后又有变动，请重新上传核对。")))
    _enlarge(known, values, context)
    return Done(known.pk, known.version, {})


def _found(values: Mapping[str, Any], context: Context) -> PartyOrg:
    by = context.by
    units = list(
        Unit.objects.visible_to(by, COVER).filter(pk__in=values["unit_ids"]).select_related("area", "managing_body")
    )
    places = {one.pk: one for one in Places(context).by_id.values()} if values.get("area_id") else {}
    body = Body.objects.get(pk=values["body_id"]) if values.get("body_id") else None
    founding = Founding(
        name=values["name"], on=date.fromisoformat(values["founded_on"]), area=places.get(values.get("area_id") or 0),
        org_type=OrgType(values.get("org_type", OrgType.BRANCH)), managing_body=body, approval_no=values.get("approval_no", ""),
    )  # fmt: skip
    form = values.get("form") or (FormationMode.JOINT if len(units) > 1 else FormationMode.SINGLE)
    if form not in {FormationMode.SINGLE, FormationMode.JOINT} or not units:
        message = N_("表格只能导入写明覆盖单位的单独组建和联合组建的党组织；区域统建和机关党委请在页面办理。")
        refuse(Refusal("form_unfit", message), field="form")
    if form == FormationMode.SINGLE and len(units) > 1:
        refuse(Refusal("single_of_many", N_("单独组建的党组织只能有一个覆盖单位。")), field="units")
    if form == FormationMode.SINGLE:
        org = form_single(unit=units[0], founding=founding, by=by)
    else:
        org = form_joint(units=units, founding=founding, by=by)
    _appoint(org, values, founding.on, by)
    return org


def _enlarge(org: PartyOrg, values: Mapping[str, Any], context: Context) -> None:
    known = known_of(org, context.by, context.on)
    more = [pk for pk in values["unit_ids"] if pk not in known["unit_ids"]]
    for unit in Unit.objects.visible_to(context.by, COVER).filter(pk__in=more).order_by("pk"):
        join(unit=unit, org=org, on=context.on, by=context.by)
    if values.get("secretary") and not known["secretary"]:
        _appoint(org, values, context.on, context.by)


def _appoint(org: PartyOrg, values: Mapping[str, Any], on: date, by: Principal) -> None:
    """Appoint the secretary that a row names: the one person of that name kept there, or a new record."""
    name = values.get("secretary", "").strip()
    if not name:
        return
    rows = Person.objects.visible_to(by, "access.view_person").filter(name=name, area_path__startswith=org.area_path)
    known = list(rows.order_by("pk")[:2])
    if len(known) > 1:
        refuse(
            Refusal("person_unclear", N_("辖区内有多名“%(name)s”，请在党组织页面任命书记。"), {"name": name}),
            field="person",
        )
    person = known[0] if known else people.register(name=name, area=org.area, by=by, post=str(PostKind.SECRETARY.label))
    appoint(
        org=org, person=person, kind=PostKind.SECRETARY, on=on, by=by, secretary_source=values.get("secretary_source", ""),
        approval_no=values.get("approval_no", ""),
    )  # fmt: skip


def undo(row: ImportRow, _context: Context, _at: datetime) -> None:
    """Refuse: what was founded or covered by a reply stands in the history.

    Raises:
        ValidationError: always.
    """
    refuse(Refusal("kept_in_history", KEPT, {"name": row.values.get("name", "")}))


EFFECT = gettext_lazy("将按各行组建党组织、纳入覆盖单位并任命书记；每一行与页面办理一样核对。")
IMPORTER = Importer(
    "orgs.orgs", gettext_lazy("党组织及覆盖单位"), FORM, FIELDS, judge, apply, undo, 110, address="orgs:detail", effect=EFFECT,
    remains=gettext_lazy("党组织的成立、覆盖和任命写入沿革，不能随导入撤销；确有错误的逐个在党组织页面办理。"),
)  # fmt: skip
