"""Policies of subsidies (补助政策) as dated, released data."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.querysets import VersionQuerySet
from funding.rules import policies


class Policy(models.Model):
    """A policy of an area, usually a county; what it gives stands in its versions."""

    code = models.CharField(_("政策代码"), max_length=40)
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("适用辖区"), related_name="+")
    name = models.CharField(_("政策名称"), max_length=120)
    document = models.CharField(_("依据文件"), max_length=200, blank=True)
    is_budgeted = models.BooleanField(
        _("受预算控制"), default=False, help_text=_("审批时必须有同年度、同来源的预算，且不得超过预算")
    )

    class Meta:
        verbose_name = _("补助政策")
        verbose_name_plural = pgettext_lazy("plural", "补助政策")
        ordering = ("area", "code")
        constraints = (
            models.UniqueConstraint(
                name="funding_policy_code_unique_in_area",
                fields=["area", "code"],
                violation_error_message=_("该辖区已有同一代码的政策。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """A version of a policy; once released only its end may be set, once. ``spec`` is read by ``rules.policies``."""

    policy = models.ForeignKey(Policy, models.PROTECT, verbose_name=_("政策"), related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    valid = DateRangeField(_("施行期"))
    spec = models.JSONField(_("内容"))
    clause = models.CharField(_("条文"), max_length=300)
    released_at = models.DateTimeField(_("发布时间"), null=True, editable=False)
    released_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)

    objects = VersionQuerySet.as_manager()

    constraint_sentences = {
        "funding_policyversion_one_in_force": _("该政策在此期间已有施行中的版本，请先设定原版本的截止日期。"),
        "funding_policyversion_released_stays": _("已发布的政策版本不能修改或删除，请发布新版本。"),
        "funding_policyversion_valid_not_empty": _("施行期必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("政策版本")
        verbose_name_plural = pgettext_lazy("plural", "政策版本")
        ordering = ("policy", "-number")
        constraints = (
            models.UniqueConstraint(
                name="funding_policyversion_number_unique",
                fields=["policy", "number"],
                violation_error_message=_("该政策已有这一版本号。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy.name}({_('第')}{self.number}{_('版')})"

    @property
    def since(self) -> date:
        """First day in force."""
        return self.valid.lower

    @property
    def until(self) -> date | None:
        """First day no longer in force, or None."""
        return self.valid.upper

    def as_policy(self) -> policies.Policy:
        """Return the version as the rules read it, with its own dates and number.

        Raises:
            ValueError: the stored spec is not a policy.
        """
        dates = {"starts_on": self.valid.lower, "ends_on": self.valid.upper}
        return policies.policy_from_data({**self.spec, "version": self.number, **dates})
