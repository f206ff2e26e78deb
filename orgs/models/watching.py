"""What was decided when members or units changed (动态预警); the warnings themselves are read from the facts."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import WatchKind
from orgs.models.organizations import PartyOrg
from orgs.querysets import OfOrgQuerySet, UnitDecisionQuerySet


class Decision(ScopedModel):
    """A decision on a warning, in words. Inserted, never changed; another ``figure`` asks again.

    ``figure`` is what gave rise to it: formal members, or for a joint organization of one unit its units.
    """

    kind = models.CharField(_("预警事项"), max_length=16, choices=WatchKind)
    figure = models.PositiveIntegerField(_("当时数量"))
    answered_on = models.DateField(_("研判日期"))
    answer = models.CharField(_("研判意见"), max_length=200)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        abstract = True
        ordering = ("-answered_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_something",
                condition=~Q(answer=""),
                violation_error_message=_("请写明研判意见。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.answered_on:%Y-%m-%d} {self.get_kind_display()}"


class UnitDecision(Decision):
    """A decision on a warning about a unit."""

    scope_parent = "unit"

    unit = models.ForeignKey("enterprises.Unit", models.PROTECT, verbose_name=_("单位"), related_name="+")

    objects = UnitDecisionQuerySet.as_manager()

    constraint_sentences = {"orgs_unitdecision_append_only": _("研判意见只能追加，不能修改或删除。")}

    class Meta(Decision.Meta):
        verbose_name = _("单位预警研判")
        verbose_name_plural = pgettext_lazy("plural", "单位预警研判")
        constraints = (
            *Decision.Meta.constraints,
            models.CheckConstraint(
                name="orgs_unitdecision_of_a_unit",
                condition=Q(kind__in=("own_branch", "turned_formal")),
                violation_error_message=_("这类预警不是关于单位的。"),
            ),
        )


class OrgDecision(Decision):
    """A decision on the warning about a joint organization."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="+")

    objects = OfOrgQuerySet.as_manager()

    constraint_sentences = {"orgs_orgdecision_append_only": _("研判意见只能追加，不能修改或删除。")}

    class Meta(Decision.Meta):
        verbose_name = _("党组织预警研判")
        verbose_name_plural = pgettext_lazy("plural", "党组织预警研判")
        constraints = (
            *Decision.Meta.constraints,
            models.CheckConstraint(
                name="orgs_orgdecision_of_a_joint_one",
                condition=Q(kind__in=("joint_single", "joint_short")),
                violation_error_message=_("这类预警不是关于联合党组织的。"),
            ),
        )
