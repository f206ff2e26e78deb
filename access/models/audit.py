"""The audit trail: one row per act, denial and sensitive read; inserted and read, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.choices import AuditResult
from access.guarded import GuardedModel, GuardedQuerySet
from access.principals import Scope


class AuditQuerySet(GuardedQuerySet):
    """The trail of one's areas: lines about rows there, and lines of accounts kept there.

    Lines with neither place nor account (unknown user names, the system itself) belong to whoever audits a whole tree.
    """

    rls = False

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Keep lines whose row or whose account lies inside."""
        inside = scope.subtree("area_path") | scope.subtree("user__area_path")
        return inside | Q(area_path="", user=None) if scope.path.count(".") == 1 else inside


class AuditEvent(GuardedModel):
    """Who did what to which row, when, from where, with what result."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    user = models.ForeignKey("access.User", models.PROTECT, verbose_name=_("账号"), null=True, related_name="+")
    actor = models.CharField(_("操作人"), max_length=80)
    act = models.CharField(_("动作"), max_length=60)
    resource = models.CharField(_("对象类型"), max_length=60, blank=True)
    object_id = models.BigIntegerField(_("对象编号"), null=True)
    area_path = models.TextField(db_collation="C", blank=True)
    result = models.CharField(_("结果"), max_length=10, choices=AuditResult, default=AuditResult.DONE)
    detail = models.JSONField(_("详情"), default=dict)
    address = models.GenericIPAddressField(_("来源地址"), null=True)
    request_id = models.CharField(_("请求编号"), max_length=40, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = pgettext_lazy("plural", "审计记录")
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(name="access_audit_by_object", fields=["resource", "object_id"]),
            models.Index(name="access_audit_by_user", fields=["user", "-at"]),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.act}"
