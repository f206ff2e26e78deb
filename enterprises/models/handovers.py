"""Handing a unit over from one street to another (移交): offered by the giver or asked for by the receiver, answered by the other."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.choices import HandoverState
from enterprises.models.unit import Unit
from enterprises.querysets import HandoverQuerySet

WAITING = Q(state__in=[HandoverState.OPEN, HandoverState.ASKED])


class Handover(ScopedModel):
    """One proposal to hand a unit over; the unit stays with the giver until both sides agree.

    The row lies in the receiving area and carries the little that is needed to decide, as it stood when proposed: the unit itself
    stays out of the receiver's sight. Where the receiver asks, it carries what the receiver said. ``from_path``, kept by a trigger,
    opens the row to the giver.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="handovers")
    from_area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("移出辖区"), related_name="+")
    from_path = models.TextField(_("移出辖区路径"), db_collation="C", editable=False, default="")
    to_area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("移入辖区"), related_name="+")
    unit_name = models.CharField(_("单位名称"), max_length=120)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_collation="C")
    address = models.CharField(_("地址"), max_length=200, blank=True)
    reason = models.CharField(_("移交原因"), max_length=200)
    state = models.CharField(_("办理情况"), max_length=10, choices=HandoverState, default=HandoverState.OPEN)
    proposed_on = models.DateField(_("提出日期"))
    proposed_at = models.DateTimeField(_("提出时间"), db_default=Now(), editable=False)
    proposed_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("提出账号"), null=True, editable=False, related_name="+"
    )
    giver = models.CharField(_("提出人"), max_length=220, blank=True)
    decided_on = models.DateField(_("办结日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("办理账号"), null=True, editable=False, related_name="+"
    )
    decider = models.CharField(_("办理人"), max_length=80, blank=True)
    decision = models.CharField(_("办理意见"), max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()

    constraint_sentences = {
        "enterprises_handover_decided_once": _("移交办结后不能再改，移交内容也不能修改。"),
        "enterprises_handover_has_place": _("移入辖区必须填写。"),
    }

    class Meta:
        verbose_name = _("单位移交")
        verbose_name_plural = pgettext_lazy("plural", "单位移交")
        ordering = ("-proposed_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_handover_one_open",
                fields=["unit"],
                condition=WAITING,
                violation_error_message=_("该单位已有一件移交正在办理，请等待接收方答复或先撤回。"),
            ),
            models.CheckConstraint(
                name="enterprises_handover_decided_has_day",
                condition=WAITING & Q(decided_on__isnull=True) | ~WAITING & Q(decided_on__isnull=False),
                violation_error_message=_("办结的移交须有办结日期，未办结的不填。"),
            ),
            models.CheckConstraint(
                name="enterprises_handover_has_reason",
                condition=~Q(reason="") & (~Q(state=HandoverState.RETURNED) | ~Q(decision="")),
                violation_error_message=_("提出移交和退回移交都须说明原因。"),
            ),
        )
        indexes = (models.Index(name="enterprises_handover_from", fields=["from_path", "id"]),)

    def __str__(self) -> str:
        return self.unit_name

    @property
    def is_open(self) -> bool:
        """True until it is accepted, returned, withdrawn or overtaken."""
        return self.state in {HandoverState.OPEN, HandoverState.ASKED}

    @property
    def is_asked(self) -> bool:
        """True while it waits for the street that has the unit."""
        return self.state == HandoverState.ASKED
