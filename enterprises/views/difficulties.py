"""Pages of difficulties (实际困难): the list, one difficulty with its log, and one page per step."""

from datetime import date
from typing import Any, ClassVar

from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from enterprises import forms, services
from enterprises.choices import DifficultyStep
from enterprises.models import Difficulty
from enterprises.queries import difficulties
from enterprises.rules import difficulties as rules
from enterprises.views.acts import RegisterActView, UnitActView

Step = DifficultyStep
ADDRESSES = {
    Step.ASSIGN: "assign_difficulty", Step.LOG: "log_difficulty", Step.SOLVE: "solve_difficulty",
    Step.CONFIRM: "confirm_difficulty", Step.SEND_BACK: "send_back_difficulty", Step.WITHDRAW: "withdraw_difficulty",
}  # fmt: skip
MAIN = {"raised": Step.ASSIGN, "assigned": Step.SOLVE, "solved": Step.CONFIRM}


class DifficultyListView(DoorMixin, TemplateView):
    """Difficulties in sight, filtered."""

    door = Door(difficulties.VIEW)
    template_name = "enterprises/difficulties.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page and what the whole selection adds up to."""
        form = forms.DifficultyFilterForm(self.request.GET or None, principal=self.principal)
        form.is_valid()
        rows = difficulties.select(form.wanted(self.today), self.principal)
        page = difficulties.page(rows, self.request.GET.get("page", ""))
        return super().get_context_data(
            form=form, page_obj=page, rows=difficulties.shown(page, self.today), total=difficulties.summary(rows, self.today), **kwargs
        )  # fmt: skip


class DifficultyMixin(DoorMixin):
    """A page about the difficulty of the address."""

    @cached_property
    def difficulty(self) -> Difficulty:
        """Return the difficulty; invisible and absent answer alike."""
        rows = Difficulty.objects.select_related("body")
        return visible_or_404(rows, self.principal, self.door.permission, pk=self.kwargs["pk"])


class DifficultyView(DifficultyMixin, TemplateView):
    """One difficulty with its log and what may be done next."""

    door = Door(difficulties.VIEW)
    template_name = "enterprises/difficulty.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the log as events."""
        row = self.difficulty
        steps = difficulties.steps_for(row, self.principal)
        acts = [
            {"url": reverse(f"enterprises:{ADDRESSES[step]}", args=[row.pk]), "label": step.label,
             "main": step == MAIN.get(row.state)}
            for step in steps
        ]  # fmt: skip
        return super().get_context_data(
            **difficulties.shown([row], self.today)[0], acts=acts, events=_events(row),
            unit_seen=difficulties.is_unit_seen(row, self.principal), **kwargs,
        )  # fmt: skip


def _events(row: Difficulty) -> list[dict[str, Any]]:
    return [
        {"title": Step(line["step"]).label, "on": date.fromisoformat(line["on"]), "text": line["text"], "by": line["by"],
         "icon": ICONS[line["step"]], "tone": "good" if line["step"] == Step.CONFIRM else ""}
        for line in reversed(row.log)
    ]  # fmt: skip


ICONS = {
    "raise": "message-report", "assign": "send", "log": "notes", "solve": "circle-check", "confirm": "checks",
    "send_back": "arrow-back-up", "withdraw": "circle-x",
}  # fmt: skip


class RaiseView(UnitActView):
    """Write down a difficulty of a unit."""

    door = Door(rules.MOVES[Step.RAISE].permission)
    form_class = forms.RaiseForm
    heading = gettext_lazy("反映实际困难")
    success_message = gettext_lazy("已登记，等待交办。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def perform(self, form: Form) -> str:
        """Raise it."""
        row = services.raise_difficulty(unit=self.unit, by=self.principal, **form.cleaned_data)
        return row.get_absolute_url()


class StepView(DifficultyMixin, RegisterActView):
    """One step with the difficulty of the address."""

    template_name = "enterprises/difficulty_step.html"
    step: ClassVar[DifficultyStep]

    @property
    def heading(self) -> Any:
        """Name the step."""
        return self.step.label

    @property
    def submit(self) -> Any:
        """Name the step."""
        return self.step.label

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, and with who is in charge."""
        row = self.difficulty
        return {"on": self.today, "body": row.body_id, "due_on": row.due_on}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the bodies that may be in charge to the form."""
        return super().get_form_kwargs() | {"bodies": difficulties.bodies_for(self.difficulty)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what the step is about."""
        return super().get_context_data(row=self.difficulty, **kwargs)

    def perform(self, form: Form) -> Difficulty:
        """Call the service of the step."""
        act = getattr(services, ADDRESSES[self.step])
        return act(difficulty=self.difficulty, by=self.principal, **form.cleaned_data)


class AssignView(StepView):
    """Put a body in charge."""

    step = Step.ASSIGN
    door = Door(rules.MOVES[step].permission)
    form_class = forms.AssignForm


class LogView(StepView):
    """Write down what was done."""

    step = Step.LOG
    door = Door(rules.MOVES[step].permission)
    form_class = forms.LogForm


class SolveView(StepView):
    """Say that it is solved."""

    step = Step.SOLVE
    door = Door(rules.MOVES[step].permission)
    form_class = forms.SolveForm


class ConfirmView(StepView):
    """Confirm for the side that raised it."""

    step = Step.CONFIRM
    door = Door(rules.MOVES[step].permission)
    form_class = forms.ConfirmForm


class SendBackView(StepView):
    """Say that it is not solved."""

    step = Step.SEND_BACK
    door = Door(rules.MOVES[step].permission)
    form_class = forms.ReasonForm


class WithdrawView(StepView):
    """Take it back."""

    step = Step.WITHDRAW
    door = Door(rules.MOVES[step].permission)
    form_class = forms.ReasonForm
