"""Who reads figures and the register of published figures."""

from django.utils.translation import gettext_lazy as _

from access.choices import Role
from access.policy import declare, grant

declare("reports.view_figure", _("查看覆盖率和统计"))
declare("reports.view_sources", _("查看来源数据对照"))

READERS = (
    Role.COMMITTEE,
    Role.ORG_DEPT,
    Role.MEMBER_UNIT,
    Role.STATION,
    Role.STREET_OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.FINANCE,
    Role.LEADER,
    Role.API_CLIENT,
)
for role in READERS:
    grant(role, "reports.view_figure")
for role in (Role.COMMITTEE, Role.ORG_DEPT, Role.LEADER):
    grant(role, "reports.view_sources")
