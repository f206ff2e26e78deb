"""The re-election of an organization (换届): from the request to the filed result."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import ReElectionStage
from orgs.models.organizations import PartyOrg
from orgs.models.posts import Term
from orgs.querysets import ReElectionQuerySet
from orgs.rules.elections import MajorityBase

APPROVED = ("approved", "nominated", "runoff", "held", "reported", "filed")
VOTED = ("runoff", "held", "reported", "filed")


class ReElection(ScopedModel):
    """One re-election; the next term begins, as of the day of the meeting, when the result is filed.

    ``seats`` and ``candidates`` are by post (委员、书记、副书记). ``ballots`` are the rounds of voting with seats, ballots, votes,
    who is elected and whose votes are equal. ``log`` is a list of the steps with their actors, added to and never changed.
    """

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="reelections")
    term = models.ForeignKey(
        Term, models.PROTECT, verbose_name=_("本届"), null=True, editable=False, related_name="reelections"
    )
    stage = models.CharField(_("办理阶段"), max_length=12, choices=ReElectionStage, default=ReElectionStage.PREPARING)
    seats = models.JSONField(_("应选人数"), default=dict)
    submitted_on = models.DateField(_("请示日期"), null=True, blank=True)
    decided_on = models.DateField(_("批复日期"), null=True, blank=True)
    approval_no = models.CharField(_("批复文号"), max_length=60, blank=True)
    approved_by = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("批准机构"), null=True, blank=True, related_name="+"
    )
    candidates = models.JSONField(_("候选人"), default=dict, blank=True)
    held_on = models.DateField(_("选举日期"), null=True, blank=True)
    entitled = models.PositiveSmallIntegerField(_("应到会有选举权人数"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("实到会有选举权人数"), null=True, blank=True)
    majority_base = models.CharField(
        _("过半数的基数"), max_length=8, blank=True,
        choices=[(MajorityBase.ENTITLED, _("应到会有选举权人数")), (MajorityBase.PRESENT, _("实到会有选举权人数"))],
    )  # fmt: skip
    ballots = models.JSONField(_("计票"), default=list, blank=True)
    reported_on = models.DateField(_("上报日期"), null=True, blank=True)
    reported_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    filing_no = models.CharField(_("备案号"), max_length=60, blank=True)
    made = models.OneToOneField(
        Term, models.PROTECT, verbose_name=_("选出的一届"), null=True, editable=False, related_name="reelection"
    )
    log = models.JSONField(_("办理记录"), default=list, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = ReElectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("换届")
        verbose_name_plural = pgettext_lazy("plural", "换届")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="orgs_reelection_one_open",
                fields=["org"],
                condition=~Q(stage__in=(ReElectionStage.FILED, ReElectionStage.WITHDRAWN)),
                violation_error_message=_("该党组织已有办理中的换届。"),
            ),
            models.CheckConstraint(
                name="orgs_reelection_submitted_has_day",
                condition=Q(stage__in=("preparing", "withdrawn")) | Q(submitted_on__isnull=False),
                violation_error_message=_("已报送的换届请示须有请示日期。"),
            ),
            models.CheckConstraint(
                name="orgs_reelection_approved_whole",
                condition=~Q(stage__in=APPROVED)
                | Q(decided_on__isnull=False, decided_on__gte=F("submitted_on")) & ~Q(approval_no=""),
                violation_error_message=_("换届批复须有文号和日期，且不早于请示日期。"),
            ),
            models.CheckConstraint(
                name="orgs_reelection_quorum",
                condition=~Q(stage__in=VOTED)
                | Q(held_on__isnull=False, entitled__isnull=False, present__isnull=False)
                & Q(held_on__gte=F("decided_on"), entitled__gte=1, present__lte=F("entitled"))
                & Q(present__gte=F("entitled") * 4.0 / 5),
                violation_error_message=_("选举须有日期和到会人数，不早于批复日期，到会不少于应到会人数的五分之四。"),
            ),
            models.CheckConstraint(
                name="orgs_reelection_reported_has_day",
                condition=~Q(stage__in=("reported", "filed"))
                | Q(reported_on__isnull=False, reported_on__gte=F("held_on")),
                violation_error_message=_("上报须有日期，且不早于选举日期。"),
            ),
            models.CheckConstraint(
                name="orgs_reelection_filed_whole",
                condition=Q(stage="filed", made__isnull=False, filed_on__isnull=False, filed_on__gte=F("reported_on"))
                | ~Q(stage="filed") & Q(made__isnull=True, filed_on__isnull=True),
                violation_error_message=_("备案须有日期，不早于上报日期，并产生新一届。"),
            ),
        )

    def __str__(self) -> str:
        return str(_("%(org)s换届") % {"org": self.org_id if "org" not in self._state.fields_cache else self.org})

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:reelection", args=[self.pk])
