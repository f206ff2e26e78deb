"""Writing a row of a table of organizations: founding with what it covers, enlarging, appointing the secretary."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from access.errors import refuse
from access.models import Area, Body, Person
from access.outcome import N_, Refusal
from access.principals import Principal
from access.services import people
from enterprises.models import Unit
from enterprises.services.sheets.importers import Context
from orgs.choices import FormationMode, OrgType, PostKind, RegionalKind
from orgs.models import Coverage, OrgGrid, PartyOrg, Post
from orgs.services.covering import join
from orgs.services.formation import form_joint, form_regional, form_single, form_without_units
from orgs.services.founding import Founding
from orgs.services.grids import add_grids
from orgs.services.posts import appoint

VIEW, COVER = "orgs.view_org", "orgs.cover_unit"
UNFIT = N_(
    "表格只能导入写明覆盖单位的单独组建和联合组建，写明网格的区域统建，以及不写组建方式、没有覆盖单位的党委、党总支和党小组；挂靠、依托在单位页面办理。"
)
OUTSIDE = N_("“%(units)s”不在所列网格内；区域党组织按网格覆盖单位。")
BY_GRIDS = N_("区域党组织按网格覆盖单位：请填写网格，或在党组织页面补充覆盖。")
NO_PARENT = N_("上级党组织“%(name)s”不在本文件中，也不在您看得到的党组织中。")


def form_of(values: Mapping[str, Any]) -> str:
    """Return the form of a new organization: as written, else by what it covers; "" for what covers nothing itself."""
    said = str(values.get("form") or "")
    if said:
        return said
    if values.get("grid_ids") or values.get("regional_kind"):
        return FormationMode.REGIONAL
    if not values["unit_ids"]:
        return ""
    return FormationMode.JOINT if len(values["unit_ids"]) > 1 else FormationMode.SINGLE


def parent_of(values: Mapping[str, Any], by: Principal, on: date) -> PartyOrg | None:
    """Return the superior that a row names.

    Raises:
        ValidationError: it is not among the organizations in sight, or more than one is.
    """
    name = values.get("parent")
    if not name:
        return None
    found: list[PartyOrg] = list(
        PartyOrg.objects.visible_to(by, VIEW).active_on(on).filter(name=name).order_by("pk")[:2]
    )
    if len(found) != 1:
        refuse(Refusal("no_parent", NO_PARENT, {"name": name}), field="parent")
    return found[0]


def known_of(org: PartyOrg, by: Principal, on: date) -> dict[str, Any]:
    """Return what the ledger says of an organization on a day, as a table says it."""
    covered = Coverage.objects.visible_to(by, VIEW).as_of(on).filter(org=org).order_by("unit_id")
    held = OrgGrid.objects.visible_to(by, VIEW).as_of(on).filter(org=org).order_by("grid_id")
    post = Post.objects.of(org=org).as_of(on).filter(kind=PostKind.SECRETARY).order_by("pk").first()
    secretary = Person.objects.names([post.person_id]).get(post.person_id, "") if post is not None else ""
    return {
        "name": org.name, "org_type": org.org_type, "form": org.form, "founded_on": org.founded_on.isoformat(),
        "managing_body": org.managing_body.name if org.managing_body is not None else "", "secretary": secretary,
        "parent": PartyOrg.objects.names([org.parent_id]).get(org.parent_id, "") if org.parent_id else "",
        "regional_kind": org.regional_kind, "grid_ids": list(held.values_list("grid_id", flat=True)),
        "secretary_source": post.secretary_source if post is not None else "",
        "unit_ids": list(covered.values_list("unit_id", flat=True)),
    }  # fmt: skip


def found(values: Mapping[str, Any], context: Context) -> PartyOrg:
    """Found the organization of a row.

    Raises:
        Denied: the actor may not.
        Conflict: a unit or grid belongs to another.
        ValidationError: a rule refuses, or a table cannot found it.
    """
    by, form = context.by, form_of(values)
    units = list(
        Unit.objects.visible_to(by, COVER).filter(pk__in=values["unit_ids"]).select_related("area", "managing_body")
    )
    area = Area.objects.get(pk=values["area_id"]) if values.get("area_id") else None
    body = Body.objects.get(pk=values["body_id"]) if values.get("body_id") else None
    on = date.fromisoformat(values["founded_on"])
    founding = Founding(
        name=values["name"], on=on, area=area, org_type=OrgType(values.get("org_type", OrgType.BRANCH)),
        parent=parent_of(values, by, context.on), managing_body=body, approval_no=values.get("approval_no", ""),
        reason=_("导入的已有党组织"),
    )  # fmt: skip
    is_of_units = form in {FormationMode.SINGLE, FormationMode.JOINT} and units
    if form and not is_of_units and not (form == FormationMode.REGIONAL and values.get("grid_ids")):
        refuse(Refusal("form_unfit", UNFIT), field="form")
    if form == FormationMode.SINGLE and len(units) > 1:
        refuse(Refusal("single_of_many", N_("单独组建的党组织只能有一个覆盖单位。")), field="units")
    if not form:
        org = form_without_units(founding=founding, by=by)
    elif form == FormationMode.REGIONAL:
        org = _found_regional(values, founding, units, by)
    elif form == FormationMode.SINGLE:
        org = form_single(unit=units[0], founding=founding, by=by)
    else:
        org = form_joint(units=units, founding=founding, by=by)
    _appoint(org, values, founding.on, by)
    return org


def _found_regional(values: Mapping[str, Any], founding: Founding, units: list[Unit], by: Principal) -> PartyOrg:
    grids = list(Area.objects.filter(pk__in=values["grid_ids"]).order_by("path"))
    outside = [unit.name for unit in units if not any(unit.area_path.startswith(one.path) for one in grids)]
    if outside:
        refuse(Refusal("outside_grids", OUTSIDE, {"units": "、".join(outside[:5])}), field="units")
    kind = RegionalKind(values.get("regional_kind") or RegionalKind.TOWN)
    return form_regional(founding=founding, kind=kind, formal=values.get("formal") or 0, areas=grids, by=by)


def enlarge(org: PartyOrg, values: Mapping[str, Any], context: Context) -> None:
    """Let a known organization take in the units and grids that a row adds, and get a secretary where it has none.

    Raises:
        Denied: the actor may not.
        Conflict: a unit or grid belongs to another.
        ValidationError: a rule refuses.
    """
    known = known_of(org, context.by, context.on)
    more = [pk for pk in values["unit_ids"] if pk not in known["unit_ids"]]
    if more and org.form == FormationMode.REGIONAL:
        refuse(Refusal("by_grids", BY_GRIDS), field="units")
    for unit in Unit.objects.visible_to(context.by, COVER).filter(pk__in=more).order_by("pk"):
        join(unit=unit, org=org, on=context.on, by=context.by, reason=_("导入的已有党组织"))
    grids = [pk for pk in values.get("grid_ids", ()) if pk not in known["grid_ids"]]
    if grids:
        add_grids(org=org, areas=list(Area.objects.filter(pk__in=grids).order_by("path")), on=context.on, by=context.by)
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
