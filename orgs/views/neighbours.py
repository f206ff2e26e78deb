"""Pages of neighbouring areas: a list by street, a pair added, a pair ended."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.forms.areas import areas_of
from access.principals import Place
from access.views.acts import TitledActView
from access.views.generic import DoorMixin
from orgs.forms import plans as forms
from orgs.models import AreaAdjacency
from orgs.services.planner import neighbours
from orgs.services.planner.facts import PLAN

VIEW = "orgs.view_formation"
PAGE = 50


class NeighbourList(DoorMixin, TemplateView):
    """Which areas are neighbours today, as far as one of them lies where the principal answers."""

    door = Door(VIEW)
    template_name = "orgs/neighbours.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        form = forms.NeighbourFilter(self.request.GET or None, principal=self.principal)
        mine = areas_of(self.principal, VIEW).order_by().values("pk")
        rows = AreaAdjacency.objects.as_of(self.today).filter(Q(area__in=mine) | Q(other__in=mine))
        if form.is_valid() and form.cleaned_data["area"] is not None:
            rows = rows.within(form.cleaned_data["area"].path)
        rows = rows.select_related("area", "other", "area__parent").order_by("area__path", "other__path", "pk")
        return super().get_context_data(
            form=form, page_obj=Paginator(rows, PAGE).get_page(self.request.GET.get("page")),
            may_change=policy.can(self.principal, PLAN), **kwargs,
        )  # fmt: skip


class NeighbourAct(TitledActView):
    """An act on neighbouring areas."""

    door = Door(PLAN)
    template_name = "orgs/act.html"

    def about(self) -> str:
        """Name the list."""
        return str(_("相邻辖区"))

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:neighbours")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it is for."""
        rule = _("联合组建一般按地域相邻；这里登记的相邻关系供编制组建方案时使用，从所填日期起算，以往的方案不变。")
        return super().get_context_data(rule=rule, **kwargs)

    def done(self, result: Any = None) -> Any:
        """Go back to the list."""
        return super().done(self.back())


class AddNeighbours(NeighbourAct):
    """Record that two areas are neighbours."""

    form_class = forms.NeighboursForm
    title = _("登记相邻辖区")
    success_message = _("已登记。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        return neighbours.add(by=self.principal, **form.cleaned_data)


class EndNeighbours(NeighbourAct):
    """Record that two areas are no longer neighbours."""

    form_class = forms.EndForm
    title = _("结束相邻关系")
    success_message = _("已结束。")

    @cached_property
    def pair(self) -> AreaAdjacency:
        """The pair of the address, where the principal answers for one of both.

        Raises:
            Http404: absent, or neither is the principal's.
        """
        row = AreaAdjacency.objects.select_related("area", "other").filter(pk=self.kwargs["number"]).first()
        if row is None or not any(
            policy.can_on(self.principal, PLAN, Place(one.path)) for one in (row.area, row.other)
        ):
            raise Http404
        return row

    def about(self) -> str:
        """Name the pair."""
        return str(self.pair)

    def perform(self, form: Form) -> Any:
        """End it."""
        return neighbours.end(pair=self.pair, by=self.principal, **form.cleaned_data)
