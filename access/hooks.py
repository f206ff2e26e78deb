"""What the permissions layer shows in the shared frame: navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.registries import NavItem, nav

ADMINISTRATION = _("系统管理")

REFERENCE = _("基础资料")

nav.add(
    "access.areas",
    NavItem(pgettext_lazy("plural", "辖区"), "access:areas", "map-pin", REFERENCE, "access.view_area", 800),
)
nav.add(
    "access.bodies",
    NavItem(pgettext_lazy("plural", "工作机构"), "access:bodies", "building-bank", REFERENCE, "access.view_body", 810),
)
nav.add(
    "access.users",
    NavItem(
        pgettext_lazy("plural", "账号"),
        "admin:access_user_changelist",
        "users",
        ADMINISTRATION,
        "access.view_user",
        900,
    ),
)
nav.add(
    "access.assignments",
    NavItem(
        pgettext_lazy("plural", "授权"),
        "admin:access_assignment_changelist",
        "key",
        ADMINISTRATION,
        "access.view_assignment",
        910,
    ),
)
nav.add(
    "access.audit",
    NavItem(_("审计"), "admin:access_auditevent_changelist", "history", ADMINISTRATION, "access.view_auditevent", 920),
)
nav.add("access.jobs", NavItem(_("导入导出任务"), "access:jobs", "progress-check", REFERENCE, "access.view_area", 820))
nav.add("access.admin", NavItem(_("管理后台"), "admin:index", "settings", ADMINISTRATION, "access.enter_admin", 990))
