"""Pages of hand-overs between streets (移交): the list of both sides, and one act each."""

from typing import Any, ClassVar

from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from enterprises import forms, services
from enterprises.models import Handover, Unit
from enterprises.queries import handovers
from enterprises.views.acts import RegisterActView, UnitActView


class HandoverListView(DoorMixin, TemplateView):
    """What arrives in one's areas and what leaves them."""

    door = Door(handovers.MOVE)
    template_name = "enterprises/handovers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the hand-overs."""
        return super().get_context_data(rows=handovers.listed(self.principal), most=handovers.MOST, **kwargs)


class ProposeView(UnitActView):
    """Propose to hand a unit over."""

    door = Door(handovers.MOVE)
    form_class = forms.HandOverForm
    heading = gettext_lazy("移交给其他街道")
    submit = gettext_lazy("提出移交")
    success_message = gettext_lazy("已提出移交，等待接收方答复。")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the unit and where it could go to the form."""
        return super().get_form_kwargs() | {"unit": self.unit, "streets": handovers.streets_for(self.unit)}

    def perform(self, form: Form) -> Unit:
        """Propose."""
        services.propose_handover(unit=self.unit, on=self.today, by=self.principal, **form.cleaned_data)
        return self.unit


class HandoverActView(RegisterActView):
    """An act on the hand-over of the address."""

    door = Door(handovers.MOVE)
    template_name = "enterprises/handover.html"
    danger: ClassVar[bool] = False

    @cached_property
    def handover(self) -> Handover:
        """Return the hand-over; invisible and absent answer alike."""
        rows = Handover.objects.select_related("from_area", "to_area")
        return visible_or_404(rows, self.principal, handovers.MOVE, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the hand-over to the form."""
        return super().get_form_kwargs() | {"handover": self.handover}

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is handed over: no more than the row carries."""
        row = self.handover
        told = [
            {"label": _("单位名称"), "value": row.unit_name},
            {"label": _("统一社会信用代码"), "value": row.uscc},
            {"label": _("地址"), "value": row.address},
            {"label": _("移出辖区"), "value": row.from_area.name},
            {"label": _("移入辖区"), "value": row.to_area.name},
            {"label": _("提出人"), "value": row.giver, "hint": row.proposed_on.isoformat()},
            {"label": _("移交原因"), "value": row.reason, "wide": True},
        ]
        return super().get_context_data(handover=row, told=told, danger=self.danger, **kwargs)


class AskView(RegisterActView):
    """Ask another street for a unit that it has registered."""

    door = Door(handovers.MOVE)
    form_class = forms.AskForm
    heading = gettext_lazy("申请调入单位")
    submit = gettext_lazy("提出申请")
    success_message = gettext_lazy("已提出申请，等待移出方同意。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with what was typed when the code turned out to be registered elsewhere."""
        return {name: self.request.GET.get(name, "")[:120] for name in ("code", "name", "to")}

    def perform(self, form: Form) -> str:
        """Ask."""
        services.ask_handover(on=self.today, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:handovers")


class AgreeView(HandoverActView):
    """Let the unit go."""

    form_class = forms.AgreeForm
    heading = gettext_lazy("同意调出单位")
    submit = gettext_lazy("同意调出")
    success_message = gettext_lazy("已同意，档案已转到申请的辖区。")

    def perform(self, form: Form) -> str:
        """Agree."""
        services.agree_handover(handover=self.handover, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:handovers")


class DeclineView(HandoverActView):
    """Keep the unit."""

    form_class = forms.DeclineForm
    heading = gettext_lazy("不同意调出")
    submit = gettext_lazy("不同意")
    success_message = gettext_lazy("已答复申请方。")

    def perform(self, form: Form) -> str:
        """Decline."""
        services.decline_handover(handover=self.handover, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:handovers")


class AcceptView(HandoverActView):
    """Take the unit over."""

    form_class = forms.AcceptForm
    heading = gettext_lazy("接收移交的单位")
    submit = gettext_lazy("接收")
    success_message = gettext_lazy("已接收，档案已转到本辖区。")

    def perform(self, form: Form) -> str:
        """Accept, and open the unit's dossier."""
        row = services.accept_handover(handover=self.handover, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:unit", args=[row.unit_id])


class ReturnView(HandoverActView):
    """Send the unit back to the giver."""

    form_class = forms.ReturnForm
    heading = gettext_lazy("退回移交")
    submit = gettext_lazy("退回")
    success_message = gettext_lazy("已退回移出方。")

    def perform(self, form: Form) -> str:
        """Return."""
        services.return_handover(handover=self.handover, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:handovers")


class WithdrawView(HandoverActView):
    """Take a proposal back."""

    form_class = forms.WithdrawForm
    heading = gettext_lazy("撤回移交")
    submit = gettext_lazy("撤回")
    success_message = gettext_lazy("移交已撤回。")

    def perform(self, form: Form) -> str:
        """Withdraw."""
        services.withdraw_handover(handover=self.handover, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:handovers")
