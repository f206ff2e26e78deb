"""Extra questions (补充问题), and the dated answers to them."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.choices import QuestionKind
from enterprises.models.facts import UnitFact
from enterprises.models.unit import Unit
from enterprises.querysets import QuestionQuerySet
from enterprises.rules.survey import COUNTED

CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
RESERVED = sorted(COUNTED)


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
    in_list = models.BooleanField(_("在企业台账中列出"), default=False)
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
                name="enterprises_question_code_not_of_register",
                condition=~Q(code__in=RESERVED),
                violation_error_message=_("代码不能是台账自带的字段名。"),
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
