"""Dispatch of an instructor (派驻) to a unit, an organization or a grid."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from instructors.choices import DispatchEndReason, DispatchTarget
from instructors.models.files import Instructor
from instructors.models.letters import Letter
from instructors.querysets import DispatchQuerySet


class Dispatch(DatedFact, ScopedModel):
    """A dispatch for a period inside its letter; ending it supersedes the row, ``key`` stays the same for both.

    While it is in force, the instructor's person reaches the target (see ``services.reaching``).
    """

    scope_parent = "instructor"

    key = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    instructor = models.ForeignKey(Instructor, models.PROTECT, verbose_name=_("指导员"), related_name="dispatches")
    letter = models.ForeignKey(Letter, models.PROTECT, verbose_name=_("聘书"), related_name="dispatches")
    unit = models.ForeignKey(
        "enterprises.Unit", models.PROTECT, verbose_name=_("单位"), null=True, blank=True, related_name="dispatches"
    )
    org = models.ForeignKey(
        "orgs.PartyOrg", models.PROTECT, verbose_name=_("党组织"), null=True, blank=True, related_name="dispatches"
    )
    grid = models.ForeignKey(
        "access.Area", models.PROTECT, verbose_name=_("网格"), null=True, blank=True, related_name="dispatches"
    )
    load_reason = models.CharField(_("超负荷理由"), max_length=200, blank=True)
    ended_reason = models.CharField(_("结束原因"), max_length=16, choices=DispatchEndReason, blank=True)
    ended_note = models.CharField(_("结束说明"), max_length=200, blank=True)

    objects = DispatchQuerySet.as_manager()

    constraint_sentences = {
        "instructors_dispatch_unit_once": _("该指导员在此期间已派驻到该单位。"),
        "instructors_dispatch_org_once": _("该指导员在此期间已派驻到该党组织。"),
        "instructors_dispatch_grid_once": _("该指导员在此期间已派驻到该网格。"),
        "instructors_dispatch_within_letter": _("派驻期应在聘书有效期之内。"),
        "instructors_dispatch_valid_not_empty": _("派驻必须有开始日期，且至少一天。"),
        "instructors_dispatch_bounded": _("派驻必须有结束日期。"),
        "instructors_dispatch_superseded_only": _("派驻记录只能被取代，不能修改。"),
    }

    class Meta:
        verbose_name = _("派驻")
        verbose_name_plural = pgettext_lazy("plural", "派驻")
        ordering = ("instructor_id", "valid", "pk")
        indexes = (
            models.Index(
                name="instructors_dispatch_of", fields=["instructor"], condition=Q(superseded_at__isnull=True)
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="instructors_dispatch_one_target",
                condition=(
                    Q(unit__isnull=False, org__isnull=True, grid__isnull=True)
                    | Q(unit__isnull=True, org__isnull=False, grid__isnull=True)
                    | Q(unit__isnull=True, org__isnull=True, grid__isnull=False)
                ),
                violation_error_message=_("派驻对象须是一家单位、一个党组织或一个网格，只能选一个。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.instructor} → {self.target}"

    @property
    def target_kind(self) -> DispatchTarget:
        """What kind of target it is."""
        if self.unit_id is not None:
            return DispatchTarget.UNIT
        return DispatchTarget.ORG if self.org_id is not None else DispatchTarget.GRID

    @property
    def target(self) -> Any:
        """The unit, the organization or the grid."""
        return self.unit or self.org or self.grid

    @property
    def because(self) -> str:
        """The name under which its reaches are kept."""
        return f"dispatch:{self.key}"
