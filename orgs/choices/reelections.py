"""The re-election of an organization, from the notice to the filed result."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReElectionStage(TextChoices):
    """Stage of a re-election (换届进度). Source: domain 2.5; 《中国共产党基层组织选举工作条例》."""

    PREPARING = "preparing", _("筹备")
    SUBMITTED = "submitted", _("已请示")
    RETURNED = "returned", _("退回")
    APPROVED = "approved", _("已批复")
    NOMINATED = "nominated", _("候选人已审查")
    RUNOFF = "runoff", _("票数相等，待再次投票")
    HELD = "held", _("已选举")
    REPORTED = "reported", _("结果已上报")
    FILED = "filed", _("已备案")
    WITHDRAWN = "withdrawn", _("撤回")


class ReElectionStep(TextChoices):
    """A step of a re-election (换届办理). Source: domain 2.5."""

    SUBMIT = "submit", _("报送换届请示")
    RETURN = "return", _("退回")
    APPROVE = "approve", _("批复换届请示")
    NOMINATE = "nominate", _("登记候选人")
    VOTE = "vote", _("登记选举结果")
    TIE = "tie", _("票数相等，再次投票")
    REPORT = "report", _("上报选举结果")
    FILE = "file", _("选举结果备案")
    WITHDRAW = "withdraw", _("撤回换届请示")


class BallotPost(TextChoices):
    """What one ballot elects (选举职务)."""

    COMMITTEE = "committee", _("委员")
    SECRETARY = "secretary", _("书记")
    DEPUTY = "deputy", _("副书记")
