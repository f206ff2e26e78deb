"""Background work that takes longer than a page: one row with a state; the message to the worker carries its id only."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.choices import FINAL_JOBS, JobState
from access.guarded import GuardedModel
from access.models.accounts import BeforeSignIn
from access.principals import Principal


class JobQuerySet(BeforeSignIn):
    """Jobs are seen by whoever asked for them; what they read and write is under that person's own scope."""

    rls = False
    owner = ("requested_by_id", "user_id")

    def of_requester(self, principal: Principal) -> Self:
        """Keep the principal's own jobs."""
        return self.own(principal)

    def for_worker(self) -> Self:
        """Open the rows to the worker, which learns from them for whom it is to work."""
        return self.at_the_door()

    def unfinished(self) -> Self:
        """Keep what waits or runs."""
        return self.exclude(state__in=FINAL_JOBS)


class Job(GuardedModel):
    """One piece of background work, asked for by a person and done under that person's rights of the day it runs."""

    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("内容"), max_length=200)
    params = models.JSONField(_("参数"), default=dict)
    purpose = models.CharField(_("用途"), max_length=200, blank=True)
    requested_by = models.ForeignKey("access.User", models.PROTECT, verbose_name=_("提交人"), related_name="+")
    requested_at = models.DateTimeField(_("提交时间"))
    sent_at = models.DateTimeField(_("最近派发"), null=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    state = models.CharField(_("状态"), max_length=12, choices=JobState, default=JobState.PENDING)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    cancel_asked = models.BooleanField(_("已要求取消"), default=False)
    error = models.CharField(_("原因"), max_length=500, blank=True)
    file = models.CharField(_("结果文件"), max_length=120, blank=True)
    file_name = models.CharField(_("文件名"), max_length=120, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = pgettext_lazy("plural", "后台任务")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="access_job_final_has_end",
                condition=Q(state__in=FINAL_JOBS, finished_at__isnull=False)
                | ~Q(state__in=FINAL_JOBS) & Q(finished_at__isnull=True),
                violation_error_message=_("已结束的任务须有结束时间，未结束的不能有。"),
            ),
            models.CheckConstraint(
                name="access_job_failed_says_why",
                condition=~Q(state=JobState.FAILED) | ~Q(error=""),
                violation_error_message=_("失败的任务须写明原因。"),
            ),
            models.CheckConstraint(
                name="access_job_done_within_total",
                condition=Q(done__lte=F("total")),
                violation_error_message=_("已处理数不能超过总数。"),
            ),
        )
        indexes = (
            models.Index(name="access_job_of_user", fields=["requested_by", "-requested_at"]),
            models.Index(name="access_job_open", fields=["id"], condition=~Q(state__in=FINAL_JOBS)),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of its progress."""
        return reverse("access:job", args=[self.pk])

    @property
    def is_final(self) -> bool:
        """True when nothing more will happen to it."""
        return self.state in FINAL_JOBS
