"""Who leads an organization (党内职务) and its terms of office (届次)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.choices import PostKind, SecretarySource
from orgs.models.organizations import PartyOrg
from orgs.querysets import OrgFactQuerySet, TermQuerySet


class Post(DatedFact, ScopedModel):
    """A person holds a post in an organization for a period. Source: K8, K9 (85名业主担任书记); P9 交叉任职."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="posts")
    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("人员"), related_name="party_posts")
    kind = models.CharField(_("党内职务"), max_length=12, choices=PostKind)
    secretary_source = models.CharField(_("书记来源"), max_length=20, choices=SecretarySource, blank=True)
    is_owner = models.BooleanField(_("出资人（业主）担任"), default=False)
    cross_post = models.CharField(
        _("交叉任职"), max_length=80, blank=True, help_text=_("在单位担任的管理职务，例如副总经理、工会主席")
    )
    approval_no = models.CharField(_("任职文号"), max_length=60, blank=True)
    ended_reason = models.CharField(_("免职原因"), max_length=120, blank=True)

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_post_one_secretary": _("该党组织在此期间已有书记。"),
        "orgs_post_once": _("该人员在此期间已担任这一职务。"),
        "orgs_post_valid_not_empty": _("任职必须有开始日期，且结束日期晚于开始日期。"),
        "orgs_post_superseded_only": _("任职记录只能被新记录取代，不能修改。"),
    }

    class Meta:
        verbose_name = _("党内职务")
        verbose_name_plural = pgettext_lazy("plural", "党内职务")
        ordering = ("valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_post_source_of_secretaries",
                condition=~Q(kind=PostKind.SECRETARY) | ~Q(secretary_source=""),
                violation_error_message=_("书记必须填写来源。"),
            ),
            models.CheckConstraint(
                name="orgs_post_owner_is_flagged",
                condition=~Q(secretary_source=SecretarySource.OWNER) | Q(is_owner=True),
                violation_error_message=_("书记来源为出资人（业主）的，必须同时标明由业主担任。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_id}"


class Term(ScopedModel):
    """A term of office from its election to its end; closed by the next election or the end of the organization.

    Source: 《关于党的基层组织任期的意见》(2018): 3 or 5 years, extension at most one year.
    """

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="terms")
    number = models.PositiveSmallIntegerField(_("届次"), default=1)
    elected_on = models.DateField(_("选举日期"))
    ends_on = models.DateField(_("届满日期"))
    entitled = models.PositiveSmallIntegerField(_("应到会有选举权人数"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("实到会有选举权人数"), null=True, blank=True)
    elected = models.PositiveSmallIntegerField(_("选出委员数"), null=True, blank=True)
    approval_no = models.CharField(_("批复文号"), max_length=60, blank=True)
    extended_until = models.DateField(_("延期至"), null=True, blank=True)
    extension_no = models.CharField(_("延期批复文号"), max_length=60, blank=True)
    extension_reason = models.CharField(_("延期理由"), max_length=200, blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TermQuerySet.as_manager()

    constraint_sentences = {
        "orgs_term_org_holds_terms": _("临时、功能型和流动党员党支部不实行任期。"),
    }

    class Meta:
        verbose_name = _("届次")
        verbose_name_plural = pgettext_lazy("plural", "届次")
        ordering = ("elected_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_term_one_standing",
                fields=["org"],
                condition=Q(closed_on__isnull=True),
                violation_error_message=_("该党组织已有在任的一届。"),
            ),
            models.UniqueConstraint(
                name="orgs_term_number_unique",
                fields=["org", "number"],
                violation_error_message=_("该党组织已有这一届次。"),
            ),
            models.CheckConstraint(
                name="orgs_term_dates_in_order",
                condition=Q(ends_on__gt=F("elected_on"))
                & (Q(closed_on__isnull=True) | Q(closed_on__gt=F("elected_on")))
                & (Q(extended_until__isnull=True) | Q(extended_until__gt=F("ends_on"))),
                violation_error_message=_("日期顺序不对：选举、届满、延期、结束应依次在后。"),
            ),
            models.CheckConstraint(
                name="orgs_term_extension_with_reason",
                condition=Q(extended_until__isnull=True) | (~Q(extension_no="") & ~Q(extension_reason="")),
                violation_error_message=_("延期换届必须填写批复文号和理由。"),
            ),
            models.CheckConstraint(
                name="orgs_term_present_within_entitled",
                condition=Q(entitled__isnull=True) | Q(present__isnull=True) | Q(present__lte=F("entitled")),
                violation_error_message=_("实到会人数不能超过应到会人数。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.org_id} " + str(_("第 %(number)s 届") % {"number": self.number})

    @property
    def due_on(self):
        """The day on which the term runs out, an approved extension included."""
        return self.extended_until or self.ends_on
