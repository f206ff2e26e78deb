"""Members: how far they have come, and the letter of a transfer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberStage(TextChoices):
    """Stage of joining the Party (发展党员阶段). Source: domain 4.3."""

    APPLICANT = "applicant", _("入党申请人")
    ACTIVIST = "activist", _("入党积极分子")
    TARGET = "target", _("发展对象")
    PROBATIONARY = "probationary", _("预备党员")
    FORMAL = "formal", _("正式党员")


class LetterState(TextChoices):
    """Where a transfer of the organization relation stands (组织关系转接). Source: domain 4.4."""

    DRAFTED = "drafted", _("待开具")
    IN_TRANSIT = "in_transit", _("已开具，待接收")
    EXPIRED = "expired", _("介绍信已过期")
    RECEIVED = "received", _("已接收，待回执")
    CONFIRMED = "confirmed", _("回执已确认")


class MemberEnd(TextChoices):
    """Why somebody left a roster (离开名册的原因)."""

    MOVED = "moved", _("组织关系转出本区")
    STOPPED = "stopped", _("终止发展")
    LEFT_PARTY = "left_party", _("退党或除名")
    EXPELLED = "expelled", _("开除党籍")
    DIED = "died", _("去世")
    MISTAKEN = "mistaken", _("录入有误")


class SpecialState(TextChoices):
    """What keeps a member from ordinary life in the organization (流动、失联、口袋、隐性). Source: domain 4.5, source 003."""

    FLOATING = "floating", _("流动党员")
    LOST = "lost", _("失联党员")
    POCKET = "pocket", _("口袋党员")
    HIDDEN = "hidden", _("隐性党员")


class LostReason(TextChoices):
    """Why contact was lost (失联原因), by the codes of provincial forms. Source: domain 4.5."""

    WORK_AWAY = "1", _("外出务工经商")
    RESTRUCTURED = "2", _("单位改制或破产")
    GRADUATED = "3", _("毕业后去向不明")
    CHANGED_JOB = "4", _("工作单位改变")
    ABROAD = "5", _("出国（境）")
    MOVED_HOME = "6", _("居住地改变")
    OTHER = "7", _("其他")


class CultivationKind(TextChoices):
    """What an organization does with somebody on the way (培养考察). Source: domain 4.3."""

    TALK = "talk", _("入党谈话")
    EXAMINATION = "examination", _("半年考察")
