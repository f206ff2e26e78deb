"""Rectification on other pages: navigation, the panel of an organization, work items."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import registries
from access.registries import NavItem, Panel, WorkItem
from orgs.hooks.organizations import ORG, SECTION
from orgs.queries import rectifying
from orgs.rules.rectifying import LIST, TELL

registries.nav.add(
    "orgs.rectifications", NavItem(_("整顿"), "orgs:rectifications", "alert-triangle", SECTION, rectifying.VIEW, 245)
)
registries.panels.add(
    ORG, "orgs.rectifications",
    Panel("orgs.rectifications", _("整顿"), "orgs/panels/rectifications.html", rectifying.panel, rectifying.VIEW, 45, later=True),
)  # fmt: skip
for _name, _asked, _label, _waiting, _perm, _order in (
    ("silent", f"?due={rectifying.SILENT}", _("整顿上月无进展记录"), rectifying.silent_waiting, TELL, 47),
    ("plan", f"?due={rectifying.OPEN}", _("整顿待明确领导、批准方案"), rectifying.to_plan, LIST, 48),
    ("overdue", f"?due={rectifying.OVERDUE}", _("整顿已过期限"), rectifying.overdue_waiting, LIST, 49),
):
    registries.work_items.add(
        f"orgs.rectifications_{_name}",
        WorkItem(
            f"orgs.rectifications_{_name}", _label, _waiting,
            lambda asked=_asked: reverse("orgs:rectifications") + asked, _perm, "alert-triangle", _order,
        ),
    )  # fmt: skip
