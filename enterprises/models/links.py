"""One-time links (确认链接) by which a unit's own contact confirms or corrects basic data without an account."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.choices import LinkState
from enterprises.models.unit import Unit
from enterprises.querysets import ContactLinkQuerySet


class ContactLink(ScopedModel):
    """One link and what came back by it. The token itself is never stored; ``answer`` is a proposal until an officer applies it.

    Whoever holds the token reads and writes through two functions of the database, which answer for one open link and nothing else.
    """

    scope_parent = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="contact_links")
    token_digest = models.CharField(_("令牌摘要"), max_length=64, unique=True, editable=False, db_collation="C")
    state = models.CharField(_("办理情况"), max_length=10, choices=LinkState, default=LinkState.OPEN, editable=False)
    issued_at = models.DateTimeField(_("发出时间"), db_default=Now(), editable=False)
    issued_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("发出账号"), null=True, editable=False, related_name="+"
    )
    expires_at = models.DateTimeField(_("有效至"))
    answer = models.JSONField(_("填写内容"), default=dict, editable=False)
    sender = models.CharField(_("填写人"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("填写时间"), null=True, blank=True)
    decided_on = models.DateField(_("办结日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("办理账号"), null=True, editable=False, related_name="+"
    )

    objects = ContactLinkQuerySet.as_manager()

    constraint_sentences = {
        "enterprises_contactlink_kept": _("确认链接的填写内容不能修改或删除，办结后不能再改。"),
        "enterprises_contactlink_token_digest_key": _("该确认链接已经存在。"),
    }

    class Meta:
        verbose_name = _("确认链接")
        verbose_name_plural = pgettext_lazy("plural", "确认链接")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="enterprises_contactlink_one_open",
                fields=["unit"],
                condition=Q(state=LinkState.OPEN),
                violation_error_message=_("该单位已有一个未填写的确认链接，请先作废。"),
            ),
            models.CheckConstraint(
                name="enterprises_contactlink_sent_whole",
                condition=Q(state__in=("open", "revoked")) | Q(sent_at__isnull=False),
                violation_error_message=_("已填写的确认链接须有填写时间。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_state_display()}"
