"""Who may do what in the register; inside areas and line of the body through which a role is held, unless reached."""

from django.utils.translation import gettext_lazy as _

from access.choices import Role
from access.policy import declare, grant, reach

UNIT = "enterprises.unit"

declare("enterprises.view_unit", _("查看单位"))
declare("enterprises.register_unit", _("登记单位"))
declare("enterprises.amend_unit", _("修改单位资料"))
declare("enterprises.move_unit", _("变更单位所在辖区"))
declare("enterprises.close_unit", _("登记停业、迁出或注销"))
declare("enterprises.visit_unit", _("走访登记"))
declare("enterprises.appoint_liaison", _("指派联络员"))
declare("enterprises.approve_base", _("核定党建基数"))
declare("enterprises.set_rules", _("维护归口规则"))
declare("enterprises.run_round", _("组织摸底走访"))
declare("enterprises.design_questions", _("设置补充问题"))
declare("enterprises.settle_submission", _("处理手机送来的走访、停用手机"))
declare("enterprises.view_sensitive", _("查看单位联系电话"))
declare("enterprises.invite_contact", _("请联系人确认资料"))
declare("enterprises.merge_unit", _("合并重复单位"))
declare("enterprises.set_scheme", _("维护五个清方案"))
declare("enterprises.raise_difficulty", _("反映实际困难"))
declare("enterprises.assign_difficulty", _("交办实际困难"))
declare("enterprises.handle_difficulty", _("办理实际困难"))
declare("enterprises.confirm_difficulty", _("确认困难已解决"))

declare("enterprises.import_sheet", _("导入表格"))
declare("enterprises.export_list", _("导出列表"))
declare("enterprises.load_register", _("导入外部名册"))
declare("enterprises.view_registertask", _("查看名册比对"))
declare("enterprises.settle_registertask", _("核实办结名册比对"))

READ = ("enterprises.view_unit",)
KEEP = (
    *READ,
    "enterprises.register_unit",
    "enterprises.amend_unit",
    "enterprises.visit_unit",
    "enterprises.appoint_liaison",
    "enterprises.view_sensitive",
)
FIELD = (
    *READ,
    "enterprises.amend_unit",
    "enterprises.visit_unit",
    "enterprises.appoint_liaison",
    "enterprises.view_sensitive",
)

grant(Role.COMMITTEE, *KEEP, "enterprises.move_unit", "enterprises.close_unit", "enterprises.approve_base")
grant(
    Role.COMMITTEE,
    "enterprises.set_rules",
    "enterprises.set_scheme",
    "enterprises.run_round",
    "enterprises.design_questions",
)
grant(Role.COMMITTEE, "enterprises.settle_submission")
grant(Role.STREET_OFFICER, "enterprises.settle_submission")
grant(Role.ORG_DEPT, *READ, "enterprises.approve_base", "enterprises.view_sensitive")
grant(Role.STREET_OFFICER, *KEEP, "enterprises.move_unit", "enterprises.close_unit", "enterprises.run_round")
grant(Role.COMMUNITY_OFFICER, *KEEP, "enterprises.close_unit")
grant(Role.MEMBER_UNIT, *FIELD)
grant(Role.STATION, *FIELD)
grant(Role.FINANCE, *READ)
grant(Role.LEADER, *READ)
grant(Role.API_CLIENT, *READ, "enterprises.register_unit", "enterprises.amend_unit")

for _role in (Role.COMMITTEE, Role.STREET_OFFICER, Role.COMMUNITY_OFFICER):
    grant(_role, "enterprises.import_sheet", "enterprises.export_list")
for _role in (Role.ORG_DEPT, Role.MEMBER_UNIT, Role.STATION, Role.FINANCE, Role.LEADER, Role.INSTRUCTOR):
    grant(_role, "enterprises.export_list")

grant(Role.COMMITTEE, "enterprises.load_register")
for _role in (Role.COMMITTEE, Role.STREET_OFFICER, Role.COMMUNITY_OFFICER):
    grant(_role, "enterprises.view_registertask", "enterprises.settle_registertask")
for _role in (Role.ORG_DEPT, Role.LEADER):
    grant(_role, "enterprises.view_registertask")

reach(Role.INSTRUCTOR, UNIT, *READ, "enterprises.visit_unit", "enterprises.view_sensitive")
reach(Role.SECRETARY, UNIT, *READ, "enterprises.amend_unit")
reach(Role.CONTACT, UNIT, *READ, "enterprises.amend_unit")

RAISE, ASSIGN = "enterprises.raise_difficulty", "enterprises.assign_difficulty"
HANDLE, CONFIRM = "enterprises.handle_difficulty", "enterprises.confirm_difficulty"
grant(Role.COMMITTEE, RAISE, ASSIGN, HANDLE)
grant(Role.STREET_OFFICER, RAISE, ASSIGN, HANDLE, CONFIRM)
grant(Role.COMMUNITY_OFFICER, RAISE, HANDLE, CONFIRM)
grant(Role.MEMBER_UNIT, RAISE, HANDLE)
grant(Role.STATION, RAISE, HANDLE)
reach(Role.INSTRUCTOR, UNIT, RAISE, HANDLE, CONFIRM)
reach(Role.SECRETARY, UNIT, RAISE, CONFIRM)
reach(Role.CONTACT, UNIT, RAISE, CONFIRM)

for _role in (Role.COMMITTEE, Role.STREET_OFFICER, Role.COMMUNITY_OFFICER):
    grant(_role, "enterprises.invite_contact")
for _role in (Role.COMMITTEE, Role.STREET_OFFICER):
    grant(_role, "enterprises.merge_unit")
