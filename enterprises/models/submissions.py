"""Phones of officers and what they send (离线走访): kept first, entered afterwards, never dropped."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import crypto
from access.guarded import ScopedModel
from enterprises.choices import HeldReason, SubmissionState
from enterprises.models.visits import Visit
from enterprises.querysets import PhoneQuerySet

HALF_CONTEXT = "device.half"


class Device(ScopedModel):
    """A phone on which an officer fills in visits without a network.

    It lies where its officer worked when it was registered: the supervisors of that area see it. ``half_cipher`` keeps the server's half of
    the key under which the phone stores its data; without a new lease the phone has to give its copy of that half up.
    """

    public_id = models.UUIDField(_("手机编号"), unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("access.User", models.PROTECT, verbose_name=_("账号"), related_name="devices")
    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("使用人"), related_name="+")
    holder = models.CharField(_("使用人姓名"), max_length=80, blank=True)
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("所属辖区"), related_name="+")
    label = models.CharField(_("手机名称"), max_length=60)
    half_cipher = models.TextField(editable=False)
    registered_at = models.DateTimeField(_("登记时间"))
    lease_until = models.DateTimeField(_("离线使用期限"))
    seen_at = models.DateTimeField(_("最近联系"))
    last_sequence = models.PositiveIntegerField(_("已处理到第几条"), default=0, editable=False)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("停用人"), null=True, editable=False, related_name="+"
    )

    objects = PhoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("走访手机")
        verbose_name_plural = pgettext_lazy("plural", "走访手机")
        ordering = ("-seen_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_device_revoked_at_and_by_together",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                violation_error_message=_("停用时间和停用人须同时填写。"),
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def half(self) -> str:
        """The server's half of the key, which only the phone itself gets."""
        return crypto.decrypt(self.half_cipher, context=HALF_CONTEXT)


class Submission(ScopedModel):
    """One visit as a phone sent it. What was sent is never changed; what became of it is told by ``state``."""

    scope_parent = "device"

    client_uuid = models.UUIDField(_("走访编号"), unique=True)
    device = models.ForeignKey(Device, models.PROTECT, verbose_name=_("走访手机"), related_name="submissions")
    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("填报人"), related_name="+")
    sequence = models.PositiveIntegerField(_("手机上的序号"))
    unit_sent = models.BigIntegerField(_("单位编号（手机所填）"))
    unit_name = models.CharField(_("单位名称（手机所填）"), max_length=120, blank=True)
    payload = models.JSONField(_("填写内容"))
    payload_hash = models.CharField(_("内容摘要"), max_length=64, db_collation="C")
    base_version = models.PositiveIntegerField(_("手机取走的版本"), null=True, blank=True)
    device_at = models.DateTimeField(_("手机时间"), null=True, blank=True)
    received_at = models.DateTimeField(_("送达时间"))
    happened_on = models.DateField(_("走访日期"))
    state = models.CharField(_("办理情况"), max_length=12, choices=SubmissionState, default=SubmissionState.RECEIVED)
    reason = models.CharField(_("待核实原因"), max_length=16, choices=HeldReason, blank=True)
    found = models.JSONField(_("核对时的情况"), default=dict, blank=True)
    visit = models.OneToOneField(
        Visit, models.PROTECT, verbose_name=_("走访"), null=True, blank=True, related_name="submission"
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True, editable=False)
    decided_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("处理人"), null=True, editable=False, related_name="+"
    )
    decision = models.CharField(_("处理意见"), max_length=200, blank=True)

    objects = PhoneQuerySet.as_manager()

    constraint_sentences = {"enterprises_submission_sent_once": _("手机送来的内容不能修改或删除。")}

    class Meta:
        verbose_name = _("手机送来的走访")
        verbose_name_plural = pgettext_lazy("plural", "手机送来的走访")
        ordering = ("-received_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_submission_applied_has_visit",
                condition=Q(state=SubmissionState.APPLIED, visit__isnull=False)
                | ~Q(state=SubmissionState.APPLIED) & Q(visit__isnull=True),
                violation_error_message=_("已入库的走访须有走访记录，其余没有。"),
            ),
            models.CheckConstraint(
                name="enterprises_submission_held_has_reason",
                condition=~Q(state__in=[SubmissionState.CONFLICT, SubmissionState.QUARANTINED]) | ~Q(reason=""),
                violation_error_message=_("待核实的走访须说明原因。"),
            ),
            models.CheckConstraint(
                name="enterprises_submission_closed_says_why",
                condition=~Q(state=SubmissionState.CLOSED) | ~Q(decision="") & Q(decided_by__isnull=False),
                violation_error_message=_("不采用须写明理由和处理人。"),
            ),
        )
        indexes = (
            models.Index(name="enterprises_submission_due", fields=["device", "sequence", "id"]),
            models.Index(
                name="enterprises_submission_held",
                fields=["area_path", "id"],
                condition=~Q(state__in=[SubmissionState.APPLIED, SubmissionState.CLOSED]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.happened_on} {self.unit_name}"

    @property
    def is_open(self) -> bool:
        """True while it is neither entered nor closed."""
        return self.state not in {SubmissionState.APPLIED, SubmissionState.CLOSED}


class SubmissionAside(ScopedModel):
    """Other content sent under a number that was received before: kept beside it, never entered by itself."""

    scope_parent = "device"

    device = models.ForeignKey(Device, models.PROTECT, verbose_name=_("走访手机"), related_name="asides")
    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("填报人"), related_name="+")
    client_uuid = models.UUIDField(_("走访编号"))
    payload = models.JSONField(_("填写内容"))
    payload_hash = models.CharField(_("内容摘要"), max_length=64, db_collation="C")
    received_at = models.DateTimeField(_("送达时间"), db_default=Now(), editable=False)

    objects = PhoneQuerySet.as_manager()

    constraint_sentences = {"enterprises_submissionaside_append_only": _("手机送来的内容不能修改或删除。")}

    class Meta:
        verbose_name = _("同号另一份内容")
        verbose_name_plural = pgettext_lazy("plural", "同号另一份内容")
        ordering = ("-received_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_submissionaside_kept_once",
                fields=["device", "client_uuid", "payload_hash"],
                violation_error_message=_("这份内容已经留存。"),
            ),
        )

    def __str__(self) -> str:
        return str(self.client_uuid)
