"""Survey rounds (摸底轮次): what is asked, of which units, and whose list each unit is on."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.choices import QuestionKind, RoundStatus, SurveyPart, VisitOutcome
from enterprises.models.facts import UnitFact
from enterprises.models.unit import Unit
from enterprises.querysets import QuestionQuerySet, RoundTaskQuerySet, SurveyRoundQuerySet

AGAIN = (VisitOutcome.DOOR_CLOSED, VisitOutcome.REFUSED, VisitOutcome.NOT_FOUND)  # worth another visit
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


class Question(models.Model):
    """An extra question (补充问题), added without a release; its answers are dated facts of the unit.

    Reference data. ``synonyms`` are other names of the same meaning: columns of spreadsheets are recognised by them, and a later
    question that means the same is refused by them. ``retired_on`` ends asking, never what was answered.
    """

    code = models.CharField(_("代码"), max_length=30, unique=True, db_collation="C")
    label = models.CharField(_("问题"), max_length=60, unique=True, error_messages={"unique": _("已有同样的问题。")})
    kind = models.CharField(_("题型"), max_length=8, choices=QuestionKind)
    options = models.JSONField(
        _("选项"), default=list, blank=True, help_text=_('单选和多选填写，例如 [{"value": "own", "label": "自有"}]')
    )
    synonyms = ArrayField(models.CharField(max_length=60), verbose_name=_("别名"), default=list, blank=True)
    measure = models.CharField(_("计量单位"), max_length=10, blank=True)
    hint = models.CharField(_("填写说明"), max_length=200, blank=True)
    lowest = models.DecimalField(_("最小值"), max_digits=14, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField(_("最大值"), max_digits=14, decimal_places=2, null=True, blank=True)
    shown_if = models.JSONField(
        _("出现条件"), default=dict, blank=True, help_text=_('例如 {"field": "staff", "op": "ge", "value": 50}')
    )
    order = models.PositiveSmallIntegerField(_("次序"), default=100)
    created_on = models.DateField(_("启用日期"))
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("补充问题")
        verbose_name_plural = pgettext_lazy("plural", "补充问题")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_question_code_is_plain",
                condition=Q(code__regex=r"^[a-z][a-z0-9_]{0,29}$"),
                violation_error_message=_("代码以小写字母开头，只含小写字母、数字和下划线，不超过30位。"),
            ),
            models.CheckConstraint(
                name="enterprises_question_labelled",
                condition=~Q(label=""),
                violation_error_message=_("问题必须填写。"),
            ),
            models.CheckConstraint(
                name="enterprises_question_options_of_choices",
                condition=Q(kind__in=(QuestionKind.CHOICE, QuestionKind.CHOICES)) & ~Q(options=[])
                | ~Q(kind__in=(QuestionKind.CHOICE, QuestionKind.CHOICES)) & Q(options=[]),
                violation_error_message=_("单选和多选须有选项，其他题型不填选项。"),
            ),
            models.CheckConstraint(
                name="enterprises_question_bounds_in_order",
                condition=Q(lowest__isnull=True) | Q(highest__isnull=True) | Q(lowest__lte=F("highest")),
                violation_error_message=_("最小值不能大于最大值。"),
            ),
            models.CheckConstraint(
                name="enterprises_question_retires_after_start",
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("created_on")),
                violation_error_message=_("停用日期不能早于启用日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Insist on options with distinct plain values and with labels.

        Raises:
            ValidationError: at ``options``.
        """
        values = [one.get("value") for one in self.options if isinstance(one, dict) and one.get("label")]
        plain = all(isinstance(value, str) and CODE.fullmatch(value) for value in values)
        if len(values) != len(self.options) or not plain or len(set(values)) != len(values):
            raise ValidationError(
                {"options": _("选项应为列表，每项有不同的 value（小写字母、数字、下划线）和 label。")}
            )

    @property
    def labels(self) -> dict[str, str]:
        """Labels of the options by value."""
        return {one["value"]: one["label"] for one in self.options}


