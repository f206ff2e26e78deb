"""Vocabularies of survey rounds (摸底走访)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionKind(TextChoices):
    """How an extra question is answered (题型)."""

    NUMBER = "number", _("数字")
    TEXT = "text", _("文字")
    YES_NO = "yes_no", _("是否")
    CHOICE = "choice", _("单选")
    CHOICES = "choices", _("多选")
    DAY = "day", _("日期")


class SurveyPart(TextChoices):
    """What a round asks of the data that the register already keeps (核对内容)."""

    STAFF = "staff", _("从业人员")
    MEMBERS = "members", _("党员与发展对象")
    RELATIONS = "relations", _("组织关系所在")
    MONEY = "money", _("营业收入与资产")
    MASS = "mass", _("群团组织")
    LIAISON = "liaison", _("联络员")
    TALKS = "talks", _("两进两谈")
