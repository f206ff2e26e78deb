"""Warnings on other pages: navigation and work items."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import registries
from access.registries import NavItem, WorkItem
from orgs.hooks.organizations import SECTION
from orgs.queries import watching

registries.nav.add("orgs.warnings", NavItem(_("动态预警"), "orgs:warnings", "bell", SECTION, watching.VIEW, 218))
registries.work_items.add(
    "orgs.watch_units",
    WorkItem(
        "orgs.watch_units", _("待研判的单位变动"), watching.units_waiting, lambda: reverse("orgs:warnings"), watching.PLAN,
        "bell", 34,
    ),
)  # fmt: skip
