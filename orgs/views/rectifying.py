"""Pages of rectifications: the list, one with its ledger, and a page for each step."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access.doors import Door
from access.views.acts import RowActView
from access.views.generic import DoorMixin, ScopedListView, visible_or_404
from orgs.choices import RectificationStep
from orgs.forms import rectifying as forms
from orgs.models import Rectification
from orgs.queries import rectifying as reads
from orgs.rules import rectifying as rules
from orgs.services import rectifying as acts
from orgs.views.acts import OrgAct

Step = RectificationStep
USUAL = timedelta(days=180)  # how long a rectification is given when nothing else is said
ICONS = {
    "lead": "user-check", "plan": "circle-check", "report": "file-text", "extend": "calendar-due", "close": "archive",
    "dissolve": "circle-x",
}  # fmt: skip


class RectificationList(ScopedListView):
    """Rectifications, the earliest last day first."""

    door = Door(reads.VIEW)
    model = Rectification
    template_name = "orgs/rectifications.html"

    @cached_property
    def form(self) -> forms.RectificationFilterForm:
        """Read the filters from the address."""
        form = forms.RectificationFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.select(self.form.asked(self.today), self.principal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the silent months."""
        context = super().get_context_data(form=self.form, **kwargs)
        context["rows"] = [reads.shown(row, self.today) for row in context["page_obj"].object_list]
        return context


class RectificationView(DoorMixin, TemplateView):
    """One rectification: what is wrong, who answers for it, the plan, the ledger, and what may be done next."""

    door = Door(reads.VIEW)
    template_name = "orgs/rectification.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it with the next steps."""
        rows = Rectification.objects.select_related("org", "org__area")
        row = visible_or_404(rows, self.principal, reads.VIEW, pk=self.kwargs["pk"])
        steps = reads.steps_for(row, self.principal, self.today)
        return super().get_context_data(
            acts=[{"name": f"orgs:rectification_{step}", "label": step.label, "main": number == 0}
                  for number, step in enumerate(steps)],
            events=events_of(row.log), **reads.shown(row, self.today), **kwargs,
        )  # fmt: skip


def events_of(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the ledger says, newest first."""
    return [
        {"title": Step(line["step"]).label, "on": date.fromisoformat(line["on"]), "text": line["text"], "by": line["by"],
         "icon": ICONS[line["step"]], "tone": "good" if line["step"] == Step.CLOSE else ""}
        for line in reversed(log)
    ]  # fmt: skip


class ListOrg(OrgAct):
    """List an organization."""

    door = Door(rules.LIST)
    form_class = forms.ListingForm
    title = _("列入整顿")
    rule = _("整顿实行“一个支部、一名联系领导、一套方案、一本台账”，每月登记进展，由上级验收后销号。")
    success_message = _("已列入整顿，请明确联系领导。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and half a year."""
        return {"on": self.today, "due_on": self.today + USUAL}

    def perform(self, form: Form) -> Any:
        """List it."""
        return acts.list_for_rectification(org=self.row, listing=form.listing(), by=self.principal)


class RectificationAct(RowActView):
    """A step with the rectification of the address."""

    model = Rectification
    template_name = "orgs/act.html"
    rule: ClassVar[Any] = ""
    step: ClassVar[RectificationStep]
    act: ClassVar[Callable[..., Any]]

    @property
    def title(self) -> Any:
        """Name the step."""
        return self.step.label

    def about(self) -> str:
        """Name the organization."""
        return str(self.row.org)

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the rectification."""
        return self.row.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule."""
        return super().get_context_data(rule=self.rule, **kwargs)

    def perform(self, form: Form) -> Any:
        """Call the service of the step."""
        return self.act(rectification=self.row, by=self.principal, **form.cleaned_data)


def _door(step: RectificationStep) -> Door:
    return Door(rules.MOVES[step].permission)


class Lead(RectificationAct):
    """Say which leader answers for it."""

    step, door, form_class = Step.LEAD, _door(Step.LEAD), forms.LeaderForm
    act = staticmethod(acts.assign_leader)


class Plan(RectificationAct):
    """Approve the plan."""

    step, door, form_class = Step.PLAN, _door(Step.PLAN), forms.RectificationPlanForm
    rule = _("方案批准后，每月登记一次整顿进展；哪个月没有登记，页面会指出。")
    act = staticmethod(acts.approve_plan)


class Report(RectificationAct):
    """Add an entry to the ledger."""

    step, door, form_class = Step.REPORT, _door(Step.REPORT), forms.ProgressForm
    act = staticmethod(acts.tell_progress)


class Extend(RectificationAct):
    """Set a later last day."""

    step, door, form_class = Step.EXTEND, _door(Step.EXTEND), forms.LaterForm
    act = staticmethod(acts.extend_rectification)


class Close(RectificationAct):
    """Accept the result."""

    step, door, form_class = Step.CLOSE, _door(Step.CLOSE), forms.ResultForm
    rule = _("由上级验收；登记过整顿进展的人不能自己验收。")
    act = staticmethod(acts.accept_rectification)


class Dissolve(RectificationAct):
    """End it with the organization."""

    step, door, form_class = Step.DISSOLVE, _door(Step.DISSOLVE), forms.EndForm
    rule = _("党组织已合并或撤销的，整顿随之结束。")
    act = staticmethod(acts.end_with_organization)
    danger = True
