"""Members whom the organization does not reach in the ordinary way (流动、失联、口袋、隐性党员), class 敏感."""

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.choices import LostReason, SpecialState
from orgs.models.members import Member
from orgs.querysets import MemberFactQuerySet


class MemberState(DatedFact, ScopedModel):
    """The special state of a member over a period; one at a time. ``contact_on`` is the last day of contact or of taking part."""

    scope_parent = "member"

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("党员"), related_name="states")
    state = models.CharField(_("状态"), max_length=10, choices=SpecialState)
    contact_on = models.DateField(_("最后联系日期"), null=True, blank=True)
    lost_reason = models.CharField(_("失联原因"), max_length=1, choices=LostReason, blank=True)
    note = models.CharField(_("情况说明"), max_length=200, blank=True)
    action = models.CharField(_("后续措施"), max_length=200, blank=True)

    objects = MemberFactQuerySet.as_manager()

    constraint_sentences = {"orgs_memberstate_no_overlap": _("该党员在此期间已有特殊状态，请刷新后重试。")}

    class Meta:
        verbose_name = _("党员特殊状态")
        verbose_name_plural = pgettext_lazy("plural", "党员特殊状态")
        ordering = ("member", "valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_memberstate_reason_of_lost",
                condition=(Q(state=SpecialState.LOST) & ~Q(lost_reason="")) | (~Q(state=SpecialState.LOST) & Q(lost_reason="")),
                violation_error_message=_("失联党员须写明失联原因，其他状态不填。"),
            ),
            models.CheckConstraint(
                name="orgs_memberstate_contact_of_away",
                condition=~Q(state__in=(SpecialState.LOST, SpecialState.FLOATING)) | Q(contact_on__isnull=False),
                violation_error_message=_("流动党员和失联党员须写明最后联系日期。"),
            ),
            models.CheckConstraint(
                name="orgs_memberstate_contact_before",
                condition=Q(contact_on__isnull=True)
                | Q(contact_on__lte=Func(F("valid"), function="lower", output_field=models.DateField())),
                violation_error_message=_("最后联系日期不能晚于状态开始日期。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.get_state_display()
