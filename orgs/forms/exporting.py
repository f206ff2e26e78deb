"""The list of organizations as it is exported."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.principals import Principal
from access.registries import columns
from enterprises.forms.listed import Listed, Shown, exporter
from enterprises.services.sheets.exports import Asked
from orgs.forms.filters import OrgFilterForm
from orgs.queries import organizations

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


ORGS = Listed(OrgFilterForm, select, _columns, _finish)
LISTS = (exporter("orgs.orgs", pgettext_lazy("plural", "党组织"), organizations.VIEW, "orgs:list", ORGS),)
