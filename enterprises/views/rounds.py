"""Pages of survey rounds: the rounds, one round's progress, opening, dealing out, closing."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.languages import listed
from access.models import Area
from access.policy import Denied
from access.principals import Place
from access.views.generic import DoorMixin
from enterprises import forms, services
from enterprises.choices import RoundStatus, SurveyPart
from enterprises.models import RoundTask, SurveyRound
from enterprises.queries import rounds
from enterprises.rules import rounds as rules
from enterprises.views.acts import RegisterActView


class RoundsView(DoorMixin, TemplateView):
    """The rounds that concern one's areas."""

    door = Door(rounds.VIEW)
    template_name = "enterprises/rounds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the rounds."""
        may_run = policy.can(self.principal, rounds.RUN)
        return super().get_context_data(rows=rounds.listed(self.principal), may_run=may_run, **kwargs)


class RoundMixin(DoorMixin):
    """The round of the address."""

    @cached_property
    def round(self) -> SurveyRound:
        """Return the round; one that does not concern the reader's areas is absent."""
        rows = SurveyRound.objects.concerning(self.principal, rounds.VIEW).select_related("area", "base_review", "lead")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the round."""
        return super().get_context_data(round=self.round, **kwargs)


class RoundView(RoundMixin, TemplateView):
    """How far a round has come, and what remains, named."""

    door = Door(rounds.VIEW)
    template_name = "enterprises/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read progress and rest."""
        row, only_holes = self.round, "holes" in self.request.GET
        may_deal = row.is_open and policy.can(self.principal, rounds.RUN)
        return super().get_context_data(
            progress=rounds.progress(row, self.principal),
            rest=rounds.rest(row, self.principal, only_holes=only_holes),
            only_holes=only_holes,
            most=rounds.MOST_NAMED if row.is_open else rounds.MOST,
            is_late=row.is_open and row.ends_on < self.today,
            asked=listed(SurveyPart(part).label for part in row.parts),
            questions=list(row.questions.order_by("order", "pk")),
            may_run=row.state != RoundStatus.CLOSED and rounds.may_run(row, self.principal),
            may_deal=may_deal,
            left=services.left_behind(row, self.today, self.principal) if may_deal else [],
            may_check=policy.can(self.principal, rounds.RUN),
            may_approve=policy.can_on(self.principal, "enterprises.approve_base", Place(row.area.path)),
            **kwargs,
        )


class OpenRoundView(RegisterActView):
    """Design a round: its burden is shown before it is opened."""

    door = Door(rounds.RUN)
    form_class = forms.RoundForm
    template_name = "enterprises/round_new.html"
    heading = gettext_lazy("建立摸底轮次")
    submit = gettext_lazy("建立并分派名单")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand today to the form."""
        return super().get_form_kwargs() | {"today": self.today}

    def get_initial(self) -> dict[str, Any]:
        """Begin with a month from today and with everything that is known."""
        month = self.today + timedelta(days=30)
        return {"starts_on": self.today, "ends_on": month, "parts": SurveyPart.values}

    def form_valid(self, form: Form) -> HttpResponse:
        """Show the burden when only that was asked for."""
        if "foresee" not in self.request.POST:
            return super().form_valid(form)
        given = form.cleaned_data
        burden = services.foresee(
            area=given["area"], wanted=form.wanted(), parts=given["parts"], questions=len(given["questions"]),
            on=self.today, by=self.principal,
        )  # fmt: skip
        return self.render_to_response(self.get_context_data(form=form, burden=burden))

    def perform(self, form: Form) -> str:
        """Open the round."""
        given = form.cleaned_data
        row = services.open_survey_round(
            **{name: given[name] for name in ("area", "name", "lead", "starts_on", "ends_on", "parts", "questions")},
            wanted=form.wanted(), on=self.today, by=self.principal,
        )  # fmt: skip
        return reverse("enterprises:round", args=[row.pk])


class RoundActView(RoundMixin, RegisterActView):
    """An act on the round of the address."""

    door = Door(rounds.RUN)
    template_name = "enterprises/round_act.html"
    is_of_running: ClassVar[bool] = False  # the act is only possible before the round is closed

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; of a closed round, say that it is closed instead."""
        refusal = rules.check_open(RoundStatus(self.round.state)) if self.is_of_running else None
        if refusal is None:
            return super().get(request, *args, **kwargs)
        messages.warning(request, _(refusal.message))
        return redirect("enterprises:round", self.round.pk)

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def insist(self, permission: str = rounds.RUN) -> None:
        """Insist on a permission where the round lies.

        Raises:
            Denied: the area of the round lies elsewhere.
        """
        if not policy.can_on(self.principal, permission, Place(self.round.area.path)):
            raise Denied(permission, target=self.round)


class DealView(RoundActView):
    """Give units of a list to somebody else, or share them."""

    is_of_running = True
    form_class = forms.DealForm
    heading = gettext_lazy("分派走访名单")
    submit = gettext_lazy("分派")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand to the form the officers who visit in the reader's areas, and those who left units behind."""
        found = services.officers_in(self.round.area, self.today)
        near = [one for one in found if any(self.may_run(path) for path in one.paths)]
        left = services.left_behind(self.round, self.today, self.principal)
        return super().get_form_kwargs() | {"officers": near, "left": left}

    def may_run(self, path: str) -> bool:
        """Say whether the reader deals out units of a place."""
        return policy.can_on(self.principal, rounds.RUN, Place(path))

    def get_initial(self) -> dict[str, Any]:
        """Begin with the list that the address names."""
        return {"source": self.request.GET.get("source", "")}

    def perform(self, form: Form) -> str:
        """Deal."""
        tasks, source, area = (
            RoundTask.objects.filter(round=self.round),
            form.cleaned_data["source"],
            form.cleaned_data["area"],
        )
        if source:
            tasks = tasks.filter(officer__isnull=True) if source == "none" else tasks.filter(officer_id=int(source))
        if isinstance(area, Area):
            tasks = tasks.filter(area_path__gte=area.path, area_path__lt=area.path[:-1] + "/")
        services.deal(
            survey_round=self.round,
            tasks=tasks,
            officers=form.cleaned_data["officers"],
            on=self.today,
            by=self.principal,
        )
        return reverse("enterprises:round", args=[self.round.pk])


class CloseRoundView(RoundActView):
    """Close a round with its report."""

    is_of_running = True
    form_class = forms.CloseRoundForm
    heading = gettext_lazy("结束摸底轮次")
    submit = gettext_lazy("结束并出报告")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what stays open."""
        self.insist()
        left = rounds.progress(self.round, self.principal).whole.rest
        warning = _("还有%(count)d家单位没有走访或等待回访，结束后将列入报告。") % {"count": left} if left else ""
        return super().get_context_data(warning=warning, **kwargs)

    def perform(self, form: Form) -> str:
        """Close."""
        services.close_survey_round(survey_round=self.round, on=form.cleaned_data["on"], by=self.principal)
        return reverse("enterprises:round", args=[self.round.pk])


class TasksView(DoorMixin, TemplateView):
    """One's own list in open rounds: the next unit is one tap away."""

    door = Door(rounds.VISIT)
    template_name = "enterprises/tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the list."""
        rows = rounds.my_list(self.principal, self.today)
        return super().get_context_data(
            rows=rows, next=rows[0] if rows else None, done=rounds.done_today(self.principal, self.today),
            street=rounds.street_list(self.principal), most=rounds.MOST, **kwargs,
        )  # fmt: skip
