"""The work of bodies on other pages: navigation and work items."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import registries
from access.registries import NavItem, Panel, WorkItem
from orgs.hooks.organizations import ORG, SECTION
from orgs.queries import bodies, duties

registries.nav.add(
    "orgs.body_work", NavItem(_("工委工作"), "orgs:body_works", "building-bank", SECTION, bodies.VIEW, 240)
)
registries.nav.add("orgs.body_tasks", NavItem(_("任务督办"), "orgs:body_tasks", "checklist", SECTION, bodies.VIEW, 241))
registries.work_items.add(
    "orgs.tasks_to_do",
    WorkItem(
        "orgs.tasks_to_do", _("我单位承办的任务"), bodies.to_do, lambda: f"{reverse('orgs:body_tasks')}?whose=mine",
        bodies.REPORT, "checklist", 28,
    ),
)  # fmt: skip
registries.work_items.add(
    "orgs.tasks_to_confirm",
    WorkItem(
        "orgs.tasks_to_confirm", _("待确认办结的任务"), bodies.to_confirm,
        lambda: f"{reverse('orgs:body_tasks')}?whose=given&state=reported", bodies.KEEP, "circle-check", 29,
    ),
)  # fmt: skip
registries.work_items.add(
    "orgs.letters_to_check",
    WorkItem(
        "orgs.letters_to_check", _("待年度考核的责任书"), duties.checks_waiting, lambda: reverse("orgs:duty_letters"),
        bodies.KEEP, "file-text", 30,
    ),
)  # fmt: skip
registries.panels.add(
    ORG,
    "orgs.pairings",
    Panel("orgs.pairings", _("结对共建"), "orgs/panels/pairings.html", duties.panel, duties.READ, 46, later=True),
)
