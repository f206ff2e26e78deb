"""Vocabularies of difficulties (实际困难); labels are Chinese msgids. No logic here: see ``rules.difficulties``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DifficultyKind(TextChoices):
    """What a difficulty is about (困难类别). Source: source 001, K13 and K15 (loans, freight), domain 4.2."""

    FINANCE = "finance", _("融资贷款")
    LABOUR = "labour", _("用工招聘")
    PREMISES = "premises", _("用地用房")
    TRANSPORT = "transport", _("物流运输")
    MARKET = "market", _("市场销路")
    PERMIT = "permit", _("证照审批")
    TAX = "tax", _("税费政策")
    UTILITY = "utility", _("水电气路")
    SAFETY = "safety", _("安全环保")
    DISPUTE = "dispute", _("纠纷维权")
    PARTY = "party", _("党建工作")
    OTHER = "other", _("其他")


class DifficultyOrigin(TextChoices):
    """Where a difficulty was raised (反映渠道)."""

    VISIT = "visit", _("上门走访")
    FORUM = "forum", _("恳谈会")
    ENTERPRISE = "enterprise", _("单位反映")


class DifficultyState(TextChoices):
    """How far a difficulty has come (办理情况); the last two are final."""

    RAISED = "raised", _("待交办")
    ASSIGNED = "assigned", _("办理中")
    SOLVED = "solved", _("待反映方确认")
    CLOSED = "closed", _("已解决")
    WITHDRAWN = "withdrawn", _("已撤回")


class DifficultyStep(TextChoices):
    """What can be done to a difficulty (办理动作)."""

    RAISE = "raise", _("反映")
    ASSIGN = "assign", _("交办")
    LOG = "log", _("办理记录")
    SOLVE = "solve", _("办结")
    CONFIRM = "confirm", _("确认解决")
    SEND_BACK = "send_back", _("未解决，退回")
    WITHDRAW = "withdraw", _("撤回")
