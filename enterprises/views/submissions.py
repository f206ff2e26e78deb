"""Pages of supervisors: visits from phones that wait for a person, and the phones themselves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access.doors import Door
from access.views.acts import RowActView
from access.views.generic import ActView, DoorMixin, visible_or_404
from enterprises import services
from enterprises.forms.submissions import DeclineForm, FileForm, SettleForm
from enterprises.models import Device, Submission
from enterprises.queries import submissions
from enterprises.queries.submissions import SETTLE
from enterprises.views import sides
from enterprises.views.phone import Unreadable, entry_of, number_of
from enterprises.views.photos import picture_of

LIST = "enterprises:submissions"


class SubmissionListView(DoorMixin, TemplateView):
    """What phones sent, the held ones first."""

    door = Door(SETTLE)
    template_name = "enterprises/submissions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the visits."""
        return super().get_context_data(rows=submissions.listed(self.principal), **kwargs)


class SettleView(ActView):
    """Both sides beside each other, a choice per field, one act."""

    door = Door(SETTLE)
    form_class = SettleForm
    template_name = "enterprises/submission.html"
    success_message = gettext_lazy("走访已入库。")

    @cached_property
    def row(self) -> Submission:
        """Return the visit; invisible and absent answer alike."""
        rows = Submission.objects.select_related("device", "decided_by")
        return visible_or_404(rows, self.principal, SETTLE, pk=self.kwargs["pk"])

    @cached_property
    def beside(self) -> sides.Beside:
        """Return both sides."""
        return sides.beside(self.row, self.principal, self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask about the fields that the phone changed."""
        return super().get_form_kwargs() | {"lines": self.beside.lines}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what was sent, when, and why it waits."""
        row = self.row
        told = [
            {"label": _("单位名称"), "value": row.unit_name},
            {"label": _("填报人"), "value": row.device.holder, "hint": row.device.label},
            {"label": _("走访日期"), "value": row.happened_on.isoformat(), "hint": self.beside.outcome},
            {"label": _("送达时间"), "value": f"{timezone.localtime(row.received_at):%Y-%m-%d %H:%M}"},
            {"label": _("待核实原因"), "value": row.get_reason_display(), "hint": " ".join(row.found.get("says", []))},
            {"label": _("实际困难"), "value": self.beside.difficulty, "wide": True},
            {"label": _("备注"), "value": self.beside.note, "wide": True},
        ]
        can_settle = row.is_open and row.reason and self.beside.unit is not None and self.beside.is_readable
        return super().get_context_data(
            row=row,
            beside=self.beside,
            told=told,
            can_settle=bool(can_settle),
            photos=submissions.photos_of(row, self.principal),
            **kwargs,
        )

    def perform(self, form: Form) -> str:
        """Enter the visit."""
        services.settle(submission=self.row, keep_current=form.keep_current(), by=self.principal, at=timezone.now())
        return reverse(LIST)


class SubmissionActView(RowActView):
    """An act on one visit."""

    model = Submission
    door = Door(SETTLE)

    def back(self) -> str:
        """Return to the visit."""
        return reverse("enterprises:submission", args=[self.kwargs["pk"]])


class DeclineView(SubmissionActView):
    """Close a visit without entering it."""

    form_class = DeclineForm
    title = gettext_lazy("了结，不采用")
    danger = True
    success_message = gettext_lazy("已了结，内容仍可查看。")

    def perform(self, form: Form) -> str:
        """Close."""
        services.decline(submission=self.row, by=self.principal, at=timezone.now(), **form.cleaned_data)
        return reverse(LIST)


class TryAgainView(SubmissionActView):
    """Let a visit be judged anew."""

    form_class = Form
    title = gettext_lazy("手机下次联网时重新核对")
    success_message = gettext_lazy("手机下次联网时重新核对入库。")

    def perform(self, form: Form) -> str:
        """Return it."""
        services.try_again(submission=self.row, by=self.principal, at=timezone.now())
        return reverse(LIST)


class DeliverFileView(ActView):
    """Bring a file of visits that a phone saved because it could not send them."""

    door = Door(SETTLE)
    form_class = FileForm
    template_name = "enterprises/deliver_file.html"

    def perform(self, form: Form) -> str:
        """Store the visits and tell what became of them."""
        found = form.cleaned_data["file"]
        phones = Device.objects.visible_to(self.principal, SETTLE)
        device = phones.filter(public_id=number_of(found.get("device"))).order_by("pk").first()
        if device is None:
            raise ValidationError({"file": _("文件出自您职责范围以外的手机，不能送达。")})
        try:
            entries = [entry_of(one) for one in found["visits"]]
            pictures = [picture_of(one) for one in found["pictures"]]
        except (Unreadable, AttributeError):
            raise ValidationError({"file": _("这不是手机存下的走访文件。")}) from None
        told = services.deliver_file(
            device=device, entries=entries, pictures=pictures, by=self.principal, at=timezone.now()
        )
        words = _("送达%(stored)d条，待逐条核实；%(known)d条早已送达，%(aside)d条与已送达的内容不同，另行留存。")
        messages.success(self.request, words % {"stored": told.stored, "known": told.known, "aside": told.aside})
        if told.pictures:
            messages.success(self.request, _("照片%(number)d张已送达。") % {"number": told.pictures})
        if told.unfit:
            messages.warning(self.request, _("%(number)d张照片不可用，没有留存。") % {"number": told.unfit})
        return reverse(LIST)


class DeviceListView(DoorMixin, TemplateView):
    """The phones of one's areas."""

    door = Door(SETTLE)
    template_name = "enterprises/phones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the phones."""
        return super().get_context_data(rows=submissions.devices(self.principal), **kwargs)


class RevokeView(RowActView):
    """Revoke a lost phone."""

    model = Device
    door = Door(SETTLE)
    form_class = Form
    title = gettext_lazy("停用手机")
    danger = True
    success_message = gettext_lazy("已停用。手机下次联网即失去资料，最迟在使用期限到时。")

    def back(self) -> str:
        """Return to the phones."""
        return reverse("enterprises:phones")

    def perform(self, form: Form) -> str:
        """Revoke."""
        services.revoke_device(device=self.row, by=self.principal, at=timezone.now())
        return self.back()
