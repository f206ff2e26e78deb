"""Pages that perform one act on a unit each."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import policy
from access.doors import Door
from access.models import Area
from access.outcome import Refusal
from access.views.generic import ActView, visible_or_404
from enterprises import forms, services
from enterprises.forms.unit import PLACES
from enterprises.models import RegisterTask, Unit
from enterprises.queries import handovers, registers
from enterprises.rules import uscc

VIEW = "enterprises.view_unit"


class RegisterActView(ActView):
    """An act of the register; a code held elsewhere leaves its trace although nothing is stored."""

    template_name = "enterprises/act.html"
    heading: ClassVar[Any] = ""
    submit: ClassVar[Any] = gettext_lazy("保存")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the page is about."""
        form = kwargs.get("form")
        ask_for = self._ask_for(form) if form is not None and form.has_error("uscc", "uscc_held") else ""
        return super().get_context_data(heading=self.heading, submit=self.submit, ask_for=ask_for, **kwargs)

    def _ask_for(self, form: Form) -> str:
        """Return where another street can be asked for the unit that holds the code, "" where it is in sight."""
        code = uscc.normalise(form.data.get("uscc", ""))
        seen = Unit.objects.visible_to(self.principal, VIEW).filter(uscc=code).exists()
        if seen or not policy.can(self.principal, handovers.MOVE):
            return ""
        typed = {"code": code, "name": form.data.get("name", ""), "to": form.data.get("area", "")}
        return f"{reverse('enterprises:ask_handover')}?{urlencode(typed)}"

    def refused(self, form: Form, refusal: ValidationError) -> HttpResponse:
        """Show the refusal; remember what must be traced after the rollback."""
        if isinstance(refusal, services.HeldElsewhere):
            self.request.traces = [("enterprises.code_held", refusal.trace)]
        return super().refused(form, refusal)

    def tell(self, notices: tuple[Refusal, ...]) -> None:
        """Show what is unusual, without keeping anybody from it."""
        for notice in notices:
            messages.warning(
                self.request, _(notice.message) % dict(notice.params) if notice.params else _(notice.message)
            )


