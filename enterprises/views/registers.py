"""Pages of outside registers (外部名册): the differences to be looked into, one of them, and settling it."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from enterprises import services
from enterprises.choices import OutsideRegister, RegisterDifference, RegisterTaskState
from enterprises.forms.registers import AddToRoundForm, RegisterTaskFilterForm, SettleTaskForm
from enterprises.models import RegisterRow, RegisterTask
from enterprises.queries import registers
from enterprises.services.sheets.register_fields import shown
from enterprises.views.acts import RegisterActView

LOAD = "enterprises.load_register"


class RegisterTaskListView(DoorMixin, TemplateView):
    """Differences in sight, filtered; the open ones first of all."""

    door = Door(registers.VIEW)
    template_name = "enterprises/register_tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        form = RegisterTaskFilterForm(self.request.GET or None, principal=self.principal)
        form.is_valid()
        rows = registers.select(form.wanted(), self.principal)
        page = registers.page(rows, self.request.GET.get("page", ""))
        told = [{"row": row, "tone": registers.TONES[row.kind], "register": _register(row.row)} for row in page]
        return super().get_context_data(
            form=form, page_obj=page, rows=told, total=page.paginator.count, may_load=policy.can(self.principal, LOAD), **kwargs,
        )  # fmt: skip


def _register(row: RegisterRow) -> Any:
    return OutsideRegister(row.register).label


class TaskMixin(DoorMixin):
    """The difference of the address."""

    @cached_property
    def task(self) -> RegisterTask:
        """Return it; invisible and absent answer alike."""
        rows = RegisterTask.objects.select_related("row", "row__area", "unit", "settled_by")
        return visible_or_404(rows, self.principal, self.door.permission, pk=self.kwargs["pk"])


class RegisterTaskView(TaskMixin, TemplateView):
    """One difference: what the register says, what the ledger says, and what may be done."""

    door = Door(registers.VIEW)
    template_name = "enterprises/register_task.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the acts that lead to an outcome."""
        task = self.task
        unit, is_open = registers.unit_of(task, self.principal), task.state == RegisterTaskState.OPEN
        may = {
            name: is_open and policy.can(self.principal, f"enterprises.{name}_unit")
            for name in ("register", "visit", "close")
        }
        may_run = is_open and unit is not None and policy.can_on(self.principal, "enterprises.run_round", unit)
        rounds = registers.rounds_for(unit, self.principal) if may_run else []
        return super().get_context_data(
            task=task, entry=task.row, unit=unit, is_open=is_open, may=may, tone=registers.TONES[task.kind],
            register=_register(task.row), said=shown(task.row.register, task.row.contents),
            is_new=task.kind == RegisterDifference.NEW, is_cancelled=task.kind == RegisterDifference.CANCELLED,
            round_form=AddToRoundForm(rounds=rounds, principal=self.principal) if may_run and rounds.exists() else None,
            may_settle=is_open and policy.can_on(self.principal, registers.SETTLE, task), **kwargs,
        )  # fmt: skip


class SettleTaskView(TaskMixin, RegisterActView):
    """Say what came of it."""

    door = Door(registers.SETTLE)
    form_class = SettleTaskForm
    template_name = "enterprises/register_settle.html"
    heading = gettext_lazy("办结比对任务")
    submit = gettext_lazy("办结")
    success_message = gettext_lazy("已办结。")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the outcomes of this kind of difference."""
        return super().get_form_kwargs() | {"kind": self.task.kind}

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, and with the outcome that was reached."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the entry."""
        return super().get_context_data(task=self.task, **kwargs)

    def perform(self, form: Form) -> str:
        """Settle it, and go on with the list."""
        services.settle_register_task(task=self.task, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:register_tasks")


class AddToRoundView(TaskMixin):
    """Put the unit of a difference into a running round."""

    door = Door("enterprises.run_round")

    @cached_property
    def task(self) -> RegisterTask:
        """Return the difference, which is read like on its page."""
        return visible_or_404(
            RegisterTask.objects.select_related("row"), self.principal, registers.VIEW, pk=self.kwargs["pk"]
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it there, and show the difference."""
        unit = registers.unit_of(self.task, self.principal)
        if unit is not None:
            wanted = request.POST.get("survey_round", "")
            rounds = registers.rounds_for(unit, self.principal)
            chosen = get_object_or_404(
                rounds.model, pk=wanted if wanted.isdecimal() else 0, pk__in=[one.pk for one in rounds]
            )
            services.add_unit(survey_round=chosen, unit=unit, on=self.today, by=self.principal)
        return redirect(self.task)


class RegisterRowView(DoorMixin):
    """The entry of a register: its latest difference, or the list in which it is looked for."""

    door = Door(registers.VIEW)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead there."""
        row = visible_or_404(RegisterRow.objects, self.principal, registers.VIEW, pk=pk)
        task = row.tasks.of(row=row).order_by("-pk").first()
        return redirect(task if task is not None else f"{reverse('enterprises:register_tasks')}?state=all")
