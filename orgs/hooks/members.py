"""The roster on other pages: navigation, the panel of an organization, work items."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import registries
from access.registries import NavItem, Panel, WorkItem
from orgs.hooks.organizations import ORG, SECTION
from orgs.queries import members

DUE, EXAMINE = (f"?due={which}" for which in (members.TO_CONVERT, members.TO_EXAMINE))

registries.nav.add("orgs.members", NavItem(_("党员名册"), "orgs:members", "users", SECTION, members.VIEW, 250))
registries.panels.add(
    ORG, "orgs.members",
    Panel("orgs.members", _("党员"), "orgs/panels/members.html", members.panel, members.VIEW, 40, later=True),
)  # fmt: skip
for _key, _name, _asked, _label, _waiting, _perm, _icon, _order in (
    ("members", "members", DUE, _("预备期满待讨论转正"), members.conversions_waiting, members.KEEP, "user-check", 44),
    ("examinations", "members", EXAMINE, _("谈话、考察到期"), members.examinations_waiting, members.KEEP, "user-check", 44),
    ("letters", "letters", "", _("办理中的组织关系转接"), members.letters_waiting, members.TRANSFER, "send", 45),
    ("roster_check", "roster_check", "", _("名册与摸底人数不一致"), members.differences_waiting, members.KEEP, "users", 46),
):
    registries.work_items.add(
        f"orgs.{_key}",
        WorkItem(
            f"orgs.{_key}", _label, _waiting, lambda name=_name, asked=_asked: reverse(f"orgs:{name}") + asked, _perm, _icon, _order
        ),
    )  # fmt: skip
