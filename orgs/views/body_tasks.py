"""Tasks between bodies: the list, one task with its log, giving one, and its steps."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from access.doors import Door
from access.models import Person
from access.views.acts import RowActView
from access.views.generic import DoorMixin, named_row, visible_or_404
from orgs.choices import TaskStep
from orgs.forms import bodies as forms
from orgs.models import BodyMeeting, BodyTask
from orgs.queries import bodies as reads
from orgs.services import bodies as acts
from orgs.views.bodies import OfBody

VIEW, KEEP, REPORT = reads.VIEW, reads.KEEP, reads.REPORT
ICONS = {
    "assign": "send", "report": "file-text", "confirm": "circle-check", "return": "arrow-back-up", "cancel": "circle-x",
}  # fmt: skip


class TaskList(DoorMixin, ListView):
    """Tasks, the nearest day first."""

    door = Door(VIEW)
    template_name = "orgs/bodies/tasks.html"
    paginate_by = 50

    @cached_property
    def form(self) -> forms.TaskFilterForm:
        """Read the filters from the address."""
        form = forms.TaskFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.tasks(self.principal, self.today, **self.form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Colour the states."""
        context = super().get_context_data(form=self.form, **kwargs)
        context["rows"] = reads.shown(list(context["page_obj"].object_list), self.today)
        return context


class TaskView(DoorMixin, TemplateView):
    """One task: who gave it to whom, what was done, and what may be done next."""

    door = Door(VIEW)
    template_name = "orgs/bodies/task.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it with its log and the next steps."""
        rows = BodyTask.objects.select_related("issuer__line", "issuer__home", "owner", "meeting")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        steps = reads.steps_for(row, self.principal)
        (one,) = reads.shown([row], self.today)
        events = [
            {"title": entry.get_step_display(), "on": entry.on, "text": entry.text, "by": str(entry.recorded_by or ""),
             "icon": ICONS[entry.step], "tone": "good" if entry.step == TaskStep.CONFIRM else ""}
            for entry in reads.log(row)
        ]  # fmt: skip
        named = Person.objects.names([row.person_id]) if row.person_id else {}
        return super().get_context_data(
            row=row, one=one, events=events, person=named.get(row.person_id, ""),
            acts=[{"name": f"orgs:body_task_{step}", "label": step.label, "main": number == 0}
                  for number, step in enumerate(steps)], **kwargs,
        )  # fmt: skip


class AssignTask(OfBody):
    """Give a task; the address may name the meeting that decided it."""

    form_class = forms.TaskForm
    title = _("交办任务")
    success_message = _("任务已交办。")

    @cached_property
    def meeting(self) -> BodyMeeting | None:
        """The meeting that the address names; of another body it is none."""
        rows = BodyMeeting.objects.filter(body=self.row)
        found: BodyMeeting | None = named_row(rows, self.principal, KEEP, self.request.GET.get("meeting", ""))
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the meeting."""
        return {**super().get_form_kwargs(), "meeting": self.meeting}

    def perform(self, form: Any) -> Any:
        """Give it."""
        row = acts.assign(issuer=self.row, given=form.given(), on=self.today, by=self.principal)
        return self.meeting if self.meeting is not None else row


class _Step(RowActView):
    model = BodyTask
    template_name = "orgs/bodies/act.html"
    form_class = forms.StepForm
    step: ClassVar[TaskStep]
    act: ClassVar[Callable[..., Any]]

    @property
    def title(self) -> Any:
        """Name the step."""
        return self.step.label

    def get_initial(self) -> dict[str, Any]:
        """Keep the version that was read."""
        return {"version": self.row.version}

    def back(self) -> str:
        """Return to the task."""
        return str(self.row.get_absolute_url())

    def perform(self, form: Form) -> Any:
        """Take the step on the version that was read."""
        self.row.version = form.cleaned_data["version"]
        return type(self).act(task=self.row, text=form.cleaned_data["text"], on=self.today, by=self.principal)


class Report(_Step):
    """Report it done."""

    door, step, act = Door(REPORT), TaskStep.REPORT, staticmethod(acts.report)
    success_message = _("已报办结，等待交办机构确认。")


class Confirm(_Step):
    """Confirm it."""

    door, step, act = Door(KEEP), TaskStep.CONFIRM, staticmethod(acts.confirm)
    form_class = forms.ConfirmForm
    success_message = _("任务已确认办结。")


class SendBack(_Step):
    """Send it back."""

    door, step, act = Door(KEEP), TaskStep.RETURN, staticmethod(acts.send_back)
    success_message = _("任务已退回重办。")


class Cancel(_Step):
    """Cancel it."""

    door, step, act = Door(KEEP), TaskStep.CANCEL, staticmethod(acts.cancel)
    danger = True
    success_message = _("任务已撤销。")
