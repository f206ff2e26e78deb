"""Formation cases on other pages: navigation, panel of a unit, work items; and what keeps the list in step with the facts."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import registries
from access.principals import Principal
from access.registries import NavItem, Panel, QualityCheck, WorkItem
from enterprises.models import Unit
from enterprises.rules.quality import STREET, QualityRule
from orgs.choices import PlanStatus
from orgs.hooks.organizations import SECTION
from orgs.models.gaps import out_of_step
from orgs.queries import cases
from orgs.services.cases import listing

UNIT = "enterprises.unit"


def case_panel(principal: Principal, obj: Unit, on: date) -> dict[str, Any]:
    """Return what the panel "组建台账" of a unit shows: its cases, newest first."""
    return {"unit": obj, "rows": cases.shown(cases.history(obj.pk), on)}


def case_events(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Tell when a unit came on the list and when its ticket was cancelled."""
    told = []
    for row in (one["row"] for one in context["rows"]):
        url = row.get_absolute_url()
        told.append({"on": row.listed_on, "title": _now("列入组建台账"), "text": row.get_origin_display(), "url": url,
                     "icon": "target", "tone": "warn"})  # fmt: skip
        if row.cleared_on is not None:
            told.append({"on": row.cleared_on, "title": _now("销号"), "text": row.cleared_no, "url": url,
                         "icon": "checks", "tone": "good"})  # fmt: skip
    return told


def _list(query: str) -> Any:
    return lambda: f"{reverse('orgs:cases')}?{query}"


registries.nav.add(
    "orgs.cases", NavItem(pgettext_lazy("plural", "组建台账"), "orgs:cases", "target", SECTION, cases.VIEW, 215)
)
registries.nav.add(
    "orgs.applications",
    NavItem(pgettext_lazy("plural", "组建请示"), "orgs:applications", "file-text", SECTION, cases.VIEW, 217),
)
registries.panels.add(
    UNIT,
    "orgs.formation",
    Panel("orgs.formation", _("组建台账"), "orgs/panels/case.html", case_panel, cases.VIEW, 51, events=case_events),
)
for _key, _label, _waiting, _url, _perm, _icon, _order in (
    ("orgs.to_plan", _("待制定一企一策"), cases.to_plan, _list(f"status={PlanStatus.OPEN}"), "orgs.plan_formation",
     "list-check", 31),
    ("orgs.to_decide", _("待批复的组建请示"), cases.to_decide, lambda: f"{reverse('orgs:applications')}?stage=waiting",
     "orgs.decide_formation", "file-text", 32),
    ("orgs.to_clear", _("待批准销号"), cases.to_clear, _list(f"status={PlanStatus.BUILT}"), "orgs.clear_formation",
     "checks", 33),
):  # fmt: skip
    registries.work_items.add(_key, WorkItem(_key, _label, _waiting, _url, _perm, _icon, _order))
registries.quality_checks.add(
    "case_out_of_step",
    QualityCheck(QualityRule("case_out_of_step", _("组建台账与应建未建事实不一致"), STREET, 1), out_of_step),
)
registries.fact_hooks.add(UNIT, "orgs.formation", listing.follow)
registries.take_back_hooks.add(UNIT, "orgs.formation", listing.let_go)
registries.daily_hooks.add("orgs.formation", listing.follow_calendar)
