"""Tables of organizations: founded and enlarged through the acts of this app, one row by one row.

A new row founds an organization with its units or grids, its superior (of the ledger or of the file, in whatever order) and its
secretary; a committee above others and a group within a branch need no units; a known one takes in more units or grids and gets a
missing secretary. What a reply of approval decides (name, type, form, superior, end) is not changed by a table, and a founding
is not taken back by one: it stands in the organization's history. Source: domain 2.1 to 2.3, 9; source 001 推行“单建、联建、1+N”模式.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import policy
from access.choices import AreaLevel
from access.errors import conflict, refuse
from access.models import Area, Body
from access.outcome import N_, Refusal
from access.principals import Place
from enterprises.choices import RowVerdict
from enterprises.models import ImportRow, Unit
from enterprises.rules import names, uscc
from enterprises.services.sheets.importers import Context, Done, Importer, Parsed, opened
from enterprises.services.sheets.rehearsing import rehearse
from enterprises.services.sheets.unit_places import Places
from orgs.choices import FormationMode, OrgType, RegionalKind
from orgs.models import PartyOrg
from orgs.services.importing_fields import FIELDS
from orgs.services.importing_order import arrange, check_above, claim, forest_of
from orgs.services.importing_writing import enlarge, found, known_of

VIEW, FORM, COVER = "orgs.view_org", "orgs.form_org", "orgs.cover_unit"
PARTS = re.compile(r"[、；;\n]+|(?<=[0-9A-Z])[,，\s]+(?=[0-9A-Z]{18})")
GRIDS = re.compile(r"[、；;，,\n]+")
LABELS = {one.name: one.label for one in FIELDS}
FIXED = ("org_type", "form", "founded_on", "managing_body", "parent", "regional_kind")
ELSEWHERE = N_("“%(label)s”与台账不同（台账：%(known)s）。请在党组织页面按批复办理，不随表格改动。")
KEPT = N_("“%(name)s”的成立或覆盖已写入沿革，不能随导入撤销；确有错误的，请在党组织页面办理。")
FIELD_OF = {
    "unit": "units",
    "area": "area",
    "name": "name",
    "on": "founded_on",
    "person": "secretary",
    "secretary_source": "secretary_source",
    "areas": "grids",
    "formal": "formal",
    "parent": "parent",
}


def judge(rows: Sequence[Parsed], context: Context) -> None:
    """Set the verdict of each row by trying it; nothing stays."""
    places = Places(context)
    for row in rows:
        _place(row, places, context)
        _units(row, context)
        _grids(row, places)
        _body(row)
        check_above(row, context)
        if not row.is_refused:
            _one(row, context)
        if not row.is_refused:
            claim(row, context)


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


def _grids(row: Parsed, places: Places) -> None:
    """Find the grids that a row names."""
    ids: list[int] = []
    for words in dict.fromkeys(part.strip() for part in GRIDS.split(row.values.get("grids", "")) if part.strip()):
        known = [area for area in places.find(words) if area.level == AreaLevel.GRID]
        inside = places.by_id.get(row.values.get("area_id") or 0)
        near = [area for area in known if inside is not None and area.path.startswith(inside.path)] or known
        if len(near) == 1:
            ids.append(near[0].pk)
        else:
            message = _("“%(grid)s”不是您辖区内的网格。") if not near else _("“%(grid)s”不止一处，请写明所属社区。")
            row.refuse("grids", message % {"grid": words[:60]})
    row.values["grid_ids"] = ids


def _place(row: Parsed, places: Places, context: Context) -> None:
    """Find the area of a row: a place of the street, or the district itself for what stands above streets."""
    said = row.values.get("area")
    if not said:
        return
    whole = Area.objects.filter(name=said, level=AreaLevel.COUNTY, closed_on__isnull=True).order_by("pk")
    found = [area for area in whole if policy.can_on(context.by, FORM, Place(area.path))]
    if len(found) == 1:
        row.values["area_id"] = found[0].pk
    else:
        places.resolve(row)


def _body(row: Parsed) -> None:
    """Find the managing body that a row names."""
    said = row.values.get("managing_body")
    if said:
        bodies = list(Body.objects.filter(name=said, closed_on__isnull=True).order_by("pk")[:2])
        if len(bodies) == 1:
            row.values["body_id"] = bodies[0].pk
        else:
            row.refuse("managing_body", _("没有名为“%(body)s”的机构，请按机构名录填写全称。") % {"body": said})


def _founded_for_trial(row: Parsed, context: Context) -> None:
    """Found the organization of a row, under its superior if the file founds that too."""
    forest = forest_of(context)
    forest.found_above(row, context)
    forest.learn(row, found(row.values, context))


def _one(row: Parsed, context: Context) -> None:
    rows = PartyOrg.objects.visible_to(context.by, VIEW).active_on(context.on).filter(name=row.values["name"])
    area = Area.objects.filter(pk=row.values.get("area_id") or 0).first()
    if area is not None:
        here = rows.filter(area=area)
        rows = here if here.exists() else rows.filter(area_path__startswith=area.path)
    found = list(rows.order_by("pk")[:2])
    if len(found) > 1:
        row.refuse(
            "area", _("辖区内有多个“%(name)s”，请写明所在辖区。") % {"name": row.values["name"]}, RowVerdict.CONFLICT
        )
    elif found:
        _compare(row, found[0], context)
    else:
        row.verdict = RowVerdict.NEW
        _try(row, partial(_founded_for_trial, row, context))


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
        _try(row, partial(enlarge, org, row.values, context))


def _additions(values: Mapping[str, Any], known: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """Return what a row adds to a known organization: units, and a secretary where there is none."""
    changes = []
    more = [pk for pk in values["unit_ids"] if pk not in known["unit_ids"]]
    if more:
        rows = Unit.objects.visible_to(context.by, COVER).filter(pk__in=more).order_by("pk")
        new = "+ " + "、".join(rows.values_list("name", flat=True))
        changes.append({"field": "units", "label": LABELS["units"], "old": len(known["unit_ids"]), "new": new})
    grids = [pk for pk in values.get("grid_ids", ()) if pk not in known["grid_ids"]]
    if grids:
        new = "+ " + "、".join(Area.objects.filter(pk__in=grids).order_by("path").values_list("name", flat=True))
        changes.append({"field": "grids", "label": LABELS["grids"], "old": len(known["grid_ids"]), "new": new})
    if values.get("secretary") and not known["secretary"]:
        changes.append({"field": "secretary", "label": LABELS["secretary"], "old": "", "new": values["secretary"]})
    return changes


def _differs(name: str, known: Any) -> str:
    words = {"org_type": OrgType, "form": FormationMode, "regional_kind": RegionalKind}
    shown = words[name](known).label if name in words and known else known
    return _(ELSEWHERE) % {"label": LABELS[name], "known": shown or "—"}


def _try(row: Parsed, act: Any) -> None:
    for name, sentences in rehearse(act).items():
        for message in sentences:
            row.refuse(FIELD_OF.get(name, name if name in LABELS else "name"), message)


def apply(row: ImportRow, context: Context) -> Done:
    """Found the organization of a row, or let it take in what the row adds.

    Raises:
        Denied: the actor may not.
        Conflict: the organization was changed after the preview.
        ValidationError: a rule refuses it now.
    """
    values = {name: opened(value) for name, value in row.values.items()}
    if row.verdict == RowVerdict.NEW:
        org = found(values, context)
        return Done(org.pk, org.version, {})
    rows = PartyOrg.objects.visible_to(context.by, VIEW).filter(pk=row.target_id)
    known: PartyOrg | None = rows.first()
    if known is None or known.version != row.version:
        conflict(Refusal("changed_meanwhile", N_("党组织在预览之后又有变动，请重新上传核对。")))
    enlarge(known, values, context)
    return Done(known.pk, known.version, {})


def undo(row: ImportRow, _context: Context, _at: datetime) -> None:
    """Refuse: what was founded or covered by a reply stands in the history.

    Raises:
        ValidationError: always.
    """
    refuse(Refusal("kept_in_history", KEPT, {"name": row.values.get("name", "")}))


EFFECT = gettext_lazy("将按各行组建党组织、纳入覆盖单位并任命书记；每一行与页面办理一样核对。")
IMPORTER = Importer(
    "orgs.orgs", gettext_lazy("党组织及覆盖单位"), FORM, FIELDS, judge, apply, undo, 110, address="orgs:detail", effect=EFFECT,
    arrange=arrange,
    remains=gettext_lazy("党组织的成立、覆盖和任命写入沿革，不能随导入撤销；确有错误的逐个在党组织页面办理。"),
)  # fmt: skip
