"""What this app shows in the shared frame and on the pages of units and organizations."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.principals import Principal
from access.registries import (
    Column,
    NavItem,
    Panel,
    WorkItem,
    close_hooks,
    columns,
    daily_hooks,
    exporters,
    facts,
    importers,
    merge_hooks,
    nav,
    panels,
    work_items,
)
from enterprises.models import Unit
from instructors import services
from instructors.forms import exporting
from instructors.models import Dispatch
from instructors.queries import due, guides, work
from instructors.services import importing
from orgs.models import PartyOrg

SECTION = _("指导员")
GUIDED = (("yes", _("有指导员")), ("no", _("没有指导员")))
VIEW, LIST = "instructors.view_instructor", "instructors:list"


@dataclass(frozen=True)
class Filter:
    """A filter of the list of units: with or without an instructor."""

    label: Any
    choices: Any

    def apply(self, rows: Any, value: str, on: date) -> Any:
        """Keep the units asked for."""
        return guides.narrow_units(rows, value, on)


def _guides(principal: Principal, obj: Unit | PartyOrg, on: date, *, foreign: list[Dispatch]) -> dict[str, Any]:
    return {"guides": guides.on_day(foreign, on), "dispatches": foreign}


def _of_unit(principal: Principal, obj: Unit, on: date) -> list[Dispatch]:
    return guides.sent_to_unit(obj, principal)


def _of_org(principal: Principal, obj: PartyOrg, on: date) -> list[Dispatch]:
    return guides.sent_to_org(obj, principal)


def _events(context: dict[str, Any]) -> list[dict[str, Any]]:
    return guides.events_of(context["dispatches"])


def _end_dispatches(*, obj: Any, on: date, by: Principal) -> None:
    services.end_for_target(target=obj, on=on, by=by)


def _waiting(key: str, label: Any, count: Any, query: str, perm: str, order: int) -> None:
    address = reverse_lazy(LIST)
    work_items.add(key, WorkItem(key, label, count, lambda: f"{address}?{query}", perm, "user-check", order))


nav.add("instructors.list", NavItem(pgettext_lazy("plural", "党建指导员"), LIST, "user-star", SECTION, VIEW, 300))
nav.add(
    "instructors.visits", NavItem(_("我的走访"), "instructors:visits", "route", SECTION, "enterprises.visit_unit", 310)
)

TEMPLATE = "instructors/panels/guides.html"
panels.add(
    "enterprises.unit",
    "instructors.guides",
    Panel("instructors.guides", _("指导员"), TEMPLATE, _guides, "enterprises.view_unit", 300, _events, _of_unit),
)
panels.add(
    "orgs.org",
    "instructors.guides",
    Panel("instructors.guides", _("指导员"), TEMPLATE, _guides, "orgs.view_org", 300, foreign=_of_org),
)
columns.add(
    "enterprises.unit",
    "instructors",
    Column(
        "instructors",
        _("指导员"),
        guides.annotate_units,
        {"guided": Filter(_("指导员"), GUIDED)},
        300,
        read=guides.of_units,
    ),
)
columns.add("orgs.org", "instructors", Column("instructors", _("指导员"), guides.annotate_orgs, order=300))
facts.add("grid_instructors", guides.of_grids)
close_hooks.add("enterprises.unit", "instructors.dispatches", _end_dispatches)
merge_hooks.add("enterprises.unit", "instructors.dispatches", services.follow_merge)
close_hooks.add("orgs.org", "instructors.dispatches", _end_dispatches)

_waiting(
    "instructors.first", _("待初审的指导员申请"), work.awaiting_first, "waiting=first", "instructors.review_first", 300
)
_waiting(
    "instructors.second",
    _("待复审的指导员申请"),
    work.awaiting_second,
    "waiting=second",
    "instructors.review_second",
    301,
)
_waiting(
    "instructors.idle",
    _("已聘任待派驻的指导员"),
    work.awaiting_dispatch,
    "waiting=dispatch",
    "instructors.dispatch",
    302,
)
_waiting("instructors.expiring", _("聘期将满的指导员"), work.expiring, "waiting=renewal", "instructors.appoint", 303)
work_items.add(
    "instructors.visits",
    WorkItem(
        "instructors.visits",
        _("走访到期的单位"),
        due.counts,
        reverse_lazy("instructors:visits"),
        "enterprises.visit_unit",
        "route",
        310,
    ),
)
daily_hooks.add("instructors.reaches", services.refresh_reaches)
importers.add(importing.IMPORTER.code, importing.IMPORTER)
for _exporter in exporting.LISTS:
    exporters.add(_exporter.code, _exporter)
