"""The double search and those who reported in on other pages: navigation, the panel of an organization, work items."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import registries
from access.registries import NavItem, Panel, WorkItem
from orgs.choices import SearchStage
from orgs.hooks.organizations import ORG, SECTION
from orgs.queries import searching as reads

registries.nav.add("orgs.search", NavItem(_("双找"), "orgs:search", "user-search", SECTION, reads.VIEW, 253))
registries.nav.add("orgs.reported_in", NavItem(_("在职党员报到"), "orgs:reported_in", "user-check", SECTION, reads.VIEW, 256))
registries.panels.add(
    ORG, "orgs.search", Panel("orgs.search", _("双找"), "orgs/panels/search.html", reads.panel, reads.VIEW, 43, later=True)
)
for _key, _asked, _label, _waiting, _icon, _order in (
    ("to_contract", f"?stage={SearchStage.LISTED.value}", _("待确定承包的查找对象"), reads.to_contract, "user-plus", 47),
    ("search_idle", "?group=idle", _("多日没有登记的查找对象"), reads.idle_waiting, "user-search", 48),
    ("to_settle", "?group=unsettled", _("已找到待落实组织关系"), reads.to_settle, "send", 49),
):
    registries.work_items.add(
        f"orgs.{_key}",
        WorkItem(f"orgs.{_key}", _label, _waiting, lambda asked=_asked: reverse("orgs:search") + asked, reads.KEEP, _icon, _order),
    )