class AnswerFact(UnitFact):
    """What a unit answered to an extra question, for as long as it holds; a dated fact like all others."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="answer_facts")
    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("补充问题"), related_name="+")
    value = models.JSONField(_("回答"))

    constraint_sentences = {"enterprises_answerfact_no_overlap": _("该单位在此期间已有此问题的回答，请刷新后重试。")}

    class Meta:
        verbose_name = _("补充回答")
        verbose_name_plural = pgettext_lazy("plural", "补充回答")
        ordering = ("unit", "question", "valid", "pk")

    def __str__(self) -> str:
        return f"{self.value}"


class SurveyRound(models.Model):
    """A round of door-to-door visits (摸底轮次) in an area and a period: which units, what is asked, who leads it.

    Reference data, so that every street reads the rounds of its district; the units on its lists are :class:`RoundTask` rows
    behind the net. ``filter`` says which units were taken in, as the register's list says it. The sample of the back-check
    follows from ``check_seed``, ``check_size`` and ``check_drawn_at`` alone.
    """

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    name = models.CharField(_("轮次名称"), max_length=80)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("截止日期"))
    state = models.CharField(_("状态"), max_length=10, choices=RoundStatus, default=RoundStatus.OPEN)
    filter = models.JSONField(_("走访对象"), default=dict, blank=True)
    parts = ArrayField(
        models.CharField(max_length=12, choices=SurveyPart), verbose_name=_("核对内容"), default=list, blank=True
    )
    questions = models.ManyToManyField(Question, verbose_name=_("补充问题"), related_name="rounds", blank=True)
    lead = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("牵头机构"), null=True, blank=True, related_name="+"
    )
    units = models.PositiveIntegerField(_("单位数"), default=0, editable=False)
    check_seed = models.BigIntegerField(_("抽查种子"), null=True, editable=False)
    check_size = models.PositiveSmallIntegerField(_("抽查户数"), null=True, editable=False)
    check_drawn_at = models.DateTimeField(_("抽取时间"), null=True, editable=False)
    base_review = models.ForeignKey(
        "enterprises.BaseRound", models.PROTECT, verbose_name=_("基数核定轮次"), null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("建立时间"), db_default=Now(), editable=False)
    opened_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("建立人"), null=True, editable=False, related_name="+"
    )
    closed_on = models.DateField(_("结束日期"), null=True, editable=False)
    report = models.JSONField(_("结束报告"), default=dict, editable=False)

    objects = SurveyRoundQuerySet.as_manager()

    constraint_sentences = {"enterprises_surveyround_closed_once": _("摸底轮次结束后不能再改。")}

    class Meta:
        verbose_name = _("摸底轮次")
        verbose_name_plural = pgettext_lazy("plural", "摸底轮次")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_surveyround_name_unique",
                fields=["area", "name"],
                violation_error_message=_("该辖区已有同名的摸底轮次。"),
            ),
            models.CheckConstraint(
                name="enterprises_surveyround_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("截止日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="enterprises_surveyround_closed_has_day",
                condition=Q(state=RoundStatus.CLOSED, closed_on__isnull=False)
                | ~Q(state=RoundStatus.CLOSED) & Q(closed_on__isnull=True),
                violation_error_message=_("结束的轮次须有结束日期，未结束的不填。"),
            ),
            models.CheckConstraint(
                name="enterprises_surveyround_named",
                condition=~Q(name=""),
                violation_error_message=_("轮次名称必须填写。"),
            ),
            models.CheckConstraint(
                name="enterprises_surveyround_sample_is_whole",
                condition=Q(check_seed__isnull=True, check_size__isnull=True, check_drawn_at__isnull=True)
                | Q(check_seed__isnull=False, check_size__isnull=False, check_drawn_at__isnull=False),
                violation_error_message=_("抽查的种子、户数和抽取时间须同时记录。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """True while visits count for it."""
        return bool(self.state == RoundStatus.OPEN)


class RoundTask(ScopedModel):
    """One unit on one officer's list of a round (走访任务); without an officer it is on its street's list, a hole to be filled.

    Open until visited or coded: ``closed_code`` is what was met (``done`` included), ``revisit_on`` keeps a coded one in the queue
    of revisits. It is settled when coded and not to be revisited.
    """

    scope_parent = "unit"

    round = models.ForeignKey(SurveyRound, models.PROTECT, verbose_name=_("摸底轮次"), related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="round_tasks")
    officer = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("走访人"), null=True, blank=True, related_name="+"
    )
    closed_code = models.CharField(_("走访结果"), max_length=12, choices=VisitOutcome, blank=True, default="")
    coded_on = models.DateField(_("走访日期"), null=True, blank=True)
    coded_at = models.DateTimeField(_("登记时间"), null=True, blank=True, editable=False)
    revisit_on = models.DateField(_("回访日期"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("上门次数"), default=0)

    objects = RoundTaskQuerySet.as_manager()

    constraint_sentences = {
        "enterprises_roundtask_round_open": _("该摸底轮次已结束，名单不能再改。"),
        "enterprises_roundtask_of_one_unit": _("走访任务的轮次和单位不能改。"),
    }

    class Meta:
        verbose_name = _("走访任务")
        verbose_name_plural = pgettext_lazy("plural", "走访任务")
        ordering = ("round", "pk")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_roundtask_once",
                fields=["round", "unit"],
                violation_error_message=_("该单位已在本轮名单中。"),
            ),
            models.CheckConstraint(
                name="enterprises_roundtask_coded_has_day",
                condition=Q(closed_code="", coded_on__isnull=True) | ~Q(closed_code="") & Q(coded_on__isnull=False),
                violation_error_message=_("有走访结果的须有走访日期，没有的不填。"),
            ),
            models.CheckConstraint(
                name="enterprises_roundtask_revisit_of_unmet",
                condition=Q(revisit_on__isnull=True) | Q(closed_code__in=AGAIN) & Q(revisit_on__gte=F("coded_on")),
                violation_error_message=_("只有关门、拒访、查无的单位安排回访，且不早于走访当天。"),
            ),
        )
        indexes = (models.Index(name="enterprises_roundtask_list", fields=["round", "officer", "closed_code"]),)

    def __str__(self) -> str:
        return f"{self.round_id}:{self.unit_id}"

    @property
    def is_open(self) -> bool:
        """True until somebody was there and nothing remains to be revisited."""
        return not self.closed_code or self.revisit_on is not None
