"""Pages of formation: the list of units to be organized, one case with its plan, one application with its steps."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from access import policy
from access.doors import Door
from access.views.acts import RowActView
from access.views.generic import DoorMixin, visible_or_404
from enterprises.models import Unit
from orgs.choices import FormationStep
from orgs.forms import cases as forms
from orgs.models import FormationCase
from orgs.queries import cases as reads
from orgs.rules import cases as rules
from orgs.services.cases import applying, concluding, listing, planning
from orgs.views.case_events import events_of

VIEW, PLAN = reads.VIEW, planning.PLAN
PAGE = 50
Step = FormationStep


class CaseList(DoorMixin, TemplateView):
    """Units to be organized, the longest on the list first, beside what the facts say."""

    door = Door(VIEW)
    template_name = "orgs/cases.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page and what the list adds up to."""
        form = forms.CaseFilterForm(self.request.GET or None, principal=self.principal)
        form.is_valid()
        page = Paginator(reads.select(form.wanted(self.today), self.principal), PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            form=form, page_obj=page, rows=reads.shown(page, self.today), total=reads.summary(self.principal, self.today),
            may_refresh=policy.can(self.principal, PLAN), may_apply=policy.can(self.principal, applying.APPLY), **kwargs,
        )  # fmt: skip


class Refresh(DoorMixin, View):
    """Bring the list in step with the facts."""

    door = Door(PLAN)
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        """List and settle, and say how many came on the list."""
        rows = Unit.objects.visible_to(self.principal, PLAN)
        number = listing.refresh(rows, on=self.today, by=self.principal).listed
        messages.success(request, ngettext("新列入 %d 家单位。", "新列入 %d 家单位。", number) % number)
        return redirect("orgs:cases")


class CaseView(DoorMixin, TemplateView):
    """One case: plan, application, proof, and what came before."""

    door = Door(VIEW)
    template_name = "orgs/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the case with the unit's other cases."""
        rows = FormationCase.objects.select_related("unit", "unit__area", "application")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        is_open = row.status in rules.WAITING
        may = {
            name: policy.can_on(self.principal, f"orgs.{name}_formation", row) for name in ("plan", "apply", "clear")
        }
        others = [one for one in reads.history(row.unit_id) if one.pk != row.pk]
        return super().get_context_data(
            **reads.shown([row], self.today)[0], events=events_of(row.log), others=others,
            may_plan=is_open and may["plan"], may_apply=is_open and may["apply"] and row.application_id is None,
            may_clear=row.status == "built" and may["clear"] and row.reported_by_id != self.principal.user_id, **kwargs,
        )  # fmt: skip


class CaseAct(RowActView):
    """An act on the case of the address."""

    model = FormationCase
    template_name = "orgs/act.html"
    rule: ClassVar[Any] = ""

    def about(self) -> str:
        """Name the unit."""
        return str(self.row.unit)

    def back(self) -> str:
        """Return to the case."""
        return self.row.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule."""
        return super().get_context_data(rule=self.rule, **kwargs)


class PlanCase(CaseAct):
    """The plan for one unit (一企一策)."""

    door = Door(PLAN)
    form_class = forms.PlanForm
    title = _("制定一企一策")
    submit = _("保存")
    success_message = _("一企一策已保存。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with the plan as it stands."""
        names = ("obstacle", "form", "leader", "leader_post", "instructor", "due_on", "version")
        found = {name: getattr(self.row, name) for name in names}
        for number, measure in enumerate(self.row.measures, start=1):
            for field, key in (("text", "text"), ("due", "due_on"), ("done", "done_on")):
                found[f"{field}_{number}"] = measure[key]
        return found

    def perform(self, form: Form) -> Any:
        """Write it."""
        return planning.plan_case(
            case=self.row, plan=form.plan(), by=self.principal, version=form.cleaned_data["version"]
        )


class ClearCase(CaseAct):
    """Cancel the ticket (销号)."""

    door = Door(concluding.CLEAR)
    form_class = forms.ClearForm
    title = _("批准销号")
    rule = _("销号须有单独或联合组建的党组织覆盖，由上级批准，填写文号和日期；组建的经办人不能自己批准。")
    success_message = _("已销号。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today, "version": self.row.version}

    def perform(self, form: Form) -> Any:
        """Cancel it."""
        return concluding.clear_case(case=self.row, by=self.principal, **form.cleaned_data)
