"""Organization life and owners' attitudes as they are exported."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from access.principals import Principal
from enterprises.forms.listed import Listed, Shown, exporter
from enterprises.services.sheets.exports import Asked
from orgs.forms.records import LifeFilterForm, OwnerFilterForm
from orgs.queries import owners, records


def _life(form: Any, asked: Asked, by: Principal) -> Any:
    return records.select(form.wanted(asked.today), by)


def _figures(row: Any) -> str:
    return "；".join(f"{label}{number}" for label, number in row.counts)


def _life_columns(_asked: Asked) -> tuple[Shown, ...]:
    return (
        Shown(_("日期"), "since", "day"), Shown(_("结束日期"), "ends_on", "day"),
        Shown(_("类别"), "get_kind_display", "choice"), Shown(_("议题（名称）"), "topic"),
        Shown(_("党组织"), "org.name"), Shown(_("所在辖区"), lambda row: str(row.org.area), "place"),
        Shown(_("主持人（负责人）"), "host"), Shown(_("应到人数"), "expected", "whole"),
        Shown(_("实到人数"), "attended", "whole"), Shown(_("数量"), _figures), Shown(_("议定事项（成效）"), "result"),
    )  # fmt: skip


def _owners(form: Any, asked: Asked, by: Principal) -> Any:
    return owners.select(by, asked.today, **form.asked())


def _owner_columns(_asked: Asked) -> tuple[Shown, ...]:
    return (
        Shown(_("单位"), "unit.name"), Shown(_("登记日期"), "since", "day"),
        Shown(_("出资人态度"), "get_attitude_display", "choice"), Shown(_("推荐事项"), "purpose"),
        Shown(_("推荐意见"), "get_opinion_display", "choice"), Shown(_("说明"), "note"),
    )  # fmt: skip


LIFE = Listed(LifeFilterForm, _life, _life_columns)
OWNERS = Listed(OwnerFilterForm, _owners, _owner_columns)
LISTS = (
    exporter("orgs.life", _("组织生活"), records.VIEW, "orgs:life", LIFE),
    exporter("orgs.owners", _("出资人态度"), owners.VIEW, "orgs:owners", OWNERS),
)
