"""Difficulties of units (实际困难): raised, assigned to a body, handled, solved, and confirmed by the side that raised them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.choices import DifficultyKind, DifficultyOrigin, DifficultyState
from enterprises.models.unit import Unit
from enterprises.models.visits import Visit
from enterprises.querysets import DifficultyQuerySet


class Difficulty(ScopedModel):
    """One difficulty of a unit.

    It lies where the unit lies; ``handler_path`` and ``handler_line``, kept by a trigger from the body in charge, open it to that
    body too, which reads what stands on the row and nothing else of the unit. ``log`` is a list of what was done, added to and never
    changed; what was raised stays as it was, and a final state is final. Upper apps that raise difficulties (a forum) keep link
    tables of their own.
    """

    scope_parent = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="difficulties")
    unit_name = models.CharField(_("单位名称"), max_length=120)
    kind = models.CharField(_("困难类别"), max_length=12, choices=DifficultyKind)
    text = models.CharField(_("困难内容"), max_length=500)
    origin = models.CharField(_("反映渠道"), max_length=12, choices=DifficultyOrigin)
    visit = models.ForeignKey(
        Visit, models.PROTECT, verbose_name=_("走访"), null=True, blank=True, related_name="difficulties"
    )
    raised_on = models.DateField(_("反映日期"))
    raised_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)
    raised_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("登记账号"), null=True, editable=False, related_name="+"
    )
    raiser = models.CharField(_("反映人"), max_length=80, blank=True)
    state = models.CharField(
        _("办理情况"), max_length=10, choices=DifficultyState, default=DifficultyState.RAISED, editable=False
    )
    body = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("承办机构"), null=True, blank=True, related_name="+"
    )
    handler_path = models.TextField(_("承办机构辖区路径"), db_collation="C", editable=False, default="")
    handler_line = models.TextField(_("承办机构行业线"), db_collation="C", editable=False, default="", blank=True)
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    log = models.JSONField(_("办理记录"), default=list, editable=False)
    solved_on = models.DateField(_("办结日期"), null=True, blank=True)
    solved_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("办结账号"), null=True, editable=False, related_name="+"
    )
    result = models.CharField(_("办理结果"), max_length=500, blank=True)
    effect_yuan = models.DecimalField(_("帮扶金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    effect_persons = models.PositiveIntegerField(_("惠及人数"), null=True, blank=True)
    closed_on = models.DateField(_("确认日期"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("确认账号"), null=True, editable=False, related_name="+"
    )

    objects = DifficultyQuerySet.as_manager()

    constraint_sentences = {
        "enterprises_difficulty_kept": _("困难的反映内容和办理记录不能修改或删除，办结确认后不能再改。"),
    }

    class Meta:
        verbose_name = _("实际困难")
        verbose_name_plural = pgettext_lazy("plural", "实际困难")
        ordering = ("-raised_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_difficulty_said",
                condition=~Q(text=""),
                violation_error_message=_("请写明困难内容。"),
            ),
            models.CheckConstraint(
                name="enterprises_difficulty_assigned_whole",
                condition=Q(state__in=("raised", "withdrawn")) | Q(body__isnull=False, due_on__isnull=False),
                violation_error_message=_("交办的困难须有承办机构和办理期限。"),
            ),
            models.CheckConstraint(
                name="enterprises_difficulty_due_after_raised",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("raised_on")),
                violation_error_message=_("办理期限不能早于反映日期。"),
            ),
            models.CheckConstraint(
                name="enterprises_difficulty_solved_whole",
                condition=Q(state__in=("solved", "closed"), solved_on__isnull=False) & ~Q(result="")
                | ~Q(state__in=("solved", "closed")) & Q(solved_on__isnull=True),
                violation_error_message=_("办结的困难须有办结日期和办理结果，未办结的不填。"),
            ),
            models.CheckConstraint(
                name="enterprises_difficulty_closed_has_day",
                condition=Q(state="closed", closed_on__isnull=False)
                & Q(closed_on__gte=F("solved_on"), solved_on__gte=F("raised_on"))
                | ~Q(state="closed") & Q(closed_on__isnull=True),
                violation_error_message=_("日期须依次为反映、办结、确认，未确认的不填确认日期。"),
            ),
            models.CheckConstraint(
                name="enterprises_difficulty_two_hands",
                condition=Q(closed_by__isnull=True) | Q(solved_by__isnull=True) | ~Q(closed_by=F("solved_by")),
                violation_error_message=_("办结人不能确认自己办结的困难。"),
            ),
            models.CheckConstraint(
                name="enterprises_difficulty_effect_not_negative",
                condition=Q(effect_yuan__isnull=True) | Q(effect_yuan__gte=0),
                violation_error_message=_("帮扶金额不能为负数。"),
            ),
        )
        indexes = (
            models.Index(name="enterprises_difficulty_handler", fields=["handler_path", "id"]),
            models.Index(name="enterprises_difficulty_due", fields=["due_on"], condition=Q(state="assigned")),
        )

    def __str__(self) -> str:
        return f"{self.unit_name} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("enterprises:difficulty", args=[self.pk])
