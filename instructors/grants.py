"""Who may do what to instructors; the roles of each act come from the table of steps, so that both are one."""

from django.utils.translation import gettext_lazy as _

from access.choices import Role
from access.policy import declare, grant, reach
from instructors.rules.permits import PERMISSION_OF, roles_of

declare("instructors.view_instructor", _("查看指导员"))
declare("instructors.apply_instructor", _("提出指导员申请"))
declare("instructors.review_first", _("党委（党组）初审"))
declare("instructors.review_second", _("组织部门复审"))
declare("instructors.train", _("组织并认定岗前培训"))
declare("instructors.appoint", _("发放聘书"))
declare("instructors.dispatch", _("派驻指导员"))
declare("instructors.recall", _("召回指导员或办理届满"))
declare("instructors.resign", _("办理指导员辞任"))

READERS = (
    Role.COMMITTEE,
    Role.ORG_DEPT,
    Role.MEMBER_UNIT,
    Role.STATION,
    Role.STREET_OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.LEADER,
    Role.API_CLIENT,
)
for role in READERS:
    grant(role, "instructors.view_instructor")
for permission in sorted(set(PERMISSION_OF.values())):
    for role in roles_of(permission) - {Role.INSTRUCTOR}:
        grant(role, permission)

# Of an instructor's own file: to read it, to apply again after a return, to resign.
reach(
    Role.INSTRUCTOR,
    "instructors.instructor",
    "instructors.view_instructor",
    "instructors.apply_instructor",
    "instructors.resign",
)
