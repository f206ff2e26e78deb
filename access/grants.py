"""Permissions of the access layer itself. 三员分立: the three administrators hold no business permission, and nobody else holds theirs."""

from django.utils.translation import gettext_lazy as _

from access.choices import Role
from access.policy import declare, grant

declare("access.view_area", _("查看辖区"))
declare("access.change_area", _("维护辖区"))
declare("access.view_body", _("查看工作机构"))
declare("access.change_body", _("维护工作机构"))
declare("access.view_person", _("查看人员"))
declare("access.change_person", _("维护人员"))
declare("access.reveal_person", _("查看人员敏感信息"))
declare("access.view_user", _("查看账号"))
declare("access.change_user", _("维护账号"))
declare("access.view_assignment", _("查看授权"))
declare("access.give_assignment", _("授予或收回角色"))
declare("access.view_auditevent", _("查看审计记录"))
declare("access.enter_admin", _("进入管理后台"))

BUSINESS = (
    Role.COMMITTEE,
    Role.ORG_DEPT,
    Role.MEMBER_UNIT,
    Role.STATION,
    Role.STREET_OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.INSTRUCTOR,
    Role.SECRETARY,
    Role.FINANCE,
    Role.LEADER,
    Role.API_CLIENT,
)
for role in BUSINESS:
    grant(role, "access.view_area", "access.view_body")

grant(
    Role.COMMITTEE,
    "access.change_area",
    "access.change_body",
    "access.view_person",
    "access.change_person",
    "access.reveal_person",
    "access.enter_admin",
)
grant(Role.ORG_DEPT, "access.view_person", "access.change_person", "access.reveal_person")
grant(Role.MEMBER_UNIT, "access.view_person", "access.change_person")
grant(Role.STATION, "access.view_person")
grant(Role.STREET_OFFICER, "access.view_person", "access.change_person", "access.reveal_person")
grant(Role.COMMUNITY_OFFICER, "access.view_person", "access.change_person")
grant(Role.FINANCE, "access.view_person")

grant(
    Role.SYSTEM_ADMIN,
    "access.view_area",
    "access.view_body",
    "access.view_user",
    "access.change_user",
    "access.view_assignment",
    "access.enter_admin",
)
grant(
    Role.SECURITY_ADMIN,
    "access.view_body",
    "access.view_area",
    "access.view_user",
    "access.view_assignment",
    "access.give_assignment",
    "access.enter_admin",
)
grant(Role.AUDITOR, "access.view_auditevent", "access.view_user", "access.view_assignment", "access.enter_admin")
