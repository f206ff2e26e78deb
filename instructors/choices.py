"""Closed vocabularies of instructors; labels are Chinese msgids. No logic here: see ``rules``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InstructorKind(TextChoices):
    """Kind of service (指导员类别). Source: domain 5.1, 专职/兼职/网格."""

    FULL_TIME = "full_time", _("专职")
    PART_TIME = "part_time", _("兼职")
    GRID = "grid", _("网格")


class InstructorOrigin(TextChoices):
    """Where an instructor comes from (人员来源). Source: source 003 机关; domain 5.1 (Guang'an)."""

    ORGAN = "organ", _("机关干部")
    RETIRED = "retired", _("退休干部")
    GRADUATE = "graduate", _("选派高校毕业生")
    VETERAN = "veteran", _("退役军人")
    INDUSTRY = "industry", _("行业部门人员")
    UNIT_STAFF = "unit_staff", _("企业党务骨干")
    OTHER = "other", _("其他")


class Stage(TextChoices):
    """Stage of an instructor. Source: source 004 "个人申请-党委(党组)初审-组织部门复审-岗前培训-发放聘书"."""

    DRAFT = "draft", _("起草")
    SUBMITTED = "submitted", _("已申请")
    RETURNED = "returned", _("退回补正")
    FIRST_PASSED = "first_passed", _("初审通过")
    SECOND_PASSED = "second_passed", _("复审通过")
    TRAINING = "training", _("岗前培训中")
    TRAINED = "trained", _("培训合格")
    APPOINTED = "appointed", _("已聘任")
    SERVING = "serving", _("在岗")
    ENDED = "ended", _("聘期届满")
    RECALLED = "recalled", _("召回")
    RESIGNED = "resigned", _("辞任")
    REJECTED = "rejected", _("未通过")


class Step(TextChoices):
    """An act on an instructor's file (办理动作)."""

    SUBMIT = "submit", _("提出申请")
    PASS_FIRST = "pass_first", _("初审通过")
    PASS_SECOND = "pass_second", _("复审通过")
    RETURN = "return", _("退回补正")
    REJECT = "reject", _("不予通过")
    START_TRAINING = "start_training", _("组织岗前培训")
    FINISH_TRAINING = "finish_training", _("认定培训合格")
    APPOINT = "appoint", _("发放聘书")
    DISPATCH = "dispatch", _("派驻")
    RENEW = "renew", _("续聘")
    END = "end", _("聘期届满离任")
    RECALL = "recall", _("召回")
    RESIGN = "resign", _("辞任")


class DispatchTarget(TextChoices):
    """To what an instructor is dispatched (派驻对象). Source: source 001 每个网格配备一名; source 004."""

    UNIT = "unit", _("单位")
    ORG = "org", _("党组织")
    GRID = "grid", _("网格")


class DispatchEndReason(TextChoices):
    """Why a dispatch ended (派驻结束原因)."""

    TERM_ENDED = "term_ended", _("派驻期满")
    HANDED_OVER = "handed_over", _("移交他人")
    INSTRUCTOR_LEFT = "instructor_left", _("指导员离任")
    TARGET_GONE = "target_gone", _("派驻对象不再存续")


class VisitKind(TextChoices):
    """Kind of contact (联系方式). Source: source 004 "两进两谈", 联系指导; source 001 恳谈会."""

    ON_SITE = "on_site", _("上门走访")
    INVESTOR_TALK = "investor_talk", _("与出资人恳谈")
    STAFF_TALK = "staff_talk", _("与职工座谈")
    FORUM = "forum", _("恳谈会")
    PHONE = "phone", _("电话联系")


class Duty(TextChoices):
    """The nine duties (9项职责任务). Source: source 004 names nine and lists none; the list is a draft (domain 5.2)."""

    POLICY = "policy", _("宣传政策")
    SURVEY = "survey", _("摸清底数")
    FORMATION = "formation", _("指导组建")
    MEMBERS = "members", _("发展管理党员")
    ACTIVITIES = "activities", _("指导开展活动")
    VENUE = "venue", _("阵地制度建设")
    MASS_ORGS = "mass_orgs", _("带动群团、服务职工")
    DIFFICULTIES = "difficulties", _("协调解决困难")
    REPORTING = "reporting", _("培育典型、报送信息")
