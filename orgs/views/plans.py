"""Pages of plans of formation: the list, one plan, one unit of it; moving units, taking parts over, trying other limits."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.acts import RowActView, TitledActView
from access.views.generic import DoorMixin, ScopedListView, visible_or_404
from orgs.choices import DraftState, LinePlace
from orgs.forms import plans as forms
from orgs.models import PlanDraft
from orgs.rules import planner
from orgs.rules.planner import explain
from orgs.services.planner import accepting, drafts, moving, trials
from orgs.services.planner.drafts import Drawn
from orgs.services.planner.facts import PLAN, Asked
from orgs.services.rules_in_force import sentence
from orgs.views import plan_shapes as shapes

VIEW = "orgs.view_formation"
CARDS = 30  # on a page
MOST_ALTERNATIVES = 8
TONES = {"open": "info", "accepted": "good", "replaced": "mute", "trial": "mute"}


class PlanList(ScopedListView):
    """Plans, newest first."""

    door = Door(VIEW)
    model = PlanDraft
    template_name = "orgs/plans.html"

    def get_queryset(self) -> Any:
        """Read them with area and author; trials are shown with their plan."""
        rows = super().get_queryset().exclude(state=DraftState.TRIAL)
        return rows.select_related("area", "made_by").order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether new ones may be made."""
        return super().get_context_data(tones=TONES, may_make=policy.can(self.principal, PLAN), **kwargs)


class MakePlan(TitledActView):
    """Plan an area, or some of its units."""

    door = Door(PLAN)
    template_name = "orgs/act.html"
    form_class = forms.MakePlanForm
    title = _("编制组建方案")
    submit = _("开始编制")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is planned."""
        rule = _(
            "为未覆盖的在营单位提出单独组建、联合组建或由区域党支部兜底的建议；同样的台账得到同样的方案。"
            "单位较多时在后台计算。"
        )
        return super().get_context_data(rule=rule, **kwargs)

    def about(self) -> str:
        """Name the list."""
        return str(_("组建方案"))

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:plans")

    def perform(self, form: Form) -> Any:
        """Plan now, or put it in the queue."""
        given = form.cleaned_data
        asked = Asked(given["area"], self.today, tuple(sorted(unit.pk for unit in given["picked"])))
        return drafts.ask(asked=asked, at=timezone.now(), by=self.principal)


class OnePlan(DoorMixin, TemplateView):
    """Base of pages about the plan of the address."""

    door = Door(VIEW)

    @cached_property
    def draft(self) -> PlanDraft:
        """The plan; absent and invisible answer alike."""
        rows = PlanDraft.objects.select_related("area", "base", "made_by")
        return visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])

    @cached_property
    def seen(self) -> Drawn:
        """The plan as the planner knows it."""
        return drafts.drawn(self.draft)

    def rights(self) -> dict[str, bool]:
        """Say what may be done with it."""
        is_open = self.draft.state == DraftState.OPEN
        return {
            "may_move": is_open and policy.can_on(self.principal, PLAN, self.draft),
            "may_accept": is_open and policy.can_on(self.principal, accepting.ACCEPT, self.draft),
            "may_try": self.draft.state != DraftState.TRIAL and policy.can_on(self.principal, PLAN, self.draft),
        }


class PlanPage(OnePlan):
    """A plan: what it adds up to, the neighbourhood, its groups with their units."""

    template_name = "orgs/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the plan; a trial beside the plan it is compared with."""
        seen, words, asked = self.seen, shapes.named(self.seen), self.request.GET.get("community", "")
        community = int(asked) if asked.isascii() and asked.isdecimal() and int(asked) in words.areas else None
        base = self.draft.base
        page = Paginator(shapes.cards(seen, words, community), CARDS).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            row=self.draft, tone=TONES[self.draft.state], figures=planner.figures(seen.plan, seen.town), map=shapes.drawing(seen, words),
            objectives=shapes.objectives(seen), page_obj=page, targets=shapes.targets(seen, words),
            community=community, community_name=words.areas.get(community or 0, ""),
            compared=shapes.compared(seen, drafts.drawn(base)) if base is not None else None,
            trials=list(PlanDraft.objects.visible_to(self.principal, VIEW).filter(base=self.draft).order_by("-pk")[:10]),
            trial_form=forms.TrialForm(initial=self.draft.limits, principal=self.principal),
            exact=seen.plan.is_exact, **self.rights(), **kwargs,
        )  # fmt: skip


class ExplainUnit(OnePlan):
    """Why a unit is proposed what it is, and where else it could go at what cost."""

    template_name = "orgs/plan_unit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Explain the line."""
        seen, key, words = self.seen, self.kwargs["unit_pk"], shapes.named(self.seen)
        try:
            unit, told = moving.unit_of(seen, key), explain(seen.plan, seen.town, key, seen.names)
        except (KeyError, StopIteration):
            raise Http404 from None
        number = seen.lines[key].number
        group = seen.plan.groups[number] if number is not None else None
        titles = dict(shapes.targets(seen, words))
        found = [
            {
                "target": "regional" if one.group is None else str(one.group),
                "title": titles.get("regional" if one.group is None else str(one.group), ""),
                "costs": shapes.costs_in_words(one.cost), "allowed": one.verdict.is_allowed,
                "refusals": [sentence(refusal) for refusal in one.verdict.refusals],
                "warnings": [sentence(warning) for warning in one.verdict.warnings],
            }
            for one in told.alternatives[:MOST_ALTERNATIVES]
        ]  # fmt: skip
        return super().get_context_data(
            row=self.draft, unit=shapes.line_of(seen, words, unit, group), told=told, alternatives=found,
            limits=seen.town.limits, here=shapes.group_title(number, group, words) if group is not None else "",
            is_single=seen.lines[key].place == LinePlace.SINGLE, place=seen.lines[key].get_place_display(),
            **self.rights(), **kwargs,
        )  # fmt: skip


class PlanAct(RowActView):
    """An act on the plan of the address, posted from its page."""

    model = PlanDraft
    template_name = "orgs/act.html"
    http_method_names = ("post",)

    def about(self) -> str:
        """Name the plan."""
        return f"{self.row.area} {self.row.facts_on:%Y-%m-%d}"

    def back(self) -> str:
        """Return to the plan."""
        return self.row.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """There is no rule to show beside the fields; the refusal names it."""
        return super().get_context_data(rule="", **kwargs)


class MoveUnits(PlanAct):
    """Move units to another group; what the rules say is answered at once."""

    door = Door(PLAN)
    form_class = forms.MoveForm
    title = _("移动单位")
    submit = _("写明理由后移动")
    success_message = _("已移动，规则核对通过。")

    def perform(self, form: Form) -> Any:
        """Move them."""
        return moving.move(draft=self.row, by=self.principal, **form.cleaned_data)


class AcceptPlan(PlanAct):
    """Take parts of the plan over."""

    door = Door(accepting.ACCEPT)
    form_class = forms.AcceptForm
    title = _("采纳方案")
    success_message = _("已采纳：单独和联合组建的已起草请示，区域兜底的已纳入覆盖。")

    def perform(self, form: Form) -> Any:
        """Take them over."""
        return accepting.accept(draft=self.row, on=self.today, by=self.principal, **form.cleaned_data)


class TryLimits(PlanAct):
    """Plan the same units by other limits, to compare."""

    door = Door(PLAN)
    form_class = forms.TrialForm
    title = _("试算")
    submit = _("试算")

    def perform(self, form: Form) -> Any:
        """Compute the trial."""
        return trials.attempt(draft=self.row, limits=form.limits(), at=timezone.now(), by=self.principal)
