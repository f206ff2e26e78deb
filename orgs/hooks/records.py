"""Organization life, owners and turns of duty on other pages: navigation, panels, work item."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import registries
from access.registries import NavItem, Panel, WorkItem
from orgs.forms import exporting_life
from orgs.hooks.organizations import ORG, SECTION
from orgs.queries import due, owners

registries.nav.add("orgs.life", NavItem(_("组织生活"), "orgs:life", "calendar-event", SECTION, due.VIEW, 235))
registries.nav.add("orgs.owners", NavItem(_("出资人态度"), "orgs:owners", "user", SECTION, owners.VIEW, 250))
registries.nav.add("orgs.duties", NavItem(_("副主席轮值"), "orgs:duties", "refresh", SECTION, owners.VIEW, 251))
registries.panels.add(
    ORG,
    "orgs.life",
    Panel("orgs.life", _("组织生活"), "orgs/panels/life.html", due.panel, due.VIEW, 25, acts=(due.KEEP,), later=True),
)
registries.panels.add(
    ORG,
    "orgs.owners",
    Panel("orgs.owners", _("出资人态度"), "orgs/panels/owners.html", owners.panel, owners.VIEW, 45, later=True),
)
registries.work_items.add(
    "orgs.life_due",
    WorkItem(
        "orgs.life_due", _("本月应开展组织生活的党组织"), due.waiting, lambda: reverse("orgs:life_due"), due.KEEP,
        "calendar-event", 44,
    ),
)  # fmt: skip
for _exporter in exporting_life.LISTS:
    registries.exporters.add(_exporter.code, _exporter)
