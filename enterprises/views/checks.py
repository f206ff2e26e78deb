"""Pages behind a round: the back-check with its report of differences, the base that it proposes, and what one visit changed."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access.doors import Door
from access.languages import listed
from access.outcome import Rate
from access.views.generic import DoorMixin, visible_or_404
from enterprises import forms, services
from enterprises.choices import BaseReason
from enterprises.models import RoundTask, Visit
from enterprises.queries import changes, checks, rounds
from enterprises.services.rounds.proposing import AT_ONCE
from enterprises.views.rounds import RoundActView

APPROVE = "enterprises.approve_base"


class ChecksView(RoundActView):
    """The sample of a round and its report; before it is drawn, the form that draws it."""

    form_class = forms.SampleForm
    template_name = "enterprises/checks.html"
    heading = gettext_lazy("回头抽查")
    submit = gettext_lazy("抽取样本")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the sample and what was found."""
        rows = checks.sampled(self.round, self.principal)
        done = [row for row in rows if row.check is not None]
        return super().get_context_data(
            rows=rows, elsewhere=len(self.round.check_units) - len(rows), compared=checks.agreement(done),
            checked=Rate(len(done), len(rows)),
            may_draw=self.round.check_seed is None and rounds.may_run(self.round, self.principal), **kwargs,
        )  # fmt: skip

    def perform(self, form: Form) -> str:
        """Draw."""
        services.draw_sample(survey_round=self.round, by=self.principal, **form.cleaned_data)
        return reverse("enterprises:round_checks", args=[self.round.pk])


class CheckView(RoundActView):
    """Enter what a back-check found."""

    form_class = forms.CheckForm
    heading = gettext_lazy("登记抽查结果")
    success_message = gettext_lazy("抽查结果已登记。")

    @cached_property
    def task(self) -> RoundTask:
        """Return the task of the address."""
        rows = RoundTask.objects.filter(round=self.round).select_related("unit", "round__area")
        return visible_or_404(rows, self.principal, rounds.RUN, pk=self.kwargs["task"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the unit."""
        return super().get_context_data(checked_unit=self.task.unit, **kwargs)

    def perform(self, form: Form) -> str:
        """Keep it."""
        given = form.cleaned_data
        services.record_check(task=self.task, found=form.found(), on=given["on"], note=given["note"], by=self.principal)
        return reverse("enterprises:round_checks", args=[self.round.pk])


class RoundBaseView(RoundActView):
    """The units of which the round proposes another base than the one in force; the district approves."""

    door = Door(APPROVE)
    form_class = forms.ApproveListForm
    template_name = "enterprises/round_base.html"
    heading = gettext_lazy("核定党建基数")
    submit = gettext_lazy("核定所选单位")

    @cached_property
    def proposals(self) -> list[Any]:
        """Return what the round proposes today."""
        return services.propose_base(survey_round=self.round, on=self.today, by=self.principal)[:AT_ONCE]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open the page only to whoever approves where the round lies."""
        self.insist(APPROVE)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the proposals to the form."""
        return super().get_form_kwargs() | {"proposals": self.proposals}

    def get_initial(self) -> dict[str, Any]:
        """Begin with all of them."""
        return {"units": [one.unit.pk for one in self.proposals]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the proposals with their reasons."""
        rows = [(one, str(BaseReason(one.reason).label)) for one in self.proposals]
        return super().get_context_data(rows=rows, most=AT_ONCE, **kwargs)

    def perform(self, form: Form) -> str:
        """Approve."""
        given = form.cleaned_data
        services.approve_base(
            survey_round=self.round, units=given["units"], document=given["document"], on=self.today, by=self.principal
        )
        return reverse("enterprises:round_base", args=[self.round.pk])


class VisitChangesView(DoorMixin, TemplateView):
    """What one visit changed (这次走访更新了什么)."""

    door = Door("enterprises.view_unit")
    template_name = "enterprises/visit_changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the visit and its changes."""
        rows = Visit.objects.select_related("unit__area", "user", "task")
        visit = visible_or_404(rows, self.principal, self.door.permission, pk=self.kwargs["pk"])
        mine = rounds.my_list(self.principal, self.today) if "next" in self.request.GET else []
        return super().get_context_data(
            visit=visit, rows=changes.of_visit(visit, self.principal), next=mine[0] if mine else None,
            difficulties=changes.difficulties_of(visit, self.principal), confirmed=listed(changes.confirmed_at(visit)),
            photos=changes.photos_of(visit, self.principal), none=_("没有变化"), **kwargs,
        )  # fmt: skip
