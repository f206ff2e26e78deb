"""Closed vocabularies of the permissions layer."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaLevel(TextChoices):
    """Levels of the area tree: official divisions (GB/T 2260, 统计用区划代码) and our own levels below them."""

    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地市级")
    COUNTY = "county", _("区县级")
    TOWNSHIP = "township", _("街道（乡镇）")
    COMMUNITY = "community", _("社区（村）")
    ZONE = "zone", _("开发区")
    PARK = "park", _("园区")
    BUILDING = "building", _("楼宇")
    GRID = "grid", _("网格")


OFFICIAL_DIGITS = {  # digits of the official code on each level. Source: domain 7.2
    AreaLevel.PROVINCE: 2,
    AreaLevel.PREFECTURE: 4,
    AreaLevel.COUNTY: 6,
    AreaLevel.TOWNSHIP: 9,
    AreaLevel.COMMUNITY: 12,
}


class GridBasis(TextChoices):
    """How a grid is cut. Source: K3 "按照地域、行业类型划分网格"."""

    PLACE = "place", _("按地域")
    INDUSTRY = "industry", _("按行业")


class BodyKind(TextChoices):
    """Kinds of working bodies (工作机构). Source: T1, T2, K5, K6, Q1."""

    WORK_COMMITTEE = "work_committee", _("非公（两新）工委")
    ORG_DEPT = "org_dept", _("组织部门")
    MEMBER_UNIT = "member_unit", _("成员单位")
    STATION = "station", _("党建工作指导站")
    TOWN_COMMITTEE = "town_committee", _("街道（乡镇）党（工）委")
    COMMUNITY = "community", _("社区（村）党组织")
    MANAGING_COMMITTEE = "managing_committee", _("行业（系统、园区）党委")
    FINANCE = "finance", _("财政部门")
    ADMINISTRATION = "administration", _("系统管理机构")
    OUTSIDE_SYSTEM = "outside_system", _("外部政务系统")


class Role(TextChoices):
    """What a person is entrusted with; what it allows is code (each app's ``grants.py``)."""

    COMMITTEE = "committee", _("区级工委干部")
    ORG_DEPT = "org_dept", _("组织部门审核人")
    MEMBER_UNIT = "member_unit", _("成员单位联络员")
    STATION = "station", _("指导站工作人员")
    STREET_OFFICER = "street_officer", _("街道（乡镇）干部")
    COMMUNITY_OFFICER = "community_officer", _("社区（村）干部")
    INSTRUCTOR = "instructor", _("党建工作指导员")
    SECRETARY = "secretary", _("党组织书记")
    CONTACT = "contact", _("企业联系人")
    FINANCE = "finance", _("财务人员")
    LEADER = "leader", _("领导（只读）")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("安全审计员")
    API_CLIENT = "api_client", _("对接系统")


class RoleGroup(TextChoices):
    """Groups of which one person may hold only one at a time (三员分立)."""

    BUSINESS = "business", _("业务")
    SYSTEM = "system", _("系统管理")
    SECURITY = "security", _("安全管理")
    AUDIT = "audit", _("安全审计")


ADMIN_GROUPS = {
    Role.SYSTEM_ADMIN: RoleGroup.SYSTEM,
    Role.SECURITY_ADMIN: RoleGroup.SECURITY,
    Role.AUDITOR: RoleGroup.AUDIT,
}


REACH_ROLES = frozenset({Role.INSTRUCTOR, Role.SECRETARY, Role.CONTACT})  # see only rows that a Reach names, no area


def group_of(role: str) -> RoleGroup:
    """Return the group of a role; two groups are never held together."""
    return ADMIN_GROUPS.get(Role(role), RoleGroup.BUSINESS)


class AccountKind(TextChoices):
    """Accounts are of people or of outside systems."""

    PERSON = "person", _("个人")
    CLIENT = "client", _("对接系统")


class AuditResult(TextChoices):
    """How an audited act ended."""

    DONE = "done", _("完成")
    DENIED = "denied", _("拒绝")
    READ = "read", _("查阅")


class JobState(TextChoices):
    """How far background work has come."""

    PENDING = "pending", _("等待处理")
    RUNNING = "running", _("处理中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")


FINAL_JOBS = (JobState.CANCELLED, JobState.DONE, JobState.FAILED)  # nothing follows them

RECEPTION = (
    "ledger.reception"  # key of a request's surroundings under which the web process tells why its body is not whole
)


class NotWhole(StrEnum):
    """Why the body of a request is not whole (内容不完整): its connection ended, or its time was over."""

    CUT = "cut"
    SLOW = "slow"
