"""The list of organizations as it is exported."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.models import Area, Body
from access.principals import Principal
from access.registries import columns
from enterprises.forms.listed import Listed, Shown, exporter, place_names
from enterprises.services.sheets.exports import Asked
from orgs.choices import LifeEventKind, PostKind
from orgs.forms.filters import OrgFilterForm, TermFilterForm
from orgs.models import Coverage, LifeEvent, OrgGrid, PartyOrg, Post
from orgs.queries import organizations, reelections
from orgs.services.importing_fields import FIELDS

RESOURCE = "orgs.org"


def select(form: Any, asked: Asked, by: Principal) -> Any:
    """Return the selection with what the list shows."""
    wanted = form.wanted(asked.today)
    rows = organizations.with_summary(organizations.select(wanted, by), wanted.on)
    for column in columns.of(RESOURCE):
        rows = column.annotate(rows, wanted.on)
    return rows


def _term(row: Any) -> Any:
    if row.ended_on:
        return _("已终止")
    return row.term.label if row.term else _("无届次记录")


def _columns(_asked: Asked) -> tuple[Shown, ...]:
    return (
        Shown(_("名称"), "name"), Shown(_("类型"), "get_org_type_display", "choice"),
        Shown(_("组建方式"), "get_form_display", "choice"), Shown(_("所在辖区"), lambda row: str(row.area), "place"),
        Shown(_("覆盖单位"), "units", "whole"), Shown(_("书记"), "secretary"), Shown(_("任期"), _term, "choice"),
        Shown(_("届满日期"), "ends_on", "day"), Shown(_("星级"), "stars_now", "whole"),
        *(Shown(one.label, lambda row, key=one.key: getattr(row, key, None)) for one in columns.of(RESOURCE)),
    )  # fmt: skip


def _finish(rows: list[Any], asked: Asked, by: Principal) -> list[Any]:
    return organizations.finish(rows, ORGS.read(asked, by).wanted(asked.today).on)


def _told(rows: list[Any], asked: Asked, by: Principal) -> dict[int, dict[str, Any]]:
    """Return what a table of organizations says of some; units that the reader does not see are left out."""
    on, ids = ORGS.read(asked, by).wanted(asked.today).on, [row.pk for row in rows]
    covered = Coverage.objects.visible_to(by, organizations.VIEW).as_of(on).filter(org__in=ids).order_by("unit_id")
    units: dict[int, list[str]] = defaultdict(list)
    for org, code, name in covered.values_list("org_id", "unit__uscc", "unit__name"):
        units[org].append(code or name)
    posts = Post.objects.of(org__in=rows).as_of(on).filter(kind=PostKind.SECRETARY).order_by("pk")
    sources = dict(posts.values_list("org_id", "secretary_source"))
    founded = LifeEvent.objects.of(org__in=rows).filter(kind=LifeEventKind.FOUNDING).order_by("pk")
    held = OrgGrid.objects.visible_to(by, organizations.VIEW).as_of(on).filter(org__in=ids).order_by("grid__path")
    grids: dict[int, list[int]] = defaultdict(list)
    for org, grid in held.values_list("org_id", "grid_id"):
        grids[org].append(grid)
    spoken = place_names(Area.objects.filter(pk__in={one for some in grids.values() for one in some}))
    parents = PartyOrg.objects.names({row.parent_id for row in rows if row.parent_id})
    numbers, places = dict(founded.values_list("org_id", "approval_no")), place_names([row.area for row in rows])
    bodies = dict(Body.objects.filter(pk__in={row.managing_body_id for row in rows}).values_list("pk", "name"))
    return {
        row.pk: {
            "name": row.name, "org_type": row.org_type, "form": row.form, "founded_on": row.founded_on.isoformat(),
            "approval_no": numbers.get(row.pk, ""), "area": places[row.area_id], "units": "、".join(units[row.pk]),
            "managing_body": bodies.get(row.managing_body_id, ""), "secretary": row.secretary,
            "secretary_source": sources.get(row.pk, ""), "parent": parents.get(row.parent_id, ""),
            "regional_kind": row.regional_kind, "grids": "、".join(spoken[one] for one in grids[row.pk]),
        }
        for row in rows
    }  # fmt: skip


ORGS = Listed(OrgFilterForm, select, _columns, _finish, FIELDS, _told)


def _reminded(form: Any, asked: Asked, by: Principal) -> Any:
    return reelections.reminded(form.wanted(asked.today), by)


def _term_columns(_asked: Asked) -> tuple[Shown, ...]:
    return (
        Shown(_("名称"), "name"), Shown(_("类型"), "get_org_type_display", "choice"),
        Shown(_("所在辖区"), lambda row: str(row.area), "place"), Shown(_("书记"), "secretary"),
        Shown(_("届满日期"), "ends_on", "day"), Shown(_("延期至"), "extended_until", "day"),
        Shown(_("任期"), _term, "choice"), Shown(_("剩余天数"), "days_left", "whole"),
        Shown(_("换届进度"), "stage_label", "choice"),
    )  # fmt: skip


def _finish_terms(rows: list[Any], asked: Asked, by: Principal) -> list[Any]:
    return reelections.finish(rows, TERMS.read(asked, by).wanted(asked.today).on)


TERMS = Listed(TermFilterForm, _reminded, _term_columns, _finish_terms)
LISTS = (
    exporter("orgs.orgs", pgettext_lazy("plural", "党组织"), organizations.VIEW, "orgs:list", ORGS),
    exporter("orgs.terms", _("换届提醒"), organizations.VIEW, "orgs:terms", TERMS),
)
