"""Talks with applicants and half-yearly examinations (培养考察), class 敏感. Inserted, never changed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import CultivationKind
from orgs.models.members import Member
from orgs.querysets import OfMemberQuerySet


class CultivationRecord(ScopedModel):
    """One talk or examination: on which day, by whom, and what was found."""

    scope_parent = "member"

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("人员"), related_name="cultivation")
    kind = models.CharField(_("事项"), max_length=12, choices=CultivationKind)
    held_on = models.DateField(_("日期"))
    held_by = models.CharField(_("谈话人或考察人"), max_length=60)
    finding = models.CharField(_("结果"), max_length=200)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = OfMemberQuerySet.as_manager()

    constraint_sentences = {"orgs_cultivationrecord_append_only": _("培养考察记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("培养考察记录")
        verbose_name_plural = pgettext_lazy("plural", "培养考察记录")
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_cultivationrecord_once_a_day",
                fields=["member", "kind", "held_on"],
                violation_error_message=_("该日已有同一事项的记录。"),
            ),
            models.CheckConstraint(
                name="orgs_cultivationrecord_says_something",
                condition=~Q(held_by="") & ~Q(finding=""),
                violation_error_message=_("请写明谈话人或考察人和结果。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.get_kind_display()}"
