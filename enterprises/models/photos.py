"""Pictures that may go with a visit (走访照片): what a phone has sent so far, and what is kept with the visit."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.models.submissions import Device
from enterprises.models.unit import Unit
from enterprises.models.visits import Visit
from enterprises.querysets import PhoneQuerySet, UnitRowQuerySet
from enterprises.rules.pictures import MOST_BYTES


class PhotoUpload(ScopedModel):
    """A picture on its way from a phone: ``content`` grows chunk by chunk until its digest is right.

    Once whole it is cleaned and waits for its visit to be entered; then the picture stands in :class:`VisitPhoto` and is emptied here.
    """

    scope_parent = "device"

    device = models.ForeignKey(Device, models.PROTECT, verbose_name=_("走访手机"), related_name="photos")
    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("填报人"), related_name="+")
    client_uuid = models.UUIDField(_("走访编号"))
    sha256 = models.CharField(_("照片摘要"), max_length=64, db_collation="C")
    size = models.PositiveIntegerField(_("字节数"))
    content = models.BinaryField(default=b"", editable=False)
    begun_at = models.DateTimeField(_("开始时间"))
    whole_at = models.DateTimeField(_("送达时间"), null=True, editable=False)
    kept_at = models.DateTimeField(_("随走访入库时间"), null=True, editable=False)

    objects = PhoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("上传中的照片")
        verbose_name_plural = pgettext_lazy("plural", "上传中的照片")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="enterprises_photoupload_once",
                fields=["device", "client_uuid", "sha256"],
                violation_error_message=_("这张照片已经登记。"),
            ),
            models.CheckConstraint(
                name="enterprises_photoupload_fits",
                condition=Q(size__range=(1, MOST_BYTES)),
                violation_error_message=_("照片过大。"),
            ),
            models.CheckConstraint(
                name="enterprises_photoupload_kept_when_whole",
                condition=Q(kept_at__isnull=True) | Q(whole_at__isnull=False),
                violation_error_message=_("照片送达后才能入库。"),
            ),
        )

    def __str__(self) -> str:
        return self.sha256[:12]


class VisitPhoto(ScopedModel):
    """A picture of a visit, without place, camera or time; written once."""

    scope_parent = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="photos")
    visit = models.ForeignKey(Visit, models.PROTECT, verbose_name=_("走访"), related_name="photos")
    sha256 = models.CharField(_("照片摘要"), max_length=64, db_collation="C")
    content = models.BinaryField(editable=False)
    recorded_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)

    objects = UnitRowQuerySet.as_manager()

    constraint_sentences = {"enterprises_visitphoto_append_only": _("走访照片不能修改或删除。")}

    class Meta:
        verbose_name = _("走访照片")
        verbose_name_plural = pgettext_lazy("plural", "走访照片")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="enterprises_visitphoto_once",
                fields=["visit", "sha256"],
                violation_error_message=_("这张照片已随这次走访入库。"),
            ),
        )

    def __str__(self) -> str:
        return self.sha256[:12]
