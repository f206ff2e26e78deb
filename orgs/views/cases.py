"""Pages of formation: the list of units to be organized, one case with its plan, one application with its steps."""

from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from access import policy
from access.doors import Door
from access.views.acts import RowActView, TitledActView
from access.views.generic import DoorMixin, visible_or_404
from enterprises.models import Unit
from orgs.choices import FormationStep
from orgs.forms import cases as forms
from orgs.models import Application, FormationCase
from orgs.queries import cases as reads
from orgs.rules import cases as rules
from orgs.services.cases import applying, concluding, listing, planning

VIEW, PLAN = reads.VIEW, planning.PLAN
PAGE = 50
Step = FormationStep
ICONS = {
    "submit": "send", "return": "arrow-back-up", "consider": "users", "approve": "circle-check", "elect": "checkbox",
    "file": "archive", "activate": "flag", "withdraw": "circle-x", "plan": "list-check", "applied": "file-text",
    "withdrawn": "circle-x", "built": "flag", "cleared": "checks",
}  # fmt: skip


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
            **reads.shown([row], self.today)[0], events=_events(row.log), others=others,
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


class Apply(TitledActView):
    """Draft an application for the units of cases named in the address (``?case=1&case=2``)."""

    door = Door(applying.APPLY)
    template_name = "orgs/act.html"
    form_class = forms.ApplicationForm
    title = _("起草组建请示")
    submit = _("保存草稿")
    success_message = _("请示已起草，核对后报送。")

    @cached_property
    def cases(self) -> list[FormationCase]:
        """Return the cases named in the address that the principal may apply for."""
        ids = [pk for pk in self.request.GET.getlist("case") if pk.isdecimal()]
        rows = FormationCase.objects.visible_to(self.principal, applying.APPLY).filter(pk__in=ids[:PAGE])
        return list(rows.select_related("unit").order_by("pk"))

    def about(self) -> str:
        """Name the units."""
        return "、".join(str(case.unit) for case in self.cases) or str(_("请先在台账里选择单位"))

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:cases")

    def get_initial(self) -> dict[str, Any]:
        """Propose the planned form."""
        return {"form": "joint" if len(self.cases) > 1 else "single"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """There is no rule to show beside the fields."""
        return super().get_context_data(rule="", **kwargs)

    def perform(self, form: Form) -> Any:
        """Draft it."""
        draft = applying.Draft(**form.cleaned_data)
        return applying.draft_application(cases=self.cases, draft=draft, on=self.today, by=self.principal)


class ApplicationView(DoorMixin, TemplateView):
    """One application with its units, its log and what may be done next."""

    door = Door(VIEW)
    template_name = "orgs/application.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read its cases and the next steps."""
        rows = Application.objects.select_related("area", "parent", "approved_by", "org")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        steps = reads.steps_for(row, self.principal)
        acts = [
            {"url": reverse(f"orgs:application_{step}", args=[row.pk]), "label": step.label, "main": number == 0}
            for number, step in enumerate(sorted(steps, key=_rank))
        ]
        late = rules.is_reply_overdue(row.stage, row.submitted_on, self.today)
        return super().get_context_data(
            row=row, cases=reads.cases_of(row, self.principal), acts=acts, events=_events(row.log), late=late,
            tone=reads.STAGE_TONES.get(row.stage, "info"),
            reply_due=rules.reply_due(row.submitted_on) if row.submitted_on else None, **kwargs,
        )  # fmt: skip


def _rank(step: FormationStep) -> int:
    return 1 if step in {Step.RETURN, Step.WITHDRAW} else 0


def _events(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"title": LABELS[line["step"]], "on": date.fromisoformat(line["on"]), "text": line.get("text", ""), "by": line["by"],
         "icon": ICONS[line["step"]], "tone": "good" if line["step"] in {"cleared", "activate"} else ""}
        for line in reversed(log)
    ]  # fmt: skip


LABELS = {
    **{step.value: step.label for step in FormationStep},
    "plan": _("制定一企一策"), "applied": _("列入组建请示"), "withdrawn": _("请示撤回"), "built": _("党组织成立，待销号"),
    "cleared": _("销号"),
}  # fmt: skip


class ApplicationAct(RowActView):
    """A step with the application of the address."""

    model = Application
    template_name = "orgs/act.html"
    rule: ClassVar[Any] = ""
    step: ClassVar[FormationStep]

    @property
    def title(self) -> Any:
        """Name the step."""
        return self.step.label

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the application."""
        return self.row.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule."""
        return super().get_context_data(rule=self.rule, **kwargs)

    def perform(self, form: Form) -> Any:
        """Call the service of the step."""
        return self.act(application=self.row, by=self.principal, **form.cleaned_data)
