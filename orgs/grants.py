"""Who may do what with Party organizations: inside areas and line of the body that gives the role, unless reached."""

from django.utils.translation import gettext_lazy as _

from access.choices import Role
from access.policy import declare, grant, reach

ORG = "orgs.org"

declare("orgs.view_org", _("查看党组织"))
declare("orgs.form_org", _("组建党组织"))
declare("orgs.cover_unit", _("把单位纳入或移出组织覆盖"))
declare("orgs.view_formation", _("查看组建台账"))
declare("orgs.plan_formation", _("制定一企一策"))
declare("orgs.apply_formation", _("报送组建请示、登记选举结果"))
declare("orgs.decide_formation", _("研究批复组建请示"))
declare("orgs.file_formation", _("备案并正式成立党组织"))
declare("orgs.clear_formation", _("批准销号"))
declare("orgs.change_org", _("党组织更名、改设类型"))
declare("orgs.revoke_org", _("合并或撤销党组织"))
declare("orgs.reverse_event", _("撤回党组织更名、改设、合并、撤销"))
declare("orgs.keep_four_ones", _("登记区域党组织的阵地和恳谈会"))
declare("orgs.appoint_post", _("任免党内职务"))
declare("orgs.elect_term", _("登记换届选举"))
declare("orgs.run_election", _("办理换届：请示、候选人、选举结果"))
declare("orgs.decide_election", _("批复换届请示"))
declare("orgs.file_election", _("换届选举结果备案"))
declare("orgs.extend_term", _("批准延期换届"))
declare("orgs.rate_org", _("评定星级和示范点"))
declare("orgs.issue_card", _("发放服务联系卡"))
declare("orgs.grade_org", _("分类定级"))
declare("orgs.rectify_org", _("登记整顿进展"))

READ = ("orgs.view_org",)
FORM = ("orgs.form_org", "orgs.cover_unit", "orgs.change_org", "orgs.revoke_org")
LEAD = ("orgs.appoint_post", "orgs.elect_term")
RATE = ("orgs.extend_term", "orgs.rate_org", "orgs.grade_org")

CASES = ("orgs.view_formation", "orgs.plan_formation", "orgs.apply_formation", "orgs.decide_formation")
ABOVE = ("orgs.file_formation", "orgs.clear_formation")

grant(Role.COMMITTEE, *READ, *FORM, *LEAD, *RATE, *CASES, *ABOVE)
grant(Role.ORG_DEPT, *READ, *FORM, *LEAD, *RATE, *CASES, *ABOVE)
grant(Role.STREET_OFFICER, *READ, *FORM, *LEAD, *CASES)
grant(Role.COMMUNITY_OFFICER, *READ)
grant(Role.MEMBER_UNIT, *READ)
grant(Role.STATION, *READ)
grant(Role.FINANCE, *READ)
grant(Role.LEADER, *READ)
grant(Role.API_CLIENT, *READ)

CARD = "orgs.issue_card"
for role in (Role.COMMITTEE, Role.STREET_OFFICER, Role.COMMUNITY_OFFICER):
    grant(role, CARD)
reach(Role.INSTRUCTOR, "enterprises.unit", CARD)

reach(Role.SECRETARY, ORG, *READ)
reach(Role.SECRETARY, "enterprises.unit", *READ)
reach(Role.INSTRUCTOR, ORG, *READ)
reach(Role.INSTRUCTOR, "enterprises.unit", *READ)
reach(Role.CONTACT, "enterprises.unit", *READ)

RUN_ELECTION = ("orgs.run_election", "orgs.decide_election")
grant(Role.STREET_OFFICER, *RUN_ELECTION)
for role in (Role.COMMITTEE, Role.ORG_DEPT):
    grant(role, *RUN_ELECTION, "orgs.file_election", "orgs.reverse_event")
reach(Role.SECRETARY, ORG, "orgs.run_election")
for role in (Role.COMMITTEE, Role.ORG_DEPT, Role.STREET_OFFICER):
    grant(role, "orgs.keep_four_ones", "orgs.rectify_org")
reach(Role.SECRETARY, ORG, "orgs.keep_four_ones", "orgs.rectify_org")

declare("orgs.view_member", _("查看党员名册"))
declare("orgs.keep_member", _("登记党员、发展阶段和离开"))
declare("orgs.transfer_member", _("办理组织关系转接"))
declare("orgs.reveal_member", _("查看党员证件号码和手机号码"))

ROSTER = ("orgs.view_member", "orgs.keep_member", "orgs.reveal_member")
for role in (Role.COMMITTEE, Role.ORG_DEPT, Role.STREET_OFFICER):
    grant(role, *ROSTER, "orgs.transfer_member")
reach(Role.SECRETARY, ORG, *ROSTER)

declare("orgs.keep_life", _("登记组织生活"))
declare("orgs.view_owner", _("查看出资人态度"))
declare("orgs.keep_owner", _("登记出资人态度和副主席轮值"))
for role in (Role.COMMITTEE, Role.ORG_DEPT, Role.STREET_OFFICER):
    grant(role, "orgs.keep_life", "orgs.view_owner", "orgs.keep_owner")
reach(Role.SECRETARY, ORG, "orgs.keep_life")

declare("orgs.view_body_work", _("查看工委成员单位、会议和任务"))
declare("orgs.keep_body_work", _("登记成员单位、会议，交办和确认任务"))
declare("orgs.report_task", _("报任务办结"))

REPORTED = ("orgs.view_body_work", "orgs.report_task")
for role in (Role.COMMITTEE, Role.ORG_DEPT, Role.STREET_OFFICER):
    grant(role, *REPORTED, "orgs.keep_body_work")
for role in (Role.MEMBER_UNIT, Role.STATION, Role.COMMUNITY_OFFICER):
    grant(role, *REPORTED)
grant(Role.LEADER, "orgs.view_body_work")
