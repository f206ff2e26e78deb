"""Survey rounds (摸底轮次): of which units, on whose list each unit is, and what a second look found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.choices import RoundStatus, SurveyPart, VisitOutcome
from enterprises.models.questions import Question
from enterprises.models.unit import Unit
from enterprises.querysets import RoundTaskQuerySet, SurveyRoundQuerySet, UnitRowQuerySet

AGAIN = (VisitOutcome.DOOR_CLOSED, VisitOutcome.REFUSED, VisitOutcome.NOT_FOUND)  # worth another visit


class SurveyRound(models.Model):
    """A round of door-to-door visits (摸底轮次) in an area and a period: which units, what is asked, who leads it.

    Reference data, so that every street reads the rounds of its district; the units on its lists are :class:`RoundTask` rows
    behind the net. ``filter`` says which units were taken in, as the register's list says it. The sample of the back-check
    follows from ``check_seed``, ``check_size`` and ``check_drawn_at`` alone; ``check_units`` keeps it in the order drawn.
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
    revisit_days = models.PositiveSmallIntegerField(_("回访间隔（天）"), default=7)
    most_attempts = models.PositiveSmallIntegerField(_("最多上门次数"), default=3)
    units = models.PositiveIntegerField(_("单位数"), default=0, editable=False)
    check_seed = models.BigIntegerField(_("抽查种子"), null=True, editable=False)
    check_size = models.PositiveSmallIntegerField(_("抽查户数"), null=True, editable=False)
    check_drawn_at = models.DateTimeField(_("抽取时间"), null=True, editable=False)
    check_units = ArrayField(
        models.BigIntegerField(), verbose_name=_("抽查单位"), default=list, db_default=[], editable=False
    )
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
            models.CheckConstraint(
                name="enterprises_surveyround_revisits_possible",
                condition=Q(revisit_days__range=(1, 90), most_attempts__range=(1, 9)),
                violation_error_message=_("回访间隔应为1至90天，最多上门次数应为1至9次。"),
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


class BackCheck(ScopedModel):
    """A second look at a visited unit by somebody else (回头抽查): what the visit had said, what was found, and where they differ.

    Written once; it corrects nothing by itself.
    """

    scope_parent = "unit"

    task = models.OneToOneField(
        RoundTask,
        models.PROTECT,
        verbose_name=_("走访任务"),
        related_name="back_check",
        error_messages={"unique": _("该单位已经抽查登记。")},
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="back_checks")
    checked_on = models.DateField(_("抽查日期"))
    checker = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("抽查人"), null=True, editable=False, related_name="+"
    )
    first = models.JSONField(_("走访所得"), default=dict)
    found = models.JSONField(_("抽查所得"), default=dict)
    differences = models.JSONField(_("差异"), default=list, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)

    objects = UnitRowQuerySet.as_manager()

    constraint_sentences = {"enterprises_backcheck_append_only": _("抽查记录不能修改或删除。")}

    class Meta:
        verbose_name = _("回头抽查")
        verbose_name_plural = pgettext_lazy("plural", "回头抽查")
        ordering = ("-checked_on", "-pk")

    def __str__(self) -> str:
        return f"{self.checked_on}"