class RegisterView(RegisterActView):
    """Enter a unit into the register."""

    door = Door("enterprises.register_unit")
    form_class = forms.RegisterForm
    template_name = "enterprises/register.html"
    heading = gettext_lazy("登记单位")
    success_message = gettext_lazy("已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, and with the only area when there is but one."""
        known = self._known()
        return {"on": self.today, "area": self.request.GET.get("area")} | known

    @cached_property
    def task(self) -> RegisterTask | None:
        """The difference of an outside register that asks for this unit, if the address names one in sight."""
        wanted = self.request.GET.get("task", "")
        rows = RegisterTask.objects.visible_to(self.principal, registers.SETTLE).select_related("row")
        return (
            rows.filter(pk=wanted, state="open", kind="new").first()
            if wanted.isdecimal() and wanted.isascii()
            else None
        )

    def _known(self) -> dict[str, Any]:
        """Return what the register says, to be checked and completed."""
        if self.task is None:
            return {}
        said, entry = self.task.row.contents, self.task.row
        placed = {"area": entry.area_id} if entry.area.level in PLACES else {}
        names = ("name", "uscc", "address", "legal_rep", "founded_on", "business")
        return {name: said[name] for name in names if said.get(name)} | placed

    def foreseen(self, form: Form) -> ValidationError | None:
        """Judge the identity and the counts although something is missing yet."""
        given = form.cleaned_data
        findings = services.faults_of_new(
            form.identity(),
            area=given.get("area"),
            on=given.get("on") or self.today,
            survey=form.survey(),
            by=self.principal,
            same_name_confirmed=given.get("same_name_confirmed", False),
        )
        return findings.refusal

    def perform(self, form: Form) -> Unit:
        """Register."""
        given, area = form.identity(), form.cleaned_data["area"]
        unit = services.register(
            identity=given,
            area=area,
            on=form.cleaned_data["on"],
            by=self.principal,
            survey=form.survey(),
            same_name_confirmed=form.cleaned_data["same_name_confirmed"],
        )
        self.tell(services.warnings_about(given, area))
        if self.task is not None:
            services.settle_register_task(
                task=self.task, outcome="registered", on=self.today, by=self.principal, unit=unit
            )
        return unit


class UnitActView(RegisterActView):
    """An act on the unit of the address."""

    @cached_property
    def unit(self) -> Unit:
        """Return the unit; invisible and absent answer alike."""
        rows = Unit.objects.with_people().select_related("area", "managing_body")
        return visible_or_404(rows, self.principal, self.door.permission, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and the version that the page shows."""
        return {"on": self.today, "version": self.unit.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the unit."""
        return super().get_context_data(unit=self.unit, **kwargs)


class AmendView(UnitActView):
    """Change what identifies a unit."""

    door = Door("enterprises.amend_unit")
    form_class = forms.AmendForm
    template_name = "enterprises/amend.html"
    heading = gettext_lazy("修改单位资料")
    success_message = gettext_lazy("已保存。")

    def get_initial(self) -> dict[str, Any]:
        """Show what stands."""
        return super().get_initial() | forms.AmendForm.initial_of(self.unit)

    def foreseen(self, form: Form) -> ValidationError | None:
        """Judge the identity although something is missing yet."""
        return services.faults_of_identity(form.identity(), by=self.principal).refusal

    def perform(self, form: Form) -> Unit:
        """Amend."""
        given = form.identity()
        unit = services.amend(
            unit=self.unit,
            identity=given,
            on=form.cleaned_data["on"],
            by=self.principal,
            version=form.cleaned_data["version"],
        )
        self.tell(services.warnings_about(given, unit.area))
        return unit


class MoveView(UnitActView):
    """Place a unit in another area."""

    door = Door("enterprises.move_unit")
    form_class = forms.MoveForm
    heading = gettext_lazy("变更所在辖区")
    success_message = gettext_lazy("已变更，档案随单位转到新辖区。")

    def perform(self, form: Form) -> str:
        """Move; whoever no longer sees the unit returns to the list."""
        target: Area = form.cleaned_data["to"]
        unit = services.move(
            unit=self.unit,
            to=target,
            on=form.cleaned_data["on"],
            by=self.principal,
            version=form.cleaned_data["version"],
        )
        seen = Unit.objects.visible_to(self.principal, VIEW).filter(pk=unit.pk).exists()
        return unit.get_absolute_url() if seen else reverse("enterprises:list")


class CloseView(UnitActView):
    """Register that a unit stopped, is a shell, moved away or was deregistered."""

    door = Door("enterprises.close_unit")
    form_class = forms.CloseForm
    heading = gettext_lazy("登记停业、迁出或注销")
    success_message = gettext_lazy("经营状态已更新。")

    def perform(self, form: Form) -> Unit:
        """Close."""
        return services.close(unit=self.unit, by=self.principal, **form.cleaned_data)


class ReopenView(UnitActView):
    """Register that a unit operates again."""

    door = Door("enterprises.close_unit")
    form_class = forms.ReopenForm
    heading = gettext_lazy("恢复经营")
    success_message = gettext_lazy("经营状态已更新。")

    def perform(self, form: Form) -> Unit:
        """Reopen."""
        return services.reopen(unit=self.unit, by=self.principal, **form.cleaned_data)


class BaseView(UnitActView):
    """Decide whether a unit counts in the base."""

    door = Door("enterprises.approve_base")
    form_class = forms.BaseForm
    heading = gettext_lazy("核定党建基数")
    success_message = gettext_lazy("已核定。")

    def perform(self, form: Form) -> Unit:
        """Decide."""
        return services.decide_base(unit=self.unit, by=self.principal, **form.cleaned_data)


class RevealView(UnitActView):
    """Show the contact's telephone number, for a stated reason."""

    door = Door("enterprises.view_sensitive")
    form_class = forms.RevealForm
    heading = gettext_lazy("查看联系电话")
    submit = gettext_lazy("查看")
    reveal = staticmethod(services.reveal_phone)

    def form_valid(self, form: Form) -> HttpResponse:
        """Show the number once; it stands in no address and no log."""
        try:
            number = self.reveal(unit=self.unit, by=self.principal, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.render_to_response(self.get_context_data(form=form, revealed=number or _("未登记")))
