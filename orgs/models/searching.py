"""The double search for members (双找): who is looked for, by whom, each look, and the two publications. Class 敏感."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import HiddenKind, NoticeKind, SearchMethod, SearchResult, SearchStage, SearchStep
from orgs.models.members import Member
from orgs.models.organizations import PartyOrg
from orgs.querysets import MemberQuerySet, TargetFactQuerySet

FOUND = (SearchStage.FOUND, SearchStage.MOVED, SearchStage.STAYS)
SOUGHT = (SearchStage.CONTRACTED, SearchStage.CHECKED)


class SearchTarget(ScopedModel):
    """Somebody who is looked for: a name and where it comes from, no numbers; those are asked once, when the roster takes them.

    The two contracts (两承包) are the organization and one of its members or an officer who look for them.
    """

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    org = models.ForeignKey(
        PartyOrg, models.PROTECT, verbose_name=_("承包党组织"), null=True, blank=True, related_name="search_targets"
    )
    name = models.CharField(_("姓名"), max_length=60)
    clue_from = models.CharField(_("线索来源"), max_length=12, choices=SearchMethod)
    clue = models.CharField(_("线索"), max_length=200, blank=True)
    contractor = models.ForeignKey(
        Member, models.PROTECT, verbose_name=_("承包党员"), null=True, blank=True, related_name="+"
    )
    officer = models.CharField(_("承包干部"), max_length=60, blank=True)
    stage = models.CharField(_("进度"), max_length=12, choices=SearchStage, default=SearchStage.LISTED)
    listed_on = models.DateField(_("列入日期"))
    last_on = models.DateField(_("最近一次登记"))
    found_on = models.DateField(_("找到日期"), null=True, blank=True)
    hidden_kind = models.CharField(_("口袋或隐性"), max_length=10, choices=HiddenKind, blank=True)
    hidden_why = models.CharField(_("原因"), max_length=200, blank=True)
    onward = models.CharField(_("后续措施"), max_length=200, blank=True)
    member = models.OneToOneField(
        Member, models.PROTECT, verbose_name=_("名册中的党员"), null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("查找对象")
        verbose_name_plural = pgettext_lazy("plural", "查找对象")
        ordering = ("last_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_searchtarget_named", condition=~Q(name=""), violation_error_message=_("请填写姓名。")
            ),
            models.CheckConstraint(
                name="orgs_searchtarget_two_contracts",
                condition=Q(stage__in=(SearchStage.LISTED, SearchStage.WITHDRAWN))
                | Q(org__isnull=False) & (Q(contractor__isnull=False, officer="") | Q(contractor__isnull=True) & ~Q(officer="")),
                violation_error_message=_("查找对象须同时由一个党组织和一名党员或干部承包。"),
            ),
            models.CheckConstraint(
                name="orgs_searchtarget_found_on_a_day",
                condition=Q(stage__in=FOUND, found_on__isnull=False) | ~Q(stage__in=FOUND) & Q(found_on__isnull=True),
                violation_error_message=_("已找到的须写明找到日期，未找到的不填。"),
            ),
            models.CheckConstraint(
                name="orgs_searchtarget_hidden_when_found",
                condition=Q(hidden_kind="", hidden_why="") | ~Q(hidden_kind="") & ~Q(hidden_why="") & Q(stage__in=FOUND),
                violation_error_message=_("口袋党员、隐性党员须已找到，并写明原因。"),
            ),
            models.CheckConstraint(
                name="orgs_searchtarget_moved_is_on_a_roster",
                condition=Q(stage=SearchStage.MOVED, member__isnull=False)
                | ~Q(stage=SearchStage.MOVED) & Q(member__isnull=True),
                violation_error_message=_("关系已转入的须登入名册。"),
            ),
            models.CheckConstraint(
                name="orgs_searchtarget_days_in_order",
                condition=Q(last_on__gte=F("listed_on")) & (Q(found_on__isnull=True) | Q(found_on__gte=F("listed_on"))),
                violation_error_message=_("日期不能早于列入日期。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the target's page."""
        return reverse("orgs:search_target", args=[self.pk])


class SearchEntry(ScopedModel):
    """One step of the search on its day; a look (查找) says by which way and what it brought. Inserted, never changed."""

    scope_parent = "target"

    target = models.ForeignKey(SearchTarget, models.PROTECT, verbose_name=_("查找对象"), related_name="entries")
    step = models.CharField(_("步骤"), max_length=12, choices=SearchStep)
    on = models.DateField(_("日期"))
    method = models.CharField(_("查找方式"), max_length=12, choices=SearchMethod, blank=True)
    result = models.CharField(_("结果"), max_length=10, choices=SearchResult, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = TargetFactQuerySet.as_manager()

    constraint_sentences = {"orgs_searchentry_append_only": _("查找记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("查找记录")
        verbose_name_plural = pgettext_lazy("plural", "查找记录")
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_searchentry_look_says_how",
                condition=(Q(step=SearchStep.CHECK) & ~Q(method="") & ~Q(result=""))
                | (~Q(step=SearchStep.CHECK) & Q(method="", result="")),
                violation_error_message=_("每次查找须写明方式和结果。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_step_display()}"


class SearchNotice(ScopedModel):
    """One of the two publications (两公开) of a body or of an organization. Inserted, never changed."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    org = models.ForeignKey(
        PartyOrg, models.PROTECT, verbose_name=_("发布党组织"), null=True, blank=True, related_name="search_notices"
    )
    body = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("发布机构"), null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("形式"), max_length=10, choices=NoticeKind)
    published_on = models.DateField(_("发布日期"))
    place = models.CharField(_("发布范围"), max_length=120)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = MemberQuerySet.as_manager()

    constraint_sentences = {"orgs_searchnotice_append_only": _("公告和公开信的记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("双找公告和公开信")
        verbose_name_plural = pgettext_lazy("plural", "双找公告和公开信")
        ordering = ("-published_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_searchnotice_by_one",
                condition=Q(org__isnull=True, body__isnull=False) | Q(org__isnull=False, body__isnull=True),
                violation_error_message=_("请选择发布的党组织或工作机构（一项）。"),
            ),
            models.CheckConstraint(
                name="orgs_searchnotice_placed", condition=~Q(place=""), violation_error_message=_("请填写发布范围。")
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.published_on:%Y-%m-%d} {self.get_kind_display()}"
